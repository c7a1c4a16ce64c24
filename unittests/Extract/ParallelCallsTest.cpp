//===- ParallelCallsTest.cpp - Tests ----------------------------*- C++ -*-===//
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
using ::testing::StartsWith;

namespace {

TEST(ParallelCalls, AnIndexSpace) {
  Lines L = withoutNumbers(tinyEvents(
      "void f(int *a, int n) { run(2, n, [a](int i) { a[i] = i; }); }", "f"));
  EXPECT_THAT(L, Contains("parallel run indices [2, value(param1))"));
  EXPECT_THAT(L, Contains(HasSubstr(" on &tmp(index0.0)")));
}

TEST(ParallelCalls, HandlesAreJoined) {
  Lines L = tinyEvents(
      "void f(int &x) { Pool p; p.submit([&x] { x = 1; }); p.wait(); }", "f");
  EXPECT_THAT(L, InOrder(Lines{"parallel Pool::submit handle p", "join p"}));
}

TEST(ParallelCalls, ArgumentsAreCopiedIntoTheTask) {
  Lines L = withoutNumbers(tinyEvents(
      "void f(int n) { Pool p; p.submit([](int &k) { ++k; }, n); p.wait(); }",
      "f"));
  EXPECT_THAT(L, Contains(HasSubstr("(&tmp) with tmp = value(param0)")));
}

TEST(ParallelCalls, WhatATaskHasACopyOfIsReadByTheCaller) {
  auto U = tiny("struct S { void run(int) {} };\n"
                "void g(int);\n"
                "void f(int n, S &s) {\n"
                "  Pool p;\n  ++n;\n"
                "  p.submit(g, n);\n  p.submit(&S::run, &s, n);\n"
                "  p.wait();\n}\n");
  unsigned Tasks = 0;
  for (const FunctionSummary &F : U.Functions)
    for (const ParallelCall &P : F.Parallels)
      for (const ParallelCall::Task &Task : P.Tasks) {
        EXPECT_TRUE(Task.Accesses.empty());
        ++Tasks;
      }
  EXPECT_EQ(Tasks, 2u);
}

TEST(ParallelCalls, PositionsForBothCompilers) {
  auto U =
      tiny("void f(Pool &p) {\n  p\n    .submit([] {});\n}\n"
           "#define GO(x) run(0, x, [](int) {})\nvoid g() {\n  GO(3);\n}\n");
  for (const FunctionSummary &F : U.Functions) {
    if (F.Parallels.empty())
      continue;
    const ParallelCall &P = F.Parallels[0];
    if (U.string(F.Name) == "f") {
      EXPECT_EQ(P.Pos.Line, 2u);
      EXPECT_EQ(P.Pos.Column, 3u);
      EXPECT_EQ(P.MemberPos.Line, 3u);
      EXPECT_EQ(P.MemberPos.Column, 6u);
      EXPECT_EQ(P.ParenPos.Line, 3u);
      EXPECT_EQ(P.ParenPos.Column, 12u);
      EXPECT_EQ(P.MacroPos.Line, 0u);
    } else {
      EXPECT_EQ(P.MacroPos.Line, 7u);
      EXPECT_EQ(P.MacroPos.Column, 3u);
    }
  }
}

TEST(ParallelCalls, NoLintIsAnAssumption) {
  auto U =
      tiny("void f(int *a) {\n"
           "  run(0, 9, [=](int i) { a[0] = i; }); // "
           "NOLINT(aether-unsafe-parallel)\n"
           "  // NOLINTNEXTLINE\n"
           "  run(0, 9, [=](int i) { a[1] = i; });\n"
           "  run(0, 9, [=](int i) { a[2] = i; }); // NOLINT(bugprone-*)\n"
           "  run(0, 9, [=](int i) { a[3] = i; }); // NOLINT(aether-*)\n}\n");
  ASSERT_TRUE(has(U, "f"));
  for (const FunctionSummary &F : U.Functions)
    if (U.string(F.Name) == "f") {
      ASSERT_EQ(F.Parallels.size(), 4u);
      EXPECT_EQ(F.Parallels[0].UserAssumptions.size(), 1u);
      EXPECT_EQ(F.Parallels[1].UserAssumptions.size(), 1u);
      EXPECT_EQ(F.Parallels[2].UserAssumptions.size(), 0u);
      EXPECT_EQ(F.Parallels[3].UserAssumptions.size(), 1u);
    }
}

TEST(ParallelCalls, Threads) {
  auto U = summarise(
      "#include <thread>\n#include <functional>\n"
      "void w(int &k) { ++k; } struct M { void go(int); };"
      "void f(int &x, M &m) { std::thread a([&x] { x = 1; }); std::thread b(w, "
      "std::ref(x));"
      "  std::thread c(&M::go, &m, 3); a.join(); b.join(); c.join(); }");
  Lines L = withoutNumbers(events(U, "f"));
  EXPECT_THAT(L, Contains("parallel std::thread::thread handle a"));
  EXPECT_THAT(L, Contains(StartsWith("task single own-copy c:@F@f#")));
  EXPECT_THAT(L, Contains(HasSubstr("c:@F@w#&I# on &function(c:@F@w#&I#)(")));
  EXPECT_THAT(L, Contains(HasSubstr("c:@S@M@F@go#I# on param1(3)")));
  EXPECT_THAT(L, InOrder(Lines{"join a", "join b", "join c"}));
}

TEST(ParallelCalls, ContainersOfThreads) {
  Lines L = events(
      "#include <thread>\n#include <vector>\n"
      "void f(int *p) { std::vector<std::thread> t;"
      "  for (int i = 0; i < 4; ++i) t.emplace_back([p, i] { p[i] = 1; });"
      "  for (auto &x : t) x.join(); }",
      "f");
  EXPECT_THAT(L, Contains("parallel std::thread::thread handle t[*]"));
  EXPECT_THAT(L, Contains(StartsWith("join t[")));
}

TEST(ParallelCalls, TheLibraryWorksInTasksToo) {
  Compiled With;
  With.Models = "format: 1\nfunctions:\n  - name: into\n    parallel:\n"
                "      dimensions: [{from: 0, to: arg1}]\n"
                "      tasks:\n        - call: arg2\n          with: [index]\n"
                "          do: \"write arg0.pointee[+index]\"\n";
  Lines L =
      events("template <class F> void into(int *, int, F) {}"
             "void f(int *a, int n) { into(a, n, [](int i) { return i; }); }",
             "f", With);
  EXPECT_THAT(L, Contains("write (*param0)[+index0.0] `a`"));
}

TEST(ParallelCalls, RoomForOneTaskOnly) {
  auto U = tiny("void f(int n) { run(0, 1, [](int) {}); run(5, 5, [](int) {});"
                "  run(0, 2, [](int) {}); run(0, n, [](int) {}); }");
  std::vector<bool> Many;
  for (const FunctionSummary &F : U.Functions)
    for (const ParallelCall &P : F.Parallels)
      for (const ParallelCall::Task &Task : P.Tasks)
        Many.push_back(Task.Many);
  EXPECT_EQ(Many, (std::vector<bool>{false, false, true, true}));
}

} // namespace
