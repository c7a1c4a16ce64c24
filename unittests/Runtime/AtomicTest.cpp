//===- AtomicTest.cpp - Tests of atomic.h ---------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/atomic.h"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace aether;

namespace {

template <class F> void in_threads(F f) {
  std::vector<std::thread> threads;
  for (int i = 0; i != 4; ++i)
    threads.emplace_back([&] {
      for (int round = 0; round != 500; ++round)
        f();
    });
  for (std::thread &thread : threads)
    thread.join();
}

} // namespace

TEST(Atomic, Value) {
  EXPECT_EQ(Atomic<int>().load(), 0);
  Atomic text(std::string("a"));
  EXPECT_EQ(text.load(), "a");
  text.store("b");
  text = "c";
  const std::string copy = text;
  EXPECT_EQ(copy, "c");
  EXPECT_EQ(text.exchange("d"), "c");
  EXPECT_EQ(text.load(), "d");
}

TEST(Atomic, With) {
  Atomic<std::vector<int>> numbers;
  numbers.with([](std::vector<int> &v) { v.push_back(3); });
  EXPECT_EQ(numbers.with([](auto &v) { return v.size(); }), 1u);
  const auto &constant = numbers;
  EXPECT_EQ(constant.with([](const std::vector<int> &v) { return v[0]; }), 3);
}

TEST(Atomic, MoveOnly) {
  Atomic<std::unique_ptr<int>> pointer(std::make_unique<int>(1));
  const auto old = pointer.exchange(std::make_unique<int>(2));
  EXPECT_EQ(*old, 1);
  EXPECT_EQ(pointer.with([](const auto &p) { return *p; }), 2);
}

TEST(Atomic, CompareExchange) {
  Atomic<std::string> text(std::string("a"));
  std::string expected = "x";
  EXPECT_FALSE(text.compare_exchange(expected, "b"));
  EXPECT_EQ(expected, "a");
  EXPECT_TRUE(text.compare_exchange(expected, "b"));
  EXPECT_EQ(text.load(), "b");
}

TEST(Atomic, CompoundOperations) {
  Atomic<int> n(5);
  EXPECT_EQ(n += 3, 8);
  EXPECT_EQ(n -= 1, 7);
  EXPECT_EQ(n *= 2, 14);
  EXPECT_EQ(n /= 3, 4);
  EXPECT_EQ(n <<= 2, 16);
  EXPECT_EQ(n >>= 1, 8);
  EXPECT_EQ(n |= 3, 11);
  EXPECT_EQ(n &= 6, 2);
  EXPECT_EQ(n ^= 7, 5);
  EXPECT_EQ(n %= 3, 2);
  EXPECT_EQ(++n, 3);
  EXPECT_EQ(n++, 3);
  EXPECT_EQ(--n, 3);
  EXPECT_EQ(n--, 3);
  EXPECT_EQ(n.fetch_add(4), 2);
  EXPECT_EQ(n.fetch_sub(1), 6);
  EXPECT_EQ(n.update([](int x) { return x * x; }), 25);
  EXPECT_EQ(n.load(), 25);
  Atomic<std::string> text(std::string("a"));
  EXPECT_EQ(text += "b", "ab");
}

TEST(Atomic, OperationsAreOneStep) {
  Atomic<long> sum(0);
  in_threads([&] {
    sum += 2;
    --sum;
    sum.update([](long x) { return x + 1; });
    sum.with([](long &x) { ++x; });
  });
  EXPECT_EQ(sum.load(), 4 * 500 * 3);
  EXPECT_EQ(sum.contention().acquisitions, 4u * 500 * 4 + 1);
}

TEST(Atomic, AnExceptionGivesTheLockBack) {
  Atomic<int> n(1);
  EXPECT_THROW(n.with([](int &x) {
    x = 2;
    throw std::runtime_error("no");
  }),
               std::runtime_error);
  EXPECT_EQ(n.load(), 2);
}
