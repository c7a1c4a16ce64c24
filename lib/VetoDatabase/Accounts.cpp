//===- Accounts.cpp - What need not be solved again -----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Impl.h"

using namespace aether::analysis;

/// Runs on single files, on branches and on the whole take turns.
static constexpr int KeptRuns = 64;

llvm::Expected<std::optional<std::string>>
VetoDatabase::getAccount(std::uint64_t Digest) {
  std::lock_guard Lock(I->Mutex);
  std::optional<std::string> Out;
  {
    Query Q(I->C, "SELECT account FROM accounts WHERE digest = ?", Digest);
    if (Q.next())
      Out = Q.blob().str();
  }
  if (llvm::Error E = I->C.takeError())
    return std::move(E);
  return Out;
}

llvm::Error VetoDatabase::putAccounts(const SolveMemo &Memo) {
  std::lock_guard Lock(I->Mutex);
  Connection &C = I->C;
  Transaction T(C, Transaction::Mode::Write);
  const std::int64_t Now = C.integer("SELECT max(met) FROM groups") + 1;
  for (std::uint64_t Digest : Memo.Met)
    Query(C,
          "INSERT INTO groups VALUES (?, ?) "
          "ON CONFLICT DO UPDATE SET met = excluded.met",
          Digest, Now)
        .run();
  for (const auto &[Digest, Account] : Memo.New)
    Query(C, "INSERT OR REPLACE INTO accounts VALUES (?, ?)", Digest,
          Query::bytes(Account))
        .run();
  Query(C, "DELETE FROM groups WHERE met < ?", Now - KeptRuns).run();
  return T.commit();
}
