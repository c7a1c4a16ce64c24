//===- CallSiteTest.cpp - Tests of call_site.h, with a table --------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// The table of this file is CallSiteTest.inc; CMakeLists.txt says so.
#include "RuntimeTest.h"

#include <functional>
#include <thread>
#include <type_traits>

using namespace aether;
using namespace aether::test;
using namespace std::chrono_literals;

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

TEST(CallSite, TakesItsHintFromTheTable) {
  static_assert(sites[0].threads() == 6 && sites[0].grain() == 120);
  static_assert(sites[1].threads() == 0 && sites[1].grain() == 0);
  static_assert(sites[2].threads() == 0, "the hint is for another column");
  SUCCEED();
}

TEST(CallSite, HintsLimitThreads) {
  const auto sleep = [](int) { std::this_thread::sleep_for(1ms); };
  // One thread: not worth others.
  constexpr CallSite alone("a.cpp", 1, 1, Verdict::Safe, "", 1);
  ParallelMetrics metrics = par_for_each(numbers(8), sleep, {}, alone);
  ASSERT_TRUE(metrics.veto);
  EXPECT_EQ(metrics.veto->reason, VetoReason::SaturationCliffDetected);
  EXPECT_FALSE(metrics.parallel);
  // More than there are processors, from the start.
  constexpr CallSite three("a.cpp", 2, 1, Verdict::Safe, "", 3);
  metrics = par_for_each(numbers(60), sleep, {}, three);
  EXPECT_LE(metrics.workers, 3u);
  // What the call says itself counts, and so does not wanting vetoes.
  metrics = par_for_each(numbers(60), sleep, {.max_workers = 2}, alone);
  EXPECT_FALSE(metrics.veto);
  EXPECT_TRUE(metrics.parallel);
  metrics = par_for_each(numbers(8), sleep, {.veto = false}, alone);
  EXPECT_FALSE(metrics.veto);
}

TEST(CallSite, HintsOfGrainLeaveResultsAlone) {
  std::vector<double> items;
  for (int i = 0; i != 10'000; ++i)
    items.push_back(1.0 / (i + 1));
  constexpr CallSite hinted("a.cpp", 3, 1, Verdict::Safe, "", 0, 7);
  EXPECT_EQ(par_reduce(items, 0.0, std::plus<>(), {}, hinted),
            par_reduce(items, 0.0, std::plus<>()));
  EXPECT_THAT(par_map(
                  items, [](double x) { return x; }, {}, hinted),
              testing::ElementsAreArray(items));
  // Wrong by far, in both directions: it is a start only.
  for (const CallSite &site :
       {CallSite("a.cpp", 4, 1, Verdict::Safe, "", 0, 1),
        CallSite("a.cpp", 5, 1, Verdict::Safe, "", 0, 1'000'000'000)})
    EXPECT_THAT(par_map(
                    items, [](double x) { return x; }, {}, site),
                testing::ElementsAreArray(items));
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
