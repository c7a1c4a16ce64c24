//===- Guards.h - Which mutex is locked where -------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Guards as they are written, `std::lock_guard lock(m);`, and whether a new
/// one could wait for itself: Solve proves no absence of deadlock, so this has
/// to.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_FIXES_GUARDS_H
#define AETHER_LIB_FIXES_GUARDS_H

#include "Syntax.h"

namespace aether::analysis::fixes {

/// A variable that locks one mutex until its block ends.
struct Guard {
  const clang::DeclStmt *Declared = nullptr;
  const clang::VarDecl *Variable = nullptr;
  const clang::Expr *Mutex = nullptr; ///< as written
  bool Shared = false;                ///< an std::shared_lock
};

/// The guard that \p S declares.
std::optional<Guard> guardOf(const clang::Stmt *S);
/// The guards that are declared before \p Access in the blocks around it, in
/// the same body; the innermost first.
llvm::SmallVector<Guard, 2> guardsAround(const Syntax &S,
                                         const clang::Stmt *Access);
/// Whether somebody may hold \p Mutex when \p At is reached: a guard or any
/// other use of it stands before \p At, in a block around it, or around the
/// callers of its function.
bool mayBeHeld(const Syntax &S, const clang::ValueDecl *Mutex,
               const clang::Stmt *At);
/// Whether \p Part, run while \p Mutex is held, might lock it again: it calls
/// what is not the library's own.
bool mayLock(const Syntax &S, const clang::ValueDecl *Mutex,
             const clang::Stmt *Part);
/// Whether all that can lock \p Mutex is in the main file.
bool isKnownEverywhere(const Syntax &S, const clang::ValueDecl *Mutex);

} // namespace aether::analysis::fixes

#endif // AETHER_LIB_FIXES_GUARDS_H
