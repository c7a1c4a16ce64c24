//===- Pool.h - The threads of this process ---------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The pool: the members (every thread that makes parallel calls, and the
/// pool's own), who steals from whom, and who waits for what.
///
///     own threads ── find_offer() ─▶ execute()   any work; else Sleep
///     a waiter ───── find_nested() ─▶ execute()  what is nested in what it
///                                                waits for; else parks
///     extra threads ─ Extras.h                   calls with tasks that block
///
/// Threads are started when first needed and joined at the end of the process;
/// calls made later run on their callers' threads alone. README.md explains.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_RUNTIME_POOL_H
#define AETHER_LIB_RUNTIME_POOL_H

#include "Extras.h"
#include "Member.h"
#include "Monitor.h"
#include "Patience.h"
#include "Region.h"
#include "Sleep.h"

#include "aether/detail/fork_join.h"

#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

namespace aether::detail {

/// Whether \p scope or one around it has a reason to end early. Null: no.
bool is_cut_short(Scope *scope) noexcept;

class Pool {
public:
  Pool() noexcept;

  /// The pool of this process; of its own in a forked child.
  static Pool &instance();

  /// A worker for the calling thread, whose it is until the thread ends. Null
  /// if there is no memory, or if the thread is ending.
  static Member *attach() noexcept;
  void give_back(Member &member) noexcept;

  /// Runs \p region with the calling thread, which has a worker, and up to
  /// \p helpers others.
  void run(Region &region, std::size_t helpers) noexcept;

  /// Returns when \p fork is done.
  void wait(Member &self, Fork &fork) noexcept;
  /// Returns when nobody else has to do with \p region any more.
  void wait(Member &self, Region &region) noexcept;

  bool post(Job &job) noexcept;

  /// Tells others that \p worker has something to offer.
  void notify(Worker &worker) noexcept;
  /// Wakes a waiter, if it is parked.
  static void wake(Worker &waiter) noexcept;

  /// What a call of \p self must take to be worth being run by several threads,
  /// given that others have to begin.
  std::chrono::nanoseconds worthwhile(Member &self) const noexcept;
  /// To be told of a call of \p self that ran alone for being short, and what
  /// it was expected to take: many in a row are worth a thread that is awake.
  void note_alone(Member &self, std::chrono::nanoseconds expected) noexcept;
  /// To be told of a call that was shared, what its threads worked together and
  /// what it took: if that is no less, others come too slowly, and such calls
  /// run alone for a while.
  static void note_shared(Member &self, std::chrono::nanoseconds busy,
                          std::chrono::nanoseconds took) noexcept;

  /// For aether::blocking() on a thread of \p self, before and after: another
  /// thread may run meanwhile, if there is something to do for it.
  void begin_blocking(Member &self) noexcept;
  void end_blocking(Member &self) noexcept;
  /// Finds work for up to \p count threads more. \returns for how many.
  std::size_t lend(std::size_t count) noexcept;
  /// Nothing is left to do: those that were lent have gone.
  void forget_lent() noexcept { lent.store(0, std::memory_order_relaxed); }

  /// Lets threads that block be found out.
  void arm_monitor() noexcept { monitor.arm(); }

  /// Joins the threads. What runs is finished by its callers.
  void end() noexcept;
  const std::atomic<bool> &is_ending() const noexcept { return ending; }

  // For threads of the pool.

  /// What \p victim has offered for the longest time, or null if it offers
  /// nothing or somebody else was faster.
  static Offer *steal(Worker &victim) noexcept;
  /// Something that \p self may take from anybody, or null.
  Offer *find_offer(Member &self) noexcept;
  void execute(Member &self, Offer &offer) noexcept;
  /// Looks for work, and does it, until none was found for about a tenth of a
  /// millisecond.
  void work_a_while(Member &self) noexcept;
  Member *new_member() noexcept;

  /// All members there ever were.
  Member *members() const noexcept {
    return all.load(std::memory_order_acquire);
  }
  /// How much members offer to whoever takes it, up to \p most.
  std::size_t count_offers(std::size_t most) const noexcept;
  bool has_offers() const noexcept { return count_offers(1) != 0; }

  Extras extras{*this};

private:
  struct Waiter;

  void have_threads(std::size_t wanted) noexcept;
  void thread_main(Member &self) noexcept;
  bool do_something(Member &self) noexcept;
  Job *take_job() noexcept;

  template <class Done>
  void wait_for(Member &self, Scope &scope, const Done &done) noexcept;
  Offer *steal_nested(Worker &victim, std::ptrdiff_t base,
                      const Scope &scope) noexcept;
  Offer *find_nested(Scope &scope) noexcept;
  void return_offer(Offer &offer) noexcept;
  Offer *take_returned(const Scope *inside) noexcept;

  Sleep sleep;
  Monitor monitor{*this};
  std::atomic<Member *> all{nullptr};
  std::atomic<bool> ending{false};
  /// Threads that say that they wait, and those that were lent for them.
  std::atomic<std::size_t> blocked{0}, lent{0};

  std::mutex threads_mutex; ///< and what follows
  std::vector<std::thread> threads;
  Member *free_members = nullptr;

  std::mutex jobs_mutex; ///< and what follows
  Job *first_job = nullptr, *last_job = nullptr;
  Offer *returned = nullptr; ///< stolen by a waiter that must not run them
  std::atomic<std::size_t> job_count{0}, returned_count{0};

  std::mutex waiters_mutex; ///< and what follows
  Waiter *waiters = nullptr;
};

} // namespace aether::detail

#endif // AETHER_LIB_RUNTIME_POOL_H
