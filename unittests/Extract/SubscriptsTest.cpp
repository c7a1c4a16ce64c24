//===- SubscriptsTest.cpp - Tests -----------------------------------------===//
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

/// How many values the subscript of the only element has that f writes.
std::int64_t values(const std::string &Code) {
  const TranslationUnitSummary U = summarise(
      Code.find("int a[") == std::string::npos ? "extern int a[]; " + Code
                                               : Code);
  for (const FunctionSummary &F : U.Functions)
    if (U.string(F.Name) == "f")
      for (const Block &B : F.Blocks)
        for (const Event &E : B.Events)
          if (const auto *A = std::get_if<Access>(&E);
              A && A->Kind == AccessKind::Write &&
              U.string(A->Spelling).rfind("a[", 0) == 0)
            return A->Values;
  return -1;
}

TEST(Subscripts, Types) {
  EXPECT_EQ(values("void f(unsigned char c) { a[c] = 1; }"), 256);
  EXPECT_EQ(values("void f(signed char c) { a[c] = 1; }"), 256);
  EXPECT_EQ(values("void f(bool b) { a[b] = 1; }"), 2);
  EXPECT_EQ(values("void f(int i) { a[i] = 1; }"), 0);
  EXPECT_EQ(values("enum E { X, Y, Z }; void f(E e) { a[e] = 1; }"), 4);
  EXPECT_EQ(values("enum class E { X, Y }; void f(E e)"
                   " { a[(int)e] = 1; }"),
            0);
}

TEST(Subscripts, Operations) {
  EXPECT_EQ(values("void f(unsigned i) { a[i % 10] = 1; }"), 10);
  EXPECT_EQ(values("void f(int i) { a[i % 10] = 1; }"), 19);
  EXPECT_EQ(values("void f(int i) { a[i & 12] = 1; }"), 13);
  EXPECT_EQ(values("void f(unsigned char c) { a[c >> 4] = 1; }"), 16);
  EXPECT_EQ(values("void f(unsigned char c) { a[c / 100] = 1; }"), 3);
  EXPECT_EQ(values("void f(unsigned char c) { a[c - 'a'] = 1; }"), 256);
  EXPECT_EQ(values("void f(unsigned char c) { a[c * 2] = 1; }"), 0);
  EXPECT_EQ(values("void f(int i) { int b = i & 7; a[b] = 1; }"), 8);
  EXPECT_EQ(values("void f(int i) { int b = i & 7; b += i; a[b] = 1; }"), 0);
}

TEST(Subscripts, Arrays) {
  EXPECT_EQ(values("int a[5]; void f(int i) { a[i] = 1; }"), 5);
  EXPECT_EQ(values("int a[5]; void f(unsigned i) { a[i % 3] = 1; }"), 3);
}

} // namespace
