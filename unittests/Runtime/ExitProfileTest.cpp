//===- ExitProfileTest.cpp - Tests of profiles in JSON --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "../../lib/Runtime/ExitProfile.h"

#include "RuntimeTest.h"

#include <sstream>

using namespace aether;
using namespace aether::detail;
using namespace aether::test;
using testing::HasSubstr;

TEST(ExitProfile, Path) {
  EXPECT_EQ(profile_path("profile.json", 12), "profile.json");
  EXPECT_EQ(profile_path("a-%p.%p%", 12), "a-12.12%");
  EXPECT_EQ(profile_path("", 12), "");
}

TEST(ExitProfile, Json) {
  clear_call_site_reports();
  enable_call_site_reports();
  measure_calls();
  par_for_each(
      numbers(100), [](int) { std::this_thread::sleep_for(10us); },
      {.max_workers = 2}, CallSite("a \"b\".cpp", 7, 3, Verdict::Safe));
  par_for_each(
      numbers(3), [](int) {}, {},
      CallSite("c.cpp", 1, 2, Verdict::Unsafe, "a race"));
  measure_calls(false);
  enable_call_site_reports(false);

  std::ostringstream out;
  write_call_sites_json(out);
  const std::string text = out.str();
  EXPECT_THAT(text, testing::StartsWith("{\n  \"version\": 1,\n"));
  EXPECT_THAT(text, HasSubstr("{\"file\": \"a \\\"b\\\".cpp\", \"line\": 7, "
                              "\"column\": 3, \"function\": \"par_for_each\", "
                              "\"verdict\": \"safe\", \"finding\": \"\",\n"
                              "     \"calls\": 1, \"parallel_calls\": 1, "
                              "\"vetoed_calls\": 0, \"items\": 100,"));
  EXPECT_THAT(text, HasSubstr("\"verdict\": \"unsafe\", \"finding\": "
                              "\"a race\""));
  EXPECT_THAT(text, HasSubstr("\"last_veto\": {\"reason\": "
                              "\"GIL_UNSAFE_PATTERN\""));
  EXPECT_THAT(text, HasSubstr("\"advice\": {\"threads\": 1, \"limit\": 0, "
                              "\"grain\": 0, \"reason\": \"the analyser found "
                              "a race\"}"));
  const auto reports = call_site_reports();
  ASSERT_EQ(reports.size(), 2u);
  EXPECT_GE(reports[0].times.wall, 1ms);
  EXPECT_GT(reports[0].wall.count(), 0);
  EXPECT_GE(reports[0].most_workers, 1u);
  clear_call_site_reports();
}
