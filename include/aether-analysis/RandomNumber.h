//===- RandomNumber.h - Numbers that were drawn -----------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What Extract calls a number that was drawn, and Solve knows it by.
//===----------------------------------------------------------------------===//

#ifndef AETHER_ANALYSIS_RANDOMNUMBER_H
#define AETHER_ANALYSIS_RANDOMNUMBER_H

namespace aether::analysis {

/// The beginning of the name of an integer term of kind Opaque.
inline constexpr char RandomNumber[] = "a random number";

} // namespace aether::analysis

#endif // AETHER_ANALYSIS_RANDOMNUMBER_H
