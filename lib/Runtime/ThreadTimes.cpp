//===- ThreadTimes.cpp - Arithmetic and text of times ---------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/thread_times.h"

#include <algorithm>
#include <ostream>

using namespace aether;

using std::chrono::nanoseconds;

static double share(nanoseconds part, nanoseconds whole) noexcept {
  if (whole <= nanoseconds(0))
    return 0;
  return std::clamp(static_cast<double>(part.count()) /
                        static_cast<double>(whole.count()),
                    0.0, 1.0);
}

double TimeParts::beta() const noexcept { return share(wall - running, wall); }

double TimeParts::corrected_beta() const noexcept { return share(io, wall); }

TimeParts &TimeParts::operator+=(const TimeParts &other) noexcept {
  wall += other.wall;
  running += other.running;
  runnable += other.runnable;
  lock_wait += other.lock_wait;
  io += other.io;
  return *this;
}

TimeParts aether::operator+(TimeParts a, const TimeParts &b) noexcept {
  return a += b;
}

TimeParts aether::operator-(const ThreadTimes &end,
                            const ThreadTimes &begin) noexcept {
  TimeParts parts;
  nanoseconds rest = parts.wall =
      std::max(nanoseconds(0), end.wall - begin.wall);
  const auto take = [&rest](nanoseconds time) {
    const nanoseconds part = std::clamp(time, nanoseconds(0), rest);
    rest -= part;
    return part;
  };
  parts.running = take(end.running - begin.running);
  parts.runnable = take(end.runnable - begin.runnable);
  parts.lock_wait = take(end.lock_wait - begin.lock_wait);
  parts.io = rest;
  return parts;
}

std::ostream &aether::operator<<(std::ostream &out, const TimeParts &parts) {
  const auto ms = [](nanoseconds time) {
    return static_cast<double>(time.count()) / 1e6;
  };
  return out << "wall " << ms(parts.wall) << " ms: running "
             << ms(parts.running) << ", runnable " << ms(parts.runnable)
             << ", lock wait " << ms(parts.lock_wait) << ", I/O "
             << ms(parts.io) << "; beta " << parts.beta() << ", corrected "
             << parts.corrected_beta();
}
