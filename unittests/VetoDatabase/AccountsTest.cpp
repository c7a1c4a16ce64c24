//===- AccountsTest.cpp - What need not be solved again -------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sample.h"

using namespace aether::analysis;

namespace {

struct AccountsTest : FolderTest {
  void put(std::vector<std::uint64_t> Met,
           std::vector<std::pair<std::uint64_t, std::string>> New = {}) {
    SolveMemo Memo;
    Memo.Met = std::move(Met);
    Memo.New = std::move(New);
    succeed(Database.putAccounts(Memo));
  }
  std::optional<std::string> at(std::uint64_t Digest) {
    return get(Database.getAccount(Digest));
  }
  VetoDatabase Database = openOrFail(Path);
};

TEST_F(AccountsTest, AreKept) {
  const std::uint64_t Large = ~std::uint64_t(0) - 5;
  const std::string Bytes("a\0b", 3);
  EXPECT_EQ(at(Large), std::nullopt);
  put({Large, 7}, {{Large, Bytes}, {7, ""}});
  EXPECT_EQ(at(Large), Bytes);
  EXPECT_EQ(at(7), "");
  put({Large}); // met again, and not found out anew
  EXPECT_EQ(at(Large), Bytes);
  put({Large}, {{Large, "c"}});
  EXPECT_EQ(at(Large), "c");
}

TEST_F(AccountsTest, AreForgottenInTheEnd) {
  put({1, 2}, {{1, "a"}, {2, "b"}});
  for (unsigned Run = 0; Run != 64; ++Run)
    put({1});
  EXPECT_EQ(at(1), "a");
  EXPECT_EQ(at(2), "b");
  put({1});
  EXPECT_EQ(at(1), "a");
  EXPECT_EQ(at(2), std::nullopt);
}

} // namespace
