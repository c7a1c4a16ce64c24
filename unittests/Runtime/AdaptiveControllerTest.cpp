//===- AdaptiveControllerTest.cpp - Tests of the rules of adaptive pools --===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "../../lib/Runtime/AdaptiveController.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

using namespace aether;
using namespace aether::detail;
using namespace std::chrono_literals;
using std::chrono::nanoseconds;

namespace {

constexpr nanoseconds Tick = 2ms;

/// Shares of what \p busy threads did in one tick.
PoolSample sample(std::size_t busy, double running, double runnable,
                  double lock_wait = 0) {
  const nanoseconds wall = Tick * static_cast<int>(busy);
  const auto part = [&](double share) {
    return nanoseconds(
        static_cast<std::int64_t>(share * static_cast<double>(wall.count())));
  };
  PoolSample result;
  result.wall = Tick;
  result.busy = busy;
  result.queued = 1000;
  result.times = {wall, part(running), part(runnable), part(lock_wait), 0ns};
  result.times.io = wall - result.times.running - result.times.runnable -
                    result.times.lock_wait;
  return result;
}

/// Jobs of \p cpu time on a processor and \p io time elsewhere, on a machine
/// with \p processors: what a tick looks like once things are steady. At most
/// \p parallel_io of them do I/O at once.
struct Machine {
  nanoseconds cpu, io;
  double processors = 2;
  double parallel_io = 1e9;

  double jobs_per_tick(double threads) const {
    const double by_threads = threads / static_cast<double>((cpu + io).count());
    const double by_processors =
        cpu.count() ? processors / static_cast<double>(cpu.count()) : 1e9;
    const double by_io =
        io.count() ? parallel_io / static_cast<double>(io.count()) : 1e9;
    return std::min({by_threads, by_processors, by_io}) *
           static_cast<double>(Tick.count());
  }
  PoolSample tick(std::size_t threads, double &fraction) const {
    const double n = static_cast<double>(threads);
    const double jobs = jobs_per_tick(n);
    const double wall = n * static_cast<double>(Tick.count());
    const double running = jobs * static_cast<double>(cpu.count()) / wall;
    // Who neither runs nor does I/O waits: for the device if that is what is
    // short, which looks like I/O, else for a processor.
    const double device =
        static_cast<double>(io.count()) > 0 &&
                jobs * static_cast<double>(io.count()) >=
                    parallel_io * static_cast<double>(Tick.count()) * 0.999
            ? 1 - running
            : jobs * static_cast<double>(io.count()) / wall;
    PoolSample result =
        sample(threads, running, std::max(0.0, 1 - running - device));
    fraction += jobs;
    result.completed = static_cast<std::uint64_t>(fraction);
    fraction -= static_cast<double>(result.completed);
    return result;
  }
};

/// Lets the controller steer \p machine; the numbers of threads it chose.
std::vector<std::size_t> steer(AdaptiveController &controller,
                               const Machine &machine, int ticks) {
  std::vector<std::size_t> threads;
  double fraction = 0;
  for (int i = 0; i != ticks; ++i)
    threads.push_back(
        controller.decide(machine.tick(controller.threads(), fraction)));
  return threads;
}

constexpr AdaptiveController::Limits two{1, 64, 2};

} // namespace

TEST(AdaptiveController, ComputeDoesNotGrow) {
  AdaptiveController controller(two, 2);
  for (const std::size_t n : steer(controller, {.cpu = 100us, .io = 0us}, 100))
    EXPECT_EQ(n, 2u);
}

TEST(AdaptiveController, BlockedThreadsQuadrupleEachTick) {
  AdaptiveController controller(two, 2);
  // Long jobs: none ends for now.
  EXPECT_EQ(controller.decide(sample(2, 0, 0)), 8u);
  EXPECT_EQ(controller.reason(), ThreadChange::Reason::Blocking);
  EXPECT_EQ(controller.decide(sample(8, 0, 0)), 32u);
  EXPECT_EQ(controller.decide(sample(32, 0, 0)), 64u);
  EXPECT_EQ(controller.decide(sample(64, 0, 0)), 64u);
}

