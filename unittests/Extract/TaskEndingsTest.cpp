//===- TaskEndingsTest.cpp - Tests ------------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

#include <algorithm>

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

TEST(TaskEndings, AnOwnerNeedNotHaveAnything) {
  auto Perhaps = [](const std::string &Body) {
    const Lines L = eventsOf("void f() { " + Body + " }");
    return std::any_of(L.begin(), L.end(), [](const std::string &Line) {
      const std::size_t At = Line.find(";~.p:");
      return At != Line.npos && Line.find('?', At) != Line.npos;
    });
  };
  const std::string Made = "auto d = std::make_unique<D>(); ",
                    Started = "std::thread([p = std::move(d)] {}).detach();";
  EXPECT_FALSE(Perhaps(Made + Started));
  EXPECT_FALSE(Perhaps(Made + "d->v = 2; " + Started));
  EXPECT_TRUE(Perhaps("std::unique_ptr<D> d; " + Started));
  EXPECT_TRUE(Perhaps(Made + "d.reset(); " + Started));
  EXPECT_TRUE(Perhaps(Made + "auto e = std::move(d); " + Started));
  EXPECT_TRUE(Perhaps(Made + "while (live) " + Started));
  EXPECT_FALSE(Perhaps("while (live) { " + Made + Started + " }"));
  EXPECT_TRUE(Perhaps("auto d = std::make_shared<D>();"
                      "std::thread([p = d] {}).detach();"));
  EXPECT_TRUE(Perhaps(
      "std::thread([p = std::make_unique<D>()]() mutable { p.release(); })"
      ".detach();"));
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
