//===- RuntimeTest.h - What the tests of the runtime share ------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef AETHER_UNITTESTS_RUNTIME_RUNTIMETEST_H
#define AETHER_UNITTESTS_RUNTIME_RUNTIMETEST_H

#include "aether/aether.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <numeric>
#include <ranges>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace aether::test {

using namespace std::chrono_literals;

/// Several threads, however few processors the machine has.
inline constexpr std::size_t Many = 4;

/// A call that the analyser would have vetoed.
inline constexpr CallSite UnsafeSite("src/x.cpp", 42, 3, Verdict::Unsafe,
                                     "captured-mutation: `total` is written");

/// Sizes at which something could go wrong.
inline constexpr std::array<std::size_t, 11> Sizes = {
    0, 1, 2, 3, 7, 64, 127, 128, 129, 1000, 30001};

inline std::vector<int> numbers(std::size_t count) {
  std::vector<int> result(count);
  std::iota(result.begin(), result.end(), 0);
  return result;
}

/// Ways to run that must not change a result.
inline std::vector<ParOptions> ways_to_run() {
  std::vector<ParOptions> ways(6);
  ways[1].max_workers = 1;
  ways[2].max_workers = Many;
  ways[3].max_workers = Many;
  ways[3].grain = 1;
  ways[4].max_workers = 2;
  ways[4].grain = 100;
  ways[5].min_items = 1000000;
  return ways;
}

/// Waits until \p done() or, so that a broken library fails the test and does
/// not hang it, a long time has passed.
template <class Done> bool eventually(Done done) {
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (!done()) {
    if (std::chrono::steady_clock::now() > deadline)
      return false;
    std::this_thread::sleep_for(100us);
  }
  return true;
}

} // namespace aether::test

#endif // AETHER_UNITTESTS_RUNTIME_RUNTIMETEST_H
