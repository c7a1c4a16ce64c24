//===- ReadProfileTest.cpp - Profiles as programs write them --------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Profile.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace aether::analysis;
using testing::HasSubstr;

namespace {

std::string site(unsigned Line, unsigned long Wall, unsigned Threads,
                 llvm::StringRef Veto = "null") {
  return "{\"file\": \"a.cpp\", \"line\": " + std::to_string(Line) +
         ", \"column\": 3, \"function\": \"par_map\", \"verdict\": \"safe\", "
         "\"finding\": \"\", \"calls\": 2, \"parallel_calls\": 1, "
         "\"vetoed_calls\": 1, \"items\": 100, \"chunks\": 7, "
         "\"most_workers\": " +
         std::to_string(Threads) + ", \"wall_ns\": " + std::to_string(Wall) +
         ", \"times\": {\"wall_ns\": 1000, \"running_ns\": 250, "
         "\"runnable_ns\": 150, \"lock_wait_ns\": 100, \"io_ns\": 500}, "
         "\"last_veto\": " +
         Veto.str() + ", \"advice\": {\"threads\": " + std::to_string(Threads) +
         ", \"limit\": 5, \"grain\": 12, \"reason\": \"why\"}}";
}

std::string profile(const std::string &Sites) {
  return "{\"version\": 1, \"processors\": 4, \"call_sites\": [" + Sites + "]}";
}

ProgramProfile parse(const std::string &Text) {
  llvm::Expected<ProgramProfile> Profile = parseProfile(Text);
  if (Profile)
    return std::move(*Profile);
  ADD_FAILURE() << llvm::toString(Profile.takeError());
  return {};
}

std::string errorOf(const std::string &Text) {
  llvm::Expected<ProgramProfile> Profile = parseProfile(Text);
  EXPECT_FALSE(bool(Profile));
  const std::string Message =
      Profile ? "" : llvm::toString(Profile.takeError());
  EXPECT_EQ(Message.find('\n'), std::string::npos);
  return Message;
}

TEST(ReadProfile, AllFields) {
  const ProgramProfile P = parse(profile(
      site(7, 5000, 6,
           "{\"reason\": \"TOO_SMALL\", \"measured\": 1, \"threshold\": 2, "
           "\"explanation\": \"few\"}")));
  EXPECT_EQ(P.Processors, 4u);
  ASSERT_EQ(P.Calls.size(), 1u);
  const CallProfile &C = P.Calls[0];
  EXPECT_EQ(C.File, "a.cpp");
  EXPECT_EQ(C.Line, 7u);
  EXPECT_EQ(C.Function, "par_map");
  EXPECT_EQ(C.Calls, 2u);
  EXPECT_EQ(C.Items, 100u);
  EXPECT_EQ(C.Wall, 5000);
  EXPECT_EQ(C.Veto, "TOO_SMALL");
  EXPECT_EQ(C.VetoText, "few");
  EXPECT_EQ(C.Threads, 6u);
  EXPECT_EQ(C.Limit, 5u);
  EXPECT_EQ(C.Grain, 12u);
  EXPECT_DOUBLE_EQ(C.beta(), 0.75);
  EXPECT_DOUBLE_EQ(C.correctedBeta(), 0.5);
  EXPECT_EQ(CallProfile().beta(), 0);
}

TEST(ReadProfile, ProcessesAreAddedUp) {
  const ProgramProfile A =
      parse(profile(site(1, 10, 2) + "," + site(2, 20, 3)));
  const ProgramProfile B = parse(profile(site(1, 500, 8)));
  const ProgramProfile Sum = mergeProfiles({A, B});
  ASSERT_EQ(Sum.Calls.size(), 2u);
  // The most time first; advice from where the most time was spent.
  EXPECT_EQ(Sum.Calls[0].Line, 1u);
  EXPECT_EQ(Sum.Calls[0].Calls, 4u);
  EXPECT_EQ(Sum.Calls[0].Wall, 510);
  EXPECT_EQ(Sum.Calls[0].Io, 1000);
  EXPECT_EQ(Sum.Calls[0].Threads, 8u);
  EXPECT_EQ(Sum.Calls[1].Calls, 2u);
  EXPECT_EQ(mergeProfiles({B, A}).Calls, Sum.Calls);
}

TEST(ReadProfile, Errors) {
  EXPECT_THAT(errorOf(""), HasSubstr("no JSON"));
  EXPECT_THAT(errorOf(profile(site(1, 1, 1)).substr(0, 80)),
              HasSubstr("no JSON"));
  EXPECT_THAT(errorOf("[]"), HasSubstr("no profile"));
  EXPECT_THAT(errorOf("{\"version\": 2}"), HasSubstr("version 2"));
  EXPECT_THAT(errorOf("{\"version\": 1, \"processors\": 4}"),
              HasSubstr("'call_sites'"));
  EXPECT_THAT(errorOf(profile("1")), HasSubstr("'call_sites'"));
  EXPECT_THAT(errorOf(profile("{}")), HasSubstr("'file'"));
  EXPECT_THAT(errorOf("{\"version\": 1, \"processors\": -1, "
                      "\"call_sites\": []}"),
              HasSubstr("'processors'"));
}

} // namespace
