//===- CallSiteReportTest.cpp - Tests of call_site_report.h ---------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RuntimeTest.h"

#include <sstream>

using namespace aether;
using namespace aether::test;

namespace {
struct CallSiteReportTest : testing::Test {
  CallSiteReportTest() {
    clear_call_site_reports();
    enable_call_site_reports();
  }
  ~CallSiteReportTest() override { enable_call_site_reports(false); }

  static std::string printed() {
    std::ostringstream out;
    print_call_sites(out);
    return out.str();
  }
  static CallSite site(std::uint32_t line, Verdict verdict,
                       const char *finding = "") {
    return CallSite("src/x.cpp", line, 3, verdict, finding);
  }

  std::vector<int> items = numbers(100);
  ParOptions two{.max_workers = 2};
};
void nothing(int &) {}
} // namespace

TEST_F(CallSiteReportTest, OneLinePerSite) {
  par_for_each(items, nothing, two,
               site(42, Verdict::Unsafe, "captured-mutation: t"));
  par_for_each(items, nothing, two, site(57, Verdict::Safe));
  par_for_each(items, nothing, two,
               site(58, Verdict::Unknown, "`f` has no body"));
  par_for_each(items, nothing, two, site(59, Verdict::Unanalyzed));
  par_for_each(items, nothing, {.max_workers = 1}, site(60, Verdict::Safe));
  par_for_each(items, nothing, {.max_workers = 2, .min_items = 200},
               site(61, Verdict::Safe));
  par_for_each(items, nothing, two, site(61, Verdict::Safe));
  par_map(items, [](int x) { return x; }, two, site(7, Verdict::Safe));
  EXPECT_EQ(
      printed(),
      "src/x.cpp:7 par_map ran in parallel (safe)\n"
      "src/x.cpp:42 par_for_each vetoed GIL_UNSAFE_PATTERN: captured-mutation: "
      "t\n"
      "src/x.cpp:57 par_for_each ran in parallel (safe)\n"
      "src/x.cpp:58 par_for_each ran in parallel (unknown: `f` has no body)\n"
      "src/x.cpp:59 par_for_each ran in parallel (unanalyzed)\n"
      "src/x.cpp:60 par_for_each ran sequentially (safe)\n"
      "src/x.cpp:61 par_for_each ran in parallel (safe), 1 of 2 calls; vetoed "
      "TOO_SMALL: fewer items than are worth it (measured 100, threshold 200), "
      "1 of "
      "2 calls\n");
}

TEST_F(CallSiteReportTest, Counts) {
  for (int i = 0; i != 3; ++i)
    par_filter(items, [](int) { return true; }, two, site(1, Verdict::Safe));
  par_filter(
      items, [](int) { return true; }, {.max_workers = 1},
      site(1, Verdict::Safe));
  const auto reports = call_site_reports();
  ASSERT_EQ(reports.size(), 1u);
  EXPECT_EQ(reports[0].file, "src/x.cpp");
  EXPECT_EQ(reports[0].line, 1u);
  EXPECT_EQ(reports[0].column, 3u);
  EXPECT_EQ(reports[0].function, "par_filter");
  EXPECT_EQ(reports[0].calls, 4u);
  EXPECT_EQ(reports[0].parallel_calls, 3u);
  EXPECT_EQ(reports[0].vetoed_calls, 0u);
  EXPECT_FALSE(reports[0].last_veto);
}

TEST_F(CallSiteReportTest, CallsThatThrowCount) {
  EXPECT_THROW(
      par_for_each(items, [](int &) { throw 1; }, two, site(1, {})), int);
  EXPECT_EQ(call_site_reports().size(), 1u);
}

TEST_F(CallSiteReportTest, OffUnlessEnabled) {
  enable_call_site_reports(false);
  par_for_each(items, nothing, two, site(1, Verdict::Safe));
  par_for_each(items, nothing, two, site(2, Verdict::Unsafe));
  EXPECT_THAT(call_site_reports(), testing::IsEmpty());
}

TEST_F(CallSiteReportTest, KeepsTheRealPosition) {
  par_for_each(items, nothing);
  const auto line = std::source_location::current().line() - 1;
  const auto reports = call_site_reports();
  ASSERT_EQ(reports.size(), 1u);
  EXPECT_EQ(reports[0].line, line);
  EXPECT_THAT(reports[0].file, testing::EndsWith("CallSiteReportTest.cpp"));
}

TEST_F(CallSiteReportTest, ManyThreads) {
  std::vector<std::thread> threads;
  for (int i = 0; i != 4; ++i)
    threads.emplace_back([&] {
      std::vector<int> own(10);
      for (int round = 0; round != 100; ++round) {
        par_for_each(own, nothing, two, site(1, Verdict::Safe));
        par_for_each(own, nothing, two, site(2, Verdict::Unsafe));
        call_site_reports();
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  const auto reports = call_site_reports();
  ASSERT_EQ(reports.size(), 2u);
  EXPECT_EQ(reports[0].calls, 400u);
  EXPECT_EQ(reports[1].vetoed_calls, 400u);
}
