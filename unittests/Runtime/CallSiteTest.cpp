//===- CallSiteTest.cpp - Tests of call_site.h, with a table --------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// The table of this file is CallSiteTest.inc; CMakeLists.txt says so.
#include "RuntimeTest.h"

#include <type_traits>

using namespace aether;
using namespace aether::test;

static_assert(std::is_trivially_copyable_v<CallSite>);

static constexpr CallSite
where(CallSite site = std::source_location::current()) {
  return site;
}
static constexpr CallSite
wrapper(CallSite site = std::source_location::current()) {
  return where(site);
}

static constexpr CallSite not_in_table = where();

// clang-format off
// Columns and lines below are those of CallSiteTest.inc.
static constexpr CallSite sites[] = {
#line 101 "table_test.cpp"
         where        (),
#line 111 "table_test.cpp"
         where        (),
#line 121 "table_test.cpp"
         where        (),
#line 131 "table_test.cpp"
         where        (),
#line 141 "table_test.cpp"
         wrapper      (),
#line 151 "table_test.cpp"
         where        (),
};
static std::vector<int> run_vetoed(std::vector<int> &items) {
  std::vector<int> seen;
#line 201 "table_test.cpp"
  aether::par_for_each(items, [&](int &x) { seen.push_back(x); });
  return seen;
}
// clang-format on

TEST(CallSite, TakesItsVerdictFromTheTable) {
  static_assert(sites[0].verdict() == Verdict::Safe);
  static_assert(sites[1].verdict() == Verdict::Unsafe && sites[1].vetoed());
  static_assert(sites[2].verdict() == Verdict::Unknown && !sites[2].vetoed());
  static_assert(sites[3].verdict() == Verdict::Unsafe, "the worse of two");
  static_assert(sites[4].verdict() == Verdict::Unsafe, "that of the caller");
  static_assert(sites[5].verdict() == Verdict::Unanalyzed);
  static_assert(not_in_table.verdict() == Verdict::Unanalyzed);
  EXPECT_STREQ(sites[1].finding(),
               "global-mutation: `g` is written (table_test.cpp:111:5)");
  EXPECT_STREQ(sites[1].file(), "table_test.cpp");
  EXPECT_EQ(sites[1].line(), 111u);
  EXPECT_STREQ(sites[5].finding(), "");
}

TEST(CallSite, VetoesTheCall) {
  std::vector<int> items = numbers(1000);
  EXPECT_EQ(run_vetoed(items), items);
}

TEST(CallSite, VerdictsHaveNames) {
  EXPECT_STREQ(to_string(Verdict::Unanalyzed), "unanalyzed");
  EXPECT_STREQ(to_string(Verdict::Safe), "safe");
  EXPECT_STREQ(to_string(Verdict::Unknown), "unknown");
  EXPECT_STREQ(to_string(Verdict::Unsafe), "unsafe");
}

TEST(CallSite, AssumptionsCompileAnywhere) {
  std::vector<int> items(10);
  AETHER_ASSUME_SAFE("one statement") par_for_each(items, [](int &x) { ++x; });
  AETHER_ASSUME_SAFE("a "
                     "declaration")
  auto sums = par_map(items, [](int x) { return x; });
  const auto returned = [&] {
    AETHER_ASSUME_SAFE("a result") return par_reduce(items, 0, std::plus<>());
  };
  if (!items.empty())
    AETHER_ASSUME_SAFE("a branch") par_for_each(items, [](int &x) { ++x; });
  EXPECT_EQ(returned(), 20);
  EXPECT_THAT(sums, testing::Each(1));
}
