//===- DataParallel.cpp - What is not a template of data_parallel.h -------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/data_parallel.h"

#include <algorithm>
#include <iostream>

using namespace aether;

ParallelMetrics
aether::detail::sum_up(const std::vector<ParallelMetrics> &passes) {
  ParallelMetrics sum;
  if (!passes.empty())
    sum.items = passes.front().items;
  for (const ParallelMetrics &pass : passes) {
    sum.chunks += pass.chunks;
    sum.workers = std::max(sum.workers, pass.workers);
    sum.wall += pass.wall;
    sum.parallel |= pass.parallel;
    if (pass.veto)
      sum.veto = pass.veto;
    sum.site = pass.site;
  }
  return sum;
}

void aether::detail::print_passes(std::ostream &out,
                                  const std::vector<ParallelMetrics> &passes) {
  for (const ParallelMetrics &pass : passes)
    print_metrics(out, pass);
}

void aether::detail::print_passes(const std::vector<ParallelMetrics> &passes) {
  print_passes(std::cout, passes);
}
