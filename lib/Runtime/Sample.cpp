//===- Sample.cpp - Times the first items of a call -----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/safe_par_map.h"

using namespace aether;
using namespace aether::detail;

using Clock = std::chrono::steady_clock;
using Microseconds = std::chrono::duration<double, std::micro>;

/// What it may cost until another thread has begun, with a sleeping processor.
static constexpr auto StartCost = std::chrono::microseconds(20);
/// Long enough to be measured, short enough not to be missed.
static constexpr auto SampleTime = std::chrono::microseconds(2);

Sample::Sample(std::size_t items) : items(items), start(Clock::now()) {}

bool Sample::goes_on(std::size_t done) {
  took = Clock::now() - start;
  return took < SampleTime && done <= items / 8;
}

std::optional<SafetyVeto> Sample::judge(std::size_t done) const {
  if (done == 0 || done == items)
    return std::nullopt; // too few to be run in parallel anyway
  const Microseconds rest =
      Microseconds(took) *
      (static_cast<double>(items - done) / static_cast<double>(done));
  if (rest >= StartCost)
    return std::nullopt;
  return SafetyVeto{VetoReason::NotWorthIt, rest.count(),
                    Microseconds(StartCost).count(),
                    Explanation::refer_to(
                        "all items take less time, in microseconds, than it "
                        "costs to start threads")};
}
