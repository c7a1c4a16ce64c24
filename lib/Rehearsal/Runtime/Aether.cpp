//===- Aether.cpp - What Aether's library keeps out of its headers --------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Compiled to bitcode that a rehearsal runs in place of the library: without
// its reports, and with work for several threads wherever it may be split.
//
//===----------------------------------------------------------------------===//

#include "aether/detail/merge_sort.h"
#include "aether/detail/pass.h"
#include "aether/detail/scheduler.h"
#include "aether/detail/thread_state.h"
#include "aether/mutex.h"

using namespace aether;

void detail::run_pass(const char *, RangeTask Task, std::size_t Units, PassKind,
                      const ParOptions &Options, ParallelMetrics &Metrics) {
  RangeLimits Limits;
  Limits.max_workers = Metrics.parallel ? Options.max_workers : 1;
  Limits.grain = 1;
  run_range(Units, Task, Limits);
}

ParOptions detail::without_progress(const ParOptions &Options) {
  ParOptions Quiet = Options;
  Quiet.progress = {};
  return Quiet;
}

std::size_t detail::sort_runs(std::size_t Items, const ParOptions &Options,
                              bool Vetoed) noexcept {
  return Vetoed || Options.max_workers == 1 || Items < 8 ? 1 : 4;
}

detail::ThreadState &detail::make_thread_state() noexcept {
  static thread_local ThreadState State;
  thread_state = &State;
  return State;
}

void Mutex::wait() { mutex.lock(); }
