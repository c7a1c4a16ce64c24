//===- LoopsTest.cpp - Tests ------------------------------------*- C++ -*-===//
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

/// What is added to a number that is below zero.
const char *const Wraps64 = "* 1099511627776";

TEST(Loops, CountedLoopsUpAndDown) {
  Lines L = events("void f(int *a, int n) {"
                   "  for (int i = 0; i < n; ++i) a[i] = 1;"
                   "  for (int i = n - 1; i >= 0; --i) a[i] = 2;"
                   "  for (int i = 1; i <= n; i += 3) a[i] = 3;"
                   "  for (int i = n; i > 0; i -= 2) a[i] = 4;"
                   "  for (int i = 0; n != i; i++) a[i] = 5; }",
                   "f");
  EXPECT_THAT(L, Contains("loop0 `i` in [0, value(param1)) step 1 complete"));
  EXPECT_THAT(
      L, Contains("loop1 `i` in [0, value(param1)) step 1 complete downwards"));
  EXPECT_THAT(
      L, Contains("loop2 `i` in [1, (value(param1) + 1)) step 3 complete"));
  EXPECT_THAT(L, Contains("loop3 `i` in [(((value(param1) + -1) % 2) + 1), "
                          "(value(param1) + 1)) step 2 complete downwards"));
  EXPECT_THAT(L, Contains("loop4 `i` in [0, value(param1)) step 1 complete"));
  for (int I = 0; I < 5; ++I)
    EXPECT_THAT(
        L, Contains("write (*param0)[+loop" + std::to_string(I) + "] `a[i]`"));
}

TEST(Loops, TheBoundMayStandInTheInitialiser) {
  EXPECT_THAT(
      events("void f(int *a, int n) {"
             "  for (int i = 0, e = n * 2; i != e; ++i) a[i] = 1; }",
             "f"),
      Contains("loop0 `i` in [0, (value(param1) * 2)) step 1 complete"));
}

TEST(Loops, WhatLeavesALoopEarly) {
  auto Complete = [](const std::string &Body) {
    Lines L = events(
        "int c(); void f(int *a, int n) { for (int i = 0; i < n; ++i) {" +
            Body + "} out:; }",
        "f");
    EXPECT_THAT(L, Contains(StartsWith("loop0 `i`")));
    return std::any_of(L.begin(), L.end(), [](const std::string &Line) {
      return Line.find("`i` in") != std::string::npos &&
             Line.find(" complete") != std::string::npos;
    });
  };
  EXPECT_TRUE(Complete("if (c()) continue; a[i] = 1;"));
  EXPECT_TRUE(Complete("switch (c()) { case 1: break; }"));
  EXPECT_TRUE(Complete("while (c()) break;"));
  EXPECT_TRUE(Complete("auto l = [] { return 1; }; l();"));
  EXPECT_FALSE(Complete("if (c()) break;"));
  EXPECT_FALSE(Complete("if (c()) return;"));
  EXPECT_FALSE(Complete("if (c()) goto out;"));
  EXPECT_FALSE(Complete("if (c()) throw 1;"));
  EXPECT_FALSE(Complete("while (c()) return;"));
  EXPECT_FALSE(Complete("switch (c()) { case 1: return; }"));
}

TEST(Loops, ALoopThatChangesItsVariableIsNotCounted) {
  for (const char *Body : {"--i;", "int &r = i; r = 2;", "g(&i);", "h(i);",
                           "auto l = [&] { ++i; }; l();"}) {
    Lines L = events("void g(int *); void h(int &); void f(int *a, int n) {"
                     "  for (int i = 0; i < n; ++i) { a[i] = 1; " +
                         std::string(Body) + "} }",
                     "f");
    EXPECT_THAT(L, Not(Contains(StartsWith("loop0")))) << Body;
    EXPECT_THAT(
        L,
        Contains("write (*param0)[+opaque(the changing value of `i`)] `a[i]`"))
        << Body;
  }
}

