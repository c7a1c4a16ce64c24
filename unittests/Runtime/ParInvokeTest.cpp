//===- ParInvokeTest.cpp - Tests of par_invoke.h --------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RuntimeTest.h"

using namespace aether;
using namespace aether::test;

TEST(ParInvoke, RunsEachOnce) {
  std::atomic<int> bits = 0;
  const auto set = [&](int bit) { return [&bits, bit] { bits += 1 << bit; }; };
  par_invoke(set(0), set(1));
  EXPECT_EQ(bits.exchange(0), 3);
  par_invoke(set(0), set(1), set(2));
  EXPECT_EQ(bits.exchange(0), 7);
  par_invoke(set(0), set(1), set(2), set(3));
  EXPECT_EQ(bits.exchange(0), 15);
  par_invoke(set(0), set(1), set(2), set(3), set(4));
  EXPECT_EQ(bits.exchange(0), 31);
  par_invoke(set(0), set(1), set(2), set(3), set(4), set(5));
  EXPECT_EQ(bits.exchange(0), 63);
  par_invoke(set(0), set(1), set(2), set(3), set(4), set(5), set(6));
  EXPECT_EQ(bits.exchange(0), 127);
  par_invoke(set(0), set(1), set(2), set(3), set(4), set(5), set(6), set(7));
  EXPECT_EQ(bits.exchange(0), 255);
}

static std::atomic<int> function_calls;
static void function() { ++function_calls; }

TEST(ParInvoke, TakesAnyCallable) {
  int own = 0;
  function_calls = 0;
  const std::function<void()> wrapped = function;
  par_invoke(
      function, &function, wrapped, [&own]() mutable { return ++own; },
      [pointer = std::make_unique<int>(3)] { EXPECT_EQ(*pointer, 3); });
  EXPECT_EQ(function_calls, 3);
  EXPECT_EQ(own, 1);
}

static long fibonacci(int n) {
  if (n < 2)
    return n;
  long a = 0, b = 0;
  par_invoke([&] { a = fibonacci(n - 1); }, [&] { b = fibonacci(n - 2); });
  return a + b;
}

TEST(ParInvoke, Recurses) { EXPECT_EQ(fibonacci(16), 987); }

TEST(ParInvoke, VetoedRunsInOrderHere) {
  std::vector<int> seen;
  const auto here = std::this_thread::get_id();
  const auto push = [&](int i) {
    return [&seen, here, i] {
      EXPECT_EQ(std::this_thread::get_id(), here);
      seen.push_back(i);
    };
  };
  par_invoke(push(1), push(2), UnsafeSite);
  par_invoke(push(3), push(4), push(5), UnsafeSite);
  EXPECT_THAT(seen, testing::ElementsAre(1, 2, 3, 4, 5));
}

TEST(ParInvoke, ThrowsTheFirst) {
  EXPECT_THROW(par_invoke([] { throw std::runtime_error("a"); }, [] {}),
               std::runtime_error);
  EXPECT_THROW(par_invoke([] {}, [] { throw std::runtime_error("b"); }),
               std::runtime_error);
  EXPECT_THROW(par_invoke([] {}, [] {}, [] { throw 1; }), int);
}

TEST(ParInvoke, RegistersWhenAsked) {
  clear_call_site_reports();
  enable_call_site_reports();
  par_invoke([] {}, [] {});
  par_invoke([] {}, [] {}, UnsafeSite);
  enable_call_site_reports(false);
  const auto reports = call_site_reports();
  ASSERT_EQ(reports.size(), 2u);
  EXPECT_EQ(reports[1].function, "par_invoke");
}