TEST(AdaptiveController, ThreadsThatAlsoComputeDoubleEachTick) {
  AdaptiveController controller(two, 2);
  EXPECT_EQ(controller.decide(sample(2, 0.15, 0)), 4u);
  EXPECT_EQ(controller.decide(sample(4, 0.12, 0)), 8u);
}

TEST(AdaptiveController, NotWithoutWork) {
  AdaptiveController controller(two, 2);
  PoolSample none = sample(2, 0, 0);
  none.queued = 0;
  EXPECT_EQ(controller.decide(none), 2u);
  PoolSample few = sample(2, 0, 0);
  few.queued = 1;
  EXPECT_EQ(controller.decide(few), 3u);
  AdaptiveController idle(two, 4);
  EXPECT_EQ(idle.decide(sample(2, 0, 0)), 4u); // two threads have nothing to do
}

TEST(AdaptiveController, WaitingForALockIsNoReason) {
  AdaptiveController controller(two, 2);
  for (int i = 0; i != 20; ++i)
    EXPECT_EQ(controller.decide(sample(2, 0.1, 0, 0.9)), 2u);
}

// Other programs use the processors: the threads are runnable, not blocked.
TEST(AdaptiveController, BeingPreemptedIsNoReason) {
  AdaptiveController controller(two, 2);
  for (int i = 0; i != 20; ++i)
    EXPECT_EQ(controller.decide(sample(2, 0.2, 0.8)), 2u);
}

TEST(AdaptiveController, HalfBlockedTakesTwiceTheProcessors) {
  AdaptiveController controller(two, 2);
  const auto threads = steer(controller, {.cpu = 500us, .io = 500us}, 300);
  EXPECT_EQ(threads.back(), 4u);
  EXPECT_EQ(std::ranges::max(threads), 4u);
}

TEST(AdaptiveController, ConvergesOnOtherMixes) {
  // P (1 + io / cpu) threads keep P processors busy.
  AdaptiveController three_quarters(two, 2);
  EXPECT_EQ(steer(three_quarters, {.cpu = 250us, .io = 750us}, 500).back(), 8u);
  AdaptiveController most(two, 2);
  const std::size_t n = steer(most, {.cpu = 100us, .io = 1400us}, 1000).back();
  EXPECT_GE(n, 28u);
  EXPECT_LE(n, 32u);
}

// More threads only queue up at a device: the growth is taken back.
TEST(AdaptiveController, AGrowthThatDoesNotPayIsTakenBack) {
  AdaptiveController controller(two, 2);
  const Machine machine{.cpu = 0us, .io = 200us, .parallel_io = 2};
  const auto threads = steer(controller, machine, 400);
  EXPECT_GT(std::ranges::max(threads), 2u); // it did try
  // And tries less and less often.
  EXPECT_GT(std::ranges::count(threads, 2u), 300);
}

// No job had ended when it grew: those begun before tell what was.
TEST(AdaptiveController, LongJobsAreJudgedByTheirDuration) {
  AdaptiveController limited({1, 4, 2}, 2);
  limited.decide(sample(2, 0, 0));
  EXPECT_EQ(limited.threads(), 4u);
  PoolSample tick = sample(4, 0, 0);
  // Two jobs at once took 10 ms each: 200 a second. Now 8 end in 40 ms.
  tick.old_completed = 2;
  tick.old_duration = 20ms;
  limited.decide(tick);
  tick.old_completed = 0;
  tick.old_duration = 0ms;
  tick.wall = 38ms;
  tick.completed = 8;
  EXPECT_EQ(limited.decide(tick), 2u);
  EXPECT_EQ(limited.reason(), ThreadChange::Reason::TakenBack);
}

TEST(AdaptiveController, LongJobsThatDidGetFasterStay) {
  AdaptiveController limited({1, 4, 2}, 2);
  limited.decide(sample(2, 0, 0));
  PoolSample tick = sample(4, 0, 0);
  tick.old_completed = 2;
  tick.old_duration = 20ms;
  limited.decide(tick);
  tick.old_completed = 0;
  tick.old_duration = 0ms;
  tick.wall = 18ms;
  tick.completed = 8; // 400 a second
  EXPECT_EQ(limited.decide(tick), 4u);
}

