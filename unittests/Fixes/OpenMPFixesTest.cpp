//===- OpenMPFixesTest.cpp - Clauses that are missing ---------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FixesTesting.h"

namespace aether::analysis::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A loop that does \p Body, in a function that then does \p After.
std::string loop(const std::string &Body, const std::string &After = "",
                 const std::string &Clauses = "") {
  return "int f(int *v, int n) {\n  int x = 0, y = 0, i, j;\n  unsigned u = "
         "0;\n"
         "  double d = 0;\n#pragma omp parallel for" +
         Clauses + "\n  for (i = 0; i < n; i++) { " + Body + " }\n" + After +
         "  return 0;\n}\n";
}

TEST(OpenMPFixes, Private) {
  EXPECT_THAT(proposed(loop("x = i; v[i] = x;")),
              HasSubstr("parallel for private(x)\n"));
  EXPECT_THAT(proposed(loop("for (j = 0; j < 4; j++) v[4 * i + j] = j;")),
              HasSubstr("parallel for private(j)\n"));
  EXPECT_THAT(proposed(loop("d = i * 0.5; v[i] = (int)d;")),
              HasSubstr("private(d)"));
  EXPECT_THAT(
      proposed(loop("x = i; v[i] = x;", "  for (x = 0; x < 3; x++) n--;\n")),
      HasSubstr("private(x)"));
}

TEST(OpenMPFixes, NotPrivate) {
  EXPECT_EQ(proposed(loop("x = i; v[i] = x;", "  v[0] = x;\n")), "");
  EXPECT_EQ(proposed(loop("v[i] = x; x = i;")), "");
  EXPECT_EQ(proposed(loop("if (i % 2) x = i; v[i] = x;")), "");
  EXPECT_EQ(proposed(loop("x = i; int *p = &x; v[i] = *p;")), "");
  EXPECT_EQ(proposed(loop("x = i; v[i] = x;", "", " shared(x)")), "");
  EXPECT_EQ(proposed(loop("x = i; if (x == 3) goto out; v[i] = x; out: ;")),
            "");
}

TEST(OpenMPFixes, Reduction) {
  EXPECT_THAT(proposed(loop("x += v[i];", "  v[0] = x;\n")),
              HasSubstr("parallel for reduction(+:x)\n"));
  EXPECT_THAT(proposed(loop("if (v[i]) x++; else x -= 2;", "  v[0] = x;\n")),
              HasSubstr("reduction(+:x)"));
  EXPECT_THAT(proposed(loop("u ^= v[i];", "  v[0] = u;\n")),
              HasSubstr("reduction(^:u)"));
  EXPECT_THAT(proposed(loop("if (v[i] > x) x = v[i];", "  v[0] = x;\n")),
              HasSubstr("reduction(max:x)"));
}

TEST(OpenMPFixes, NotAReduction) {
  EXPECT_THAT(proposed(loop("x += v[i]; v[i] = x;")),
              Not(HasSubstr("reduction")));
  EXPECT_THAT(proposed(loop("x += v[i]; x *= 2;")),
              Not(HasSubstr("reduction")));
  EXPECT_THAT(proposed(loop("n += 1;")), Not(HasSubstr("reduction")));
  EXPECT_EQ(proposed(loop("d += v[i];", "  v[0] = (int)d;\n")), "");
}

TEST(OpenMPFixes, NotWhatOthersKnow) {
  const std::string Known = "auto get = [&] { return x; };\n";
  auto With = [&](const std::string &Body) {
    std::string Code = loop(Body);
    return proposed(Code.insert(Code.find("#pragma"), Known));
  };
  EXPECT_THAT(With("x += v[i];"), Not(HasSubstr("reduction")));
  EXPECT_THAT(With("x = i; v[i] = x;"), Not(HasSubstr("private")));
}

TEST(OpenMPFixes, Globals) {
  auto Sum = [](const std::string &Body) {
    return proposed("int sum;\nint now() { return sum; }\n"
                    "void f(int *v) {\n#pragma omp parallel for\n"
                    "  for (int i = 0; i < 9; i++) { " +
                    Body + " }\n}\n");
  };
  EXPECT_THAT(Sum("sum += v[i];"), HasSubstr("for reduction(+:sum)\n"));
  EXPECT_THAT(Sum("sum += v[i]; v[i] = now();"), Not(HasSubstr("reduction")));
}

TEST(OpenMPFixes, SeveralVariablesOfOneLine) {
  EXPECT_THAT(proposed(loop("x = i; y += x; u |= 1u << x % 8; j += 1;",
                            "  v[0] = y + u + j;\n", " schedule(static)")),
              HasSubstr("schedule(static) private(x) reduction(+:y, j) "
                        "reduction(|:u)\n"));
}

TEST(OpenMPFixes, NotBehindAComment) {
  EXPECT_THAT(proposed(loop("x = i; v[i] = x;", "", " // by rows")),
              Not(HasSubstr("private")));
}

} // namespace
} // namespace aether::analysis::testing
