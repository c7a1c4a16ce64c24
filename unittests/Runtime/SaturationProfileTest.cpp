//===- SaturationProfileTest.cpp - Tests of what follows from points ------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/saturation_cliff_profiler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

using namespace aether;
using testing::HasSubstr;
using namespace std::chrono_literals;

namespace {

/// Of a law with its peak at about 9.5 threads.
SaturationProfile example() {
  const ScalingLaw law{.lambda = 100, .sigma = 0.1, .kappa = 0.01};
  std::vector<ScalingPoint> points;
  for (const std::size_t n : {1u, 2u, 4u, 8u, 16u, 32u, 64u}) {
    const double x = law.throughput(static_cast<double>(n));
    points.push_back({n, x, x - 1, x + 1, 5});
  }
  return make_profile(
      points, std::vector<TimeParts>(points.size(), {8ms, 4ms, 1ms, 1ms, 2ms}));
}

template <class Write> std::string text(Write write) {
  std::ostringstream out;
  write(out);
  return out.str();
}

} // namespace

TEST(SaturationProfile, Conclusions) {
  const SaturationProfile profile = example();
  EXPECT_EQ(profile.peak_threads, 8u);
  EXPECT_EQ(profile.knee_threads, 8u);
  EXPECT_EQ(profile.cliff_threads, 32u);
  ASSERT_TRUE(profile.law);
  EXPECT_NEAR(profile.law->sigma, 0.1, 1e-9);
  EXPECT_NEAR(profile.law->kappa, 0.01, 1e-9);
}

TEST(SaturationProfile, OfNothing) {
  const SaturationProfile profile = make_profile({}, {});
  EXPECT_EQ(profile.peak_threads, 1u);
  EXPECT_FALSE(profile.cliff_threads);
  EXPECT_FALSE(profile.law);
  text([&](auto &out) { profile.print(out); });
  text([&](auto &out) { profile.write_svg(out); });
  EXPECT_THAT(text([&](auto &out) { profile.write_json(out); }),
              HasSubstr("\"points\": ["));
}

TEST(SaturationProfile, Text) {
  const std::string out = text([](auto &o) { example().print(o); });
  EXPECT_THAT(out, HasSubstr("peak: 354 calls/s with 8 threads\n"
                             "knee: 8 (95 % of the peak)\n"
                             "cliff: 32 (at most 80 % of the peak"));
  EXPECT_THAT(out, HasSubstr("law: lambda 100, sigma 0.1, kappa 0.01; R^2 1"));
  EXPECT_THAT(out, HasSubstr("    0.5       0.25\n"));
}

TEST(SaturationProfile, Csv) {
  const std::string out = text([](auto &o) { example().write_csv(o); });
  EXPECT_THAT(out, testing::StartsWith(
                       "threads,throughput,low,high,repeats,wall_ns,running_ns,"
                       "runnable_ns,lock_wait_ns,io_ns\n"
                       "1,100,99,101,5,8000000,4000000,1000000,1000000,2000000"
                       "\n"));
  EXPECT_EQ(std::ranges::count(out, '\n'), 8);
}

TEST(SaturationProfile, Json) {
  const std::string out = text([](auto &o) { example().write_json(o); });
  EXPECT_THAT(out, HasSubstr("{\"threads\": 1, \"throughput\": 100, \"low\": "
                             "99, \"high\": 101, \"repeats\": 5, \"times\": "
                             "{\"wall_ns\": 8000000,"));
  EXPECT_THAT(out, HasSubstr("\"knee\": 8,\n  \"cliff\": 32,"));
  EXPECT_THAT(out, HasSubstr("\"good\": true}"));
  EXPECT_THAT(out, HasSubstr("\"veto\": null\n}"));
  // One measurement has no upper bound, and JSON no infinity.
  const double one[] = {3};
  const SaturationProfile profile = make_profile({summarise(1, one)}, {});
  EXPECT_THAT(text([&](auto &o) { profile.write_json(o); }),
              HasSubstr("\"high\": null"));
}

TEST(SaturationProfile, Svg) {
  const std::string out = text([](auto &o) { example().write_svg(o); });
  EXPECT_THAT(out, testing::StartsWith("<svg "));
  EXPECT_THAT(out, testing::EndsWith("</svg>\n"));
  for (const char *mark : {">knee<", ">peak<", ">cliff<", "<polyline"})
    EXPECT_THAT(out, HasSubstr(mark));
  for (const char *broken : {"nan", "inf"})
    EXPECT_THAT(out, testing::Not(HasSubstr(broken)));
}
