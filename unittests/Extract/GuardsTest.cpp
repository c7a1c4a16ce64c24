//===- GuardsTest.cpp - Library locks over user types --------------------===//
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

const std::string Locks =
    "#include <mutex>\n#include <shared_mutex>\n"
    "struct Null { void lock() {} void unlock() {}\n"
    "  bool try_lock() { return true; } };\n"
    "struct Unseen { void lock(); void unlock(); };\n"
    "struct Derived : std::mutex {};\n"
    "struct Hides : std::mutex { void lock() {} void unlock() {} };\n";

TEST(Guards, RunTheUsersFunctions) {
  for (const char *Guard : {"lock_guard", "scoped_lock", "unique_lock"}) {
    Lines L = events(Locks + "void f(Null &m, int &x) { std::" + Guard +
                         " g(m); x = 1; }",
                     "f");
    EXPECT_THAT(L, Not(Contains(HasSubstr("acquire")))) << Guard;
    EXPECT_THAT(L, Contains(HasSubstr("@S@Null@F@lock# on param0"))) << Guard;
    EXPECT_THAT(L, Contains(HasSubstr("@S@Null@F@unlock# on g.mutex")))
        << Guard;
  }
}

TEST(Guards, OfABodyThatIsNotSeenCallIt) {
  Lines L = events(Locks + "void f(Unseen &m) { std::lock_guard g(m); }", "f");
  EXPECT_THAT(L, Contains(HasSubstr("call c:@S@Unseen@F@lock#")));
}

TEST(Guards, AMutexIsOneInADerivedClassToo) {
  Lines L = events(Locks + "void f(Derived &m) { std::lock_guard g(m); }", "f");
  EXPECT_THAT(L, Contains("acquire (*param0) under g"));
  L = events(Locks + "void f(Hides &m) { std::lock_guard g(m); }", "f");
  EXPECT_THAT(L, Contains(HasSubstr("call c:@S@Hides@F@lock#")));
}

TEST(Guards, TakeOverWhatIsLocked) {
  Lines L = events(
      Locks + "void f(Null &m) { std::lock_guard g(m, std::adopt_lock); }",
      "f");
  EXPECT_THAT(L, Not(Contains(HasSubstr("@S@Null@F@lock#"))));
  EXPECT_THAT(L, Contains(HasSubstr("@S@Null@F@unlock#")));
}

TEST(Guards, WhatMayNotHaveLockedIsUnknown) {
  for (const char *Use : {"std::unique_lock g(m, std::defer_lock);",
                          "std::unique_lock g(m); g.unlock();",
                          "std::scoped_lock g(m, k);", "std::lock(m, k);"})
    EXPECT_THAT(events(Locks + "void f(Null &m, Null &k) { " + Use + " }", "f"),
                Contains(HasSubstr("a user's")))
        << Use;
}

TEST(Guards, ReleaseGivesTheDutyAway) {
  Lines L = events(Locks + "void f(std::mutex &m) { std::unique_lock g(m);"
                           "  std::mutex *p = g.release(); p->unlock(); }",
                   "f");
  EXPECT_THAT(L, Contains(HasSubstr("move-guard")));
}

} // namespace
