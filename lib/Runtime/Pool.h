//===- Pool.h - The threads of this process ---------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The pool: a list of the regions that have work, and threads that look for it
/// there. Threads are started when first needed and joined at the end of the
/// process; calls made later run on their callers' threads alone.
///
/// All state is guarded by one mutex. That is simple to be sure of, and enough
/// while pieces take microseconds; a faster pool goes behind the same
/// functions.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_RUNTIME_POOL_H
#define AETHER_LIB_RUNTIME_POOL_H

#include "Region.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace aether::detail {

class Pool {
public:
  /// The pool of this process; of its own in a forked child.
  static Pool &instance();

  /// Runs \p region with the calling thread and up to its max_helpers others.
  void run(Region &region) noexcept;

  bool post(Job &job) noexcept;

  /// Joins the threads. What runs is finished by its callers.
  void end() noexcept;

private:
  using Lock = std::unique_lock<std::mutex>;

  void have_threads(std::size_t wanted) noexcept;
  void thread_main(std::size_t index) noexcept;
  void publish(Region &region) noexcept;
  void withdraw(Region &region) noexcept;
  void help(Region &region, Lock &lock) noexcept;
  template <class Suits> Region *find(Suits suits) noexcept;

  std::mutex mutex;
  std::condition_variable work_came; ///< for threads without work
  std::condition_variable
      waiter_may_go_on; ///< for callers that wait for helpers
  std::vector<std::thread> threads;
  std::size_t idle = 0;                     ///< threads that wait for work
  std::size_t waiting = 0;                  ///< callers that wait for helpers
  Region *first = nullptr, *last = nullptr; ///< oldest first: outer calls first
  Job *first_job = nullptr, *last_job = nullptr;
  std::atomic<bool> ending{false}; ///< written under the mutex
};

} // namespace aether::detail

#endif // AETHER_LIB_RUNTIME_POOL_H
