//===- ModelCallsTest.cpp - Tests -------------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

using namespace aether::analysis;
using namespace aether::analysis::testing;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

namespace {

TEST(ModelCalls, LocksOfEveryKind) {
  EXPECT_THAT(tinyEvents("void f(Mutex &m, Mutex &n) { m.lock(); m.unlock(); "
                         "n.lock_shared(); n.unlock_shared(); }",
                         "f"),
              InOrder(Lines{"acquire (*param0)", "release (*param0)",
                            "acquire (*param1) shared", "release (*param1)"}));
}

TEST(ModelCalls, AtomicsNameTheirSources) {
  Lines L = tinyEvents(
      "void f(Counter &c) { int k = c.load(); c.store(k + 1); }", "f");
  EXPECT_THAT(L, Contains("atomic-read (*param0) `c`"));
  EXPECT_THAT(L, Contains("atomic-write (*param0) `c` from (*param0)"));
}

TEST(ModelCalls, TermsOfEveryKind) {
  Compiled With;
  With.Models = R"yaml(format: 1
types:
  - name: Box
    is: container
    methods:
      - {name: at, do: [read this.structure, "return &this[arg0]"]}
      - {name: add, do: [write this, store this.elements = arg0]}
      - {name: size, do: [read this.structure, return size(this)]}
      - {name: end, do: "return &this[size(this)]"}
functions:
  - {name: fill, do: "write span(arg0, arg1)"
}
  - {name: seed, do: state seed}
  - {name: apply, do: "call arg0(arg1)"}
)yaml";
  Lines L =
      events("struct Box { int &at(int); void add(int *); int size() const; "
             "int *end(); };"
             "void fill(int *, int *); void seed(); template <class F> void "
             "apply(F, int);"
             "template <class F> void apply(F f, int) {}"
             "void f(Box &b, int *p, int i) { b.at(i) = 1; b.add(p); "
             "p[b.size() - 1] = 2;"
             "  fill(p, p + 4); seed(); apply([p](int k) { p[k] = 3; }, i); }",
             "f", With);
  EXPECT_THAT(
      L, InOrder(Lines{
             "read container (*param0).# `b`",
             "write (*param0)[value(param2)] `b.at(i)`",
             "write container (*param0) `b`", "store (*param0)[*] = param1",
             "write (*param1)[+(value((*param0).#) + -1)] `p[b.size() - 1]`"}));
  EXPECT_THAT(L, Contains(HasSubstr("write (*param1)[+loop0] `p`")));
  EXPECT_THAT(L, Contains(StartsWith("write non-reentrant ::seed")));
  EXPECT_THAT(L, Contains(AllOf(StartsWith("call "),
                                HasSubstr("(value(param2)) -> result"))));
}

TEST(ModelCalls, TakeReadsLvaluesAndMovesRvalues) {
  Compiled With;
  With.Models = "format: 1\nfunctions: [{name: sink, do: take arg0}]\n";
  Lines L = events(
      "struct S { int *p; S(S &&); }; void sink(S &&); void sink(const S &);"
      "void f(S &a, S &b, const S &c) { sink(a); sink(static_cast<S &&>(b)); "
      "sink(c); }",
      "f", With);
  EXPECT_THAT(L, InOrder(Lines{"read (*param0) `a`",
                               "read (*param1) `static_cast<S &&>(b)`",
                               "write (*param1) `static_cast<S &&>(b)`",
                               "read (*param2) `c`"}));
  EXPECT_THAT(L, Not(Contains("write (*param0) `a`")));
}

TEST(ModelCalls, ThreadBoundObjectsAreTouchedByEveryUse) {
  Compiled With;
  With.Models = "format: 1\ntypes: [{name: Window, is: thread-bound}]\n";
  Lines L = events("struct Window { int size() const; }; void paint(Window "
                   "&); void show(Window *);"
                   "void f(Window &w) { w.size(); paint(w); show(&w); }",
                   "f", With);
  EXPECT_EQ(std::count_if(L.begin(), L.end(),
                          [](const std::string &Line) {
                            return Line.rfind("write thread-bound (*param0)",
                                              0) == 0;
                          }),
            3);
}

TEST(ModelCalls, OnceIsALock) {
  EXPECT_THAT(events("#include <mutex>\n"
                     "void f(std::once_flag &o, int &x) { std::call_once(o, "
                     "[&] { ++x; }); }",
                     "f"),
              InOrder(Lines{"acquire (*param0)", "release (*param0)",
                            "acquire (*param0) after"}));
}

TEST(ModelCalls, SynchronizedTouchesArguments) {
  Lines L = tinyEvents("void f(Queue &q, int &x, int &s) { q.push(x); "
                       "q.pop(x); q.consume([&](int) { ++s; }); }",
                       "f");
  EXPECT_THAT(L, AllOf(Contains("read (*param1) `x`"),
                       Contains("write (*param1) `x`"),
                       Contains(StartsWith("call "))));
}

TEST(ModelCalls, DerivedFromSynchronized) {
  EXPECT_THAT(tinyEvents("struct Q : Queue { int n; void go() { ++n; } }; void "
                         "f(Q &q) { q.go(); }",
                         "f"),
              Contains(StartsWith("call ")));
}

} // namespace
