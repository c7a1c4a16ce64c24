//===- ticks.h - A clock for times below a microsecond ----------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The processor's counter, where it runs at one speed on all processors: a
/// read costs a fraction of one of std::chrono::steady_clock.
//===----------------------------------------------------------------------===//

#ifndef AETHER_DETAIL_TICKS_H
#define AETHER_DETAIL_TICKS_H

#include "aether/detail/durations.h"

#include <atomic>
#include <cstdint>

namespace aether::detail {

/// 0 while it is not known, or if there is no such counter. Thread-safe.
extern constinit std::atomic<std::uint32_t> ticks_per_microsecond;

/// Finds out about the above, at \p now; it takes two calls with some time in
/// between. Thread-safe.
void calibrate_ticks(std::chrono::steady_clock::time_point now) noexcept;

/// Not ordered with the instructions around it. Meaningless unless
/// ticks_per_microsecond is known.
inline std::uint64_t ticks() noexcept {
#if defined(__x86_64__)
  return __builtin_ia32_rdtsc(); // <x86intrin.h> takes long to compile
#elif defined(__aarch64__)
  std::uint64_t count;
  asm volatile("mrs %0, cntvct_el0" : "=r"(count));
  return count;
#else
  return 0;
#endif
}

} // namespace aether::detail

#endif // AETHER_DETAIL_TICKS_H
