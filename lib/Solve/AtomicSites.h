//===- AtomicSites.h - Where atomics are written ----------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A proof that rests on who writes an atomic (a flag, a spin lock) needs all
/// writers, also those that the function at work never calls. Built once from
/// the Program; asked by Handover and Locks.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_ATOMICSITES_H
#define AETHER_LIB_SOLVE_ATOMICSITES_H

#include "Program.h"

#include <map>
#include <set>
#include <tuple>

namespace aether::analysis {

class AtomicSites {
public:
  using Position = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>;
  static Position position(const SourcePos &P) {
    return {P.File, P.Line, P.Column};
  }

  /// A member by its name, which has its class in it, or a global.
  using Key = std::pair<PlaceKind, std::uint32_t>;
  /// Sets \p Out if \p P is one, or a part of one. Complexity: the depth of P.
  static bool keyOf(const Terms &T, PlaceId P, Key &Out);

  /// Complexity: linear in the size of \p P.
  explicit AtomicSites(const Program &P);

  /// May \p Atomic, a global or a member, be written anywhere but at \p Known,
  /// or be passed to a function by any but \p Callers? An attempt to take it as
  /// a lock does not count.
  bool mayBeWrittenElsewhere(const Terms &T, PlaceId Atomic,
                             const std::set<Position> &Known,
                             const std::set<FunctionIx> &Callers) const;

  /// What that is decided by, for the member or global \p Of.
  bool mayBePointedTo(PlaceKind Kind, std::uint32_t Of) const {
    return Exposed.count({Kind, Of}) != 0 || Passed.count({Kind, Of}) != 0;
  }
  /// Who passes its address to functions that do not keep it; nobody if there
  /// may be other pointers to it.
  std::set<FunctionIx> passedBy(PlaceKind Kind, std::uint32_t Of) const {
    auto It = Passed.find({Kind, Of});
    return It == Passed.end() || Exposed.count({Kind, Of}) != 0
               ? std::set<FunctionIx>()
               : It->second;
  }
  std::set<Position> writesOf(PlaceKind Kind, std::uint32_t Of) const {
    auto It = Sites.find({Kind, Of});
    return It == Sites.end() ? std::set<Position>() : It->second;
  }

private:
  std::map<Key, std::set<Position>> Sites;
  std::set<Key> Exposed; ///< there may be pointers to it that are kept
  std::map<Key, std::set<FunctionIx>> Passed; ///< and by whom
};

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_ATOMICSITES_H
