//===- SpinLocksTest.cpp - Locks made of one atomic ----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

using namespace aether::analysis;
using namespace aether::analysis::testing;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

Lines body(const std::string &Code) {
  return events("#include <atomic>\nstd::atomic<bool> b;"
                " std::atomic<int> i; std::atomic_flag g;\nvoid f() { " +
                    Code + " }",
                "f");
}

TEST(SpinLocks, AreTakenByAnExchange) {
  for (const char *Code :
       {"while (b.exchange(true)) {}", "while (g.test_and_set()) {}",
        "while (i.exchange(1, std::memory_order_acquire) != 0) {}",
        "while (b.exchange(true) == true) {}"})
    EXPECT_THAT(body(Code), Contains(HasSubstr("if not event 0 succeeded")))
        << Code;
  EXPECT_THAT(body("if (i.exchange(1) == 0) i = 0;"),
              Contains(HasSubstr("if event 0 succeeded")));
}

TEST(SpinLocks, AreGivenBackByZero) {
  EXPECT_THAT(body("b.store(false);"), Contains("release ::b.(lock)"));
  EXPECT_THAT(body("g.clear(std::memory_order_release);"),
              Contains("release ::g.(lock)"));
  EXPECT_THAT(
      body("i.exchange(0);"),
      InOrder(Lines{"atomic-write signal ::i `i`", "release ::i.(lock)"}));
  for (const char *Code : {"b.store(true);", "i = 2;", "i.fetch_add(1);"})
    EXPECT_THAT(body(Code), Not(Contains(HasSubstr("release")))) << Code;
}

TEST(SpinLocks, NobodyHoldsThemWhileTheyAreOpenedWithoutOrder) {
  for (const char *Code :
       {"i.store(0, std::memory_order_relaxed);", "i.fetch_sub(1);", "--i;",
        "i.exchange(0, std::memory_order_relaxed);"}) {
    Lines L = body(Code);
    auto Release = llvm::find(L, "release ::i.(lock)");
    auto Write = llvm::find_if(L, [](const std::string &Line) {
      return llvm::StringRef(Line).starts_with("atomic-write");
    });
    ASSERT_NE(Release, L.end()) << Code;
    ASSERT_NE(Write, L.end()) << Code;
    EXPECT_LT(Release, Write) << Code;
  }
}

TEST(SpinLocks, NeedAnOrderAndAValue) {
  for (const std::string Code :
       {"while (b.exchange(true, std::memory_order_relaxed)) {}",
        "while (b.exchange(false)) {}", "while (i.exchange(1) != 1) {}",
        "while (i.fetch_add(1)) {}"})
    EXPECT_THAT(body(Code), Not(Contains(HasSubstr("succeeded")))) << Code;
}

TEST(SpinLocks, CompareWithZeroEachTime) {
  for (const char *Code :
       {"int e = 0; while (!i.compare_exchange_weak(e, 1)) e = 0;",
        "for (;;) { int e = 0; if (i.compare_exchange_strong(e, 1)) return; }",
        "bool e; do { e = false; } while (!b.compare_exchange_weak(e, true));"})
    EXPECT_THAT(body(Code), Contains(HasSubstr("try-acquire"))) << Code;
  for (const char *Code :
       {"int e = 0; while (!i.compare_exchange_weak(e, 1)) {}",
        "int e = 2; while (!i.compare_exchange_weak(e, 1)) e = 2;",
        "int e = 0; int &r = e;"
        "while (!i.compare_exchange_weak(e, 1)) { e = 0; r = 1; }",
        "int e = 0; auto l = [&] { e = 1; };"
        "while (!i.compare_exchange_weak(e, 1)) { e = 0; l(); }"})
    EXPECT_THAT(body(Code), Not(Contains(HasSubstr("succeeded")))) << Code;
}

TEST(SpinLocks, ATestMayStandInAVariable) {
  EXPECT_THAT(body("bool was = b.exchange(true); if (!was) b = false;"),
              Contains(HasSubstr("if event 1 succeeded")));
  EXPECT_THAT(body("bool was = b.exchange(true); b = false; if (!was) i = 1;"),
              Not(Contains(HasSubstr("succeeded"))));
}

} // namespace
