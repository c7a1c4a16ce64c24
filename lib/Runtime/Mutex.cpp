//===- Mutex.cpp - The contended path of a mutex --------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/mutex.h"

using namespace aether;
using namespace aether::detail;

void Mutex::wait() {
  ThreadState &thread = this_thread_state();
  const std::int64_t begin = steady_now();
  struct Under { // also if lock() throws
    ThreadState &thread;
    ~Under() { thread.lock_wait_since.store(0, std::memory_order_release); }
  } const under{thread};
  thread.lock_wait_since.store(begin, std::memory_order_release);
  mutex.lock();
  counts.waited(static_cast<std::uint64_t>(steady_now() - begin), this);
}
