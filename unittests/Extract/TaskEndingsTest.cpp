//===- TaskEndingsTest.cpp - Tests ------------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

using namespace aether::analysis::testing;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

const char *const Head =
    "#include <future>\n#include <memory>\n#include <thread>\n"
    "extern int live;"
    "struct D { int v = 1; ~D() { live--; } };"
    "struct B : D { void operator()() const {} };";

Lines eventsOf(const std::string &Body) { return events(Head + Body, "f"); }

TEST(TaskEndings, AThreadEndsWhatItsCallableHas) {
  EXPECT_THAT(eventsOf("void f() { D d; std::thread([d] {}).detach(); }"),
              Contains(AllOf(HasSubstr("task "), HasSubstr(";~.d="))));
  EXPECT_THAT(eventsOf("void f() { B b; std::thread(b).detach(); }"),
              Contains(AllOf(HasSubstr("task "), HasSubstr(";~="))));
}

TEST(TaskEndings, AnOwnerEndsWhatIsNotFollowed) {
  EXPECT_THAT(eventsOf("void f() { auto d = std::make_unique<D>();"
                       "  std::thread([d = std::move(d)] {}).detach(); }"),
              Contains(AllOf(HasSubstr("task "), HasSubstr(";~.d:"))));
}

TEST(TaskEndings, WhatIsNotCopiedStays) {
  EXPECT_THAT(eventsOf("void f() { D d; std::thread([&d] {}).detach(); }"),
              Not(Contains(HasSubstr(";~"))));
}

TEST(TaskEndings, AThreadEndsItsArguments) {
  EXPECT_THAT(eventsOf("void f() { D d;"
                       "  std::thread([](const D &) {}, d).detach(); }"),
              Contains(AllOf(HasSubstr("task "), HasSubstr(";~0="))));
}

TEST(TaskEndings, AFutureKeepsThem) {
  EXPECT_THAT(eventsOf("void f() { D d; auto g ="
                       "  std::async(std::launch::async, [d] {}); }"),
              Not(Contains(HasSubstr(";~"))));
}

TEST(TaskEndings, ACopyThatSomebodyWroteIsMadeBeforeTheTask) {
  const Lines L =
      events("#include <thread>\n"
             "struct C { int *p; C(); C(const C &o) : p(new int(*o.p)) {} };"
             "void f(C &c) { std::thread([c] { *c.p = 1; }).detach(); }",
             "f");
  unsigned Copies = 0;
  for (const std::string &Line : L)
    Copies += Line.find("call c:") == 0 && Line.find("@S@C@") != Line.npos;
  EXPECT_EQ(Copies, 2u) << ::testing::PrintToString(L);
}

} // namespace
