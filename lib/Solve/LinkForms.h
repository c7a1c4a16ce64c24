//===- LinkForms.h - Objects that a store links -----------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_LINKFORMS_H
#define AETHER_LIB_SOLVE_LINKFORMS_H

#include "Context.h"

namespace aether::analysis {

/// The objects, made by somebody or of a caller, that \p V leads to if it is
/// not null; nothing if it may be others.
Places objectsOf(Context &C, ValueId V);

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_LINKFORMS_H
