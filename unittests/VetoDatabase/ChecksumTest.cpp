//===- ChecksumTest.cpp - Tests for Checksum.cpp --------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SiteRows.h"

#include <gtest/gtest.h>

#include <set>

using namespace aether::analysis;

namespace {

SiteRow row() {
  SiteRow Row;
  Row.Site.Pos = {"/p/a.cpp", "a.cpp", 3, 5};
  Row.Site.Callee = "aether::par_map";
  Row.Site.Result = Verdict::Unsafe;
  Row.Site.Reasons = {{"a limit was reached", {}}};
  Row.Site.Assumptions = {"items are distinct"};
  SiteFinding F;
  F.F.Message = "'total' is written";
  F.F.First.Variable = "total";
  F.F.First.Chain = {{"lambda in main", Row.Site.Pos}};
  F.F.Second.Locks = {"m"};
  F.Owner = Row.Site.Pos;
  Row.Findings = {F};
  return Row;
}

// Whatever a row says is sealed: a change of any part is another sum.
TEST(Checksum, CoversAllThatARowSays) {
  std::set<std::uint64_t> Sums{checksum(row())};
  EXPECT_EQ(checksum(row()), *Sums.begin());
  unsigned Changes = 0;
  auto Changed = [&](auto Change) {
    SiteRow Row = row();
    Change(Row, Row.Findings.front());
    EXPECT_TRUE(Sums.insert(checksum(Row)).second) << "change " << Changes;
    ++Changes;
  };
  Changed([](SiteRow &R, SiteFinding &) { R.Site.Result = Verdict::Safe; });
  Changed([](SiteRow &R, SiteFinding &) { R.Site.Pos.Line = 4; });
  Changed([](SiteRow &R, SiteFinding &) { R.Site.Pos.File = "/p/b.cpp"; });
  Changed([](SiteRow &R, SiteFinding &) { R.Site.MemberLine = 9; });
  Changed([](SiteRow &R, SiteFinding &) { R.Site.MacroPos.Column = 2; });
  Changed([](SiteRow &R, SiteFinding &) { R.Site.Callee += "x"; });
  Changed([](SiteRow &R, SiteFinding &) { R.Site.Reasons[0].Text = "?"; });
  Changed([](SiteRow &R, SiteFinding &) { R.Site.Reasons.clear(); });
  Changed([](SiteRow &R, SiteFinding &) { R.Site.Assumptions = {"a", "b"}; });
  Changed([](SiteRow &R, SiteFinding &) { R.Site.Assumptions = {"ab"}; });
  Changed([](SiteRow &R, SiteFinding &) { R.Findings.clear(); });
  Changed([](SiteRow &, SiteFinding &F) { F.F.Kind = Pattern::WrongLock; });
  Changed([](SiteRow &, SiteFinding &F) { F.F.First.Variable = "sum"; });
  Changed([](SiteRow &, SiteFinding &F) { F.F.First.Chain.clear(); });
  Changed([](SiteRow &, SiteFinding &F) { F.F.Second.Locks = {"n"}; });
  Changed([](SiteRow &, SiteFinding &F) { F.F.Repair = "lock it"; });
  Changed([](SiteRow &, SiteFinding &F) { F.Owner.Line = 8; });
  EXPECT_EQ(Sums.size(), Changes + 1);
}

TEST(Checksum, ASealIsWrittenDownInHalves) {
  EXPECT_EQ(sealPart(0x123456789abcdef0), 0x9abcdef0);
}

} // namespace
