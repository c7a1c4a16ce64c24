//===- config.h - Compiler differences --------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The few things that compilers spell differently.
//===----------------------------------------------------------------------===//

#ifndef AETHER_DETAIL_CONFIG_H
#define AETHER_DETAIL_CONFIG_H

// The thin layer between a call and its verdict is always inlined: only then is
// the verdict a constant where the compiler chooses between the plain loop and
// the parallel path, and only then does the other one vanish from the program.
#if defined(__GNUC__) || defined(__clang__)
#define AETHER_ALWAYS_INLINE [[gnu::always_inline]] inline
#define AETHER_COLD [[gnu::cold]]
#else
#define AETHER_ALWAYS_INLINE inline
#define AETHER_COLD
#endif

#endif // AETHER_DETAIL_CONFIG_H
