//===- SharedHolders.h - Locks that are held by several -----------*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `readers++; if (readers == 1) sem_wait(&data);` and, later, `readers--; if
/// (readers == 0) sem_post(&data);`: while there are readers, one of them has
/// the semaphore. Puts calls in the place of such tests by which each of them
/// takes a share of it, and gives that back.
///
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_EXTRACT_SHAREDHOLDERS_H
#define AETHER_LIB_EXTRACT_SHAREDHOLDERS_H

#include "Synthesis.h"
#include "Unit.h"

namespace aether::analysis {

class SharedHolders {
public:
  explicit SharedHolders(Unit &U) : U(U), Make(U.Ctx) {}

  /// The tests in \p FD.
  void rewrite(const clang::FunctionDecl *FD);

private:
  struct Test {
    const clang::VarDecl *Counter = nullptr, *Semaphore = nullptr;
    bool First = false; ///< the first one takes it; else the last gives it back
    clang::Expr *Address = nullptr;    ///< the argument of the call
    const clang::Expr *Step = nullptr; ///< of the counter
  };
  static const clang::VarDecl *globalOf(const clang::Expr *E);
  static const clang::Expr *stepOf(const clang::Stmt *S,
                                   const clang::VarDecl *&Of, int &By);
  bool find(const clang::Stmt *Before, clang::IfStmt *If, Test &Out);
  bool takes(const clang::Stmt *S, bool First, Test &Out);
  bool isCountedOnly(const Test &T);
  bool countsOnlyHolders(const Test &T);

  Unit &U;
  Synthesis Make;
  /// By counter, whether all that is done to it is to count those that hold the
  /// semaphore.
  llvm::DenseMap<const clang::VarDecl *, bool> Known;
};

} // namespace aether::analysis

#endif // AETHER_LIB_EXTRACT_SHAREDHOLDERS_H
