//===- Overriders.h - Where objects keep what they run ----------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// How a summary says what a virtual call runs, a part of the contract between
/// Extract and Solve (Summary.h): as a value that the object holds from where
/// it is made ([class.virtual]), so that it flows as other values do.
///
/// Thread safety: a pure function.
//===----------------------------------------------------------------------===//

#ifndef AETHER_ANALYSIS_OVERRIDERS_H
#define AETHER_ANALYSIS_OVERRIDERS_H

#include <string>
#include <string_view>

namespace aether::analysis {

/// The name of the part of an object that tells which function runs when the
/// virtual one with key \p Function is called for it. It holds an Unknown value
/// whose reason is the key of that function. Complexity: linear in the key.
inline std::string overriderPart(std::string_view Function) {
  return "overrider of " + std::string(Function);
}

} // namespace aether::analysis

#endif // AETHER_ANALYSIS_OVERRIDERS_H
