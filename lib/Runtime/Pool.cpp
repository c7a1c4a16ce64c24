//===- Pool.cpp - The threads of this process ----------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Pool.h"

#include "HoldOverFork.h"
#include "Processors.h"

#include "aether/detail/work.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <utility>

#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

using namespace aether::detail;

using Clock = std::chrono::steady_clock;

/// How long a thread looks for work before it sleeps: about what it costs to
/// wake it, twice over.
static constexpr auto LookingTime = std::chrono::microseconds(100);

/// How long calls run alone that were no faster when shared: the processor that
/// the other thread runs on may be busy or far away.
static constexpr auto DoubtTime = std::chrono::milliseconds(10);
/// So many in a row show it: a thread that was just woken takes some calls to
/// come.
static constexpr unsigned InVain = 16;

constinit thread_local Worker *aether::detail::this_worker = nullptr;

// The pool is never destroyed: a destructor of a static object may still make
// parallel calls.
static constinit std::atomic<Pool *> the_pool{nullptr};
static constinit std::mutex pool_mutex;     ///< for making it
static constinit bool ends_at_exit = false; ///< guarded by `pool_mutex`

namespace {
/// The membership of a thread that is not the pool's own.
struct Membership {
  Member *member = nullptr;
  ~Membership();
};
} // namespace

static thread_local Membership membership;
static constinit thread_local bool membership_is_over = false;

Membership::~Membership() {
  membership_is_over = true;
  if (member)
    member->pool.give_back(*member);
}

Pool::Pool() noexcept { prepare_heavy_fence(); }

// A forked child has one thread, and locks in any state: it starts afresh.
[[maybe_unused]] static const bool held = hold_over_fork(
    []() -> std::mutex & { return pool_mutex; },
    [] {
      if (this_worker &&
          blocking_observer == &static_cast<Member *>(this_worker)->observer)
        blocking_observer = nullptr;
      membership.member = nullptr;
      this_worker = nullptr;
      the_pool.store(nullptr);
    });

Pool &Pool::instance() {
  if (Pool *const pool = the_pool.load(std::memory_order_acquire))
    return *pool;
  const std::lock_guard lock(pool_mutex);
  if (!the_pool.load(std::memory_order_relaxed))
    the_pool.store(new Pool, std::memory_order_release);
  if (!std::exchange(ends_at_exit, true))
    std::atexit([] {
      if (Pool *const pool = the_pool.load())
        pool->end();
    });
  return *the_pool.load(std::memory_order_relaxed);
}

/// A member for a thread that begins.
Member *Pool::new_member() noexcept {
  Member *member = nullptr;
  {
    const std::lock_guard lock(threads_mutex);
    if (free_members) {
      member = free_members;
      free_members = member->next_free;
    }
  }
  if (!member) {
    try {
      member = new Member(*this); // never freed
    } catch (...) {
      return nullptr;
    }
    member->sleepers = &sleep.counts();
    member->strong = !has_heavy_fence();
    member->watched = member->strong ? Worker::Strong : 0;
    Member *first = all.load(std::memory_order_relaxed);
    do
      member->next = first;
    while (!all.compare_exchange_weak(first, member, std::memory_order_release,
                                      std::memory_order_relaxed));
  }
  member->current = nullptr;
#if defined(__linux__)
  member->thread.store(static_cast<int>(syscall(SYS_gettid)),
                       std::memory_order_relaxed);
#endif
  this_worker = member;
  if (!blocking_observer) // another pool's thread stays that
    blocking_observer = &member->observer;
  return member;
}

void Pool::give_back(Member &member) noexcept {
  this_worker = nullptr;
  if (blocking_observer == &member.observer)
    blocking_observer = nullptr;
  member.thread.store(0, std::memory_order_relaxed);
  const std::lock_guard lock(threads_mutex);
  member.next_free = free_members;
  free_members = &member;
}

