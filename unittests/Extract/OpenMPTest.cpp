//===- OpenMPTest.cpp - Tests of OpenMP.cpp ------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

using namespace aether::analysis;
using namespace aether::analysis::testing;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

namespace {

const Compiled OpenMP = {"", {"-fopenmp"}, true};

TEST(OpenMP, OnlyWithTheFlag) {
  const std::string Code = "void f(int *a) {\n#pragma omp parallel\n++*a; }";
  EXPECT_THAT(events(Code, "f", OpenMP),
              Contains(StartsWith("parallel omp::parallel ")));
  EXPECT_THAT(events(Code, "f"), Not(Contains(StartsWith("parallel "))));
}

TEST(OpenMP, BarriersWaitForWhatWasStarted) {
  const Lines L = events("int x, y; void f() {\n"
                         "#pragma omp parallel\n {\n ++x;\n"
                         "#pragma omp barrier\n"
                         "#pragma omp single nowait\n ++y;\n ++x; } }",
                         "f", OpenMP);
  Lines Starts;
  for (const std::string &Line : L)
    if (Line.starts_with("parallel ") || Line == "join team")
      Starts.push_back(Line.substr(0, Line.find(' ', 9)));
  EXPECT_THAT(Starts,
              ::testing::ElementsAre("parallel omp::parallel", "join team",
                                     "parallel omp::single",
                                     "parallel omp::parallel", "join team"));
}

TEST(OpenMP, TheNumberOfTheThreadIsThatOfTheTask) {
  const Lines L = events("extern \"C\" int omp_get_thread_num();"
                         "int a[8]; void f() {\n#pragma omp parallel\n"
                         "a[omp_get_thread_num()] = 1; }",
                         "lambda in f", OpenMP);
  EXPECT_THAT(L,
              Contains("write ::a[value(param0)] `a[omp_get_thread_num()]`"));
}

TEST(OpenMP, LocksOfDirectives) {
  const Lines L = events("int x; void f() {\n#pragma omp parallel\n{\n"
                         "#pragma omp critical(one)\n ++x;\n"
                         "#pragma omp atomic\n ++x; } }",
                         "lambda in f", OpenMP);
  EXPECT_THAT(L, InOrder(Lines{
                     "acquire ::omp critical one", "release ::omp critical one",
                     "acquire ::omp atomic", "release ::omp atomic"}));
}

TEST(OpenMP, WhatAnAtomicUpdateComputesFirst) {
  const Lines L = events("int x, y; void f() {\n#pragma omp parallel\n{\n"
                         "#pragma omp atomic\n x += y; } }",
                         "lambda in f", OpenMP);
  EXPECT_THAT(L, InOrder(Lines{"read ::y `y`", "acquire ::omp atomic",
                               "release ::omp atomic"}));
}

TEST(OpenMP, WhatIsNotFollowed) {
  const TranslationUnitSummary U =
      summarise("int x; void f() {\n#pragma omp parallel\n for (;;) {\n"
                "#pragma omp for nowait\n for (int i = 0; i < 3; ++i) ++x;"
                " } }",
                OpenMP);
  EXPECT_THAT(events(U, "f"), Contains(StartsWith("parallel omp::directive")));
  EXPECT_THAT(events(U, "lambda in f"),
              Contains(HasSubstr("a directive or clause of OpenMP")));
}

TEST(OpenMP, TasksAreWaitedFor) {
  const Lines L = events("void f(int &a) {\n#pragma omp task shared(a)\n ++a;\n"
                         "#pragma omp taskwait\n ++a; }",
                         "f", OpenMP);
  EXPECT_THAT(L, AllOf(Contains(StartsWith("parallel omp::task handle tasks")),
                       Contains("join tasks")));
}

} // namespace
