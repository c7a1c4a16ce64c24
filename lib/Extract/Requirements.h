//===- Requirements.h - Calls that need not return --------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Functions that end the program or the thread, always or unless an argument
/// is as it should be: `die("no memory")`, `assume(count < 10)`. For as long as
/// this lives, each call of the second kind is the branch that stands in the
/// function.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_EXTRACT_REQUIREMENTS_H
#define AETHER_LIB_EXTRACT_REQUIREMENTS_H

#include "Synthesis.h"
#include "Unit.h"

#include <optional>

namespace aether::analysis {

class Requirements {
public:
  explicit Requirements(Unit &U) : U(U), Make(U.Ctx) {}

  /// The branches in \p FD.
  void rewrite(const clang::FunctionDecl *FD);

private:
  /// What a function wants of which parameter, and does nothing else.
  struct Wish {
    unsigned Parameter = 0;
    bool NotZero = true;
    Unit::Ending Else = Unit::Ending::Program; ///< if it does not get it
  };
  std::optional<Wish> wishOf(const clang::FunctionDecl *FD);
  std::optional<Wish> find(const clang::FunctionDecl *FD);
  clang::Stmt *branch(clang::Stmt *S);

  Unit &U;
  Synthesis Make;
  llvm::DenseMap<const clang::FunctionDecl *, std::optional<Wish>> Known;
};

} // namespace aether::analysis

#endif // AETHER_LIB_EXTRACT_REQUIREMENTS_H
