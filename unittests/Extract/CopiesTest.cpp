//===- CopiesTest.cpp - Tests -----------------------------------*- C++ -*-===//
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

TEST(Copies, TrivialCopiesAreStores) {
  Lines L = events("struct S { int a; int *p; }; void f(S &x, S &y) { x = y; S "
                   "z = x; *z.p = 1; }",
                   "f");
  EXPECT_THAT(L,
              InOrder(Lines{"read (*param1) `y`", "write (*param0) `x`",
                            "store (*param0) = (*param1)", "read (*param0) `x`",
                            "store z = (*param0)", "write (*z.p) `*z.p`"}));
}

TEST(Copies, DefaultedMoveWritesItsSource) {
  EXPECT_THAT(
      events("#include <vector>\n#include <utility>\nstruct W { "
             "std::vector<int> v; }; void f(W &w) { W x = std::move(w); }",
             "f"),
      Contains(StartsWith("write")));
}

TEST(Copies, CopiesOfMembersGetTheRealObjects) {
  Lines L = events("struct R { int *n; R(const R &o) : n(o.n) { ++*n; } }; "
                   "struct H { R r; }; void f(const H &h) { H g = h; }",
                   "f");
  EXPECT_THAT(L, Not(Contains(HasSubstr("alloc"))));
}

TEST(Copies, ArrayCopiesAreUnderstood) {
  EXPECT_THAT(
      events("struct H { int a[4]; }; void f(H &x, H &y) { x = y; }", "f"),
      Not(Contains(StartsWith("call "))));
}

} // namespace
