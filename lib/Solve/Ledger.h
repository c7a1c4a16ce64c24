//===- Ledger.h - What was found out about each parallel call ---*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Judge writes here, context by context; Account reads it at the end:
///
///     Context ──Judge──▶ [ Ledger ] ──▶ Account ──▶ Verdicts
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_LEDGER_H
#define AETHER_LIB_SOLVE_LEDGER_H

#include "Effects.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace aether::analysis {

/// A parallel call: the function in which it stands, and its number there.
using SiteId = std::pair<FunctionIx, std::uint32_t>;

/// One side of a race, freed from its context.
struct RaceSide {
  AccessKind Kind = AccessKind::Read;
  StringId Spelling = 0;
  SourcePos Pos;
  const Frame *Chain = nullptr;
  std::vector<StringId> Locks;
  bool Parent = false; ///< done by the function that started the tasks
};

struct Race {
  Pattern Kind = Pattern::CapturedMutation;
  RaceSide First, Second;
  std::string Variable; ///< the shared object's name, for merging
  std::string SharedHow;
  SourcePos SharedPos;
  std::vector<SiteId> Sites; ///< the later one is the finding's
  bool Rehearsed = false;    ///< only a witness makes it certain
};

struct Doubt {
  std::string Text;
  SourcePos Pos;
  bool operator<(const Doubt &O) const {
    auto Key = [](const Doubt &D) {
      return std::tie(D.Pos.File, D.Pos.Line, D.Pos.Column, D.Text);
    };
    return Key(*this) < Key(O);
  }
};

struct SiteRecord {
  std::set<Doubt> Doubts;
  /// Doubts that callers of the function may remove, by that function.
  std::map<FunctionIx, std::set<Doubt>> FromCallers;
  std::set<std::string> Assumptions;
};

struct Ledger {
  std::map<SiteId, SiteRecord> Sites;
  std::vector<Race> Races;
};

class Context;

/// Decides the relations of an evaluated context, and leaves in its effects
/// those that a caller may decide better.
void judge(Context &C, Ledger &L);

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_LEDGER_H
