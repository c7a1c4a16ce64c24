//===- ModelSelectionTest.cpp - Tests ---------------------------*- C++ -*-===//
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

TEST(ModelSelection, TheFirstEntryThatFitsIsTaken) {
  Compiled With;
  With.Models =
      "format: 1\nfunctions:\n"
      "  - {name: g, args: 2, do: write arg0.pointee}\n"
      "  - {name: g, where: {arg0: integral}, do: unknown a number}\n"
      "  - {name: g, where: {arg0: pointer}, do: read arg0.pointee}\n";
  Lines L = events("void g(int *, int); void g(int); void g(int *);"
                   "void f(int *p, int *q) { g(p, 1); g(2); g(q); }",
                   "f", With);
  EXPECT_THAT(L, InOrder(Lines{"write (*param0) `p`", "opaque a number",
                               "read (*param1) `q`"}));
}

} // namespace
