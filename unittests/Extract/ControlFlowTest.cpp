//===- ControlFlowTest.cpp - Tests ------------------------------*- C++ -*-===//
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
using ::testing::StartsWith;

namespace {

TEST(ControlFlow, GuardsReleaseOnEveryWayOut) {
  Lines L = tinyEvents("bool c(); void f(Mutex &m, int &x) {"
                       "  { Guard g(m); if (c()) return; x = 1; } x = 2; }",
                       "f");
  EXPECT_THAT(L,
              InOrder(Lines{"acquire (*param0) under g", "write (*param1) `x`",
                            "release-guard under g", "write (*param1) `x`"}));
  EXPECT_THAT(L, InOrder(Lines{"return", "release-guard under g"}));
}

TEST(ControlFlow, SwitchFallsThrough) {
  Lines L = events("int g; void f(int k, int &a, int &b) { switch (k) {"
                   "  case 0: a = 1; [[fallthrough]]; case 1: b = 1; break;"
                   "  default: g = 1; } }",
                   "f");
  for (const char *Line :
       {"write (*param1) `a`", "write (*param2) `b`", "write ::g `g`"})
    EXPECT_TRUE(isReachable(L, Line)) << Line;
  EXPECT_THAT(blockOf(L, "write (*param1) `a`").front(), HasSubstr("->"));
}

TEST(ControlFlow, GotoAndComputedGoto) {
  Lines L = events(
      "void f(int &a, int k) { static void *t[] = {&&one, &&two};"
      "  goto *t[k]; one: a = 1; two: a = 2; goto three; three: a = 3; }",
      "f");
  EXPECT_EQ(std::count(L.begin(), L.end(), "write (*param0) `a`"), 3);
  EXPECT_TRUE(isReachable(L, "write (*param0) `a`"));
}

TEST(ControlFlow, HandlersAreReachedByCallsThatThrow) {
  Lines L = events("int next(); int g; void f(int &a) {"
                   "  try { next(); a = 1; } catch (int &e) { e = 3; }"
                   "  catch (...) { g = 2; } }",
                   "f");
  EXPECT_TRUE(isReachable(L, "write ::g `g`"));
  EXPECT_TRUE(isReachable(L, "write (*e) `e`"));
  EXPECT_TRUE(isReachable(L, "write (*param0) `a`"));
}

TEST(ControlFlow, FunctionTryBlocks) {
  Lines L = events("int next(); int g; void f(int &a) try { next(); a = 1; }"
                   " catch (...) { g = 2; }",
                   "f");
  EXPECT_TRUE(isReachable(L, "write ::g `g`"));
}

TEST(ControlFlow, DestructorsOfLocalsTemporariesMembersAndBases) {
  auto U =
      summarise("int g; struct A { ~A() { g = 1; } }; struct B : A { A m; };"
                "void f() { B b; A(); const A &r = A(); g = 2; }");
  Lines L = events(U, "f");
  EXPECT_EQ(std::count_if(L.begin(), L.end(),
                          [](const std::string &Line) {
                            return Line.find("@S@A@F@~A#") != std::string::npos;
                          }),
            2);
  EXPECT_THAT(L, Contains(HasSubstr("call c:@S@B@F@~B# on &b")));
  Lines D = events(U, "B::~B");
  EXPECT_THAT(D, Contains("call c:@S@A@F@~A# on &(*this).m() -> result0"));
}

TEST(ControlFlow, DeleteCallsTheVirtualDestructor) {
  Lines L = events("struct A { virtual ~A(); }; void f(A *a, A *b) { delete a; "
                   "delete[] b; }",
                   "f");
  EXPECT_THAT(L, Contains("virtual call c:@S@A@F@~A# on param0() -> result0"));
  EXPECT_THAT(
      L, Contains(
             "virtual call c:@S@A@F@~A# on &(*param1)[+opaque(the length of a "
             "range)]() -> result1"));
}

TEST(ControlFlow, MemberInitialisers) {
  auto U = summarise("int next(); struct S { int a; int *p; int b = next();"
                     "  S(int *q) : a(1), p(q) { *p = 2; } };"
                     "void f(int *q) { S s(q); }");
  EXPECT_THAT(events(U, "S::S"),
              InOrder(Lines{"store (*this).a = 1", "store (*this).p = param0",
                            "call c:@F@next#() -> result0",
                            "write (*(*this).p) `*p`"}));
}

TEST(ControlFlow, ConstexprIfKeepsTheBranchThatIsTaken) {
  auto U = summarise("struct D { int a, b; };"
                     "template <class T> void t(T &x) {"
                     "  if constexpr (sizeof(T) > 4) x.a = 1; else x = 2; }"
                     "void f(D &d) { t(d); }");
  EXPECT_THAT(events(U, "t"), Contains("write (*param0).a `x.a`"));
}

TEST(ControlFlow, BaseDestructorRuns) {
  auto U = summarise("int g; struct A { ~A() { g = 1; } }; struct B : A {}; "
                     "void f() { B b; }");
  EXPECT_THAT(events(U, "B::~B"),
              Contains(StartsWith("call c:@S@A@F@~A# on this()")));
}

TEST(ControlFlow, ThreadLocalStaticsAreNotLocked) {
  EXPECT_THAT(events("int next(); int f() { static thread_local int id = "
                     "next(); return id; }",
                     "f"),
              Not(Contains(HasSubstr("acquire"))));
}

TEST(ControlFlow, InitialiserRunsUnderTheFlag) {
  EXPECT_THAT(
      events("int g; int f() { static int id = ++g; return id; }", "f"),
      InOrder(Lines{"acquire ::initialisation of id", "write ::g `g` step 1",
                    "release ::initialisation of id"}));
}

TEST(ControlFlow, HandlersOfConstructors) {
  Lines L = events("int g; struct S { S(); }; void f() { try { S s; } catch "
                   "(...) { g = 1; } }",
                   "f");
  EXPECT_TRUE(isReachable(L, "write ::g `g`"));
}

TEST(ControlFlow, HandlersOfNew) {
  Lines L = events(
      "int g; void f() { try { int *p = new int(1); } catch (...) { g = 1; } }",
      "f");
  EXPECT_TRUE(isReachable(L, "write ::g `g`"));
}

TEST(ControlFlow, HandlersOfConstructorTryBlocks) {
  auto U = summarise("int g; int next(); struct S { int n; S() try : n(next()) "
                     "{} catch (...) { g = 1; } }; void f() { S s; }");
  Lines L = events(U, "S::S");
  EXPECT_TRUE(isReachable(L, "write ::g `g`"));
}

TEST(ControlFlow, WhoHasTheObjectSeesTheOtherInitialisers) {
  auto U =
      summarise("struct S; void give(S *); struct G { G(S *s) { give(s); } };"
                "struct S { int a = 1; G g{this}; int b = 2; };"
                "void f() { S s; }");
  Lines L = events(U, "S::S");
  EXPECT_THAT(L, Contains(HasSubstr("write (*this).b")));
  EXPECT_THAT(L, Not(Contains(HasSubstr("write (*this).a"))));
}

TEST(ControlFlow, HandlersCopyWhatTheyCatch) {
  EXPECT_THAT(events("struct E { E(); E(const E &) { ++n; } static int n; };"
                     "void f() { try { throw 1; } catch (E e) {} }",
                     "f"),
              Contains(StartsWith("call c:@S@E@F@E#&1$@S@E# on &e(")));
}

} // namespace
