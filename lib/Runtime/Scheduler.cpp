//===- Scheduler.cpp - The functions of detail/scheduler.h ---------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/detail/scheduler.h"

#include "Pool.h"
#include "Region.h"

#include <algorithm>

using namespace aether::detail;

RangeOutcome aether::detail::run_range(std::size_t count, RangeTask task,
                                       const RangeLimits &limits) {
  Member *const self = Pool::attach();
  Region region(count, task, limits, self);
  const std::size_t workers =
      std::min(count - limits.first,
               limits.max_workers ? limits.max_workers : automatic_workers());
  if (workers <= 1 || !self) {
    region.take_part(self, nullptr);
    return region.finish();
  }
  if (limits.measure) {
    const auto worthwhile = self->pool.worthwhile();
    if (!region.probe(worthwhile)) {
      RangeOutcome outcome = region.finish();
      outcome.worthwhile =
          std::chrono::duration<double, std::micro>(worthwhile).count();
      return outcome;
    }
  }
  self->pool.run(region, workers - 1);
  return region.finish();
}

void aether::detail::fork_join_elsewhere(Branch first, Branch second) {
  first.run(first.context);
  second.run(second.context);
}

bool aether::detail::post(Job &job) noexcept {
  return Pool::instance().post(job);
}
