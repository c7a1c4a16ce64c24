//===- MergeSort.cpp - Into how many runs a sort is divided ---------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/detail/merge_sort.h"

using namespace aether;
using namespace aether::detail;

/// Fewer are sorted in less time than it takes to start threads.
static constexpr std::size_t LeastRun = 512;
/// So that threads that begin late find something to do.
static constexpr std::size_t RunsPerWorker = 4;

std::size_t aether::detail::sort_runs(std::size_t items,
                                      const ParOptions &options,
                                      bool vetoed) noexcept {
  const std::size_t workers =
      options.max_workers ? options.max_workers : automatic_workers();
  if (vetoed || workers == 1 || (options.veto && items < options.min_items))
    return 1;
  const std::size_t least = options.grain ? options.grain : LeastRun;
  std::size_t runs = 1;
  while (runs < workers * RunsPerWorker && items / (2 * runs) >= least)
    runs *= 2;
  return runs;
}
