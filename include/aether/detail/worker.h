//===- worker.h - What one thread offers to the others ----------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The part of the pool that is inlined into a fork: each thread that makes
/// parallel calls has a Worker, a deque of offers that the owner pushes and
/// pops at the bottom and thieves take from the top.
///
/// The deque is that of D. Chase and Y. Lev, Dynamic Circular Work-Stealing
/// Deque (SPAA 2005), in the form for weak memory of N. M. Le, A. Pop, A. Cohen
/// and F. Zappa Nardelli, Correct and Efficient Work-Stealing for Weak Memory
/// Models (PPoPP 2013), with two changes. It does not grow: an owner that has
/// thousands of offers open keeps further work to itself. And the owner's fence
/// between its store to `bottom` and its load of `top` is moved to the thief
/// where the system can do that (lib/Runtime/Fence.h): an owner pays for a
/// compiler barrier only.
//===----------------------------------------------------------------------===//

#ifndef AETHER_DETAIL_WORKER_H
#define AETHER_DETAIL_WORKER_H

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace aether::detail {

struct Worker;

/// A parallel call, or one side of a fork, while it runs. Scopes are nested as
/// the calls are, across threads; each lies on the stack of a thread that waits
/// for what is nested in it.
struct Scope {
  enum State : unsigned char { Running, Failed, Stopped, Late };

  explicit Scope(Scope *parent, bool is_region = false) noexcept
      : parent(parent), is_region(is_region) {}

  bool lies_in(const Scope &other) const noexcept {
    const Scope *scope = this;
    while (scope && scope != &other)
      scope = scope->parent;
    return scope;
  }
  /// True for the first that gives a reason to end early.
  bool leave_running(State reason) noexcept {
    unsigned char expected = Running;
    return state.compare_exchange_strong(expected, reason,
                                         std::memory_order_acq_rel);
  }

  Scope *parent;
  std::atomic<unsigned char> state{Running};
  const bool is_region; ///< whether this is a Region, else a Fork
};

/// Work that another thread may take.
struct Offer : Scope {
  /// Where the work is: with its owner, with the thief that this points to, or
  /// done. What a thief wrote is visible to who reads `done`.
  static constexpr std::uintptr_t Open = 0, Done = 1;

  /// Runs on the thief's thread, and stores Done in `progress` when there is
  /// nothing left to be done with the offer: it may then be gone.
  using Run = void (*)(Offer &self, Worker &thief) noexcept;

  Offer(Run run, Scope *parent) noexcept : Scope(parent), run(run) {}

  Run run;
  std::atomic<std::uintptr_t> progress{Open};
  Offer *next;         ///< the pool's
  Worker *owner;       ///< set when stolen
  std::ptrdiff_t base; ///< the thief's `bottom` when it began: what it has
                       ///< above is nested in this
};

struct alignas(64) Worker {
  static constexpr std::ptrdiff_t Capacity = 4096;

  /// What a slot holds: the address of an offer, whose lowest bit is free, and
  /// in that bit whether its owner takes it back with a fence of its own.
  using Slot = std::uintptr_t;
  static constexpr Slot Fenced = 1;

  /// Whether there was room. For the owner, like all that follows. With \p
  /// fenced a thief need not make the owner pass a fence, and pop() has to be
  /// told: for what is offered seldom, such as a place in a loop.
  bool push(Offer &offer, bool fenced = false) noexcept {
    const std::ptrdiff_t b = bottom.load(std::memory_order_relaxed);
    if (b >= room) [[unlikely]] {
      room = top.load(std::memory_order_acquire) + Capacity;
      if (b >= room)
        return false;
    }
    slot(b).store(reinterpret_cast<Slot>(&offer) | (fenced ? Fenced : 0),
                  std::memory_order_relaxed);
    bottom.store(b + 1, std::memory_order_release);
    return true;
  }

  /// Whether somebody should be told of what was pushed.
  bool should_notify() const noexcept {
    std::atomic_signal_fence(std::memory_order_seq_cst);
    // One to 65,535 threads sleep, and none is looking for work.
    return sleepers->load(std::memory_order_relaxed) - 1u < 0xFFFFu ||
           watched.load(std::memory_order_relaxed) != 0;
  }

  /// Takes back what was pushed last, unless a thief has it.
  bool pop(bool fenced = false) noexcept {
    const std::ptrdiff_t b = bottom.load(std::memory_order_relaxed) - 1;
    if (fenced || strong) [[unlikely]]
      bottom.store(b, std::memory_order_seq_cst);
    else
      bottom.store(b, std::memory_order_release);
    std::atomic_signal_fence(std::memory_order_seq_cst);
    std::ptrdiff_t t = top.load(std::memory_order_seq_cst);
    if (t < b) [[likely]]
      return true;
    const bool won = t == b && top.compare_exchange_strong(
                                   t, b + 1, std::memory_order_seq_cst);
    bottom.store(b + 1, std::memory_order_release);
    return won;
  }

  std::atomic<Slot> &slot(std::ptrdiff_t i) noexcept {
    return offers[static_cast<std::size_t>(i) % Capacity];
  }

  // What thieves read when they look around, apart from what is the owner's.
  std::atomic<std::ptrdiff_t> bottom{0};
  alignas(64) std::ptrdiff_t room =
      Capacity;             ///< a bound of `bottom` that is known to hold
  Scope *current = nullptr; ///< the innermost call that runs here
  const std::atomic<std::uint32_t> *sleepers = nullptr; ///< Sleep's state
  /// Waiters that sleep until work comes; Strong makes it never 0.
  std::atomic<std::uint32_t> watched{0};
  bool strong = false; ///< the owner has to make the fences
  static constexpr std::uint32_t Strong = 1u << 31;

  alignas(64) std::atomic<std::ptrdiff_t> top{0};
  alignas(64) std::array<std::atomic<Slot>, Capacity> offers{};
};

/// The worker of this thread once it has made a parallel call, else null. One
/// variable for the program and its shared objects.
#if defined(__GNUC__) && defined(__ELF__)
[[gnu::visibility("default"), gnu::tls_model("initial-exec")]]
#endif
extern constinit thread_local Worker *this_worker;

} // namespace aether::detail

#endif // AETHER_DETAIL_WORKER_H