Member *Pool::attach() noexcept {
  if (this_worker)
    return static_cast<Member *>(this_worker);
  if (membership_is_over)
    return nullptr;
  Pool &pool = instance();
  membership.member = pool.new_member();
  pool.have_threads(available_processors() - 1);
  return membership.member;
}

/// Fewer threads are no error: callers do the work themselves.
void Pool::have_threads(std::size_t wanted) noexcept {
  const std::lock_guard lock(threads_mutex);
  if (ending)
    return;
  try {
    while (threads.size() < wanted)
      threads.emplace_back([this] {
        if (Member *const self = new_member())
          thread_main(*self);
      });
  } catch (...) { // no memory, or no more threads for this process
  }
}

std::size_t Pool::count_offers(std::size_t most) const noexcept {
  std::size_t count = 0;
  for (const Member *m = members(); m && count < most; m = m->next)
    count += static_cast<std::size_t>(
        std::max<std::ptrdiff_t>(m->bottom.load(std::memory_order_relaxed) -
                                     m->top.load(std::memory_order_relaxed),
                                 0));
  return std::min(count, most);
}

Offer *Pool::steal(Worker &victim) noexcept {
  std::ptrdiff_t t = victim.top.load(std::memory_order_seq_cst);
  // A look that costs the owner nothing.
  if (t >= victim.bottom.load(std::memory_order_seq_cst))
    return nullptr;
  Worker::Slot offered = victim.slot(t).load(std::memory_order_relaxed);
  if (!(offered & Worker::Fenced)) {
    heavy_fence();
    if (t >= victim.bottom.load(std::memory_order_seq_cst))
      return nullptr;
    offered = victim.slot(t).load(std::memory_order_relaxed);
  }
  if (offered & Worker::Fenced)
    Region::prefetch_around(
        reinterpret_cast<Offer *>(offered & ~Worker::Fenced));
  if (!victim.top.compare_exchange_strong(t, t + 1, std::memory_order_seq_cst))
    return nullptr;
  Offer *const offer = reinterpret_cast<Offer *>(offered & ~Worker::Fenced);
  offer->owner = &victim;
  return offer;
}

Offer *Pool::find_offer(Member &self) noexcept {
  if (returned_count.load(std::memory_order_relaxed))
    if (Offer *const offer = take_returned(nullptr))
      return offer;
  // From a random one onwards (xorshift, G. Marsaglia, 2003), so that thieves
  // spread.
  self.random ^= self.random << 13;
  self.random ^= self.random >> 17;
  self.random ^= self.random << 5;
  Member *const first = members();
  Member *start = first;
  for (std::uint32_t skip = self.random % 64; skip; --skip)
    start = start->next ? start->next : first;
  Member *victim = start;
  do {
    if (victim != &self)
      if (Offer *const offer = steal(*victim))
        return offer;
    victim = victim->next ? victim->next : first;
  } while (victim != start);
  return nullptr;
}

void Pool::execute(Member &self, Offer &offer) noexcept {
  monitor.arm();
  offer.base = self.bottom.load(std::memory_order_relaxed);
  offer.progress.store(reinterpret_cast<std::uintptr_t>(&self),
                       std::memory_order_release);
  offer.run(offer, self);
}

Job *Pool::take_job() noexcept {
  if (!job_count.load(std::memory_order_relaxed))
    return nullptr;
  const std::lock_guard lock(jobs_mutex);
  Job *const job = first_job;
  if (job) {
    job_count.fetch_sub(1, std::memory_order_relaxed);
    first_job = job->next;
    if (!first_job)
      last_job = nullptr;
  }
  return job;
}

/// Does one thing, if there is one. \p self is looking for work.
bool Pool::do_something(Member &self) noexcept {
  if (Job *const job = take_job()) {
    sleep.stop_looking();
    job->run(job);
  } else if (Offer *const offer = find_offer(self)) {
    sleep.stop_looking();
    execute(self, *offer);
  } else {
    return false;
  }
  sleep.start_looking();
  return true;
}

