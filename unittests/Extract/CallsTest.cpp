//===- CallsTest.cpp - Tests ------------------------------------*- C++ -*-===//
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
using ::testing::StartsWith;

namespace {

TEST(Calls, ArgumentsFollowTheConvention) {
  Lines L = withoutNumbers(
      events("struct S { int n; }; void g(int, int &, int *, S, S &);"
             "void f(int k, S &s) { int j = k; g(3, j, &s.n, s, s); }",
             "f"));
  EXPECT_THAT(L, Contains(HasSubstr("(3, &j, &(*param1).n, &tmp, param1)")))
      << ::testing::PrintToString(L);
}

TEST(Calls, VirtualCallsSaySo) {
  Lines L = events("struct A { virtual void v(); void n(); }; struct B final : "
                   "A { void v() override; };"
                   "void f(A &a, B &b) { a.v(); a.A::v(); a.n(); b.v(); }",
                   "f");
  EXPECT_THAT(L,
              InOrder(Lines{"virtual call c:@S@A@F@v# on param0() -> result0",
                            "call c:@S@A@F@v# on param0() -> result1",
                            "call c:@S@A@F@n# on param0() -> result2",
                            "call c:@S@B@F@v# on param1() -> result3"}));
}

TEST(Calls, WhatAConstructorCallsIsItsOwn) {
  const char *Code =
      "struct A { A() { v(); } virtual ~A() { v(); } virtual void v(); };"
      "struct B : A { B() { v(); w(); [this] { v(); }(); } void v() override; "
      "void w() { v(); } };"
      "void f() { B b; }";
  EXPECT_THAT(events(Code, "B::B"),
              Contains(StartsWith("call c:@S@B@F@v# on this")));
  EXPECT_THAT(events(Code, "B::w"),
              Contains(StartsWith("virtual call c:@S@B@F@v# on this")));
}

TEST(Calls, FunctionPointers) {
  Lines L = events("int n(); void f(void (*g)(int &), int &x) { g(x); auto p = "
                   "&n; p(); (*p)(); }",
                   "f");
  EXPECT_THAT(L, InOrder(Lines{"call indirect param0(param1) -> result0"}));
  EXPECT_EQ(std::count_if(L.begin(), L.end(),
                          [](const std::string &Line) {
                            return Line.rfind(
                                       "call indirect &function(c:@F@n#)()",
                                       0) == 0;
                          }),
            2);
}

TEST(Calls, MemberPointers) {
  EXPECT_THAT(
      events(
          "struct M { void g(int); }; void f(M &m) { void (M::*p)(int) = &M::g;"
          "  (m.*p)(1); (&m->*p)(2); }",
          "f"),
      InOrder(Lines{
          "call indirect &function(c:@S@M@F@g#I#) on param0(1) -> result0",
          "call indirect &function(c:@S@M@F@g#I#) on param0(2) -> result1"}));
}

TEST(Calls, DefaultArguments) {
  Lines L = events(
      "int next(); struct T { int n; ~T(); }; void g(int = next(), T = T{4});"
      "void f() { g(); }",
      "f");
  EXPECT_THAT(L, Contains("call c:@F@next#() -> result0"));
  EXPECT_THAT(withoutNumbers(L), Contains("store tmp.n = 4"));
  EXPECT_THAT(withoutNumbers(L), Contains(HasSubstr("~T# on &tmp")));
}

TEST(Calls, OverloadedOperatorsConversionsAndLiterals) {
  Lines L =
      events("struct S { operator int() const; S operator+(const S &) const; "
             "int operator[](int);"
             "  S &operator++(); }; int operator\"\"_k(unsigned long long);"
             "void f(S &s) { int k = s; s + s; s[3]; ++s; 3_k; }",
             "f");
  for (const char *Callee :
       {"operator int", "operator+", "operator[]", "operator++", "_k"})
    EXPECT_THAT(L, Contains(AllOf(StartsWith("call "), HasSubstr(Callee))));
}

TEST(Calls, ArrowChains) {
  Lines L =
      withoutNumbers(events("struct I { int n; }; struct P { I *operator->() "
                            "const; }; struct Q { P operator->() const; };"
                            "void f(Q &q) { q->n = 1; }",
                            "f"));
  EXPECT_THAT(L,
              InOrder(Lines{"call c:@S@Q@F@operator->#1 on param0() -> result",
                            "store tmp = result",
                            "call c:@S@P@F@operator->#1 on &tmp() -> result",
                            "write (*result).n `q->n`"}));
}

TEST(Calls, RewrittenComparisons) {
  EXPECT_THAT(events("struct C { bool operator==(const C &) const; };"
                     "bool f(C &a, C &b) { return a != b; }",
                     "f"),
              Contains(HasSubstr("operator==")));
}

TEST(Calls, FoldsPacksAndTemplates) {
  EXPECT_THAT(events("template <class... A> void t(A &...a) { ((a = 1), ...); }"
                     "void f(int &x, int &y) { t(x, y); }",
                     "t"),
              InOrder(Lines{"write (*param0) `a`", "write (*param1) `a`"}));
}

TEST(Calls, FriendsPartialSpecialisationsAndLocalClasses) {
  auto U = summarise(
      "int g; template <class T, class V> struct P { static void s(T &t) { t = "
      "1; } };"
      "template <class T> struct P<T, int> { static void s(T &t) { g = 2; } };"
      "struct F { int k; friend void touch(F &f) { f.k = 1; } };"
      "void f(int &x, F &y) { P<int, int>::s(x); P<int, char>::s(x); touch(y);"
      "  struct L { int *p; void m() { *p = 1; } }; L l{&x}; l.m(); }");
  EXPECT_THAT(events(U, "P<int, int>::s"), Contains("write ::g `g`"));
  EXPECT_THAT(events(U, "P<int, char>::s"), Contains("write (*param0) `t`"));
  EXPECT_THAT(events(U, "touch"), Contains("write (*param0).k `f.k`"));
  EXPECT_THAT(events(U, "f"), Contains("store l.p = param0"));
}

TEST(Calls, InheritingConstructor) {
  auto U = summarise("struct A { A(int &x) { ++x; } }; struct B : A { using "
                     "A::A; }; void f(int &x) { B b(x); }");
  Lines L;
  for (auto &F : U.Functions)
    if (U.string(F.Key).find("@S@B@") != std::string::npos)
      for (auto &B : F.Blocks)
        for (auto &E : B.Events)
          if (std::get_if<Call>(&E))
            L.push_back("call");
  EXPECT_THAT(L, Contains("call"));
}

TEST(Calls, UserSpecialisationsInStd) {
  Lines L =
      events("#include <functional>\nint g; struct M {}; template <> struct "
             "std::hash<M> { unsigned long operator()(const M &) const { "
             "return ++g; } }; void f(const M &m) { std::hash<M>()(m); }",
             "f");
  EXPECT_THAT(L, Contains(StartsWith("call ")));
}

TEST(Calls, OperatorNewAndDelete) {
  auto L = events(
      "int g; struct S { static void *operator new(unsigned long); static void "
      "operator delete(void *); }; void f() { delete new S; }",
      "f");
  EXPECT_THAT(L, AllOf(Contains(HasSubstr("operator new")),
                       Contains(HasSubstr("operator delete"))));
}

TEST(Calls, PlacementNewCoversTheBytesOfItsObject) {
  Lines L = events("using size_t = decltype(sizeof 0);"
                   "void *operator new(size_t, void *p) noexcept;"
                   "void f(char *b, int i) { new (b + 4 * i) int(1); }",
                   "f");
  EXPECT_THAT(L, Contains(HasSubstr("(value(param1) * 4) + 4)")));
}

} // namespace
