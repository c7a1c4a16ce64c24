//===- thread_clock.h - The clocks of a thread, for any thread --*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// ThreadClock reads the clocks behind ThreadTimes of a thread that may be
/// another one: what a monitor steers a pool by.
//===----------------------------------------------------------------------===//

#ifndef AETHER_DETAIL_THREAD_CLOCK_H
#define AETHER_DETAIL_THREAD_CLOCK_H

#include "aether/detail/thread_state.h"
#include "aether/thread_times.h"

#include <ctime>

namespace aether::detail {

/// Made by the thread that it is about, and used no longer than that lives.
/// Reading takes about a microsecond. On Linux it keeps a file open.
class ThreadClock {
public:
  ThreadClock() noexcept;
  ~ThreadClock();
  ThreadClock(const ThreadClock &) = delete;
  ThreadClock &operator=(const ThreadClock &) = delete;

  /// Thread-safe.
  ThreadTimes read() const noexcept;

  /// Whether the thread runs or could run at this moment. The kernel adds to
  /// the `runnable` time when it ends, so of a thread that waits for a
  /// processor only this tells. Takes some microseconds; true if the system
  /// does not say.
  bool wants_processor() const noexcept;

  const ThreadState &state() const noexcept { return thread; }

private:
  const ThreadState &thread;
#if defined(__linux__)
  clockid_t cpu_clock{};
  bool has_cpu_clock = false;
  int schedstat = -1;
  int id = 0;
#endif
};

} // namespace aether::detail

#endif // AETHER_DETAIL_THREAD_CLOCK_H
