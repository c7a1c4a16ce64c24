//===- Ticks.cpp - A clock for times below a microsecond ------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/detail/ticks.h"

#include <chrono>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

using namespace aether;

using Clock = std::chrono::steady_clock;

/// The rate is exact enough when measured over this time.
static constexpr auto CalibrationTime = std::chrono::microseconds(200);

constinit std::atomic<std::uint32_t> detail::ticks_per_microsecond{0};

/// Whether the counter runs on at one speed, whatever the processor does.
static bool is_steady() noexcept {
#if defined(__x86_64__)
  // AMD64 Architecture Programmer's Manual, volume 3, CPUID Fn8000_0007_EDX[8]:
  // TscInvariant; Intel's is the same.
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid(0x80000007u, &a, &b, &c, &d) && (d & 1u << 8);
#elif defined(__aarch64__)
  return true;
#else
  return false;
#endif
}

/// When the library was loaded; not usable before.
static const struct {
  Clock::time_point time = Clock::now();
  std::uint64_t ticks = detail::ticks();
  bool usable = is_steady();
} start;

void detail::calibrate_ticks(Clock::time_point now) noexcept {
  if (!start.usable)
    return;
  const std::chrono::duration<double, std::micro> passed = now - start.time;
  if (passed >= CalibrationTime)
    ticks_per_microsecond.store(
        static_cast<std::uint32_t>(static_cast<double>(ticks() - start.ticks) /
                                   passed.count()),
        std::memory_order_relaxed);
}
