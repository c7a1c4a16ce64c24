//===- LifetimesTest.cpp - Tests of Lifetimes.cpp ---------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

using namespace aether::analysis;
using namespace aether::analysis::testing;

namespace {

const std::string Threads = "namespace std { struct thread {"
                            "  template <class F> explicit thread(F f);"
                            "  void join(); ~thread(); }; }";

/// How many functions make an object and let it die.
int lifetimes(const std::string &Code) {
  int Count = 0;
  const TranslationUnitSummary Unit = summarise(Threads + Code);
  for (const FunctionSummary &F : Unit.Functions)
    Count += Unit.string(F.Key).starts_with("lifetime:");
  return Count;
}

TEST(Lifetimes, OfClassesThatNobodyMakes) {
  EXPECT_EQ(lifetimes("struct A { int n; std::thread t;"
                      "  A(int k) : n(k), t([this] { ++n; }) {}"
                      "  ~A() { t.join(); } };"),
            1);
}

TEST(Lifetimes, NotOfThoseThatSomebodyMakes) {
  EXPECT_EQ(lifetimes("struct A { int n; std::thread t;"
                      "  A(int k) : n(k), t([this] { ++n; }) {}"
                      "  ~A() { t.join(); } };"
                      "void f() { A a(1); }"),
            0);
}

TEST(Lifetimes, NotWithoutTasks) {
  EXPECT_EQ(lifetimes("struct A { int n; A(int k) : n(k) {} ~A() {} };"), 0);
}

TEST(Lifetimes, NotWhereTheEndIsNotSeen) {
  EXPECT_EQ(lifetimes("struct A { int n; std::thread t;"
                      "  A(int k) : n(k), t([this] { ++n; }) {}"
                      "  ~A(); };"),
            0);
  EXPECT_EQ(lifetimes("struct A { int n; std::thread t;"
                      "  A(int k) : n(k), t([this] { ++n; }) {}"
                      "  virtual void f() = 0; ~A() { t.join(); } };"),
            0);
}

} // namespace
