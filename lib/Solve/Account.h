//===- Account.h - What the ledger says, as plain data ----------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The ledger speaks of functions, strings and frames of one run. An account of
/// it speaks of files and texts: it can be kept, and read in another run.
///
///     Ledger ──[ accountOf ]──▶ Account ──conclude──▶ Verdicts
///                                 ◀──▶ bytes
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_ACCOUNT_H
#define AETHER_LIB_SOLVE_ACCOUNT_H

#include "Groups.h"
#include "Ledger.h"

#include "llvm/ADT/StringRef.h"

#include <optional>

namespace aether::analysis {

/// A parallel call, as it stands in one function.
struct SiteEntry {
  /// Where it is and in which units; nothing is decided.
  CallSiteVerdict Call;
  /// Who assumes what.
  std::vector<std::string> User, Model, Analysis;
  std::vector<Reason> Doubts;
};

struct SideEntry {
  AccessEvidence Access;
  bool Parent = false; ///< done by the function that started the tasks
};

struct RaceEntry {
  Pattern Kind = Pattern::CapturedMutation;
  SideEntry First, Second;
  bool Silenced = false; ///< by a comment on the line of the first
  /// Only a witness makes it certain: it counts where nothing else is known.
  bool Rehearsed = false;
  std::string Variable;  ///< the shared object's name
  std::string SharedHow;
  Position SharedPos;
  std::vector<std::uint32_t> Sites; ///< indices into Account::Sites
};

struct Account {
  std::vector<SiteEntry> Sites; ///< in the order of the functions
  std::vector<RaceEntry> Races; ///< in an order of their own, each once
};

/// What \p L says about the calls of \p Of.
Account accountOf(const Workspace &W, const Ledger &L, const Group &Of);

/// An order that does not depend on how they were found; each is there once.
void putInOrder(std::vector<RaceEntry> &Races);

/// \p Digest is that of its group.
std::string toBytes(const Account &A, std::uint64_t Digest);
/// Nothing if \p Bytes are damaged, of another format or of another group.
std::optional<Account> accountIn(llvm::StringRef Bytes, std::uint64_t Digest);

/// The plain results for all parallel calls of the program.
Verdicts conclude(const std::vector<Account> &All);

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_ACCOUNT_H
