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
aether::detail::sum_up(const std::vector<ParallelMetrics> &stages) {
  ParallelMetrics sum;
  if (!stages.empty())
    sum.items = stages.front().items;
  for (const ParallelMetrics &stage : stages) {
    sum.chunks += stage.chunks;
    sum.workers = std::max(sum.workers, stage.workers);
    sum.wall += stage.wall;
    sum.parallel |= stage.parallel;
    if (stage.veto)
      sum.veto = stage.veto;
    sum.site = stage.site;
  }
  return sum;
}

void aether::detail::print_stages(std::ostream &out,
                                  const std::vector<ParallelMetrics> &stages) {
  for (const ParallelMetrics &stage : stages)
    print_metrics(out, stage);
}

void aether::detail::print_stages(const std::vector<ParallelMetrics> &stages) {
  print_stages(std::cout, stages);
}
