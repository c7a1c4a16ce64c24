//===- OpenMPHeader.h - <omp.h> where none is installed ---------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// GCC brings an <omp.h> of its own, which Clang does not look for, and Clang's
/// comes with a run-time library that is not needed for an analysis. So that
/// programs compile here that do elsewhere, a header with the declarations of
/// OpenMP 5.2, chapter 18, stands behind all others.
///
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_DRIVER_OPENMPHEADER_H
#define AETHER_LIB_DRIVER_OPENMPHEADER_H

#include "llvm/ADT/StringRef.h"

namespace aether::analysis {

/// The folder that holds it, on no disk.
inline constexpr llvm::StringLiteral OpenMPHeaderFolder = "/aether-openmp";
inline constexpr llvm::StringLiteral OpenMPHeaderPath = "/aether-openmp/omp.h";
extern const llvm::StringLiteral OpenMPHeaderText;

} // namespace aether::analysis

#endif // AETHER_LIB_DRIVER_OPENMPHEADER_H
