//===- CallablesTest.cpp - Tests --------------------------------*- C++ -*-===//
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
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

namespace {

TEST(Callables, LambdasFunctionsAndFunctors) {
  Lines L = withoutNumbers(
      tinyEvents("int g; void fn() { g = 1; } struct Z { void operator()() "
                 "const { g = 2; } };"
                 "void f() { each([] { g = 3; }, fn, &fn, Z{}); }",
                 "f"));
  EXPECT_THAT(L, Contains(HasSubstr("task single c:@F@f#@lambda")));
  EXPECT_EQ(std::count(L.begin(), L.end(),
                       "task single c:@F@fn# on &function(c:@F@fn#)()"),
            2);
  EXPECT_THAT(
      L, Contains(StartsWith("task single c:@S@Z@F@operator()#1 on &tmp")));
}

TEST(Callables, AFunctorsStateIsItsObject) {
  auto U =
      tiny("struct F { int *p; void operator()(int i) const { p[i] = 1; } };"
           "void f(int *a) { run(0, 9, F{a}); F g{a}; run(0, 9, g); }");
  EXPECT_THAT(withoutNumbers(events(U, "f")), Contains("store tmp.p = param0"));
  EXPECT_THAT(events(U, "F::operator()"),
              Contains("write (*(*this).p)[+value(param0)] `p[i]`"));
}

TEST(Callables, AFunctionPointerIsIndirect) {
  EXPECT_THAT(tinyEvents("void f(void (*p)(int)) { run(0, 9, p); }", "f"),
              Contains("task indirect on param0(index0.0)"));
}

TEST(Callables, OverloadedLambdas) {
  auto U = tiny(
      "template <class... L> struct Over : L... { using L::operator()...; };"
      "template <class... L> Over(L...) -> Over<L...>;"
      "void f(int &x) { run(0, 9, Over{[&](int i) { x = i; }}); }");
  EXPECT_THAT(events(U, "f"), Contains(HasSubstr("@lambda")));
}

TEST(Callables, InheritedCallOperators) {
  EXPECT_THAT(
      tinyEvents(
          "struct F { int *p; void operator()(int i) const { p[i] = 1; } };"
          "struct D : F {}; void f(int *a) { run(0, 9, D{a}); }",
          "f"),
      Contains(HasSubstr("task c:@S@F@F@operator()#I#1 on &tmp")));
}

TEST(Callables, GenericLambdas) {
  auto U = tiny("template <class F> void go(F f) { f(1); f(2l); }"
                "void f(int *a) { go([a](auto i) { a[i] = 1; }); }");
  Lines L = events(U, "lambda in f");
  EXPECT_EQ(std::count(L.begin(), L.end(),
                       "write (*(*this).a)[+value(param0)] `a[i]`"),
            2);
}

TEST(Callables, TheCallOfALambdaNamesItsClosure) {
  EXPECT_THAT(
      tinyEvents("void f(int &x) { auto l = [&x](int k) { x = k; }; l(3); }",
                 "f"),
      InOrder(Lines{"store l.x = param0"}));
}

TEST(Callables, MemberFunctionsTakeTheirObjectFirst) {
  Lines L = tinyEvents("struct M { void go(int) {} }; void f(M &m, Pool &p) { "
                       "p.submit(&M::go, &m, 3); }",
                       "f");
  EXPECT_THAT(L, Contains(HasSubstr("c:@S@M@F@go#I# on param0(3)")));
}

TEST(Callables, StaticInvokerHasABody) {
  auto U = tiny(
      "int g; void f() { void (*p)(int) = [](int) { g = 1; }; run(0, 3, p); }");
  for (const FunctionSummary &F : U.Functions)
    if (F.IsLambda) {
      std::size_t N = 0;
      for (auto &B : F.Blocks)
        N += B.Events.size();
      EXPECT_NE(N, 0u) << U.string(F.Key);
    }
}

TEST(Callables, InheritedOperatorIsATask) {
  Lines L = tinyEvents("int g; struct Z { void operator()() const { g = 1; } "
                       "}; struct D : Z {}; void f() { each(D{}); }",
                       "f");
  EXPECT_THAT(L, Contains(StartsWith("task single c:@S@Z@F@operator()#1")));
}

TEST(Callables, NonConstOperatorOfAnOwnCopy) {
  auto U =
      tiny("int g; struct Z { void operator()() const {} void operator()() { g "
           "= 1; } }; void f(Pool &p) { p.submit(Z{}); }");
  Lines L = events(U, "f");
  EXPECT_THAT(L, Contains(HasSubstr("c:@S@Z@F@operator()# on")));
}

TEST(Callables, PackCaptures) {
  auto U =
      tiny("template <class... T> void t(T &...a) { Pool p; p.submit([&] { ((a "
           "+= 1), ...); }); p.wait(); } void f(int &x, int &y) { t(x, y); }");
  Lines L = withoutNumbers(events(U, "t"));
  EXPECT_EQ(
      std::count_if(L.begin(), L.end(),
                    [](auto &S) { return S.rfind("store tmp.a = ", 0) == 0; }),
      0)
      << "two captures are one field";
}

} // namespace
