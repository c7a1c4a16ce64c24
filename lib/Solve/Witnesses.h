//===- Witnesses.h - Races that a rehearsal has shown -----------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A summary may name races of an execution of its unit (Rehearsal.h). They
/// decide what is left undecided, and nothing else: where Judge has a doubt
/// about two accesses that have raced, it says how it would report them;
/// Account tells races that Judge knows no such accesses of; the verdicts take
/// either for calls that would be Unknown.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_WITNESSES_H
#define AETHER_LIB_SOLVE_WITNESSES_H

#include "Account.h"
#include "Ledger.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace aether::analysis {

/// A witness, and the calls that started its threads.
struct AttributedWitness {
  const Witness *W = nullptr;
  /// In all functions where they stand: instances of a template have each one.
  std::vector<SiteId> Sites;
  bool FirstIsParent = false, SecondIsParent = false;
  std::uint64_t Digest = 0; ///< of what it says
};

/// The witnesses of \p P whose threads were started by parallel calls.
/// Complexity: linear in the program, if there are any.
std::vector<AttributedWitness> attributeWitnesses(const Program &P);

/// An access as Judge would report it.
struct JudgedSide {
  SourcePos Pos;
  llvm::StringRef Variable; ///< its root's name, or empty
  bool Parent = false;
};

/// One of \p All that shows that \p A and \p B, done by tasks of \p Sites,
/// race; null if there is none.
const Witness *witnessOf(const Program &P,
                         llvm::ArrayRef<AttributedWitness> All,
                         llvm::ArrayRef<SiteId> Sites, const JudgedSide &A,
                         const JudgedSide &B);

/// The race of \p Of as its frames tell it; its sites are left to the caller.
/// Nothing if the user has silenced one of the lines.
std::optional<RaceEntry> raceOf(const Program &P, const AttributedWitness &Of);

/// Where the program says `\p Pos`, as plain data.
Position plainPosition(const Program &P, const SourcePos &Pos);
/// Has the user silenced the line?
bool isSilenced(const Program &P, const SourcePos &Pos);

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_WITNESSES_H
