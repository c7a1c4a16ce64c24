//===- AdaptiveController.cpp - Decides on threads ------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AdaptiveController.h"

#include <algorithm>
#include <cmath>
#include <utility>

using namespace aether;
using namespace aether::detail;

using std::chrono::nanoseconds;
using Reason = ThreadChange::Reason;

/// A growth must raise throughput by this factor.
static constexpr double WorthIt = 1.05;
/// Less blocking than this is noise of the clocks.
static constexpr double LeastBlocking = 0.15;
/// More of the threads' time spent waiting for a processor is a crowd.
static constexpr double Crowd = 0.3;
/// With less of the processors used, four times as many threads cannot crowd.
static constexpr double Unused = 0.1;
static constexpr int CrowdedTicks = 3;
/// Jobs that must have ended for a throughput to mean something; of many
/// threads, two of each.
static constexpr std::uint64_t LeastCompleted = 8;
static constexpr nanoseconds MostPatience = std::chrono::seconds(10);

static double per_second(double count, nanoseconds time) {
  return time.count() > 0 ? count * 1e9 / static_cast<double>(time.count()) : 0;
}

double AdaptiveController::throughput() const noexcept {
  return per_second(static_cast<double>(completed), wall);
}

void AdaptiveController::change(std::size_t threads, Reason reason) {
  threads_ = threads;
  reason_ = reason;
  wall = nanoseconds(0);
  completed = 0;
  always_queued = true;
  crowded_ticks = 0;
  shrunk_from = 0;
}

/// The threads that keep the processors busy if each is blocked for this share
/// of its time.
std::size_t AdaptiveController::wanted_for(double blocked) const {
  const double running = std::max(1 - blocked, 1e-3);
  const double wanted =
      std::ceil(static_cast<double>(limits.processors) / running - 1e-6);
  return std::clamp(static_cast<std::size_t>(wanted), limits.min_threads,
                    limits.max_threads);
}

/// Takes a shrinking back that made the jobs end less often: threads may wait
/// for processors and still be what keeps these busy, when what they wait for
/// otherwise is short.
bool AdaptiveController::judge_shrinking() {
  if (!shrunk_from)
    return false;
  if (!always_queued) {
    shrunk_from = 0;
    return false;
  }
  if (completed < std::max<std::uint64_t>(LeastCompleted, 2 * threads_))
    return false;
  const std::size_t from = std::exchange(shrunk_from, 0);
  if (WorthIt * throughput() >= crowd_throughput) {
    crowd_patience = FirstPatience;
    return false;
  }
  crowd_time = crowd_patience;
  crowd_patience = std::min(2 * crowd_patience, MostPatience);
  change(from, Reason::TakenBack);
  return true;
}

/// Whether the trial failed and was taken back.
bool AdaptiveController::judge_trial() {
  if (!trial_from)
    return false;
  if (!always_queued) { // fewer jobs, not slower ones: nothing to learn
    trial_from = 0;
    return false;
  }
  const std::uint64_t enough =
      std::max<std::uint64_t>(LeastCompleted, 2 * threads_);
  if (completed < enough)
    return false;
  double before = throughput_before;
  if (before == 0) {
    // Each thread had one. Those that end first are the short ones, by which
    // alone the growth would be judged too harshly.
    if (old_completed < trial_from)
      return false;
    before = per_second(static_cast<double>(trial_from * old_completed),
                        old_duration);
  }
  const std::size_t from = trial_from;
  trial_from = 0;
  if (throughput() >= WorthIt * before) {
    patience = FirstPatience;
    return false;
  }
  ceiling = from;
  ceiling_time = patience;
  patience = std::min(2 * patience, MostPatience);
  change(from, Reason::TakenBack);
  return true;
}

bool AdaptiveController::grow(const PoolSample &sample) {
  if (sample.queued == 0 || sample.busy < threads_)
    return false;
  const double beta = recent_.corrected_beta();
  // By how much the processors were used in this tick: threads of others that
  // take them away show up as runnable time, not here.
  const double used =
      per_second(static_cast<double>(sample.times.running.count()),
                 sample.wall) /
      1e9;
  const bool processors_left =
      used < 0.9 * static_cast<double>(limits.processors);
  if (beta < LeastBlocking || !processors_left)
    return false;
  const std::size_t most =
      used < Unused * static_cast<double>(limits.processors) ? 4 * threads_
                                                             : 2 * threads_;
  std::size_t wanted = std::min(
      {wanted_for(beta), most, threads_ + sample.queued, limits.max_threads});
  if (ceiling_time > nanoseconds(0))
    wanted = std::min(wanted, ceiling);
  if (wanted <= threads_)
    return false;
  if (!trial_from) {
    trial_from = threads_;
    throughput_before = completed >= LeastCompleted ? throughput() : 0;
    old_completed = 0;
    old_duration = nanoseconds(0);
  }
  change(wanted, Reason::Blocking);
  return true;
}

bool AdaptiveController::shrink(const PoolSample &sample) {
  const TimeParts &times = sample.times;
  const bool crowded = times.wall.count() > 0 &&
                       static_cast<double>(times.runnable.count()) >
                           Crowd * static_cast<double>(times.wall.count());
  if (!crowded || crowd_time > nanoseconds(0)) {
    crowded_ticks = 0;
    return false;
  }
  if (++crowded_ticks == 1) {
    crowded_wall = nanoseconds(0);
    crowded_completed = 0;
  }
  crowded_wall += sample.wall;
  crowded_completed += sample.completed;
  if (crowded_ticks < CrowdedTicks)
    return false;
  const nanoseconds own = recent_.running + recent_.io;
  const double blocked = own.count() > 0
                             ? static_cast<double>(recent_.io.count()) /
                                   static_cast<double>(own.count())
                             : 0;
  const std::size_t wanted = std::max(
      wanted_for(blocked), std::min(limits.processors, limits.max_threads));
  if (wanted >= threads_)
    return false;
  trial_from = 0;
  const std::size_t from = threads_;
  change(wanted, Reason::Crowded);
  if (crowded_completed >= LeastCompleted) {
    shrunk_from = from;
    crowd_throughput =
        per_second(static_cast<double>(crowded_completed), crowded_wall);
  }
  return true;
}

std::size_t AdaptiveController::decide(const PoolSample &sample) {
  // Half of what was known goes with each tick.
  const auto age = [](nanoseconds &time) { time /= 2; };
  age(recent_.wall);
  age(recent_.running);
  age(recent_.runnable);
  age(recent_.lock_wait);
  age(recent_.io);
  recent_ += sample.times;

  wall += sample.wall;
  completed += sample.completed;
  always_queued = always_queued && sample.queued != 0;
  old_completed += sample.old_completed;
  old_duration += sample.old_duration;
  ceiling_time = std::max(nanoseconds(0), ceiling_time - sample.wall);
  crowd_time = std::max(nanoseconds(0), crowd_time - sample.wall);

  if (!judge_trial() && !judge_shrinking() && !shrink(sample))
    grow(sample);
  return threads_;
}
