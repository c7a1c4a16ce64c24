//===- Scheduler.cpp - The functions of detail/scheduler.h ----------------===//
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
  Region region(count, task, limits);
  const std::size_t workers = std::min(
      count, limits.max_workers ? limits.max_workers : automatic_workers());
  if (workers <= 1) {
    region.take_part();
  } else {
    region.max_helpers = workers - 1;
    region.wide = workers > automatic_workers();
    Pool::instance().run(region);
  }
  region.finish();
  return {region.chunks(), region.joined + 1};
}

void aether::detail::fork_join(Branch first, Branch second) {
  Branch branches[] = {first, second};
  const RangeTask task{[](void *context, std::size_t begin, std::size_t end) {
                         for (; begin != end; ++begin) {
                           const Branch &branch =
                               static_cast<Branch *>(context)[begin];
                           branch.run(branch.context);
                         }
                       },
                       branches};
  run_range(2, task, {.grain = 1});
}

bool aether::detail::post(Job &job) noexcept {
  return Pool::instance().post(job);
}
