//===- Region.cpp - A parallel call while it runs -------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Region.h"

#include "aether/options.h"

#include <algorithm>
#include <utility>

using namespace aether;
using namespace aether::detail;

using Clock = std::chrono::steady_clock;

/// An automatic piece takes about this long: long against claiming it (some 0.1
/// µs), short against what a person or a stop request waits for.
static constexpr auto PieceTime = std::chrono::microseconds(10);

/// The region whose piece this thread runs.
static thread_local constinit Region *current = nullptr;

Region::Region(std::size_t count, RangeTask task, const RangeLimits &limits)
    : count(count), task(task), limits(limits), parent(current) {}

bool Region::has_work() const noexcept {
  return state.load(std::memory_order_relaxed) == State::Running &&
         unclaimed.load(std::memory_order_relaxed) < count;
}

bool Region::descends_from(const Region &other) const noexcept {
  for (const Region *r = parent; r; r = r->parent)
    if (r == &other)
      return true;
  return false;
}

bool Region::leave_running(State reason) noexcept {
  State expected = State::Running;
  return state.compare_exchange_strong(expected, reason,
                                       std::memory_order_relaxed);
}

/// Looks at this region's own reasons to end early.
bool Region::poll() noexcept {
  if (state.load(std::memory_order_relaxed) != State::Running)
    return true;
  if (limits.stop && limits.stop->stop_requested())
    leave_running(State::Stopped);
  else if (limits.deadline != Clock::time_point::max() &&
           Clock::now() >= limits.deadline)
    leave_running(State::Late);
  else
    return false;
  return true;
}

/// Looks at this region and those around it: what is nested in a call that
/// failed need not be finished.
bool Region::cut_short() noexcept {
  if (poll())
    return true;
  for (Region *r = parent; r; r = r->parent)
    if (r->poll()) {
      leave_running(State::Stopped);
      return true;
    }
  return false;
}

/// Takes up to \p wanted elements, fewer near the end so that all threads end
/// at about the same time.
bool Region::claim(std::size_t wanted, std::size_t &begin,
                   std::size_t &end) noexcept {
  begin = unclaimed.load(std::memory_order_relaxed);
  do {
    if (begin >= count || cut_short())
      return false;
    const std::size_t left = count - begin;
    std::size_t size = std::min(wanted, left);
    if (limits.grain == 0 && max_helpers != 0)
      size = std::min(size,
                      std::max<std::size_t>(1, left / (2 * (max_helpers + 1))));
    end = begin + size;
  } while (
      !unclaimed.compare_exchange_weak(begin, end, std::memory_order_relaxed));
  return true;
}

void Region::run_pieces(const std::atomic<bool> *leave) {
  const bool automatic = limits.grain == 0;
  std::size_t wanted = automatic ? 1 : limits.grain;
  Clock::time_point before = automatic ? Clock::now() : Clock::time_point();
  for (std::size_t begin, end; claim(wanted, begin, end);) {
    chunk_count.fetch_add(1, std::memory_order_relaxed);
    task.run(task.context, begin, end);
    if (limits.progress)
      report_progress(end - begin);
    if (leave && leave->load(std::memory_order_relaxed))
      return;
    if (!automatic)
      continue;
    const Clock::time_point after = Clock::now();
    const auto took = after - before;
    before = after;
    if (took <= PieceTime / 2 && end - begin == wanted)
      wanted *= 2;
    else if (took > PieceTime * 2)
      wanted = std::max<std::size_t>(1, wanted / 2);
  }
}

void Region::take_part(const std::atomic<bool> *leave) noexcept {
  Region *const outer = std::exchange(current, this);
  try {
    run_pieces(leave);
  } catch (...) {
    // Whoever comes second lost nothing that anybody waits for. The caller
    // reads `failure` after the helpers have left, which the pool's mutex
    // orders.
    if (leave_running(State::Failed))
      failure = std::current_exception();
  }
  current = outer;
}

void Region::report_progress(std::size_t finished) {
  done.fetch_add(finished, std::memory_order_relaxed);
  // If another thread is reporting, what this one did is in a later report.
  const std::unique_lock lock(progress_mutex, std::try_to_lock);
  if (!lock)
    return;
  const std::size_t now = done.load(std::memory_order_relaxed);
  if (now <= progress_told || now == count)
    return; // the end is the caller's to report
  progress_told = now;
  (*limits.progress)(now, count);
}

void Region::finish() {
  switch (state.load(std::memory_order_relaxed)) {
  case State::Running:
    if (limits.progress)
      (*limits.progress)(count, count);
    return;
  case State::Failed:
    std::rethrow_exception(std::move(failure));
  case State::Stopped:
    throw Cancelled();
  case State::Late:
    throw DeadlineExceeded();
  }
}