TEST(Loops, OtherFormsAreNotCounted) {
  for (const char *Loop :
       {"int i = 0; while (i < n) { ++i; a[i] = 1; }",
        "int i = 0; while (i < n) { a[i] = 1; if (n == 7) ++i; else --i; }",
        "int i = 0; while (i < n) { a[i] = 1; ++i; } n = i;",
        "for (int i = 1; i < n; i *= n) a[i] = 1;",
        "for (int i = n; i < 99; i *= 2) a[i] = 1;",
        "for (int i = 0; i < n; i += n) { a[i] = 1; if (n == 7) break; }",
        "for (unsigned i = n - 1; i < (unsigned)n; --i) a[i] = 1;"}) {
    Lines L =
        events("void f(int *a, int n) { " + std::string(Loop) + " }", "f");
    EXPECT_THAT(L, Not(Contains(HasSubstr("[+loop")))) << Loop;
    EXPECT_THAT(L, Not(Contains(HasSubstr("[+value(")))) << Loop;
  }
}

TEST(Loops, UnknownStepsAndEnds) {
  auto First = [](std::string Loop) {
    return events("void f(int *a, int n) { " + Loop + " a[i] = 1; }", "f")
        .front();
  };
  EXPECT_EQ(First("for (int i = 1; i < n; i *= 2)"),
            "loop0 `i` in [1, value(param1)) step 0 complete");
  EXPECT_EQ(First("for (int i = 3; i < 99; i += n)"),
            "loop0 `i` in [3, 99) step 0 complete");
  EXPECT_EQ(First("for (int i = 0; i * 4 < n; ++i)"),
            "loop0 `i` in [0, opaque(the end of the loop that counts from "
            "`0`)) step 1 complete");
}

TEST(Loops, ABoundThatChangesIsNotUnderstood) {
  EXPECT_THAT(events("void f(int *a, int n) {"
                     "  for (int i = 0; i < n; ++i) { a[i] = 1; n = 5; } }",
                     "f"),
              Contains("loop0 `i` in [0, opaque(the changing value of `n`)) "
                       "step 1 complete"));
}

TEST(Loops, RangeBasedForOverArrays) {
  Lines L = events(
      "void f(int (&m)[3][4]) { for (auto &r : m) for (int &x : r) x = 3; }",
      "f");
  EXPECT_THAT(L, Contains("loop0 `__begin1` in [0, 3) step 1 complete"));
  EXPECT_THAT(L, Contains("loop1 `__begin2` in [0, 4) step 1 complete"));
  EXPECT_THAT(L, Contains("write (*param0)[loop0][loop1] `x`"));
}

TEST(Loops, PointerLoops) {
  Lines L = events("void f(int *p, int n) { int *e = p + n;"
                   "  for (int *q = p; q != e; ++q) *q = 1; }",
                   "f");
  EXPECT_THAT(L, Contains("loop0 `q` in [0, value(param1)) step 1 complete"));
  EXPECT_THAT(L, Contains("write (*param0)[+loop0] `*q`"));
}

TEST(Loops, IteratorLoopsOverAVector) {
  Lines L =
      events("#include <vector>\n"
             "void f(std::vector<int> &v) { for (int &x : v) x = 1;"
             "  for (auto it = v.begin(); it != v.end(); ++it) *it = 2; }",
             "f");
  EXPECT_THAT(L, Contains("write (*param0)[loop0] `x`"));
  EXPECT_THAT(L, Contains("write (*param0)[loop1] `*it`"));
}

TEST(Loops, LoopBoundBelowZero) {
  // Without a test in between, the loop would leave the array.
  EXPECT_THAT(events("void f(int *a, unsigned long n) {"
                     "  for (unsigned long i = 0; i < n - 1; ++i) a[i] = 1; }",
                     "f"),
              Contains(HasSubstr("loop0 `i` in [0, (value(param1) + -1))")));
  for (const char *Body :
       {"if (i < m) a[i] = 1;", "{ if (i == m) break; a[i] = 1; }",
        "{ if (i > m) continue; a[i] = 1; }", "a[i % 8] = 1;", "a[m] = i;"})
    EXPECT_THAT(events("void f(int *a, unsigned long n, unsigned long m) {"
                       "  for (unsigned long i = 0; i < n - 1; ++i) " +
                           std::string(Body) + " }",
                       "f"),
                Contains(AllOf(StartsWith("loop"), HasSubstr(Wraps64))))
        << Body;
  // A signed one is not entered.
  EXPECT_THAT(events("void f(int *a, int n, int m) {"
                     "  for (int i = 0; i < n - 1; ++i) if (i < m) a[i] = 1; }",
                     "f"),
              Not(Contains(HasSubstr(Wraps64))));
}

