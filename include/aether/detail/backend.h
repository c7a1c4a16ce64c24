//===- backend.h - Other ways to run parallel calls -------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What stands behind scheduler.h: the pool, unless a test or a comparison asks
/// for something else. What a call gives, which exception it throws and how its
/// options work are the same with all of them.
//===----------------------------------------------------------------------===//

#ifndef AETHER_DETAIL_BACKEND_H
#define AETHER_DETAIL_BACKEND_H

#include "aether/detail/scheduler.h"

#include <cstddef>

namespace aether::detail {

/// The functions of scheduler.h, which say what they promise.
struct Backend {
  const char *name;
  std::size_t (*workers)() noexcept; ///< automatic_workers()
  RangeOutcome (*run_range)(std::size_t count, RangeTask task,
                            const RangeLimits &limits);
  void (*fork_join)(Branch first, Branch second);
  bool (*post)(Job &job) noexcept;
};

/// The work-stealing pool of this library.
const Backend &pool_backend() noexcept;

/// Everything on the calling thread, in order; a posted job runs before post()
/// returns.
const Backend &sequential_backend() noexcept;

/// oneTBB; in the library aether_runtime_tbb, where CMake found it.
const Backend &tbb_backend() noexcept;

/// What is used from now on. Not thread-safe: for a time at which no parallel
/// call runs, and a program in which no other thread has made a fork before.
void use_backend(const Backend &backend) noexcept;
const Backend &used_backend() noexcept;

} // namespace aether::detail

#endif // AETHER_DETAIL_BACKEND_H
