//===- ExtentsTest.cpp - Tests ----------------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

using namespace aether::analysis;
using namespace aether::analysis::testing;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

/// What a task does that is run for the indices below \p To.
Lines task(const std::string &To, const std::string &Lambda) {
  return tinyEvents("void f(int *a) { run(0, " + To + ", " + Lambda + "); }",
                    "lambda in f");
}

TEST(Extents, ProductsThatLeaveTheirType) {
  EXPECT_THAT(task("0x7fffffff", "[a](unsigned i) { a[i * 4] = 1; }"),
              Contains(HasSubstr("% 4294967296)")));
  EXPECT_THAT(task("2000", "[a](unsigned i) { a[i * 4] = 1; }"),
              Not(Contains(HasSubstr("%"))));
  EXPECT_THAT(task("70000", "[a](unsigned i) { a[i * i] = 1; }"),
              Contains(HasSubstr("% 4294967296)")));
  EXPECT_THAT(task("70000", "[a](unsigned i) { a[i << 16] = 1; }"),
              Contains(HasSubstr("% 4294967296)")));
  EXPECT_THAT(
      task("2000", "[a](unsigned i) { a[i * 0x10000u * 0x10000u] = 1; }"),
      Contains(HasSubstr("% 4294967296)")));
}

// It was summarised before the call was met that gives it large numbers.
TEST(Extents, FunctionsKnownBeforeTheirCallers) {
  for (const char *To : {"0x7fffffff", "2000"}) {
    const Lines L =
        tinyEvents(std::string("void g(int *a, unsigned i) { a[i * 4] = 1; }"
                               "void f(int *a) { run(0, ") +
                       To + ", [a](unsigned i) { g(a, i); }); }",
                   "g");
    if (To[1] == 'x')
      EXPECT_THAT(L, Contains(HasSubstr("% 4294967296)")));
    else
      EXPECT_THAT(L, Not(Contains(HasSubstr("%"))));
  }
}

TEST(Extents, SumsThatLeaveTheirType) {
  EXPECT_THAT(
      task("0x7fffffff", "[a](unsigned i) { a[i + 0x7fffffffu + 3] = 1; }"),
      Contains(HasSubstr("% 4294967296)")));
  EXPECT_THAT(task("0x7fffffff", "[a](unsigned i) { a[i + 7] = 1; }"),
              Not(Contains(HasSubstr("%"))));
}

TEST(Extents, LoopsCountAsFarAsTheyAreWritten) {
  const auto Loop = [](const std::string &To) {
    return events("void f(int *a) { for (unsigned i = 0; i < " + To +
                      "; ++i) a[i * 4] = 1; }",
                  "f");
  };
  EXPECT_THAT(Loop("1u << 31"), Contains(HasSubstr("% 4294967296)")));
  EXPECT_THAT(Loop("1u << 30"), Not(Contains(HasSubstr("%"))));
}

TEST(Extents, ParametersTooNarrowForWhatTasksGiveThem) {
  const std::string Code = "void f(int *a) { run(0, 2000, [a](unsigned char i) "
                           "{ a[i] = 1; }); run(0, 200, [a](signed char i) "
                           "{ a[i] = 1; }); }";
  const Lines L = tinyEvents(Code, "f");
  EXPECT_THAT(L, Contains(HasSubstr("% 256)")));
  EXPECT_THAT(L, Contains(HasSubstr("+ 128) % 256)")));
}

TEST(Extents, WhatNobodyWroteDownIsTakenToFit) {
  EXPECT_THAT(events("void f(int *a, unsigned n) {"
                     "  for (unsigned i = 0; i < n; ++i) a[i * 4] = 1; }",
                     "f"),
              Not(Contains(HasSubstr("%"))));
}

} // namespace