void Pool::work_a_while(Member &self) noexcept {
  sleep.start_looking();
  for (Patience patience(LookingTime); !ending && !patience.is_over();)
    if (do_something(self))
      patience.renew();
  sleep.stop_looking();
}

void Pool::thread_main(Member &self) noexcept {
  sleep.start_looking();
  for (Patience patience(LookingTime); !ending;) {
    if (do_something(self)) {
      patience.renew();
    } else if (patience.is_over()) {
      sleep.doze(self, [this] {
        return ending || job_count.load() || returned_count.load() ||
               has_offers();
      });
      patience.renew();
    }
  }
  sleep.stop_looking();
  give_back(self);
}

static std::chrono::nanoseconds least_of(Member &self) noexcept {
  if (self.worthwhile > WorthwhileAwake &&
      Clock::now() - self.doubted_at > DoubtTime)
    self.worthwhile = WorthwhileAwake;
  return std::max<std::chrono::nanoseconds>(self.worthwhile, WorthwhileAwake);
}

std::chrono::nanoseconds Pool::worthwhile(Member &self) const noexcept {
  return sleep.anybody_looks() ? least_of(self) : WorthwhileAsleep;
}

void Pool::note_shared(Member &self, std::chrono::nanoseconds busy,
                       std::chrono::nanoseconds took) noexcept {
  if (took >= WorthwhileAsleep)
    return; // such calls are shared in any case
  self.in_vain = took > busy * 9 / 10 ? self.in_vain + 1 : 0;
  if (self.in_vain < InVain)
    return;
  self.in_vain = 0;
  self.worthwhile = std::min<std::chrono::nanoseconds>(
      std::max(self.worthwhile, took) * 9 / 8, WorthwhileAsleep);
  self.doubted_at = Clock::now();
}

// Rent or buy (A. Karlin, M. Manasse, L. Rudolph and D. Sleator, Competitive
// Snoopy Caching, Algorithmica 3, 1988): a thread that is woken looks for work
// for LookingTime, which is worth it once calls that followed each other as
// closely have missed as much.
void Pool::note_alone(Member &self,
                      std::chrono::nanoseconds expected) noexcept {
  if (sleep.anybody_looks() || expected <= least_of(self))
    return;
  const Clock::time_point now = Clock::now();
  if (now - std::exchange(self.missed_at, now) > LookingTime)
    self.missed = {};
  self.missed += expected / 2;
  if (self.missed < LookingTime)
    return;
  self.missed = {};
  sleep.wake_one();
}

void Pool::run(Region &region, std::size_t helpers) noexcept {
  Member &self = static_cast<Member &>(*region.caller);
  region.open(helpers, sleep.looking());
  {
    const std::lock_guard lock(self.regions_mutex);
    region.outer = std::exchange(self.regions, &region);
  }
  if (helpers >= available_processors())
    extras.lend(region, helpers);
  region.take_part();
  {
    const std::lock_guard lock(self.regions_mutex);
    self.regions = region.outer;
  }
  extras.withdraw(region);
  wait(self, region);
}

bool Pool::post(Job &job) noexcept {
  have_threads(1);
  {
    const std::lock_guard lock(threads_mutex);
    if (ending || threads.empty())
      return false;
  }
  {
    const std::lock_guard lock(jobs_mutex);
    job.next = nullptr;
    (last_job ? last_job->next : first_job) = &job;
    last_job = &job;
    job_count.fetch_add(1);
  }
  sleep.wake_one();
  return true;
}

void Pool::end() noexcept {
  std::vector<std::thread> to_join;
  {
    const std::lock_guard lock(threads_mutex);
    ending = true;
    to_join.swap(threads);
  }
  heavy_fence();
  sleep.wake_all();
  monitor.end();
  extras.end();
  for (std::thread &thread : to_join)
    if (thread.get_id() == std::this_thread::get_id())
      thread.detach(); // a task called exit()
    else
      thread.join();
}
