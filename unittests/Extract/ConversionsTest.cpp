//===- ConversionsTest.cpp - Tests ------------------------------*- C++ -*-===//
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

namespace {

/// Is there a function that does more than to call a callable for a wrapper?
bool wraps(const std::string &Rest) {
  const TranslationUnitSummary S =
      summarise("#include <functional>\n"
                "int n; struct V { V() {} V(const V &) { ++n; } };" +
                Rest);
  return llvm::any_of(S.Functions, [&](const FunctionSummary &F) {
    return S.string(F.Key).rfind("wrapping:", 0) == 0;
  });
}

TEST(Conversions, AWrapperCopiesForAParameter) {
  EXPECT_TRUE(wraps("void f() { std::function<void(const V &)> g = "
                    "[](V) {}; }"));
  EXPECT_TRUE(wraps("void take(V); void f() { "
                    "std::function<void(const V &)> g = take; }"));
}

TEST(Conversions, AWrapperThatPassesOnCopiesNothing) {
  EXPECT_FALSE(wraps("void f() { std::function<void(const V &)> g = "
                     "[](const V &) {}; }"));
  EXPECT_FALSE(wraps("void f() { std::function<void(int)> g = "
                     "[](long) {}; }"));
}

TEST(Conversions, AWrapperCopiesAResult) {
  EXPECT_TRUE(wraps("V v; void f() { std::function<V()> g = "
                    "[]() -> const V & { return v; }; }"));
  EXPECT_FALSE(wraps("V v; void f() { std::function<const V &()> g = "
                     "[]() -> const V & { return v; }; }"));
}

} // namespace
