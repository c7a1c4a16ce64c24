//===- Scheduler.cpp - The functions of detail/scheduler.h, and back ends ===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/detail/backend.h"

#include "Pool.h"
#include "Processors.h"
#include "Region.h"

#include <algorithm>

using namespace aether::detail;

using Clock = std::chrono::steady_clock;
using std::chrono::nanoseconds;
using microseconds = std::chrono::duration<double, std::micro>;

static RangeOutcome run_in_pool(std::size_t count, RangeTask task,
                                const RangeLimits &limits) {
  Member *const self = Pool::attach();
  Region region(count, task, limits, self);
  const std::size_t workers = std::min(
      count - limits.first,
      limits.max_workers ? limits.max_workers : available_processors());
  if (workers <= 1 || !self) {
    region.take_part();
    return region.finish();
  }
  if (!limits.measure) {
    self->pool.run(region, workers - 1);
    return region.finish();
  }
  Pool &pool = self->pool;
  const nanoseconds worthwhile = pool.worthwhile(*self);
  const bool is_shared = region.probe(worthwhile);
  if (is_shared) {
    const Clock::time_point start = Clock::now();
    pool.run(region, workers - 1);
    Pool::note_shared(*self, region.busy_time(), Clock::now() - start);
  } else {
    pool.note_alone(*self, region.expected_time());
  }
  RangeOutcome outcome = region.finish();
  if (!is_shared)
    outcome.worthwhile = microseconds(worthwhile).count();
  return outcome;
}

static RangeOutcome run_here(std::size_t count, RangeTask task,
                             const RangeLimits &limits) {
  Region region(count, task, limits, nullptr);
  region.take_part();
  return region.finish();
}

static void run_both(Branch first, Branch second) {
  first.run(first.context);
  second.run(second.context);
}

static constexpr Backend InPool = {
    "pool", available_processors, run_in_pool, run_both,
    [](Job &job) noexcept { return Pool::instance().post(job); }};

static constexpr Backend Sequential = {
    "sequential", []() noexcept { return std::size_t{1}; }, run_here, run_both,
    [](Job &job) noexcept {
      job.run(&job);
      return true;
    }};

static constinit std::atomic<const Backend *> used{&InPool};

const Backend &aether::detail::pool_backend() noexcept { return InPool; }
const Backend &aether::detail::sequential_backend() noexcept {
  return Sequential;
}
const Backend &aether::detail::used_backend() noexcept {
  return *used.load(std::memory_order_relaxed);
}
void aether::detail::use_backend(const Backend &backend) noexcept {
  used = &backend;
  this_worker = nullptr; // forks ask attach() again
}

Worker *aether::detail::attach() noexcept {
  return &used_backend() == &InPool ? Pool::attach() : nullptr;
}

std::size_t aether::detail::automatic_workers() noexcept {
  return used_backend().workers();
}

RangeOutcome aether::detail::run_range(std::size_t count, RangeTask task,
                                       const RangeLimits &limits) {
  return used_backend().run_range(count, task, limits);
}

void aether::detail::fork_join_elsewhere(Branch first, Branch second) {
  used_backend().fork_join(first, second);
}

bool aether::detail::post(Job &job) noexcept {
  return used_backend().post(job);
}
