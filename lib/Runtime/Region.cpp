//===- Region.cpp - A parallel call while it runs -------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Region.h"

#include "Pool.h"

#include "aether/detail/ticks.h"
#include "aether/options.h"

#include <algorithm>
#include <utility>

using namespace aether;
using namespace aether::detail;

using Clock = std::chrono::steady_clock;
/// An automatic piece takes about this long: long against claiming it (some 0.1
/// µs), short against what a person or a stop request waits for.
static constexpr std::chrono::nanoseconds PieceTime =
    std::chrono::microseconds(10);
/// A thread may be blocked if one takes longer than this.
static constexpr std::chrono::nanoseconds LongPiece =
    std::chrono::microseconds(100);
/// What is measured must be long against reading the clock.
static constexpr std::chrono::nanoseconds ProbeTime =
    std::chrono::microseconds(1);

static void take_invite(Offer &self, Worker &thief) noexcept {
  Region &region = static_cast<Region &>(*self.parent);
  static_cast<Invite &>(self).taken.store(true, std::memory_order_release);
  region.help(thief, &Pool::instance().is_ending());
}

Invite::Invite() noexcept : Offer(take_invite, nullptr) {}

void Region::prefetch_around(const Offer *invite) noexcept {
  // Where it is in the first share; no harm is done if it is another's.
  prefetch(reinterpret_cast<const void *>(
      reinterpret_cast<std::uintptr_t>(invite) - FirstInvite * 64));
}

/// The innermost call that runs on this thread, if it has no worker.
static constinit thread_local Scope *current_without_worker = nullptr;

static Scope *&current_of(Worker *worker) {
  return worker ? worker->current : current_without_worker;
}

/// A thread's taking part.
struct Region::Visit {
  Worker *self;
  Shares::Share *share;
  bool invites = false; ///< the invite of the share is out
  std::size_t chunks = 0;
  std::chrono::nanoseconds busy{0};
};

Region::Region(std::size_t count, RangeTask task, const RangeLimits &limits,
               Worker *caller)
    : Scope((prefetch(this), current_of(caller)), true), caller(caller),
      count(count), task(task), element_time(limits.element_time),
      limits(limits), done(limits.first) {
  shares.start(limits.first, count, limits.grain);
}

bool Region::has_work() const noexcept {
  return state.load(std::memory_order_relaxed) == Running && !shares.empty();
}

std::size_t Region::units_left() const noexcept { return shares.units_left(); }

std::size_t Region::widen(std::size_t more) noexcept {
  if (limits.max_workers || state.load(std::memory_order_relaxed) != Running)
    return 0;
  more = std::min(more, units_left());
  max_helpers.fetch_add(more, std::memory_order_relaxed);
  return more;
}

bool Region::poll() noexcept {
  if (state.load(std::memory_order_relaxed) != Running)
    return true;
  if (limits.stop && limits.stop->stop_requested())
    leave_running(Stopped);
  else if (limits.deadline != Clock::time_point::max() &&
           Clock::now() >= limits.deadline)
    leave_running(Late);
  else
    return false;
  return true;
}

bool aether::detail::is_cut_short(Scope *scope) noexcept {
  for (; scope; scope = scope->parent)
    if (scope->state.load(std::memory_order_relaxed) != Scope::Running ||
        (scope->is_region && static_cast<Region *>(scope)->poll()))
      return true;
  return false;
}

/// Looks at this region and those around it: what is nested in a call that
/// failed need not be finished.
bool Region::cut_short() noexcept {
  if (poll())
    return true;
  if (!is_cut_short(parent))
    return false;
  leave_running(Stopped);
  return true;
}

void Region::run_piece(Shares::Piece piece) {
  if (limits.grain == 0) {
    task.run(task.context, piece.begin, piece.end);
  } else {
    for (std::size_t begin = piece.begin; begin != piece.end;) {
      const std::size_t size = std::min(limits.grain, piece.end - begin);
      task.run(task.context, begin, begin + size);
      begin += size;
    }
  }
  if (limits.progress)
    report_progress(piece.end - piece.begin);
}

