//===- BlockingTest.cpp - Tests of blocking.h -----------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/blocking.h"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <thread>

using namespace aether;
using namespace aether::detail;

namespace {

struct Calls {
  int begun = 0, ended = 0;
  const BlockingObserver observer{
      [](void *calls) noexcept { ++static_cast<Calls *>(calls)->begun; },
      [](void *calls) noexcept { ++static_cast<Calls *>(calls)->ended; }, this};

  Calls() { blocking_observer = &observer; }
  ~Calls() { blocking_observer = nullptr; }
};

} // namespace

TEST(Blocking, ReturnsWhatTheCallableReturns) {
  EXPECT_EQ(blocking([] { return 7; }), 7);
  int value = 1;
  int &same = blocking([&]() -> int & { return value; });
  EXPECT_EQ(&same, &value);
  EXPECT_EQ(*blocking([] { return std::make_unique<int>(3); }), 3);
  blocking([] {});
}

TEST(Blocking, TellsTheObserverOfTheThread) {
  Calls calls;
  blocking([&] {
    EXPECT_EQ(calls.begun, 1);
    EXPECT_EQ(calls.ended, 0);
    EXPECT_TRUE(is_blocking(this_thread_state()));
  });
  EXPECT_EQ(calls.ended, 1);
  EXPECT_FALSE(is_blocking(this_thread_state()));
  std::thread([] { blocking([] {}); }).join(); // has none
  EXPECT_EQ(calls.begun, 1);
}

TEST(Blocking, NestedCallsAreOne) {
  Calls calls;
  blocking([&] {
    blocking([] {});
    EXPECT_TRUE(is_blocking(this_thread_state()));
    EXPECT_EQ(calls.ended, 0);
  });
  EXPECT_EQ(calls.begun, 1);
  EXPECT_EQ(calls.ended, 1);
}

TEST(Blocking, EndsWithAnException) {
  Calls calls;
  EXPECT_THROW(blocking([] { throw std::runtime_error("gone"); }),
               std::runtime_error);
  EXPECT_EQ(calls.ended, 1);
  EXPECT_FALSE(is_blocking(this_thread_state()));
}
