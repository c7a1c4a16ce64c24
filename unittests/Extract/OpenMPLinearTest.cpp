//===- OpenMPLinearTest.cpp - Tests of OpenMPLinear.cpp -----------------===//
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

Lines codeOf(const std::string &Clause, const std::string &Loop) {
  return events("int a[100]; void f() { int j = 0;\n"
                "#pragma omp parallel for " +
                    Clause + "\nfor (" + Loop + ") a[j] = i; }",
                "lambda in f", OpenMP);
}

TEST(OpenMPLinear, GoesWithTheRounds) {
  EXPECT_THAT(codeOf("linear(j : 2)", "int i = 0; i < 9; ++i"),
              Contains(HasSubstr("(value(param0) * 2)")));
  EXPECT_THAT(codeOf("linear(j)", "int i = 5; i < 9; ++i"),
              Contains(HasSubstr("value(param0)) + -5)")));
  EXPECT_THAT(codeOf("linear(j : 2)", "int i = 0; i < 90; i += 3"),
              Contains(HasSubstr("(value(param0) * 2)")));
}

} // namespace
