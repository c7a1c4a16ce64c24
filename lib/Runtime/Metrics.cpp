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

std::ostream &aether::operator<<(std::ostream &out,
                                 const ParallelMetrics &metrics) {
  if (metrics.site.line())
    out << metrics.site.file() << ':' << metrics.site.line() << ": ";
  out << metrics.items << " items, " << metrics.chunks << " chunks, "
      << metrics.workers << (metrics.workers == 1 ? " thread" : " threads");
  if (metrics.wall.count())
    out << ", " << static_cast<double>(metrics.wall.count()) / 1e6 << " ms";
  if (metrics.veto)
    out << ", vetoed " << *metrics.veto;
  else if (!metrics.parallel)
    out << ", sequential";
  return out;
}

void aether::print_metrics(std::ostream &out, const ParallelMetrics &metrics) {
  out << metrics << '\n';
}
