//===- KeptFields.h - Which member functions leave fields alone -*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A member function that is not const may still change nothing but what its
/// object's containers hold: `at(x, y)` of a grid leaves width and height as
/// they are.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_EXTRACT_KEPTFIELDS_H
#define AETHER_LIB_EXTRACT_KEPTFIELDS_H

#include "clang/AST/DeclCXX.h"

namespace aether::analysis {

class Unit;

/// True if no call of \p M changes a field of its object that is a number or a
/// pointer, or gives the object or such a field to somebody who might: its
/// body is here and only reads them, and so do the member functions that it
/// calls. Linear in the size of these bodies.
bool keepsFields(Unit &U, const clang::CXXMethodDecl *M);

} // namespace aether::analysis

#endif
