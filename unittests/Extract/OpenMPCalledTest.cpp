//===- OpenMPCalledTest.cpp - Functions that share out a region's work ----===//
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

std::string program(const std::string &Calls) {
  return "double a[100]; void part(double *p, int n) {\n#pragma omp for\n"
         "for (int i = 0; i < n; ++i) p[i] = i; }\n" +
         Calls;
}

TEST(OpenMPCalled, OneCallForAllThreads) {
  const TranslationUnitSummary U = summarise(
      program("void f() {\n#pragma omp parallel\n part(a, 100); }"), OpenMP);
  EXPECT_THAT(events(U, "f"), Contains(HasSubstr("call")));
  EXPECT_THAT(events(U, "f"), Not(Contains(HasSubstr("omp::directive"))));
  EXPECT_THAT(events(U, "part"), Contains(HasSubstr("parallel omp::for")));
}

TEST(OpenMPCalled, OtherCalls) {
  for (const char *Calls :
       {"void f() { part(a, 3);\n#pragma omp parallel\n part(a, 100); }",
        "void f() {\n#pragma omp parallel\n { double *own = a; part(own, 9); } "
        "}",
        "void f() {\n#pragma omp parallel\n { void (*p)(double *, int) = part; "
        "part(a, 9); p(a, 9); } }",
        "void f() { part(a, 3); }"}) {
    const TranslationUnitSummary U = summarise(program(Calls), OpenMP);
    EXPECT_THAT(events(U, "part"), Contains(HasSubstr("omp::directive")));
  }
}

} // namespace
