//===- condition_variable.h - To wait with an aether::Mutex -----*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// ConditionVariable: std::condition_variable for aether::Mutex. What a thread
/// waits until it is notified is waiting like any other; what it then waits for
/// the mutex is counted as waiting for a lock.
//===----------------------------------------------------------------------===//

#ifndef AETHER_CONDITION_VARIABLE_H
#define AETHER_CONDITION_VARIABLE_H

#include "aether/detail/durations.h"
#include "aether/mutex.h"

#include <condition_variable>
#include <stop_token>
#include <utility>

namespace aether {

/// The functions are those of std::condition_variable_any, with the same
/// meaning, exceptions and thread safety ([thread.condition.condvarany]).
class ConditionVariable {
public:
  using Lock = std::unique_lock<Mutex>;

  void notify_one() noexcept { condition.notify_one(); }
  void notify_all() noexcept { condition.notify_all(); }

  void wait(Lock &lock) { condition.wait(lock); }
  template <class Predicate> void wait(Lock &lock, Predicate until) {
    condition.wait(lock, std::move(until));
  }
  /// \returns whether \p until holds; false if \p stop was requested first.
  template <class Predicate>
  bool wait(Lock &lock, std::stop_token stop, Predicate until) {
    return condition.wait(lock, std::move(stop), std::move(until));
  }

  template <class Rep, class Period>
  std::cv_status wait_for(Lock &lock,
                          const std::chrono::duration<Rep, Period> &time) {
    return condition.wait_for(lock, time);
  }
  template <class Rep, class Period, class Predicate>
  bool wait_for(Lock &lock, const std::chrono::duration<Rep, Period> &time,
                Predicate until) {
    return condition.wait_for(lock, time, std::move(until));
  }
  template <class Clock, class Duration>
  std::cv_status
  wait_until(Lock &lock, const std::chrono::time_point<Clock, Duration> &time) {
    return condition.wait_until(lock, time);
  }
  template <class Clock, class Duration, class Predicate>
  bool wait_until(Lock &lock,
                  const std::chrono::time_point<Clock, Duration> &time,
                  Predicate until) {
    return condition.wait_until(lock, time, std::move(until));
  }

private:
  std::condition_variable_any condition;
};

} // namespace aether

#endif // AETHER_CONDITION_VARIABLE_H
