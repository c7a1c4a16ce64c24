//===- fork_join.h - Two callables at once ----------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// fork_join: offers the second callable to other threads, runs the first, and
/// runs the second as well if nobody took it. All of that is inlined, and
/// nothing is allocated; a few nanoseconds unless the offer is taken.
//===----------------------------------------------------------------------===//

#ifndef AETHER_DETAIL_FORK_JOIN_H
#define AETHER_DETAIL_FORK_JOIN_H

#include "aether/detail/config.h"
#include "aether/detail/scheduler.h"
#include "aether/detail/worker.h"

#include <exception>
#include <memory>
#include <utility>

namespace aether::detail {

/// The second side of a fork, on the stack of the thread that forks. As a scope
/// it is that of both sides.
struct Fork : Offer {
  Fork(Run run, Scope *parent) noexcept : Offer(run, parent) {}
  ~Fork() {} // `error` exists only until join() or abandon() took it

  enum Outcome : unsigned char { Returned, Threw, Dropped };

  union {
    std::exception_ptr error; ///< what a thief's side threw
  };
  Outcome outcome = Returned; ///< of a thief's side
};

/// The rest of a fork whose second side was taken: waits for it, and throws
/// what it threw.
AETHER_COLD void join(Worker &worker, Fork &fork);

/// The rest of a fork one side of which threw here: if the second side is \p
/// out, takes it back or waits for it. Throws what was thrown first. For a
/// handler.
[[noreturn]] AETHER_COLD void abandon(Worker &worker, Fork &fork, bool out);

/// Tells of what was pushed.
AETHER_COLD void notify(Worker &worker) noexcept;

/// The worker of this thread, or null if it cannot have one, or if another back
/// end than the pool is in use.
AETHER_COLD Worker *attach() noexcept;

/// What a thief does with a fork.
void finish_stolen(Fork &fork, Worker &thief, Branch second) noexcept;

template <class Fn> Branch branch_of(Fn &fn) noexcept {
  return {[](void *context) { (*static_cast<Fn *>(context))(); }, &fn};
}

/// Runs \p first() on this thread and \p second() on this or another one.
/// Returns when both have returned.
///
/// The first exception that one throws is thrown here when both have ended; if
/// one fails, the other is not begun, or waited for, and calls nested in it are
/// cut short with Cancelled. Thread-safe.
template <class First, class Second>
inline void fork_join(First &&first, Second &&second) {
  Worker *worker = this_worker;
  if (!worker) [[unlikely]] {
    worker = attach();
    if (!worker) {
      auto call_first = [&first] { static_cast<void>(first()); };
      auto call_second = [&second] { static_cast<void>(second()); };
      fork_join_elsewhere(branch_of(call_first), branch_of(call_second));
      return;
    }
  }

  using Callable = std::remove_reference_t<Second>;
  struct Typed : Fork {
    Typed(Callable &second, Scope *parent) noexcept
        : Fork(
              [](Offer &self, Worker &thief) noexcept {
                Typed &fork = static_cast<Typed &>(self);
                finish_stolen(fork, thief,
                              {[](void *f) {
                                 static_cast<void>(
                                     static_cast<Typed *>(f)->second());
                               },
                               &fork});
              },
              parent),
          second(second) {}
    Callable &second;
  };

  Typed fork(second, worker->current);
  bool out = worker->push(fork);
  if (out && worker->should_notify()) [[unlikely]]
    notify(*worker);
  worker->current = &fork;
  try {
    static_cast<void>(first());
    if (!out || worker->pop()) [[likely]] {
      out = false;
      static_cast<void>(second());
      worker->current = fork.parent;
      return;
    }
  } catch (...) {
    abandon(*worker, fork, out);
  }
  join(*worker, fork);
}

} // namespace aether::detail

#endif // AETHER_DETAIL_FORK_JOIN_H
