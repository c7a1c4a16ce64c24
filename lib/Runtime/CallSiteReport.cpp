//===- CallSiteReport.cpp - The registry of call sites --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/call_site_report.h"

#include "ExitProfile.h"
#include "HoldOverFork.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <ostream>
#include <string_view>
#include <tuple>

using namespace aether;
using namespace aether::detail;

namespace {

// Keys refer to texts of the program, which stay. They are compared by content:
// a header's call site has a file name of its own in every TU.
using Key = std::tuple<std::string_view, std::uint32_t, std::uint32_t,
                       std::string_view>;

struct Counts {
  CallSite site;
  std::size_t calls = 0, parallel = 0, vetoed = 0;
  std::optional<SafetyVeto> last_veto;
  std::size_t items = 0, chunks = 0, most_workers = 1;
  std::chrono::nanoseconds wall{0};
  TimeParts times;
};

using Registry = std::map<Key, Counts>;

constinit std::mutex registry_mutex; ///< for what follows
// Never destroyed: calls may come from destructors of static objects.
constinit Registry *registry = nullptr;

Registry &sites() {
  if (!registry)
    registry = new Registry;
  return *registry;
}

// What the parent did is the parent's to report.
[[maybe_unused]] const bool held =
    hold_over_fork([]() -> std::mutex & { return registry_mutex; },
                   [] {
                     if (registry)
                       registry->clear();
                   });

// Here, since this file is linked into each program that makes parallel calls.
[[maybe_unused]] const bool profiled = profile_at_exit_if_asked();

} // namespace

void aether::enable_call_site_reports(bool on) noexcept {
  call_sites_are_registered.store(on, std::memory_order_relaxed);
}

void aether::clear_call_site_reports() noexcept {
  const std::lock_guard lock(registry_mutex);
  if (registry)
    registry->clear();
}

void aether::detail::register_call(const char *function,
                                   const ParallelMetrics &metrics) noexcept
    try {
  const CallSite &site = metrics.site;
  const std::lock_guard lock(registry_mutex);
  Counts &counts = sites()[{site.file(), site.line(), site.column(), function}];
  if (site.verdict() >= counts.site.verdict())
    counts.site = site;
  ++counts.calls;
  counts.parallel += metrics.parallel;
  counts.vetoed += metrics.veto.has_value();
  if (metrics.veto)
    counts.last_veto = metrics.veto;
  counts.items += metrics.items;
  counts.chunks += metrics.chunks;
  counts.most_workers = std::max(counts.most_workers, metrics.workers);
  counts.wall += metrics.wall;
  counts.times += metrics.times;
} catch (...) { // a report is not worth failing the call
}

void aether::detail::register_vetoed_call(const char *function,
                                          const CallSite &site) noexcept {
  register_call(function,
                {.veto = SafetyVeto{VetoReason::GilUnsafePattern, 1, 0,
                                    Explanation::refer_to(site.finding())},
                 .site = site});
}

std::vector<CallSiteReport> aether::call_site_reports() {
  const std::lock_guard lock(registry_mutex);
  std::vector<CallSiteReport> reports;
  reports.reserve(sites().size());
  for (const auto &[key, counts] : sites())
    reports.push_back({.file = counts.site.file(),
                       .line = counts.site.line(),
                       .column = counts.site.column(),
                       .function = std::string(std::get<3>(key)),
                       .verdict = counts.site.verdict(),
                       .finding = counts.site.finding(),
                       .calls = counts.calls,
                       .parallel_calls = counts.parallel,
                       .vetoed_calls = counts.vetoed,
                       .last_veto = counts.last_veto,
                       .items = counts.items,
                       .chunks = counts.chunks,
                       .most_workers = counts.most_workers,
                       .wall = counts.wall,
                       .times = counts.times});
  return reports;
}

static void print_share(std::ostream &out, std::size_t part, std::size_t all) {
  if (part != all)
    out << ", " << part << " of " << all << " calls";
}

void aether::print_call_sites(std::ostream &out) {
  for (const CallSiteReport &report : call_site_reports()) {
    out << report.file << ':' << report.line << ' ' << report.function;
    if (report.vetoed_calls == report.calls) {
      out << " vetoed " << *report.last_veto << '\n';
      continue;
    }
    out << (report.parallel_calls ? " ran in parallel ("
                                  : " ran sequentially (")
        << to_string(report.verdict);
    if (report.verdict == Verdict::Unknown && !report.finding.empty())
      out << ": " << report.finding;
    out << ')';
    if (report.parallel_calls)
      print_share(out, report.parallel_calls, report.calls);
    if (report.vetoed_calls) {
      out << "; vetoed " << *report.last_veto;
      print_share(out, report.vetoed_calls, report.calls);
    }
    out << '\n';
  }
}
