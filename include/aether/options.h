//===- options.h - How a parallel call is to run ----------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// ParOptions, which every parallel function takes after the callable, and the
/// exceptions of a call that was cut short.
//===----------------------------------------------------------------------===//

#ifndef AETHER_OPTIONS_H
#define AETHER_OPTIONS_H

#include "aether/detail/durations.h"
#include "aether/veto.h"

#include <atomic>
#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <stdexcept>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace aether {

/// Thrown by a parallel call whose stop token was triggered before all items
/// were done. Items that were under way are finished, no others are started.
class Cancelled : public std::runtime_error {
public:
  Cancelled();
  ~Cancelled() override;

protected:
  explicit Cancelled(const char *what);
};

/// Thrown by a parallel call that passed its deadline before all items were
/// done.
class DeadlineExceeded : public Cancelled {
public:
  DeadlineExceeded();
  ~DeadlineExceeded() override;
};

/// What ParOptions::progress holds: a callable that takes the number of items
/// done and the number of all, and is told them at most a hundred times a
/// second and at the end. Copies share one callable.
class Progress {
public:
  constexpr Progress() noexcept = default;

  template <class Fn>
    requires(!std::same_as<std::remove_cvref_t<Fn>, Progress> &&
             std::invocable<std::decay_t<Fn> &, std::size_t, std::size_t>)
  Progress(Fn &&fn) // NOLINT: meant to convert
      : tell(std::make_shared<Limited>(std::forward<Fn>(fn))) {}

  explicit operator bool() const noexcept { return tell != nullptr; }
  /// Calls the callable, unless it was called just before and not all is done.
  void operator()(std::size_t done, std::size_t total) const;

private:
  struct Limited {
    template <class Fn>
    explicit Limited(Fn &&fn) : function(std::forward<Fn>(fn)) {}
    std::function<void(std::size_t, std::size_t)> function;
    std::atomic<std::chrono::steady_clock::rep> next{0};
  };
  std::shared_ptr<Limited> tell;
};

/// An aggregate, for designated initialisers:
///
///     par_map(items, fn, {.max_workers = 4, .stop = token});
///
/// An exception out of a task, a stop and a deadline are noticed between the
/// chunks of items; an automatic chunk takes some microseconds, or one item if
/// that takes longer. Calls nested in a call that is cut short are cut short
/// too, with Cancelled.
struct ParOptions {
  /// How many threads may work on the call at once, the caller's included. 0:
  /// as many as there are processors, more if tasks are found to wait, and one
  /// if the first items show that threads are not worth it. 1: sequentially.
  std::size_t max_workers = 0;
  /// How many items a thread takes at a time. 0: found out while running. For
  /// reductions also the number of items that are folded one after another,
  /// hence part of what determines the last bits of a floating-point result.
  std::size_t grain = 0;
  /// With fewer items the call runs sequentially (VetoReason::TooSmall). 0:
  /// only with fewer than two.
  std::size_t min_items = 0;
  /// Whether anything known at run time may make the call sequential:
  /// min_items, custom_veto, measurements. The analyser's verdict stands
  /// regardless: to overrule it, say why with AETHER_ASSUME_SAFE.
  bool veto = true;
  /// Ends the call with Cancelled.
  std::stop_token stop{};
  /// Ends the call with DeadlineExceeded.
  std::chrono::steady_clock::time_point deadline =
      std::chrono::steady_clock::time_point::max();
  /// Is told, now and then, how many items of how many are done; once more when
  /// all are. Never called by two threads at once for one parallel call, though
  /// by any of its threads. An exception out of it counts as one of a task.
  Progress progress{};
  CustomVeto custom_veto{};
};

namespace detail {

/// What a call without options gets. One object that is known by its address
/// and neither made nor destroyed at each call, so that nothing of it is left
/// in the path of a vetoed call.
struct DefaultOptions {
  union {
    ParOptions value;
  };
  constexpr DefaultOptions() : value() {}
  ~DefaultOptions() {} // calls may come after all static objects are gone
};
extern const DefaultOptions default_options;

/// Whether something must be looked at while the call runs.
inline bool watched(const ParOptions &options) {
  return &options != &default_options.value &&
         (options.stop.stop_possible() || options.progress ||
          options.deadline != std::chrono::steady_clock::time_point::max());
}

} // namespace detail

} // namespace aether

#endif // AETHER_OPTIONS_H
