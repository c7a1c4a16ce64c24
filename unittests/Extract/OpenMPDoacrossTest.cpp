//===- OpenMPDoacrossTest.cpp - Rounds that wait for rounds before them --===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OpenMPTesting.h"

using namespace aether::analysis;
using namespace aether::analysis::testing;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

std::string one(const std::string &Sink, const char *Before = "",
                const char *Behind = "") {
  return "int a[101]; void f() {\n#pragma omp parallel for ordered(1)\n"
         "for (int i = 3; i < 100; ++i) {\n" +
         std::string(Before) + "\n#pragma omp ordered " + Sink +
         "\na[i] = a[i - 1];\n#pragma omp ordered depend(source)\n" + Behind +
         "} }";
}

TEST(OpenMPDoacross, OneRoundAfterTheOther) {
  const Lines L = events(one("depend(sink : i - 1)"), "lambda in f", OpenMP);
  EXPECT_THAT(L, Contains(HasSubstr("acquire (*(*this).line)[")));
  EXPECT_THAT(L, Not(Contains(HasSubstr("order)"))));
}

TEST(OpenMPDoacross, EverySoMany) {
  EXPECT_THAT(events(one("depend(sink : i - 3)"), "lambda in f", OpenMP),
              Contains(HasSubstr("% 3")));
}

TEST(OpenMPDoacross, WhatIsOutsideOfTheTurns) {
  // What both name may be in order, or not.
  EXPECT_THAT(
      events(one("depend(sink : i - 1)", "a[i] = 0;"), "lambda in f", OpenMP),
      Contains(HasSubstr("__omp_other_side")));
  EXPECT_THAT(events(one("depend(sink : i - 1)", "", "int b = i; ++b;"),
                     "lambda in f", OpenMP),
              Not(Contains(HasSubstr("side"))));
}

TEST(OpenMPDoacross, SumsOfDistances) {
  auto Far = [](const char *Sinks) {
    return events(one(Sinks), "lambda in f", OpenMP);
  };
  // 2 is made of 1, but 3 is not made of 2: rounds that follow each other, of
  // which one reads what the other writes, are in no order then.
  EXPECT_THAT(Far("depend(sink : i - 1) depend(sink : i - 2)"),
              Not(Contains(HasSubstr("order"))));
  EXPECT_THAT(Far("depend(sink : i - 2) depend(sink : i - 3)"),
              Not(Contains(HasSubstr("order"))));
  EXPECT_THAT(events("int a[100]; void f(int *p) {\n"
                     "#pragma omp parallel for ordered(1)\n"
                     "for (int i = 3; i < 99; ++i) {\n"
                     "#pragma omp ordered depend(sink : i - 2) "
                     "depend(sink : i - 3)\n"
                     "a[i] = a[p[i]];\n"
                     "#pragma omp ordered depend(source)\n} }",
                     "lambda in f", OpenMP),
              Contains(HasSubstr("order")));
}

TEST(OpenMPDoacross, WordsThatAreNotFollowed) {
  EXPECT_THAT(events("int a[9]; void f() {\n"
                     "#pragma omp parallel for ordered(1)\n"
                     "for (int i = 1; i < 9; ++i) {\n"
                     "#pragma omp ordered depend(sink : i - 1)\n"
                     "a[i] = 1; } }",
                     "lambda in f", OpenMP),
              Contains(HasSubstr("rounds that wait for others")));
}

} // namespace
