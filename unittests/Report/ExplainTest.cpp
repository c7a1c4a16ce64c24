//===- ExplainTest.cpp - Tests for lib/Report/Explain.cpp -----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sample.h"

#include "llvm/Support/raw_ostream.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace aether::analysis;
using testing::HasSubstr;
using testing::Not;

namespace {

std::string explain(const Verdicts &Result, llvm::ArrayRef<unsigned> Sites) {
  TextOptions Options;
  Options.BaseDir = "/p";
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  printExplanation(Result, Sites, Options, OS);
  return Text;
}

TEST(Explain, SafeCallsNeedNothing) {
  EXPECT_EQ(explain(sample::report().Result, 0),
            "src/a.cpp:10:3: safe aether::par_map\n"
            "    assuming the items are distinct objects\n"
            "    in translation unit src/a.cpp\n");
}

TEST(Explain, SeveralCalls) {
  std::string Text = explain(sample::report().Result, {1, 2});
  EXPECT_THAT(Text, HasSubstr("src/a.cpp:20:5: unsafe tbb::parallel_for\n"
                              "    in translation unit src/a.cpp\n\n"
                              "src/a.cpp:22:7: warning: "));
  EXPECT_THAT(Text,
              HasSubstr("\n\nsrc/b.cpp:7:1: unknown std::thread\n"
                        "    because the body of 'mystery' is not known"));
}

TEST(Explain, UnsafeCallsNeedTheRepairs) {
  std::string Text = explain(sample::report().Result, 1);
  EXPECT_THAT(Text, HasSubstr("warning: 'total' is written by tasks"));
  EXPECT_THAT(Text, HasSubstr("For a proof of safety:\n  * use par_reduce\n"));
  EXPECT_THAT(Text, Not(HasSubstr("AETHER_ASSUME_SAFE")));
}

TEST(Explain, UnknownCallsNeedWhatTheirReasonsLack) {
  Verdicts Result = sample::report().Result;
  EXPECT_THAT(explain(Result, 2),
              HasSubstr("For a proof of safety:\n  * if you know that"));
  Result.CallSites[2].Reasons = {
      {"calls `f`, whose body was not seen", {}},
      {"calls `g`, whose body was not seen", {}},
      {"index `k` is not an affine function of the task's index", {}}};
  EXPECT_THAT(explain(Result, 2),
              HasSubstr("For a proof of safety:\n"
                        "  * check the file that defines the function in the "
                        "same run or with the same --db, or describe the "
                        "function in a file for --models\n"
                        "  * write the index as a sum of"));
}

} // namespace
