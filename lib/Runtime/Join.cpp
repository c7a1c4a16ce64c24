//===- Join.cpp - Waiting, and helping only with what is nested ----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A waiter may run only what is nested in what it waits for: anything else may
// take a lock that the waiter's own task holds, or wait for something that the
// waiter has yet to do (rayon issue 592). What is nested lies in the deque of
// the thief, above where its `bottom` was when it began: leapfrogging (D. B.
// Wagner and B. G. Calder, PPoPP 1993).
//
//===----------------------------------------------------------------------===//

#include "Pool.h"

#include "aether/options.h"

#include <array>
#include <utility>

using namespace aether;
using namespace aether::detail;

/// How long a waiter looks for something to help with before it parks.
static constexpr auto HelpingTime = std::chrono::microseconds(50);

/// A waiter that is parked or about to be.
struct Pool::Waiter {
  Member &member;
  Scope &scope;
  Waiter *next = nullptr;
};

/// Calls \p fn(worker, base) for those that work on \p scope, until true.
template <class Fn> static bool any_worker_of(Scope &scope, const Fn &fn) {
  if (scope.is_region)
    return static_cast<Region &>(scope).shares.any_worker(fn);
  const auto &fork = static_cast<Fork &>(scope);
  const std::uintptr_t at = fork.progress.load(std::memory_order_acquire);
  return at != Offer::Open && at != Offer::Done &&
         fn(*reinterpret_cast<Worker *>(at), fork.base);
}

/// Takes an offer of \p victim if it is nested in \p scope.
Offer *Pool::steal_nested(Worker &victim, std::ptrdiff_t base,
                          const Scope &scope) noexcept {
  if (victim.top.load(std::memory_order_relaxed) < base)
    return nullptr;
  Offer *const offer = steal(victim);
  // The victim may have ended what it did for us, and offered something else at
  // the same place.
  if (offer && !offer->lies_in(scope)) {
    return_offer(*offer);
    return nullptr;
  }
  return offer;
}

Offer *Pool::find_nested(Scope &scope) noexcept {
  if (returned_count.load(std::memory_order_relaxed))
    if (Offer *const offer = take_returned(&scope))
      return offer;
  Offer *found = nullptr;
  any_worker_of(scope, [&](Worker &worker, std::ptrdiff_t base) {
    if (&worker != this_worker)
      found = steal_nested(worker, base, scope);
    return found != nullptr;
  });
  return found;
}

/// For what was stolen and must not be run by who stole it: any thread that has
/// nothing to do will, or who waits for it.
void Pool::return_offer(Offer &offer) noexcept {
  Worker &owner = *offer.owner;
  {
    const std::lock_guard lock(jobs_mutex);
    offer.next = std::exchange(returned, &offer);
    returned_count.fetch_add(1);
  }
  heavy_fence();
  sleep.wake_one();
  wake(owner);
}

/// One that is nested in \p inside, if given, or is that itself.
Offer *Pool::take_returned(const Scope *inside) noexcept {
  const std::lock_guard lock(jobs_mutex);
  for (Offer **link = &returned; *link; link = &(*link)->next)
    if (Offer *const offer = *link; !inside || offer->lies_in(*inside)) {
      *link = offer->next;
      returned_count.fetch_sub(1, std::memory_order_relaxed);
      return offer;
    }
  return nullptr;
}

