//===- Shares.h - A range, divided among threads ----------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What is left of the range of a parallel call. Each thread that takes part
/// has a share of its own, takes pieces from its front, and when it is empty
/// takes the rear half of the fullest other one. So threads stay on
/// neighbouring elements, write to cache lines of their own, and a range is
/// split only as often as somebody has nothing to do: lazy splitting (A.
/// Tzannes et al., Lazy Binary-Splitting, PPoPP 2010), with the range itself as
/// what is stolen.
///
/// A share is one word, `begin` and `end` in units, and every claim of a part
/// is one compare-and-swap. The word says all there is to say about the share,
/// so it does no harm if it returns to an old value.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_RUNTIME_SHARES_H
#define AETHER_LIB_RUNTIME_SHARES_H

#include "aether/detail/worker.h"

#include <atomic>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>

namespace aether::detail {

/// A place in a region, offered by a thread that takes part. Its parent is the
/// region. Kept in the region: a thief may come to it when who offered has
/// left.
struct alignas(64) Invite : Offer {
  Invite() noexcept;              // in Region.cpp
  std::atomic<bool> taken{false}; ///< the thief has read what is here
};

class Shares {
public:
  /// More threads than this take their pieces from the shares of others.
  static constexpr std::size_t Most = 16;

  /// Elements [begin, end).
  struct Piece {
    std::size_t begin, end;
    explicit operator bool() const { return begin != end; }
  };

  struct alignas(64) Share {
    explicit Share(std::size_t number, std::uint64_t range) noexcept
        : number(number), range(range) {}
    const std::size_t number;
    std::atomic<std::uint64_t> range;
    std::atomic<Worker *> worker{nullptr}; ///< while it takes part
    std::ptrdiff_t base = 0; ///< of the worker's offers, those from here are
                             ///< nested in the region
    // What its thread has run, and how long that took; read when it has left.
    std::size_t chunks = 0;
    std::chrono::nanoseconds busy{0};
    Invite invite{};
  };

  /// Divides [\p first, \p count) into units of \p grain elements (0: 1), or
  /// more if their number would not fit.
  void start(std::size_t first, std::size_t count, std::size_t grain) noexcept;

  /// Divides what start() put into the first share evenly among the first \p
  /// ways, for threads that are about to come. Not thread-safe.
  void divide(std::size_t ways) noexcept;

  /// The share that start() made, the caller's.
  Share &first_share() noexcept { return share(0); }
  /// A share for another thread, or null if there are no more.
  Share *add() noexcept;

  /// Up to \p wanted elements, at least one unit, for the thread that owns \p
  /// own or has no share. With \p taper fewer near the end, so that all threads
  /// end at about the same time. Empty if none are left.
  Piece claim(Share *own, std::size_t wanted, bool taper) noexcept;

  /// The end of a piece that \p own has just been given, for others to take as
  /// well; something must have been left off before \p rest. False if \p rest
  /// does not begin with a unit: then nothing happens.
  bool give_back(Share &own, Piece rest) noexcept;

  /// Whether anything is left. May be outdated at once.
  bool empty() const noexcept { return units_left() == 0; }
  std::size_t units_left() const noexcept; ///< roughly
  /// How often a thread took something out of the share of another.
  std::size_t taken_over() const noexcept {
    return moves.load(std::memory_order_relaxed);
  }

  /// Calls \p fn(share) for the shares that there are, until it returns true,
  /// and returns whether it did.
  template <class Fn> bool any_share(const Fn &fn) const {
    for (auto left = made.load(std::memory_order_acquire); left;
         left &= left - 1)
      if (fn(share(static_cast<std::size_t>(std::countr_zero(left)))))
        return true;
    return false;
  }

  /// Calls \p fn(worker, base) for the threads that take part, until it returns
  /// true, and returns whether it did.
  template <class Fn> bool any_worker(const Fn &fn) const {
    return any_share([&](const Share &share) {
      Worker *const worker = share.worker.load(std::memory_order_acquire);
      return worker && fn(*worker, share.base);
    });
  }

private:
  Share &share(std::size_t i) const noexcept {
    return *std::launder(
        reinterpret_cast<Share *>(storage + i * sizeof(Share)));
  }
  Share &make(std::size_t i, std::uint64_t range) noexcept;
  Piece piece(std::uint32_t begin, std::uint32_t end) const noexcept;
  Share *fullest() noexcept;

  struct Units {
    std::uint32_t begin, end;
    std::uint32_t size() const noexcept { return end - begin; }
  };
  static Units unpack(std::uint64_t word) noexcept;
  std::uint32_t aligned(std::uint32_t at, const Units &units) const noexcept;

  std::size_t first = 0, count = 0, unit = 1;
  std::size_t divided = 1; ///< shares that have something from the beginning
  // Above what all read, below what they change.
  alignas(64) std::atomic<std::size_t> given{0};
  std::atomic<std::size_t> moves{0};
  /// A bit for each share that there is. Most calls need one or two, and to
  /// make all would be much of what a short call costs.
  std::atomic<std::uint32_t> made{0};
  alignas(Share) mutable std::byte storage[Most * sizeof(Share)];
  static_assert(std::is_trivially_destructible_v<Share>);
};

} // namespace aether::detail

#endif // AETHER_LIB_RUNTIME_SHARES_H
