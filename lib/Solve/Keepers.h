//===- Keepers.h - Who keeps an object alive? -------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Questions of Judge about an owner that gives up its share of an object while
/// somebody else uses that.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_KEEPERS_H
#define AETHER_LIB_SOLVE_KEEPERS_H

#include "Overlap.h"

namespace aether::analysis {

class Keepers {
public:
  Keepers(Context &C, Overlap &O) : C(C), T(C.T), O(O) {}

  /// Does the object end with its last owner, as far as is known here?
  bool mayEnd(const AccessEffect &Release) const;
  /// Does another owner keep the object until \p Use, of the strand \p UsedBy,
  /// is over?
  bool keeps(const AccessEffect &Use, const AccessEffect &Release,
             std::uint32_t UsedBy);
  /// Has nobody else ever owned it?
  bool isLast(const AccessEffect &Release) const;

private:
  Context &C;
  Terms &T;
  Overlap &O;
};

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_KEEPERS_H
