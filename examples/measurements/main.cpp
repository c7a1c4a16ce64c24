//===- main.cpp - Sorting, scanning and chaining over measurements --------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Made-up measurements go through the algorithms of the library, and what the
/// library says is held against a plain computation. Prints how a slow stage
/// was decided on; with an argument it writes a trace for chrome://tracing
/// there.
//===----------------------------------------------------------------------===//

#include <aether/aether.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <iostream>
#include <numeric>
#include <random>
#include <thread>

namespace {

struct Measurement {
  int station = 0;
  double value = 0;
};

std::vector<Measurement> make_measurements(std::size_t count) {
  std::mt19937 random(1);
  std::vector<Measurement> result(count);
  for (Measurement &m : result)
    m = {static_cast<int>(random() % 50),
         static_cast<double>(random() % 1000) / 10};
  return result;
}

/// As if it were a database that is far away.
std::string name_of(int station) {
  std::this_thread::sleep_for(std::chrono::milliseconds(2));
  return "station " + std::to_string(station);
}

} // namespace

int main(int argc, char **argv) {
  const aether::Trace trace;
  std::vector<Measurement> all = make_measurements(200'000);

  aether::par_sort(all, {}, &Measurement::value);
  const bool sorted = std::ranges::is_sorted(all, {}, &Measurement::value);

  const auto hot = aether::par_find_if(
      all, [](double value) { return value >= 90; }, &Measurement::value);

  const auto sums = aether::par_inclusive_scan(
      aether::par_map(all, [](const Measurement &m) { return m.value; }), 0.0,
      [](double a, double b) { return a + b; });

  // One pass: nothing is stored between the stages.
  const double warm =
      aether::ParallelIterator(all)
          .filter([](const Measurement &m) { return m.station < 10; })
          .map([](const Measurement &m) { return m.value; })
          .reduce(0.0, [](double a, double b) { return std::max(a, b); });

  // Waiting for something else needs threads, not processors.
  const auto names = aether::SafeDataParallel(
                         std::views::iota(0, 50),
                         {.progress = aether::ProgressBar("looking up names")})
                         .map(name_of);
  std::cout << "names are looked up " << names.report_veto();

  if (argc > 1) {
    std::ofstream file(argv[1]);
    trace.write(file);
  }

  const double expected = std::accumulate(
      all.begin(), all.end(), 0.0,
      [](double sum, const Measurement &m) { return sum + m.value; });
  const bool right = sorted && hot != all.end() && hot->value >= 90 &&
                     std::abs(sums.back() - expected) < 1e-3 && warm < 100 &&
                     names.collect().back() == "station 49";
  std::cout << (right ? "all results are right\n" : "a result is wrong\n");
  return right ? 0 : 1;
}
