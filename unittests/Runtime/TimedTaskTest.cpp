//===- TimedTaskTest.cpp - Tests of TimedTask.h ---------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "../../lib/Runtime/TimedTask.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>
#include <vector>

using namespace aether;
using namespace aether::detail;
using namespace std::chrono_literals;

TEST(TimedTask, RunsTheTaskAndMeasures) {
  std::vector<int> seen(10);
  TimeParts sum;
  TimedTask timed({[](void *context, std::size_t begin, std::size_t end) {
                     for (; begin != end; ++begin)
                       ++(*static_cast<std::vector<int> *>(context))[begin];
                     std::this_thread::sleep_for(1ms);
                   },
                   &seen},
                  sum);
  const RangeTask task = timed.task();
  std::thread other([&] { task.run(task.context, 5, 10); });
  task.run(task.context, 0, 5);
  other.join();
  EXPECT_EQ(seen, std::vector<int>(10, 1));
  EXPECT_GE(sum.wall, 2ms); // of both threads
}

TEST(TimedTask, MeasuresWhatThrows) {
  TimeParts sum;
  TimedTask timed({[](void *, std::size_t, std::size_t) {
                     std::this_thread::sleep_for(1ms);
                     throw std::runtime_error("no");
                   },
                   nullptr},
                  sum);
  const RangeTask task = timed.task();
  EXPECT_THROW(task.run(task.context, 0, 1), std::runtime_error);
  EXPECT_GE(sum.wall, 1ms);
}
