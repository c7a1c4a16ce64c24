//===- KeptCallables.h - Callables inside of library types ------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The callables that ranges and containers keep which a library function is
/// given, or is a member of: `v | std::views::filter(f)`, `std::set<int,
/// decltype(f)>`. A step of Unit::callbacks.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_EXTRACT_KEPTCALLABLES_H
#define AETHER_LIB_EXTRACT_KEPTCALLABLES_H

#include "Unit.h"

#include "llvm/ADT/SmallPtrSet.h"

namespace aether::analysis {

class KeptCallables {
public:
  KeptCallables(Unit &U, const clang::FunctionDecl *FD);

  /// Is \p RD the class of one?
  bool contains(const clang::CXXRecordDecl *RD) const;
  /// Are some known at run time only?
  bool anyPointers() const { return Pointers; }
  /// Is \p Fn what one runs that changes itself, or may it run any?
  bool isUnclear(const clang::FunctionDecl *Fn) const;
  /// Does \p RD hold callables of any type?
  bool isAny(const clang::CXXRecordDecl *RD) const;

private:
  void look(clang::QualType Type, unsigned Depth);
  void look(const clang::CXXRecordDecl *RD, unsigned Depth);
  void keep(clang::QualType Type);

  Unit &U;
  llvm::SmallPtrSet<const clang::CXXRecordDecl *, 4> Classes;
  bool Pointers = false;
};

/// Is \p Type that of a range adaptor, such as `std::views::filter` makes, or
/// of its iterators? It shows elements of other ranges, which ones nobody says.
bool isRangeAdaptor(Unit &U, clang::QualType Type);

} // namespace aether::analysis

#endif // AETHER_LIB_EXTRACT_KEPTCALLABLES_H