/// Runs \p piece of \p own part by part, and gives back what is left when it
/// takes far longer than the elements before it: the dear ones may lie
/// together. Returns what has been run.
Shares::Piece Region::run_parts(Shares::Share &own, Shares::Piece piece) {
  const std::size_t size = piece.end - piece.begin;
  // Each of about a microsecond: to look is most of what it costs.
  const auto parts = static_cast<std::size_t>(
      element_time > 0
          ? std::clamp(element_time * static_cast<double>(size) / 1000, 2., 8.)
          : 8.);
  const std::uint64_t most =
      std::uint64_t{ticks_per_microsecond.load(std::memory_order_relaxed)} *
      (2 * PieceTime / std::chrono::microseconds(1));
  if (size < parts || most == 0) {
    run_piece(piece);
    return piece;
  }
  std::size_t part = size / parts;
  if (part > AlignedPiece)
    part -= part % AlignedPiece;
  const std::uint64_t start = ticks();
  for (std::size_t begin = piece.begin; begin != piece.end;) {
    const std::size_t end =
        piece.end - begin < 2 * part ? piece.end : begin + part;
    run_piece({begin, end});
    begin = end;
    if (begin != piece.end && ticks() - start > most &&
        shares.give_back(own, {begin, piece.end}))
      return {piece.begin, begin};
  }
  return piece;
}

/// In a handler.
void Region::fail() noexcept {
  // Whoever comes second lost nothing that anybody waits for. The caller reads
  // `failure` when nobody is left.
  if (leave_running(Failed))
    failure = std::current_exception();
}

/// The elements that take about as long as \p time; 1 if that is not known.
std::size_t Region::wanted_for(Nanoseconds time) const noexcept {
  if (element_time <= 0)
    return 1;
  return static_cast<std::size_t>(
      std::clamp(time.count() / element_time, 1.0, 1e9));
}

bool Region::probe(std::chrono::nanoseconds worthwhile) noexcept {
  Scope *const outer = std::exchange(current_of(caller), this);
  bool is_worth_it = false;
  std::size_t pieces = 0;
  try {
    // Elements so far, of which the last piece of `wanted` took `took`.
    std::size_t wanted = wanted_for(2 * ProbeTime), so_far = limits.first;
    Clock::time_point before{};
    for (;;) {
      if (element_time > 0) {
        const double rest = element_time * static_cast<double>(count - so_far);
        is_worth_it = rest > Nanoseconds(worthwhile).count();
        expected = is_worth_it ? rest : std::max(expected, rest);
        if (is_worth_it)
          break;
      }
      // Piece by piece even if little is expected: the rest may turn out to be
      // different.
      const Shares::Piece piece =
          shares.claim(&shares.first_share(), wanted, false);
      if (!piece || cut_short())
        break;
      if (before == Clock::time_point())
        before = Clock::now();
      ++pieces;
      run_piece(piece);
      so_far = piece.end;
      const Clock::time_point after = Clock::now();
      const Nanoseconds took = after - std::exchange(before, after);
      if (took >= ProbeTime)
        element_time =
            took.count() / static_cast<double>(piece.end - piece.begin);
      if (took < PieceTime / 2)
        wanted *= 2;
    }
  } catch (...) {
    fail();
  }
  chunks.fetch_add(pieces, std::memory_order_relaxed);
  current_of(caller) = outer;
  return is_worth_it;
}

/// Offers a place in the region to whoever has nothing to do.
void Region::invite(Visit &visit) noexcept {
  if (visit.invites &&
      !visit.share->invite.taken.load(std::memory_order_acquire))
    return;
  visit.invites = false;
  if (helpers.load(std::memory_order_relaxed) >=
          max_helpers.load(std::memory_order_relaxed) ||
      shares.empty())
    return;
  Invite &invite = visit.share->invite;
  invite.parent = this;
  invite.progress.store(Offer::Open, std::memory_order_relaxed);
  invite.taken.store(false, std::memory_order_relaxed);
  pending.fetch_add(1, std::memory_order_relaxed);
  if (!visit.self->push(invite, true)) {
    pending.fetch_sub(1, std::memory_order_relaxed); // this thread's is left
    return;
  }
  visit.invites = true;
  if (visit.self->should_notify())
    Pool::instance().notify(*visit.self);
}

void Region::withdraw_invite(Visit &visit) noexcept {
  // Everything pushed since has been popped, so it is at the bottom.
  if (visit.invites && visit.self->pop(true))
    pending.fetch_sub(1, std::memory_order_relaxed);
}

