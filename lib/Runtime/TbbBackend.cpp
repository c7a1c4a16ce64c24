//===- TbbBackend.cpp - Parallel calls through oneTBB --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/detail/backend.h"

#include "Processors.h"
#include "Region.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdint>

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_invoke.h>
#include <tbb/partitioner.h>
#include <tbb/task_arena.h>

using namespace aether::detail;

static RangeOutcome run_range_in_tbb(std::size_t count, RangeTask task,
                                     const RangeLimits &limits) {
  const std::size_t workers = std::min(
      count - limits.first,
      limits.max_workers ? limits.max_workers : available_processors());
  Region region(count, task, limits, nullptr);
  if (workers <= 1) {
    region.take_part();
    return region.finish();
  }
  region.open(workers - 1, 0);
  // Blocks of `grain` and not less are what the caller asked for; else as the
  // library sees fit.
  const std::size_t grain = std::max<std::size_t>(1, limits.grain);
  const std::size_t rest = count - limits.first;
  const std::size_t blocks = rest / grain + (rest % grain != 0);
  std::atomic<std::uint64_t> threads{0};
  const auto run = [&](const tbb::blocked_range<std::size_t> &range) {
    threads |= std::uint64_t{1}
               << tbb::this_task_arena::current_thread_index() % 64;
    region.run_block(
        limits.first + range.begin() * grain,
        range.end() == blocks ? count : limits.first + range.end() * grain);
  };
  tbb::task_arena arena(static_cast<int>(workers));
  arena.execute([&] {
    // A thread that waits must not take up what is not nested in this call.
    tbb::this_task_arena::isolate([&] {
      const tbb::blocked_range<std::size_t> all(0, blocks);
      if (limits.grain)
        tbb::parallel_for(all, run, tbb::simple_partitioner());
      else
        tbb::parallel_for(all, run);
    });
  });
  RangeOutcome outcome = region.finish();
  outcome.workers =
      static_cast<std::size_t>(std::max(1, std::popcount(threads.load())));
  return outcome;
}

static void fork_join_in_tbb(Branch first, Branch second) {
  tbb::this_task_arena::isolate([&] {
    tbb::parallel_invoke([&] { first.run(first.context); },
                         [&] { second.run(second.context); });
  });
}

static bool post_to_tbb(Job &job) noexcept {
  try {
    static auto &arena = *new tbb::task_arena(); // jobs may outlive statics
    arena.enqueue([&job] { job.run(&job); });
    return true;
  } catch (...) {
    return false;
  }
}

const Backend &aether::detail::tbb_backend() noexcept {
  static constexpr Backend InTbb = {"oneTBB", available_processors,
                                    run_range_in_tbb, fork_join_in_tbb,
                                    post_to_tbb};
  return InTbb;
}
