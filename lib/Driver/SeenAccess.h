//===- SeenAccess.h - The source of an executed access ----------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// IR knows a line and a column; for the user, an access is what he wrote
/// there.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_DRIVER_SEENACCESS_H
#define AETHER_LIB_DRIVER_SEENACCESS_H

#include "aether-analysis/Summary.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <string>

namespace clang {
class ASTContext;
class CXXRecordDecl;
class FunctionDecl;
} // namespace clang

namespace aether::analysis {

struct SeenAccess {
  WitnessForm Form = WitnessForm::Variable;
  std::string Spelling; ///< empty if it was not found
};

/// What \p FD accesses at \p Line and \p Column; \p InLibrary: the object whose
/// library function it calls there. Complexity: linear in the function.
SeenAccess
findAccess(const clang::ASTContext &Context, const clang::FunctionDecl *FD,
           unsigned Line, unsigned Column, bool InLibrary,
           llvm::function_ref<bool(const clang::CXXRecordDecl *)> IsContainer);

} // namespace aether::analysis

#endif // AETHER_LIB_DRIVER_SEENACCESS_H
