//===- Deleters.h - What owners call to end what they own -------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_EXTRACT_DELETERS_H
#define AETHER_LIB_EXTRACT_DELETERS_H

#include "Unit.h"

namespace aether::analysis {

/// What owners of a class run besides the destructor of what they point to.
struct OwnerEnds {
  llvm::SmallVector<const clang::FunctionDecl *, 4> Deleters;
  llvm::SmallVector<const clang::CXXRecordDecl *, 4> Objects;
  bool Unknown = false; ///< there is a deleter that is not known

  bool empty() const { return Deleters.empty() && Objects.empty() && !Unknown; }
};

/// What the owner of class \p Owner of a library, or a base of one, runs;
/// nothing if it is no owner.
OwnerEnds ownerEnds(Unit &U, const clang::CXXRecordDecl *Owner);

/// A destructor that an owner of a base class calls for what it owns?
bool isVirtualEnd(const clang::FunctionDecl *Fn);

} // namespace aether::analysis

#endif // AETHER_LIB_EXTRACT_DELETERS_H
