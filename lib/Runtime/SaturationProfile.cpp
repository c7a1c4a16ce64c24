//===- SaturationProfile.cpp - Conclusions, and their text ----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "JsonText.h"

#include "aether/saturation_cliff_profiler.h"

#include <algorithm>
#include <iomanip>
#include <ostream>
#include <sstream>

using namespace aether;
using namespace aether::detail;

SaturationProfile aether::make_profile(std::vector<ScalingPoint> points,
                                       std::vector<TimeParts> times) {
  SaturationProfile profile;
  profile.points = std::move(points);
  profile.times = std::move(times);
  profile.law = fit_scaling_law(profile.points);
  if (const ScalingPoint *const peak = find_peak(profile.points)) {
    profile.peak_threads = peak->threads;
    profile.peak_throughput = peak->throughput;
    profile.knee_threads = find_knee(profile.points)->threads;
  }
  if (const ScalingPoint *const cliff = find_cliff(profile.points))
    profile.cliff_threads = cliff->threads;
  return profile;
}

static TimeParts times_of(const SaturationProfile &profile, std::size_t i) {
  return i < profile.times.size() ? profile.times[i] : TimeParts();
}

void SaturationProfile::print(std::ostream &out) const {
  // Of its own, to leave the caller's format alone.
  std::ostringstream text;
  text << std::setprecision(4)
       << "threads   calls/s   interval (95 %)        beta  corrected\n";
  for (std::size_t i = 0; i != points.size(); ++i) {
    const ScalingPoint &point = points[i];
    const TimeParts parts = times_of(*this, i);
    std::ostringstream interval;
    interval << std::setprecision(4) << point.low << " .. " << point.high;
    text << std::setw(7) << point.threads << std::setw(10) << point.throughput
         << "   " << std::left << std::setw(20) << interval.str() << std::right
         << std::setw(7) << std::setprecision(2) << parts.beta()
         << std::setw(11) << parts.corrected_beta() << std::setprecision(4)
         << '\n';
  }
  text << "peak: " << peak_throughput << " calls/s with " << peak_threads
       << (peak_threads == 1 ? " thread" : " threads")
       << "\nknee: " << knee_threads << " (95 % of the peak)\ncliff: ";
  if (cliff_threads)
    text << *cliff_threads << " (at most 80 % of the peak from there on)";
  else
    text << "none up to " << (points.empty() ? 0 : points.back().threads);
  text << '\n';
  if (law)
    text << "law: lambda " << law->lambda << ", sigma " << law->sigma
         << ", kappa " << law->kappa << "; R^2 " << law->r_squared
         << ", worst error " << 100 * law->worst_relative_error << " %"
         << (law->is_good() ? "" : ": does not describe these points") << '\n';
  if (veto)
    text << "vetoed: " << *veto << '\n';
  out << text.str();
}

void SaturationProfile::write_json(std::ostream &out) const {
  out << "{\n  \"points\": [";
  for (std::size_t i = 0; i != points.size(); ++i) {
    const ScalingPoint &point = points[i];
    out << (i ? "," : "") << "\n    {\"threads\": " << point.threads
        << ", \"throughput\": " << JsonNumber(point.throughput)
        << ", \"low\": " << JsonNumber(point.low)
        << ", \"high\": " << JsonNumber(point.high)
        << ", \"repeats\": " << point.repeats << ", \"times\": ";
    write_json_times(out, times_of(*this, i));
    out << '}';
  }
  out << "\n  ],\n  \"peak\": {\"threads\": " << peak_threads
      << ", \"throughput\": " << JsonNumber(peak_throughput)
      << "},\n  \"knee\": " << knee_threads << ",\n  \"cliff\": ";
  if (cliff_threads)
    out << *cliff_threads;
  else
    out << "null";
  out << ",\n  \"law\": ";
  write_json_law(out, law);
  out << ",\n  \"veto\": ";
  if (veto)
    out << JsonString(to_string(veto->reason));
  else
    out << "null";
  out << "\n}\n";
}

void SaturationProfile::write_csv(std::ostream &out) const {
  out << "threads,throughput,low,high,repeats,wall_ns,running_ns,runnable_ns,"
         "lock_wait_ns,io_ns\n";
  for (std::size_t i = 0; i != points.size(); ++i) {
    const ScalingPoint &point = points[i];
    const TimeParts parts = times_of(*this, i);
    out << point.threads << ',' << DecimalNumber(point.throughput) << ','
        << DecimalNumber(point.low) << ',' << DecimalNumber(point.high) << ','
        << point.repeats << ',' << parts.wall.count() << ','
        << parts.running.count() << ',' << parts.runnable.count() << ','
        << parts.lock_wait.count() << ',' << parts.io.count() << '\n';
  }
}
