//===- Regression.cpp - Conclusions from compared loops -------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "JsonText.h"

#include "aether/regression_profiler.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <limits>
#include <ostream>
#include <sstream>

using namespace aether;
using namespace aether::detail;

const char *aether::to_string(Recommendation recommendation) noexcept {
  switch (recommendation) {
  case Recommendation::Adopt:
    return "ADOPT";
  case Recommendation::AdoptIfScaling:
    return "ADOPT_IF_SCALING";
  case Recommendation::KeepSequential:
    return "KEEP_SEQUENTIAL";
  case Recommendation::Inconclusive:
    break;
  }
  return "INCONCLUSIVE";
}

/// \p a over \p b; the interval is that of the worst combination, so it holds
/// at least as surely as theirs.
static Ratio ratio(const ScalingPoint &a, const ScalingPoint &b) {
  constexpr double Infinity = std::numeric_limits<double>::infinity();
  if (!(b.throughput > 0))
    return {1, 0, Infinity};
  return {a.throughput / b.throughput,
          std::isfinite(b.high) ? a.low / b.high : 0,
          b.low > 0 ? a.high / b.low : Infinity};
}

static std::string threads_text(std::size_t threads) {
  return std::to_string(threads) + (threads == 1 ? " thread" : " threads");
}

/// Differences that matter less than the choice would cost.
static constexpr double Margin = 1.05;

RegressionAnalysis
aether::analyse_regression(const ScalingPoint &sequential,
                           std::vector<ScalingPoint> parallel) {
  RegressionAnalysis result;
  result.sequential = sequential;
  result.parallel = std::move(parallel);
  const ScalingPoint *const best = find_peak(result.parallel);
  if (!best || !(sequential.throughput > 0)) {
    result.speedup = result.single_thread_cost = {
        1, 0, std::numeric_limits<double>::infinity()};
    result.explanation = "there are too few measurements";
    return result;
  }
  result.best_threads = best->threads;
  result.speedup = ratio(*best, sequential);
  if (const auto one = std::ranges::find(result.parallel, std::size_t{1},
                                         &ScalingPoint::threads);
      one != result.parallel.end())
    result.single_thread_cost = ratio(sequential, *one);
  result.law = fit_scaling_law(result.parallel);
  if (result.law) {
    if (const auto range = threads_above(*result.law, sequential.throughput)) {
      result.break_even_threads = range->first;
      if (range->last)
        result.break_back_threads = *range->last + 1;
    }
  }

  // Whether no number of threads that was tried can be faster.
  const bool none_faster =
      std::ranges::all_of(result.parallel, [&](const ScalingPoint &point) {
        return ratio(point, sequential).high < Margin;
      });
  const std::size_t most_tried = result.parallel.back().threads;
  // Far beyond what was tried the law is a guess.
  const bool faster_beyond = result.law && result.law->is_good() &&
                             result.break_even_threads &&
                             *result.break_even_threads > most_tried &&
                             *result.break_even_threads <= 4 * most_tried;
  if (result.speedup.low > Margin) {
    result.recommendation = Recommendation::Adopt;
    result.explanation =
        "it is certainly faster with " + threads_text(best->threads);
  } else if (none_faster && faster_beyond) {
    result.recommendation = Recommendation::AdoptIfScaling;
    result.explanation = "it is not faster here, but would be from " +
                         threads_text(*result.break_even_threads) + " on";
  } else if (none_faster) {
    result.recommendation = Recommendation::KeepSequential;
    result.explanation = "it is not faster with any number of threads tried";
  } else {
    result.explanation = "the measurements vary too much to tell";
  }
  return result;
}

RegressionAnalysis aether::detail::vetoed_analysis(const CallSite &site) {
  RegressionAnalysis result;
  result.recommendation = Recommendation::KeepSequential;
  result.explanation = "the analyser found that the tasks race";
  result.veto = SafetyVeto{VetoReason::GilUnsafePattern, 1, 0,
                           Explanation::refer_to(site.finding())};
  return result;
}

std::ostream &aether::operator<<(std::ostream &out, const Ratio &ratio) {
  return out << ratio.value << " (" << ratio.low << " .. " << ratio.high << ')';
}

void RegressionAnalysis::print(std::ostream &out) const {
  std::ostringstream text;
  text << std::setprecision(4);
  const auto row = [&](const std::string &name, const ScalingPoint &point) {
    text << std::setw(10) << name << std::setw(12) << point.throughput
         << " items/s  (" << point.low << " .. " << point.high << ")\n";
  };
  if (veto) {
    text << "vetoed: " << *veto << '\n';
  } else {
    row("plain loop", sequential);
    for (const ScalingPoint &point : parallel)
      row(threads_text(point.threads), point);
    text << "cost on one thread: " << single_thread_cost
         << "\nspeed-up: " << speedup << " with " << threads_text(best_threads)
         << '\n';
    if (break_even_threads)
      text << "faster from " << threads_text(*break_even_threads) << " on\n";
    if (break_back_threads)
      text << "slower again from " << threads_text(*break_back_threads)
           << " on\n";
  }
  text << to_string(recommendation) << ": " << explanation << '\n';
  out << text.str();
}

static void write_point(std::ostream &out, const ScalingPoint &point) {
  out << "{\"threads\": " << point.threads
      << ", \"throughput\": " << JsonNumber(point.throughput)
      << ", \"low\": " << JsonNumber(point.low)
      << ", \"high\": " << JsonNumber(point.high)
      << ", \"repeats\": " << point.repeats << '}';
}

static void write_ratio(std::ostream &out, const Ratio &ratio) {
  out << "{\"value\": " << JsonNumber(ratio.value)
      << ", \"low\": " << JsonNumber(ratio.low)
      << ", \"high\": " << JsonNumber(ratio.high) << '}';
}

static void write_count(std::ostream &out,
                        const std::optional<std::size_t> &count) {
  if (count)
    out << *count;
  else
    out << "null";
}

void RegressionAnalysis::write_json(std::ostream &out) const {
  out << "{\n  \"sequential\": ";
  write_point(out, sequential);
  out << ",\n  \"parallel\": [";
  for (std::size_t i = 0; i != parallel.size(); ++i) {
    out << (i ? ",\n    " : "\n    ");
    write_point(out, parallel[i]);
  }
  out << "\n  ],\n  \"single_thread_cost\": ";
  write_ratio(out, single_thread_cost);
  out << ",\n  \"speedup\": ";
  write_ratio(out, speedup);
  out << ",\n  \"best_threads\": " << best_threads << ",\n  \"law\": ";
  write_json_law(out, law);
  out << ",\n  \"break_even_threads\": ";
  write_count(out, break_even_threads);
  out << ",\n  \"break_back_threads\": ";
  write_count(out, break_back_threads);
  out << ",\n  \"recommendation\": " << JsonString(to_string(recommendation))
      << ",\n  \"explanation\": " << JsonString(explanation)
      << ",\n  \"veto\": ";
  if (veto)
    out << JsonString(to_string(veto->reason));
  else
    out << "null";
  out << "\n}\n";
}