// The short ones of the jobs begun before end first.
TEST(AdaptiveController, AllJobsBegunBeforeCount) {
  AdaptiveController limited({1, 4, 2}, 2);
  limited.decide(sample(2, 0, 0));
  PoolSample tick = sample(4, 0, 0);
  tick.completed = 20;
  tick.old_completed = 1;
  tick.old_duration = 10us;
  EXPECT_EQ(limited.decide(tick), 4u); // not yet known
  tick.old_duration = 10ms;
  EXPECT_EQ(limited.decide(tick), 4u); // 400 a second, now 10,000
}

TEST(AdaptiveController, TakesBackNothingWhenJobsRunOut) {
  AdaptiveController controller({1, 4, 2}, 2);
  controller.decide(sample(2, 0, 0));
  PoolSample last = sample(4, 0, 0);
  last.queued = 0;
  last.old_completed = 2;
  last.old_duration = 20ms;
  last.wall = 100ms;
  last.completed = 8;
  EXPECT_EQ(controller.decide(last), 4u);
}

// From waiting to computing: within ten milliseconds.
TEST(AdaptiveController, ACrowdIsSentAway) {
  AdaptiveController controller(two, 64);
  const auto threads = steer(controller, {.cpu = 100us, .io = 0us}, 5);
  EXPECT_EQ(threads.back(), 2u);
  EXPECT_EQ(controller.reason(), ThreadChange::Reason::Crowded);
}

TEST(AdaptiveController, ACrowdThatBlocksHalfItsTimeKeepsHalf) {
  AdaptiveController controller(two, 64);
  const auto threads = steer(controller, {.cpu = 500us, .io = 500us}, 200);
  EXPECT_EQ(threads.back(), 4u);
}

TEST(AdaptiveController, ACrowdThatWasOfUseComesBack) {
  AdaptiveController controller(two, 8);
  PoolSample crowd = sample(8, 0.2, 0.5);
  crowd.completed = 40;
  while (controller.threads() == 8)
    controller.decide(crowd);
  const std::size_t fewer = controller.threads();
  EXPECT_LT(fewer, 8u);
  EXPECT_EQ(controller.reason(), ThreadChange::Reason::Crowded);
  PoolSample slower = sample(fewer, 0.3, 0.1);
  slower.completed = 30;
  EXPECT_EQ(controller.decide(slower), 8u);
  EXPECT_EQ(controller.reason(), ThreadChange::Reason::TakenBack);
  for (int i = 0; i != 50; ++i) // and stays
    EXPECT_EQ(controller.decide(crowd), 8u);
}

TEST(AdaptiveController, OneCrowdedTickIsNone) {
  AdaptiveController controller(two, 8);
  for (int i = 0; i != 10; ++i) {
    controller.decide(sample(8, 0.25, 0.7));
    controller.decide(sample(8, 0.25, 0.7));
    EXPECT_EQ(controller.decide(sample(8, 0.25, 0.05, 0.7)), 8u);
  }
}

TEST(AdaptiveController, SteadyLoadIsLeftAlone) {
  AdaptiveController controller(two, 4);
  steer(controller, {.cpu = 500us, .io = 500us}, 50);
  const auto threads = steer(controller, {.cpu = 500us, .io = 500us}, 1000);
  EXPECT_EQ(std::ranges::count(threads, 4u), 1000);
}

TEST(AdaptiveController, KeepsToItsLimits) {
  AdaptiveController few({2, 3, 2}, 2);
  EXPECT_EQ(few.decide(sample(2, 0, 0)), 3u);
  EXPECT_EQ(few.decide(sample(3, 0, 0)), 3u);
  AdaptiveController many({6, 64, 2}, 8);
  EXPECT_EQ(steer(many, {.cpu = 100us, .io = 0us}, 10).back(), 6u);
}
