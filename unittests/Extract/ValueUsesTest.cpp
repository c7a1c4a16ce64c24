//===- ValueUsesTest.cpp - Where a value goes -----------------------------===//
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

Lines body(const std::string &Code) {
  return events("_Atomic int a; int n; void look(int); int f(int x) { " + Code +
                    " return 0; }",
                "f");
}

TEST(ValueUses, WhatIsTestedElsewhereMayHaveBeenWaitedFor) {
  for (const char *Code :
       {"return a == 1;", "n = a;", "look(a);", "look(x + a);",
        "int now = a; return now;", "int now; now = a; while (now) look(1);",
        "switch (a) { case 1: return 1; }",
        "int now = a; switch (now) { case 1: return 1; }",
        "int now = a; look(now * 2);", "int now = a; n = now;", "return a++;",
        "int &to = n; to = a;"})
    EXPECT_THAT(body(Code), Contains(HasSubstr("may-wait ::a"))) << Code;
}

TEST(ValueUses, WhatNobodyTestsDecidesNothing) {
  for (const char *Code : {"a;", "(void)a;", "a++;", "int now = a;",
                           "int now = a; (void)now;", "a = x;", "(a, n = x);"})
    EXPECT_THAT(body(Code), Not(Contains(HasSubstr("may-wait ::a")))) << Code;
}

TEST(ValueUses, WhoHasWonMayBeToldByAVariable) {
  for (const char *Code :
       {"int mine = 0; if (!__c11_atomic_exchange(&a, 1, 5)) mine = 1;",
        "if (__c11_atomic_exchange(&a, 1, 5)) return 1;",
        "n = __c11_atomic_exchange(&a, 1, 5) ? 2 : 3;"})
    EXPECT_THAT(body(Code), Contains(HasSubstr("may-wait ::a"))) << Code;
  for (const char *Code : {"if (!__c11_atomic_exchange(&a, 1, 5)) n = 1;",
                           "if (!__c11_atomic_exchange(&a, 1, 5)) look(1);"})
    EXPECT_THAT(body(Code), Not(Contains(HasSubstr("may-wait ::a")))) << Code;
}

} // namespace
