//===- Safety.cpp - Vetoes from numbers -----------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/safety.h"

#include "aether/detail/scheduler.h"

#include <algorithm>
#include <cmath>
#include <ostream>
#include <sstream>
#include <stdexcept>

using namespace aether;

/// Whether a veto means that the call runs sequentially.
static bool forbids(VetoReason reason) {
  return reason != VetoReason::SaturationCliffDetected &&
         reason != VetoReason::HighBlockingRatio;
}

const SafetyVeto *SafetyDecision::veto() const noexcept {
  for (const SafetyVeto &veto : vetoes)
    if (forbids(veto.reason))
      return &veto;
  return vetoes.empty() ? nullptr : &vetoes.front();
}

SafetyDecision aether::analyse_safety(const SafetyEstimate &estimate) {
  if (!(estimate.blocking_ratio >= 0 && estimate.blocking_ratio <= 1))
    throw std::invalid_argument(
        "aether: a blocking ratio is a number from 0 to 1");
  if (!(estimate.item_microseconds >= 0))
    throw std::invalid_argument("aether: the time of an item is not negative");

  SafetyDecision decision{.estimate = estimate};
  SafetyEstimate &known = decision.estimate;
  if (!known.processors)
    known.processors = detail::automatic_workers();
  known.min_items = std::max<std::size_t>(known.min_items, 2);
  const auto against = [&](VetoReason reason, double measured, double threshold,
                           const char *why) {
    decision.vetoes.push_back(
        {reason, measured, threshold, Explanation::refer_to(why)});
  };

  const bool waits = known.blocking_ratio > safety::blocking_ratio;
  std::size_t workers =
      known.max_workers ? known.max_workers : known.processors;
  if (known.items < known.min_items)
    against(VetoReason::TooSmall, static_cast<double>(known.items),
            static_cast<double>(known.min_items),
            "fewer items than are worth it");
  if (workers == 1 && !waits)
    against(VetoReason::NotWorthIt, 1, 2, "there is one processor only");
  if (const double all =
          known.item_microseconds * static_cast<double>(known.items);
      known.item_microseconds > 0 && all < safety::start_microseconds)
    against(VetoReason::NotWorthIt, all, safety::start_microseconds,
            "all items take less time, in microseconds, than it costs to "
            "start threads");
  if (waits) {
    against(VetoReason::HighBlockingRatio, known.blocking_ratio,
            safety::blocking_ratio,
            "items mostly wait: more threads than processors");
    if (!known.max_workers) {
      // 1 - β may be 0; the cap holds then.
      const double busy = std::max(1 - known.blocking_ratio, 1e-6);
      workers = static_cast<std::size_t>(
          std::min(std::round(static_cast<double>(known.processors) / busy),
                   static_cast<double>(safety::most_waiting_workers)));
      workers = std::max(workers, known.processors);
    }
  }
  if (known.cliff_workers && workers > known.cliff_workers) {
    against(VetoReason::SaturationCliffDetected, static_cast<double>(workers),
            static_cast<double>(known.cliff_workers),
            "more threads were measured to be slower");
    workers = known.cliff_workers;
  }
  decision.parallel =
      workers > 1 &&
      std::ranges::none_of(decision.vetoes, forbids, &SafetyVeto::reason);
  decision.workers =
      decision.parallel ? std::min(workers, known.items) : std::size_t{1};
  return decision;
}

SafetyDecision aether::report_safety_analysis(std::size_t items_count,
                                              double blocking_ratio) {
  return analyse_safety(
      {.items = items_count, .blocking_ratio = blocking_ratio});
}

std::ostream &aether::operator<<(std::ostream &out,
                                 const SafetyDecision &decision) {
  const SafetyEstimate &known = decision.estimate;
  if (decision.parallel)
    out << "in parallel, on up to " << decision.workers << " threads\n";
  else
    out << "sequentially\n";
  for (const SafetyVeto &veto : decision.vetoes)
    out << "  veto " << veto << '\n';
  if (decision.vetoes.empty())
    out << "  no veto applies\n";
  out << "  estimate: " << known.items << " items on " << known.processors
      << (known.processors == 1 ? " processor" : " processors")
      << ", blocking ratio " << known.blocking_ratio << ", ";
  if (known.item_microseconds > 0)
    out << known.item_microseconds << " us an item\n";
  else if (known.items)
    out << "time of an item unknown: worth it from "
        << safety::start_microseconds / static_cast<double>(known.items)
        << " us on\n";
  else
    out << "time of an item unknown\n";
  return out;
}

std::string aether::to_string(const SafetyDecision &decision) {
  std::ostringstream out;
  out << decision;
  return std::move(out).str();
}
