//===- WrappingTest.cpp - Tests ---------------------------------*- C++ -*-===//
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
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::StartsWith;

namespace {

/// What is added to a number that is below zero.
const char *const Wraps32 = "* 4294967296";
const char *const Wraps64 = "* 1099511627776";

TEST(Wrapping, UnsignedWrap) {
  Lines L =
      events("void f(int *a, unsigned i) { a[(i - 1) % 10] = 1; a[(i * "
             "2654435761u) >> 28] = 2; a[(unsigned)((int)i - 3) / 2] = 3; }",
             "f");
  EXPECT_THAT(L, Contains(AllOf(HasSubstr(Wraps32), HasSubstr(" % 10)"))));
  EXPECT_THAT(L, Contains(HasSubstr("opaque(the value of `(i * 26")));
  EXPECT_THAT(L, Contains(AllOf(HasSubstr(Wraps32), HasSubstr(" / 2)"))));
}

TEST(Wrapping, NegativeMadeUnsigned) {
  Lines L = events("void f(int *a, int k, unsigned u) {"
                   "  a[(unsigned long)k % 11] = 1; a[(unsigned char)k] = 2;"
                   "  a[(unsigned short)u] = 3; a[(unsigned long)u % 5] = 4;"
                   "  for (int i = 0; i < 9; ++i) a[(unsigned)i % 4] = 5; }",
                   "f");
  // 2^64 is 5 modulo 11.
  EXPECT_THAT(L, Contains(AllOf(HasSubstr("* 1099511627780)) % 11)"),
                                StartsWith("write"))));
  EXPECT_THAT(L, Contains(AllOf(HasSubstr(Wraps64), HasSubstr(" % 256)"))));
  EXPECT_THAT(L, Contains("write (*param0)[+(value(param2) % 65536)] "
                          "`a[(unsigned short)u]`"));
  EXPECT_THAT(L, Contains("write (*param0)[+(value(param2) % 5)] "
                          "`a[(unsigned long)u % 5]`"));
  EXPECT_THAT(L,
              Contains("write (*param0)[+(loop0 % 4)] `a[(unsigned)i % 4]`"));
}

TEST(Wrapping, NarrowingWraps) {
  Lines L = events("void f(int *a, unsigned i) { unsigned char c = i; a[c] = 1;"
                   "  short s = i; a[s] = 2; }",
                   "f");
  EXPECT_THAT(L, Contains("write (*param0)[+(value(param1) % 256)] `a[c]`"));
  EXPECT_THAT(L, Contains("store s = opaque(the wrapped value of `i`)"));
  EXPECT_THAT(L, Contains("write (*param0)[+value(s)] `a[s]`"));
}

TEST(Wrapping, ProductsThatAreThereToWrap) {
  Lines L = events("void f(int *a, unsigned i, unsigned long n) {"
                   "  a[i * 0x80000000u] = 1; a[(i << 15) << 2] = 2;"
                   "  a[i * 1000] = 3; a[n * 65536] = 4; a[n << 50] = 5; }",
                   "f");
  EXPECT_THAT(L, Contains("write (*param0)[+(value(param1) * 1000)] "
                          "`a[i * 1000]`"));
  EXPECT_THAT(L, Contains("write (*param0)[+(value(param2) * 65536)] "
                          "`a[n * 65536]`"));
  EXPECT_EQ(llvm::count_if(L,
                           [](const std::string &Line) {
                             return Line.find("the value of") !=
                                    std::string::npos;
                           }),
            3);
}

TEST(Wrapping, AddingAlmostEverythingSubtracts) {
  EXPECT_THAT(
      events("void f(int *a, unsigned i) { a[i + 0xffffffffu] = 1; }", "f"),
      Contains("write (*param0)[+(value(param1) + -1)] "
               "`a[i + 0xffffffffu]`"));
}

} // namespace
