//===- Metrics.cpp - Text of metrics --------------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/metrics.h"

#include <ostream>

using namespace aether;

void aether::measure_calls(bool on) noexcept {
  detail::calls_are_measured.store(on, std::memory_order_relaxed);
}

double ParallelMetrics::throughput() const noexcept {
  return wall.count() > 0 ? static_cast<double>(items) * 1e9 /
                                static_cast<double>(wall.count())
                          : 0;
}

double ParallelMetrics::speedup() const noexcept {
  return wall.count() > 0
             ? static_cast<double>((times.running + times.io).count()) /
                   static_cast<double>(wall.count())
             : 0;
}

std::ostream &aether::operator<<(std::ostream &out,
                                 const ParallelMetrics &metrics) {
  if (metrics.site.line())
    out << metrics.site.file() << ':' << metrics.site.line() << ": ";
  out << metrics.items << " items, " << metrics.chunks << " chunks, "
      << metrics.workers << (metrics.workers == 1 ? " thread" : " threads");
  if (metrics.wall.count())
    out << ", " << static_cast<double>(metrics.wall.count()) / 1e6 << " ms";
  if (metrics.steals)
    out << ", " << metrics.steals << " steals";
  if (metrics.times.wall.count())
    out << ", speed-up " << metrics.speedup() << ", beta " << metrics.beta()
        << " (corrected " << metrics.corrected_beta() << ')';
  if (metrics.veto)
    out << ", vetoed " << *metrics.veto;
  else if (!metrics.parallel)
    out << ", sequential";
  return out;
}

void aether::print_metrics(std::ostream &out, const ParallelMetrics &metrics) {
  out << metrics << '\n';
}
