//===- Patience.h - How long to look before going to sleep ------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_RUNTIME_PATIENCE_H
#define AETHER_LIB_RUNTIME_PATIENCE_H

#include <chrono>
#include <thread>

#if defined(__x86_64__) || defined(__i386__)
#include <immintrin.h>
#endif

namespace aether::detail {

/// For a loop that looks for something: each is_over() waits a little, longer
/// each time, and in the end lets other threads run in between.
class Patience {
public:
  explicit Patience(std::chrono::nanoseconds limit) noexcept : limit(limit) {}

  void renew() noexcept { rounds = 0; }

  bool is_over() noexcept {
    using Clock = std::chrono::steady_clock;
    if (rounds == 0)
      start = Clock::now();
    if (++rounds > Pausing)
      std::this_thread::yield();
    else
      for (unsigned i = 0; i != Pauses; ++i)
        pause();
    return Clock::now() - start > limit;
  }

private:
  // Between one loop and the next there are often some microseconds, which
  // should not become more by the looker's fault.
  static constexpr unsigned Pausing = 64, Pauses = 8;

  static void pause() noexcept {
#if defined(__x86_64__) || defined(__i386__)
    _mm_pause();
#elif defined(__aarch64__)
    asm volatile("isb");
#endif
  }

  std::chrono::nanoseconds limit;
  std::chrono::steady_clock::time_point start{};
  unsigned rounds = 0;
};

} // namespace aether::detail

#endif // AETHER_LIB_RUNTIME_PATIENCE_H