TEST(Loops, DownwardsPastZero) {
  EXPECT_THAT(events("void f(int *a, unsigned long n, unsigned long m) {"
                     "  for (unsigned long i = n; i >= 0; --i) {"
                     "    if (i == m) break; a[i] = 1; } }",
                     "f"),
              Contains(AllOf(StartsWith("loop"), HasSubstr("opaque"))));
}

TEST(Loops, TheEndMayBeCountedFromTheStart) {
  EXPECT_THAT(
      events("void f(int *a, int i) {"
             "  for (int *p = a + i, *e = p + 4; p != e; ++p) *p = 1; }",
             "f"),
      Contains(HasSubstr("loop0 `p` in [0, 4)")));
}

TEST(Loops, AVariableOfTheFunctionCounts) {
  const Lines L = events("void f(int *a, int n) { int i;"
                         "  for (i = 0; i < n; i++) a[i] = 1;"
                         "  for (i = 1; i < n; i++) a[i] = 2; a[i] = 3; }",
                         "f");
  EXPECT_THAT(L, Contains("loop0 `i` in [0, value(param1)) step 1 complete"));
  EXPECT_THAT(L, Contains("loop1 `i` in [1, value(param1)) step 1 complete"));
  EXPECT_THAT(L, Contains("write (*param0)[+loop0] `a[i]`"));
  EXPECT_THAT(L, Contains("write (*param0)[+loop1] `a[i]`"));
  EXPECT_THAT(L, Not(Contains("write (*param0)[+loop2] `a[i]`")));
}

TEST(Loops, AVariableThatMoreThanTheLoopChangesDoesNot) {
  for (const char *Body :
       {"{ a[i] = 1; i++; }", "{ a[i] = 1; int *p = &i; ++*p; }",
        "{ if (n == 7) goto in; a[i] = 1; in: a[0] = 2; }",
        "for (i = 0; i < 3; i++) a[0] = 1;"})
    EXPECT_THAT(
        events(std::string("void f(int *a, int n) { int i;"
                           "  for (i = 0; i < n; i++) ") +
                   Body + " }",
               "f"),
        Not(Contains(HasSubstr("in [0, value(param1)) step 1 complete"))))
        << Body;
}

TEST(Loops, WhileLoopsThatCount) {
  for (const char *Loop : {"int i = 0; while (i < n) { a[i] = 1; ++i; }",
                           "int i = 0; while (i < n) a[i++] = 1;"})
    EXPECT_THAT(
        events("void f(int *a, int n) { " + std::string(Loop) + " }", "f"),
        AllOf(Contains("loop0 `i` in [0, value(param1)) step 1 complete"),
              Contains(StartsWith("write (*param0)[+loop0]"))))
        << Loop;
  for (const char *Loop :
       {"while (p != e) { *p = 1; ++p; }", "while (p != e) *p++ = 1;"})
    EXPECT_THAT(events("void f(int *a, int n) { int *p = a, *e = p + n; " +
                           std::string(Loop) + " }",
                       "f"),
                AllOf(Contains("loop0 `p` in [0, value(param1)) step 1 "
                               "complete"),
                      Contains(StartsWith("write (*param0)[+loop0]"))))
        << Loop;
}

TEST(Loops, IteratorsThatWerePassed) {
  EXPECT_THAT(
      events("void f(int *p, int *e) { for (; p != e; ++p) *p = 1; }", "f"),
      AllOf(Contains(StartsWith("loop0 `p` in [0, ")),
            Contains("write (*param0)[+loop0] `*p`")));
  EXPECT_THAT(events("#include <vector>\n"
                     "void f(std::vector<int>::iterator p,"
                     "       std::vector<int>::iterator e) {"
                     "  if (p == e) return; while (p != e) { *p = 1; ++p; } }",
                     "f"),
              Contains("write (*param0)[+loop0] `*p`"));
  // Who has its address or its place later may know how far it has come.
  for (const char *Body :
       {"for (int i = 0; i < 2; ++i) for (; p != e; ++p) *p = 1;",
        "for (; p != e; ++p) *p = 1; *p = 2;",
        "for (; p != e; ++p) { *p = 1; g(&p); }",
        "for (; p != e; ++p) { *p = 1; h(p); }",
        "for (; p != e; ++p) { *p = 1; auto l = [&] { return *p; }; l(); }"})
    EXPECT_THAT(events("void g(int **); void h(int *const &);"
                       "void f(int *p, int *e) { " +
                           std::string(Body) + " }",
                       "f"),
                Not(Contains("write (*param0)[+loop0] `*p`")))
        << Body;
}

} // namespace
