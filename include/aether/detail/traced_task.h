//===- traced_task.h - A task that records its chunks ------------*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Puts a Trace, if there is one, between the scheduler and the task of a call.
//===----------------------------------------------------------------------===//

#ifndef AETHER_DETAIL_TRACED_TASK_H
#define AETHER_DETAIL_TRACED_TASK_H

#include "aether/call_site.h"
#include "aether/detail/config.h"
#include "aether/detail/scheduler.h"
#include "aether/trace.h"

#include <atomic>
#include <memory>

namespace aether::detail {

inline constinit std::atomic<bool> trace_is_on{false};

/// Lives as long as the call.
class TracedTask {
public:
  TracedTask(const char *function, RangeTask task, const CallSite &site)
      : function(function), inner(task), site(site) {
    if (trace_is_on.load(std::memory_order_relaxed)) [[unlikely]]
      find_recorder();
  }

  /// The task itself, or one that records its chunks.
  RangeTask task() { return recorder ? RangeTask{run, this} : inner; }

private:
  AETHER_COLD void find_recorder();
  static void run(void *context, std::size_t begin, std::size_t end);

  const char *function;
  RangeTask inner;
  const CallSite &site;
  std::shared_ptr<Trace::Recorder> recorder;
};

} // namespace aether::detail

#endif // AETHER_DETAIL_TRACED_TASK_H
