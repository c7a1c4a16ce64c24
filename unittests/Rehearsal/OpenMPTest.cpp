//===- OpenMPTest.cpp - Tests for lib/Rehearsal/OpenMP*.cpp
//-----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RehearsalOf.h"

#include "gmock/gmock.h"

using namespace aether::analysis;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

class OpenMP : public RehearsalOf {
protected:
  static std::vector<std::string> of(const std::string &Main) {
    return inOpenMP("static int a[100], b[100], x, y;\nint main(void) {\n" +
                    Main + "\nreturn a[0] + b[0] + x + y;\n}\n");
  }
};

TEST_F(OpenMP, Loops) {
  for (const char *Schedule : {"", "schedule(static, 1)", "schedule(dynamic)",
                               "schedule(guided, 4)", "schedule(runtime)"}) {
    const std::string Begin =
        std::string("#pragma omp parallel for ") + Schedule + "\n";
    EXPECT_THAT(of(Begin + "for (int i = 0; i < 100; i++) a[i] = i;"),
                IsEmpty())
        << Schedule;
    EXPECT_THAT(of(Begin + "for (int i = 0; i < 99; i++) a[i] = a[i + 1];"),
                ElementsAre("a"))
        << Schedule;
  }
  EXPECT_THAT(of("#pragma omp parallel for ordered\n"
                 "for (int i = 0; i < 100; i++)\n"
                 "#pragma omp ordered\nx += i;"),
              IsEmpty());
}

TEST_F(OpenMP, Reductions) {
  EXPECT_THAT(of("#pragma omp parallel for reduction(+ : x)\n"
                 "for (int i = 0; i < 100; i++) x += i;"),
              IsEmpty());
  EXPECT_THAT(of("#pragma omp parallel for reduction(+ : x)\n"
                 "for (int i = 0; i < 100; i++) { x += i; y += i; }"),
              ElementsAre("y"));
}

TEST_F(OpenMP, PartsBetweenBarriers) {
  const std::string Two = "#pragma omp parallel\n{\n"
                          "#pragma omp for NOWAIT\n"
                          "for (int i = 0; i < 100; i++) a[i] = i;\n"
                          "#pragma omp for\n"
                          "for (int i = 0; i < 99; i++) b[i] = a[99 - i];\n}";
  std::string Waits = Two, DoesNot = Two;
  Waits.replace(Waits.find("NOWAIT"), 6, "");
  DoesNot.replace(DoesNot.find("NOWAIT"), 6, "nowait");
  EXPECT_THAT(of(Waits), IsEmpty());
  EXPECT_THAT(of(DoesNot), ElementsAre("a"));
}

TEST_F(OpenMP, WhichConstructARaceIsIn) {
  const auto Races = racesOf("a.c",
                             "int x;\nint main(void) {\n"
                             "#pragma omp parallel\n{\n"
                             "#pragma omp single nowait\nx = 1;\n"
                             "#pragma omp for\n"
                             "for (int i = 0; i < 9; i++) x = i;\n}\n}\n",
                             {"-fopenmp"});
  bool Between = false;
  for (const RehearsedRace &R : Races)
    Between |= R.First.StartsInRegion && R.Second.StartsInRegion &&
               R.First.Start.front().Line != R.Second.Start.front().Line;
  EXPECT_TRUE(Between);
}

TEST_F(OpenMP, OneThreadAtATime) {
  EXPECT_THAT(of("#pragma omp parallel\n{\n#pragma omp critical\nx++;\n}"),
              IsEmpty());
  EXPECT_THAT(of("#pragma omp parallel\n{\n#pragma omp critical(one)\nx++;\n"
                 "#pragma omp critical(two)\nx++;\n}"),
              ElementsAre("x"));
  EXPECT_THAT(of("#pragma omp parallel\n{\n#pragma omp single\nx++;\n}"),
              IsEmpty());
  EXPECT_THAT(
      of("#pragma omp parallel\n{\n#pragma omp master\nx++;\ny = x;\n}"),
      testing::Contains("x"))
      << "no barrier is at the end of master";
  EXPECT_THAT(of("#pragma omp parallel num_threads(1)\nx++;"), IsEmpty());
  EXPECT_THAT(of("#pragma omp parallel if (0)\nx++;"), IsEmpty());
}

TEST_F(OpenMP, Tasks) {
  auto InOne = [](const std::string &Text) {
    return of("#pragma omp parallel\n#pragma omp single\n{\n" + Text + "\n}");
  };
  EXPECT_THAT(InOne("#pragma omp task\nx = 1;\n#pragma omp taskwait\nx = 2;"),
              IsEmpty());
  EXPECT_THAT(InOne("#pragma omp task\nx = 1;\nx = 2;"), ElementsAre("x"));
  EXPECT_THAT(InOne("#pragma omp task depend(out : x)\nx = 1;\n"
                    "#pragma omp task depend(in : x)\ny = x;"),
              IsEmpty());
  EXPECT_THAT(InOne("#pragma omp task depend(in : x)\nx = 1;\n"
                    "#pragma omp task depend(in : x)\ny = x;"),
              ElementsAre("x"));
  EXPECT_THAT(InOne("#pragma omp taskgroup\n{\n#pragma omp task\n"
                    "#pragma omp task\nx = 1;\n}\nx = 2;"),
              IsEmpty());
  EXPECT_THAT(InOne("#pragma omp task\n{\n#pragma omp task\nx = 1;\n}\n"
                    "#pragma omp taskwait\nx = 2;"),
              ElementsAre("x"))
      << "taskwait waits for children alone";
  EXPECT_THAT(InOne("#pragma omp taskloop\n"
                    "for (int i = 0; i < 99; i++) a[i] = i;\nx = a[3];"),
              IsEmpty());
  EXPECT_THAT(InOne("#pragma omp taskloop grainsize(1)\n"
                    "for (int i = 0; i < 99; i++) a[i] = a[i + 1];"),
              ElementsAre("a"));
}

} // namespace
