//===- OpenMPClausesTest.cpp - What the clauses have computed ------------===//
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

namespace {

TEST(OpenMPClauses, WhoMeetsTheConstructReadsWhatTheyName) {
  for (const char *Clause :
       {"schedule(dynamic, n)", "num_threads(n)", "if(n)", "firstprivate(n)"})
    EXPECT_THAT(events(std::string("int n, a[100]; void f() {\n"
                                   "#pragma omp parallel for ") +
                           Clause +
                           "\nfor (int i = 0; i < 100; ++i) a[i] = i; }",
                       "f", OpenMP),
                Contains(HasSubstr("read ::n")))
        << Clause;
}

TEST(OpenMPClauses, AnArrayThatEachThreadBeginsWith) {
  EXPECT_THAT(events("void f() { int b[4] = {}; int a[100];\n"
                     "#pragma omp parallel for firstprivate(b)\n"
                     "for (int i = 0; i < 100; ++i) a[i] = b[0]++; }",
                     "f", OpenMP),
              Contains(HasSubstr("read b[loop0]")));
}

} // namespace
