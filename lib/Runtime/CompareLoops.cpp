//===- CompareLoops.cpp - Times the plain and the parallel loop -----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/regression_profiler.h"

#include <algorithm>

using namespace aether;
using namespace aether::detail;

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

/// With fewer items than this a part is mostly clock and start.
static constexpr std::size_t LeastPart = 4;

namespace {

/// The ways that are compared: 0 is the plain loop, else a number of threads.
std::vector<std::size_t> ways_of(const RegressionOptions &options) {
  const std::size_t most =
      options.max_threads ? options.max_threads : automatic_workers();
  std::vector<std::size_t> ways = {0};
  for (std::size_t threads = 1; threads < most; threads *= 2)
    ways.push_back(threads);
  ways.push_back(most);
  return ways;
}

RegressionAnalysis
conclude(const std::vector<std::size_t> &ways,
         const std::vector<std::vector<double>> &throughputs) {
  std::vector<ScalingPoint> parallel;
  for (std::size_t i = 1; i != ways.size(); ++i)
    parallel.push_back(summarise(ways[i], throughputs[i]));
  return analyse_regression(summarise(0, throughputs[0]), std::move(parallel));
}

double seconds_of(ComparedLoop loop, std::size_t begin, std::size_t end,
                  std::size_t threads) {
  const Clock::time_point start = Clock::now();
  loop.run(loop.context, begin, end, threads);
  return std::max(Seconds(Clock::now() - start).count(), 1e-9);
}

} // namespace

RegressionAnalysis
aether::detail::compare_runs(std::size_t items, ComparedLoop loop,
                             const RegressionOptions &options) {
  const std::vector<std::size_t> ways = ways_of(options);
  std::vector<std::vector<double>> throughputs(ways.size());
  if (items == 0)
    return conclude(ways, throughputs);
  const double least = Seconds(options.duration).count();
  const std::size_t repeats = std::max<std::size_t>(2, options.repeats);
  // The first round warms caches up and starts threads, and is not counted.
  for (std::size_t round = 0; round != repeats + 1; ++round)
    for (std::size_t i = 0; i != ways.size(); ++i) {
      // Each round begins with another way, so that none always comes first.
      const std::size_t way = (i + round) % ways.size();
      double took = 0, runs = 0;
      do {
        took += seconds_of(loop, 0, items, ways[way]);
        ++runs;
      } while (round != 0 && took < least);
      if (round != 0)
        throughputs[way].push_back(runs * static_cast<double>(items) / took);
    }
  return conclude(ways, throughputs);
}

RegressionAnalysis
aether::detail::compare_parts(std::size_t items, ComparedLoop loop,
                              const RegressionOptions &options) {
  const std::vector<std::size_t> ways = ways_of(options);
  std::vector<std::vector<double>> throughputs(ways.size());
  const std::size_t repeats = std::max<std::size_t>(2, options.repeats);
  // The first round warms up here as well: its results count, its times do not.
  const std::size_t rounds =
      std::min(repeats + 1, items / (ways.size() * LeastPart));
  if (rounds < 3) {
    loop.run(loop.context, 0, items, ways.back());
    return conclude(ways, throughputs);
  }
  const std::size_t parts = rounds * ways.size();
  const auto bound = [&](std::size_t part) { // without overflow
    return items / parts * part + items % parts * part / parts;
  };
  for (std::size_t part = 0; part != parts; ++part) {
    const std::size_t round = part / ways.size();
    const std::size_t way = (part + round) % ways.size();
    const std::size_t begin = bound(part), end = bound(part + 1);
    const double took = seconds_of(loop, begin, end, ways[way]);
    if (round != 0)
      throughputs[way].push_back(static_cast<double>(end - begin) / took);
  }
  return conclude(ways, throughputs);
}
