//===- LibraryTasksTest.cpp - Tests -----------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;
using namespace aether::analysis::testing;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

const char *const Sort =
    "#include <algorithm>\n#include <execution>\n#include <vector>\n";
const char *const Reduce =
    "#include <tbb/blocked_range.h>\n#include <tbb/parallel_reduce.h>\n";

TEST(LibraryTasks, OperatorsOfTheElementsRunInTasks) {
  const std::string Code = std::string(Sort) +
                           "struct V { int x; bool operator<(const V &o) const "
                           "{ return x < o.x; } };"
                           "void f(std::vector<V> &v) {"
                           "  std::sort(std::execution::par, v.begin(),"
                           "            v.end()); }";
  EXPECT_THAT(events(Code, "f"), Contains(HasSubstr("task callback:")));
}

TEST(LibraryTasks, ElementsWithoutOperatorsOfTheirOwnHaveNone) {
  const std::string Code = std::string(Sort) +
                           "void f(std::vector<int> &v) {"
                           "  std::sort(std::execution::par, v.begin(),"
                           "            v.end()); }";
  EXPECT_THAT(events(Code, "f"), Not(Contains(HasSubstr("task callback:"))));
}

TEST(LibraryTasks, OneTaskHasTheBodyAndTheOthersSplitIt) {
  const std::string Code =
      std::string(Reduce) +
      "struct B { int n = 0; B() {} B(B &, tbb::split) {}"
      "  void operator()(const tbb::blocked_range<int> &) { ++n; }"
      "  void join(B &o) { n += o.n; } };"
      "void f(B &b) {"
      "  tbb::parallel_reduce(tbb::blocked_range<int>(0, 9), b); }";
  Lines L = events(Code, "f");
  EXPECT_THAT(L, Contains(HasSubstr("task single sharing body:")));
  EXPECT_THAT(L, Contains(HasSubstr("task sharing split:")));
}

TEST(LibraryTasks, ABodyWithSeveralOperatorsRunsOneOfThem) {
  const std::string Code =
      "#include <tbb/blocked_range.h>\n#include <tbb/parallel_scan.h>\n"
      "using R = tbb::blocked_range<int>;"
      "struct B { int n = 0; B() {} B(B &, tbb::split) {}"
      "  template <class Tag> void operator()(const R &, Tag) { ++n; }"
      "  void reverse_join(B &o) { n += o.n; } void assign(B &o) { n = o.n; } "
      "};"
      "void f(B &b) { tbb::parallel_scan(R(0, 9), b); }";
  Lines L = events(Code, "f");
  EXPECT_THAT(L, Contains(HasSubstr("task sharing split:one of:")));
}

TEST(LibraryTasks, ABodyThatCannotBeSplitIsNotUnderstood) {
  const std::string Code =
      std::string(Reduce) +
      "struct B { int n = 0; template <class T> B(T &, tbb::split) {}"
      "  void operator()(const tbb::blocked_range<int> &) { ++n; }"
      "  void join(B &o) { n += o.n; } };"
      "void f(B &b) {"
      "  tbb::parallel_reduce(tbb::blocked_range<int>(0, 9), b); }";
  EXPECT_THAT(events(Code, "f"),
              Contains(HasSubstr("how `B` is split was not understood")));
}

TEST(LibraryTasks, KeptCallablesRunWithArgumentsOrAreFed) {
  const std::string Code =
      "#include <tbb/flow_graph.h>\n"
      "void f(int &n) { tbb::flow::graph g;"
      "  tbb::flow::function_node<int> a(g, tbb::flow::serial,"
      "      [&](const int &i) { n += i; });"
      "  a.try_put(1); g.wait_for_all(); }";
  Lines L = events(Code, "f");
  EXPECT_THAT(L,
              Contains(HasSubstr("a.body.given = &function(given:in turn:")));
  EXPECT_THAT(L, Contains(HasSubstr("a.body.fed = &function(fed:in turn:")));
  EXPECT_THAT(L, Contains(HasSubstr("task perhaps:")));
}

TEST(LibraryTasks, UnlimitedNodesTakeNoTurns) {
  const std::string Code =
      "#include <tbb/flow_graph.h>\n"
      "void f(tbb::flow::graph &g, int &n) {"
      "  tbb::flow::function_node<int> a(g, tbb::flow::unlimited,"
      "      [&](const int &i) { n += i; });"
      "  a.try_put(1); g.wait_for_all(); }";
  EXPECT_THAT(events(Code, "f"), Not(Contains(HasSubstr("in turn:"))));
}

/// The copy constructor of what the snippets pass by value.
const char *const Copies = "#include <execution>\n#include <functional>\n"
                           "#include <algorithm>\n#include <thread>\n"
                           "#include <vector>\nint g;"
                           "struct C { C() {} C(const C &) { ++g; } };";

TEST(LibraryTasks, EveryKindOfCallableGetsItsParametersByValueInTheTask) {
  for (const char *Body :
       {"void f(std::vector<C> &v) { struct Two { void operator()(C) const {}"
        "  void operator()(int) const {} };"
        "  std::for_each(std::execution::par, v.begin(), v.end(), Two{}); }",
        "void f(std::vector<C> &v, void (*p)(C)) {"
        "  std::for_each(std::execution::par, v.begin(), v.end(), p); }",
        "void f(std::vector<C> &v, const std::function<void(C)> &p) {"
        "  std::for_each(std::execution::par, v.begin(), v.end(), p); }",
        "struct B { virtual void put(C); };"
        "void f(B &b, const C &c) { std::thread t(&B::put, &b, c); t.join(); }",
        "struct B { void put(C); };"
        "void f(B &b, const C &c, void (B::*m)(C)) {"
        "  std::thread t(m, &b, c); t.join(); }"}) {
    const TranslationUnitSummary S = summarise(std::string(Copies) + Body);
    EXPECT_TRUE(llvm::any_of(S.Functions, [&](const FunctionSummary &F) {
      const std::string &Key = S.string(F.Key);
      if (Key.rfind("call:", 0) != 0 && Key.rfind("copying:", 0) != 0)
        return false;
      return llvm::any_of(F.Blocks, [&](const Block &B) {
        return llvm::any_of(B.Events, [&](const Event &E) {
          const auto *Ev = std::get_if<Call>(&E);
          return Ev && S.string(Ev->Callee).find("@S@C@F@C#&1$@S@C#") !=
                           std::string::npos;
        });
      });
    })) << Body;
  }
}

TEST(LibraryTasks, WhatIsPassedByReferenceIsNotCopied) {
  const TranslationUnitSummary S = summarise(
      std::string(Copies) +
      "void f(std::vector<C> &v, void (*p)(const C &)) {"
      "  std::for_each(std::execution::par, v.begin(), v.end(), p); }");
  EXPECT_FALSE(llvm::any_of(S.Functions, [&](const FunctionSummary &F) {
    return S.string(F.Key).rfind("copying:", 0) == 0;
  }));
}

} // namespace
