//===- mutex.h - A mutex that tells how it is waited for --------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Mutex: std::mutex that counts acquisitions, contention and the time waited,
/// for ContentionMonitor and ThreadTimes.
//===----------------------------------------------------------------------===//

#ifndef AETHER_MUTEX_H
#define AETHER_MUTEX_H

#include "aether/contention.h"

#include <mutex>

namespace aether {

/// Meets the standard's requirements of a mutex (Lockable, [thread.mutex]), so
/// std::lock_guard, std::unique_lock and std::scoped_lock take it. Not
/// recursive. Without contention it costs what std::mutex costs and a few
/// nanoseconds.
class Mutex {
public:
  constexpr Mutex() noexcept = default;
  /// With a name for reports, which must outlive the mutex.
  constexpr explicit Mutex(const char *name) noexcept : counts(name) {}
  Mutex(const Mutex &) = delete;
  Mutex &operator=(const Mutex &) = delete;

  /// Waits until no other thread holds the mutex, and takes it. Throws
  /// std::system_error where std::mutex does.
  void lock() {
    if (!mutex.try_lock()) [[unlikely]]
      wait();
    counts.acquired();
  }

  /// Takes the mutex if that is possible without waiting.
  [[nodiscard]] bool try_lock() noexcept {
    if (!mutex.try_lock())
      return false;
    counts.acquired();
    return true;
  }

  /// The calling thread must hold the mutex.
  void unlock() { mutex.unlock(); }

  /// How often this mutex was taken and waited for. Any thread may ask.
  ContentionCounts contention() const noexcept { return counts.read(); }

private:
  AETHER_COLD void wait();

  std::mutex mutex;
  detail::LockCounts counts;
};

} // namespace aether

#endif // AETHER_MUTEX_H
