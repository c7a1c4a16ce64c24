//===- TimedTask.h - A task that measures its thread ------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Stands in for a call's task when calls are measured: reads the clocks of the
/// thread at both ends of each chunk.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_RUNTIME_TIMEDTASK_H
#define AETHER_LIB_RUNTIME_TIMEDTASK_H

#include "aether/detail/scheduler.h"
#include "aether/thread_times.h"

#include <mutex>

namespace aether::detail {

class TimedTask {
public:
  /// Adds to \p sum, which is complete when all chunks have ended.
  TimedTask(RangeTask inner, TimeParts &sum) : inner(inner), sum(sum) {}
  TimedTask(const TimedTask &) = delete;
  TimedTask &operator=(const TimedTask &) = delete;

  /// Runs the inner task; any number of threads may at once.
  RangeTask task() noexcept {
    return {[](void *context, std::size_t begin, std::size_t end) {
              static_cast<TimedTask *>(context)->run(begin, end);
            },
            this};
  }

private:
  void run(std::size_t begin, std::size_t end) {
    struct Measured { // also a chunk that throws
      TimedTask &self;
      const ThreadTimes start = ThreadTimes::now();
      ~Measured() {
        const TimeParts parts = ThreadTimes::now() - start;
        const std::lock_guard lock(self.mutex);
        self.sum += parts;
      }
    } const measured{*this};
    inner.run(inner.context, begin, end);
  }

  const RangeTask inner;
  std::mutex mutex;
  TimeParts &sum;
};

} // namespace aether::detail

#endif // AETHER_LIB_RUNTIME_TIMEDTASK_H