template <class Done>
void Pool::wait_for(Member &self, Scope &scope, const Done &done) noexcept {
  for (Patience patience(HelpingTime); !done();) {
    if (Offer *const offer = find_nested(scope)) {
      execute(self, *offer);
      patience.renew();
      continue;
    }
    if (!patience.is_over())
      continue;

    // Park. Whoever works on the scope must tell when it offers something.
    std::array<Worker *, Shares::Most> watching;
    std::size_t count = 0;
    Waiter waiter{.member = self, .scope = scope};
    {
      const std::lock_guard lock(waiters_mutex);
      waiter.next = std::exchange(waiters, &waiter);
    }
    any_worker_of(scope, [&](Worker &worker, std::ptrdiff_t) {
      worker.watched.fetch_add(1);
      watching[count++] = &worker;
      return false;
    });
    self.parked.store(1);
    heavy_fence();
    const auto may_help = [&] {
      if (returned_count.load())
        return true;
      return any_worker_of(scope, [](Worker &worker, std::ptrdiff_t base) {
        const std::ptrdiff_t top = worker.top.load(std::memory_order_relaxed);
        return top >= base &&
               top < worker.bottom.load(std::memory_order_relaxed);
      });
    };
    if (!done() && !may_help())
      self.parked.wait(1);
    self.parked.store(0);
    while (count)
      watching[--count]->watched.fetch_sub(1);
    {
      const std::lock_guard lock(waiters_mutex);
      Waiter **link = &waiters;
      while (*link != &waiter)
        link = &(*link)->next;
      *link = waiter.next;
    }
    patience.renew();
  }
}

void Pool::wait(Member &self, Region &region) noexcept {
  wait_for(self, region,
           [&] { return region.pending.load(std::memory_order_seq_cst) == 0; });
}

void Pool::wait(Member &self, Fork &fork) noexcept {
  wait_for(self, fork, [&] {
    return fork.progress.load(std::memory_order_seq_cst) == Offer::Done;
  });
}

void Pool::wake(Worker &waiter) noexcept {
  Member &member = static_cast<Member &>(waiter);
  if (member.parked.load()) {
    member.parked.store(0);
    member.parked.notify_one();
  }
}

void Pool::notify(Worker &worker) noexcept {
  if (worker.strong)
    heavy_fence(); // between what was pushed and the looks below
  sleep.wake_one();
  if (!(worker.watched.load() & ~Worker::Strong))
    return;
  const std::lock_guard lock(waiters_mutex);
  for (Waiter *waiter = waiters; waiter; waiter = waiter->next)
    if (const Scope *const scope = worker.current;
        scope && scope->lies_in(waiter->scope))
      wake(waiter->member);
}

void aether::detail::notify(Worker &worker) noexcept {
  static_cast<Member &>(worker).pool.notify(worker);
}

void aether::detail::finish_stolen(Fork &fork, Worker &thief,
                                   Branch second) noexcept {
  if (is_cut_short(&fork)) {
    fork.outcome = Fork::Dropped;
  } else {
    Scope *const outer = std::exchange(thief.current, &fork);
    try {
      second.run(second.context);
    } catch (...) {
      fork.leave_running(Scope::Failed);
      std::construct_at(&fork.error, std::current_exception());
      fork.outcome = Fork::Threw;
    }
    thief.current = outer;
  }
  Worker &owner = *fork.owner; // which outlives the fork
  fork.progress.store(Offer::Done, std::memory_order_seq_cst);
  Pool::wake(owner);
}

/// What a thief's side threw.
static std::exception_ptr take_error(Fork &fork) {
  std::exception_ptr error = std::move(fork.error);
  std::destroy_at(&fork.error);
  return error;
}

void aether::detail::join(Worker &worker, Fork &fork) {
  Member &self = static_cast<Member &>(worker);
  self.pool.wait(self, fork);
  worker.current = fork.parent;
  if (fork.outcome == Fork::Threw)
    std::rethrow_exception(take_error(fork));
  if (fork.outcome == Fork::Dropped)
    throw Cancelled(); // a call around this one has a better reason
}

void aether::detail::abandon(Worker &worker, Fork &fork, bool out) {
  const bool first_to_fail = fork.leave_running(Scope::Failed);
  if (out && !worker.pop()) {
    Member &self = static_cast<Member &>(worker);
    self.pool.wait(self, fork);
  }
  worker.current = fork.parent;
  if (fork.outcome == Fork::Threw) {
    const std::exception_ptr error = take_error(fork);
    if (!first_to_fail)
      std::rethrow_exception(error);
  }
  throw;
}