void Region::run_pieces(Visit &visit, const std::atomic<bool> *leave) {
  const bool automatic = limits.grain == 0;
  const bool is_shared = max_helpers.load(std::memory_order_relaxed) != 0;
  std::size_t wanted = automatic ? wanted_for(PieceTime) : limits.grain;
  Clock::time_point before = automatic ? Clock::now() : Clock::time_point();
  for (;;) {
    if (is_shared && visit.self && visit.share)
      invite(visit);
    Shares::Piece piece =
        shares.claim(visit.share, wanted, automatic && is_shared);
    if (!piece || cut_short())
      return;
    visit.chunks +=
        limits.grain ? (piece.end - piece.begin - 1) / limits.grain + 1 : 1;
    if (automatic && is_shared && visit.share)
      piece = run_parts(*visit.share, piece);
    else
      run_piece(piece);
    if (leave && leave->load(std::memory_order_relaxed))
      return;
    if (!automatic)
      continue;
    const Clock::time_point after = Clock::now();
    const std::chrono::nanoseconds took = after - std::exchange(before, after);
    visit.busy += took;
    if (is_shared && took > LongPiece)
      Pool::instance().arm_monitor();
    if (took <= PieceTime / 2 && piece.end - piece.begin >= wanted)
      wanted *= 2;
    else if (took > PieceTime * 2)
      wanted = std::max<std::size_t>(1, (piece.end - piece.begin) / 2);
  }
}

void Region::visit(Worker *self, Shares::Share *share,
                   const std::atomic<bool> *leave) noexcept {
  Scope *const outer = std::exchange(current_of(self), this);
  Visit visit{.self = self, .share = share};
  if (self && visit.share) {
    visit.share->base = self->bottom.load(std::memory_order_relaxed);
    visit.share->worker.store(self, std::memory_order_release);
  }
  try {
    run_pieces(visit, leave);
  } catch (...) {
    fail();
  }
  withdraw_invite(visit);
  if (visit.share)
    visit.share->worker.store(nullptr, std::memory_order_release);
  // The caller's count once, whichever shares it had.
  const bool is_caller = self == caller;
  if (Shares::Share *const of = is_caller ? &shares.first_share() : share) {
    of->chunks += visit.chunks;
    of->busy += visit.busy;
  } else if (visit.chunks) {
    chunks.fetch_add(visit.chunks, std::memory_order_relaxed);
    workers.fetch_add(1, std::memory_order_relaxed);
  }
  current_of(self) = outer;
}

void Region::run_block(std::size_t begin, std::size_t end) noexcept {
  if (cut_short())
    return;
  Scope *const outer = std::exchange(current_without_worker, this);
  try {
    run_piece({begin, end});
  } catch (...) {
    fail();
  }
  current_without_worker = outer;
  chunks.fetch_add(1, std::memory_order_relaxed);
}

void Region::help(Worker &self, const std::atomic<bool> *leave) noexcept {
  if (helpers.fetch_add(1, std::memory_order_relaxed) <
          max_helpers.load(std::memory_order_relaxed) &&
      has_work())
    visit(&self, shares.add(), leave);
  helpers.fetch_sub(1, std::memory_order_relaxed);
  Worker &to_wake = *caller; // which outlives the region
  if (pending.fetch_sub(1, std::memory_order_seq_cst) == 1)
    Pool::wake(to_wake);
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

std::chrono::nanoseconds Region::busy_time() const noexcept {
  std::chrono::nanoseconds sum{0};
  shares.any_share([&](const Shares::Share &share) {
    sum += share.busy;
    return false;
  });
  return sum;
}

RangeOutcome Region::finish() {
  switch (state.load(std::memory_order_acquire)) {
  case Failed:
    std::rethrow_exception(std::move(failure));
  case Stopped:
    throw Cancelled();
  case Late:
    throw DeadlineExceeded();
  default:
    break;
  }
  if (limits.progress)
    (*limits.progress)(count, count);
  std::size_t all_chunks = chunks.load(std::memory_order_relaxed);
  std::size_t all_helpers = workers.load(std::memory_order_relaxed);
  shares.any_share([&](const Shares::Share &share) {
    all_chunks += share.chunks;
    all_helpers += share.chunks != 0 && &share != &shares.first_share();
    return false;
  });
  return {.chunks = all_chunks,
          .workers = 1 + std::min(max_helpers.load(std::memory_order_relaxed),
                                  all_helpers),
          .steals = shares.taken_over(),
          .shared = max_helpers.load(std::memory_order_relaxed) != 0,
          .expected = expected / 1000};
}
