//===- DestinationsTest.cpp - Tests -----------------------------*- C++ -*-===//
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

TEST(Destinations, ConstructorsWorkOnTheVariable) {
  EXPECT_THAT(
      events("struct S { S(int); }; void f() { S a(1); S b = S(2); S c{3}; }",
             "f"),
      AllOf(Contains(HasSubstr(" on &a(1)")), Contains(HasSubstr(" on &b(2)")),
            Contains(HasSubstr(" on &c(3)"))));
}

TEST(Destinations, ResultsOfCallsStandInTheVariable) {
  EXPECT_THAT(
      events("struct S { S(const S &); int n; }; S make(); void f() { S a = "
             "make(); }",
             "f"),
      InOrder(Lines{"call c:@F@make#() -> result0", "store a = result0"}));
}

TEST(Destinations, MembersAndElementsOfAggregates) {
  EXPECT_THAT(events("struct S { S(int); }; struct T { int k; S s; S v[2]; };"
                     "void f() { T t{1, S(2), {S(3), S(4)}}; }",
                     "f"),
              AllOf(Contains(HasSubstr(" on &t.s(2)")),
                    Contains(HasSubstr(" on &t.v[0](3)")),
                    Contains(HasSubstr(" on &t.v[1](4)"))));
}

TEST(Destinations, BothArmsOfAChoice) {
  EXPECT_THAT(
      events("struct S { S(int); }; void f(bool b) { S s = b ? S(1) : S(2); }",
             "f"),
      AllOf(Contains(HasSubstr(" on &s(1)")),
            Contains(HasSubstr(" on &s(2)"))));
}

TEST(Destinations, NewMakesAnAllocation) {
  Lines L =
      events("struct S { int *p; S(int *q) : p(q) {} };"
             "void f(int *q) { S *s = new S(q); *s->p = 1; int *a = new int[3];"
             "  a[1] = 2; int *n = new int(7); *n = 3; }",
             "f");
  EXPECT_THAT(withoutNumbers(L), Contains(HasSubstr(" on &alloc(param0)")));
  EXPECT_THAT(withoutNumbers(L),
              InOrder(Lines{"write (*alloc.p) `*s->p`", "write alloc[1] `a[1]`",
                            "store alloc = 7", "write alloc `*n`"}));
}

TEST(Destinations, BasesAndMembersInConstructors) {
  auto U =
      summarise("struct A { A(int); }; struct M { M(int); };"
                "struct S : A { M m; S() : A(1), m(2) {} }; void f() { S s; }");
  EXPECT_THAT(events(U, "S::S"),
              AllOf(Contains(HasSubstr(" on this(1)")),
                    Contains(HasSubstr(" on &(*this).m(2)"))));
}

TEST(Destinations, ArgumentsByValueAreMadeByTheCaller) {
  Lines L = withoutNumbers(events(
      "struct S { int n; S(const S &); }; void g(S); void f(S &s) { g(s); }",
      "f"));
  EXPECT_THAT(L, Contains(HasSubstr(" on &tmp(param0) -> result")));
  EXPECT_THAT(L, Contains("call c:@F@g#$@S@S#(&tmp) -> result"));
}

TEST(Destinations, AssumedSafeStatements) {
  const char *Safe =
      "[[clang::annotate(\"aether-assume-safe:they do not meet\")]] ";
  Lines L = tinyEvents(std::string("void f(int *a) { ") + Safe +
                           "run(0, 9, [=](int i) { a[0] = i; });"
                           "run(0, 9, [=](int i) { a[1] = i; }); }",
                       "f");
  EXPECT_EQ(std::count(L.begin(), L.end(), "user says: they do not meet"), 1);
}

TEST(Destinations, NewInMemberInitialiser) {
  auto U = summarise(
      "struct S { int *p; S() : p(new int(0)) {} }; void f() { S s; }");
  EXPECT_THAT(events(U, "S::S"),
              AllOf(Not(Contains("store this = 0")),
                    Not(Contains("store (*this).p = &this"))));
}

TEST(Destinations, PlacementConstructsThere) {
  EXPECT_THAT(
      events(
          "void *operator new(unsigned long, void *) noexcept; struct S { int "
          "*p; S(int *q) : p(q) {} }; void f(S *s, int *q) { new (s) S(q); }",
          "f"),
      Contains(HasSubstr(" on param0(param1)")));
}

TEST(Destinations, ParenthesisedAggregates) {
  EXPECT_THAT(
      events("struct H { int *p; }; void f(int *x) { H h(x); *h.p = 1; }", "f"),
      Contains("store h.p = param0"));
}

TEST(Destinations, ArraysOfObjects) {
  EXPECT_THAT(events("struct S { S(); ~S(); int *p; }; void f(int *q) { S "
                     "a[3]; a[1].p = q; }",
                     "f"),
              AllOf(Contains(HasSubstr("~S# on &a[")),
                    Contains(HasSubstr("@F@S# on &a["))));
}

} // namespace
