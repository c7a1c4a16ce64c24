//===- SynthesisTest.cpp - Tests of Synthesis.cpp ------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OpenMPTesting.h"

using namespace aether::analysis;
using namespace aether::analysis::testing;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

namespace {

TEST(Synthesis, LambdasCaptureWhatTheyUse) {
  const Lines L = events("struct S { int m; void f(int n, int *p) {\n"
                         "#pragma omp parallel\n p[n] = m; } };"
                         "void g(S &s, int *p) { s.f(1, p); }",
                         "S::f", OpenMP);
  for (const char *Field : {".n = &param0", ".p = &param1", ".this = "})
    EXPECT_THAT(L, Contains(HasSubstr(Field)));
}

TEST(Synthesis, LambdasInsideKeepTheirOwnVariables) {
  const Lines L = events("void f(int *p) {\n#pragma omp parallel\n {"
                         " auto g = [p](int k) { p[k] = 1; }; g(2); } }",
                         "f", OpenMP);
  EXPECT_THAT(L, Contains(HasSubstr(".p = &param0")));
  EXPECT_THAT(L, Not(Contains(HasSubstr(".k = "))));
}

} // namespace
