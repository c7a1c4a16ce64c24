//===- Processors.cpp - How many processors this process may use ----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Processors.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string_view>
#include <thread>

#if defined(__linux__)
#include <sched.h>
#endif

using namespace aether::detail;

std::size_t aether::detail::processors_of_affinity() noexcept {
#if defined(__linux__)
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0)
    return std::max(1, CPU_COUNT(&set));
#endif
  return std::max(1u, std::thread::hardware_concurrency());
}

/// Whole processors for \p quota of each \p period.
static std::optional<std::size_t> quotient(double quota, double period) {
  if (!(quota > 0) || !(period > 0))
    return std::nullopt;
  const double exact = quota / period;
  const auto whole = static_cast<std::size_t>(exact);
  return std::max<std::size_t>(1, whole + (static_cast<double>(whole) < exact));
}

/// The quota of one group, in either version's files.
static std::optional<std::size_t> quota_of(const std::string &group) {
  double quota = 0, period = 0;
  if (std::ifstream file(group + "/cpu.max"); file >> quota >> period)
    return quotient(quota, period); // "max" is no number
  std::ifstream quota_file(group + "/cpu.cfs_quota_us");
  std::ifstream period_file(group + "/cpu.cfs_period_us");
  if (quota_file >> quota && period_file >> period)
    return quotient(quota, period); // -1: none
  return std::nullopt;
}

/// Whether the comma-separated \p names have \p name among them.
static bool lists(std::string_view names, std::string_view name) {
  for (std::size_t end; !names.empty(); names.remove_prefix(end)) {
    end = std::min(names.find(','), names.size());
    if (names.substr(0, end) == name)
      return true;
    end += end != names.size();
  }
  return false;
}

std::optional<std::size_t>
aether::detail::processors_of_quota(const std::string &self,
                                    const std::string &root) {
  std::optional<std::size_t> least;
  const auto hold_against = [&](std::optional<std::size_t> quota) {
    if (quota)
      least = std::min(*quota, least.value_or(*quota));
  };
  // Lines are `number:controllers:path`; version 2 has no controllers.
  std::istringstream lines(self);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos)
      continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    if (!controllers.empty() && !lists(controllers, "cpu"))
      continue;
    const std::string mount =
        root + (controllers.empty() ? "" : "/" + controllers);
    // In a container the path may be that of the host, and only the mount's
    // root be there.
    for (std::string path = line.substr(second + 1); path.starts_with('/');
         path.erase(path.rfind('/')))
      hold_against(quota_of(mount + path));
    hold_against(quota_of(mount));
    if (!controllers.empty()) // where each controller has a link of its own
      hold_against(quota_of(root + "/cpu"));
  }
  return least;
}

std::size_t aether::detail::available_processors() noexcept {
  // Whoever looks first decides. Not a static local variable: a child forked
  // while another thread initialises it would wait for ever.
  static constinit std::atomic<std::size_t> known{0};
  if (const std::size_t count = known.load(std::memory_order_relaxed))
    return count;
  std::size_t count = processors_of_affinity();
  try {
    std::ifstream file("/proc/self/cgroup");
    const std::string self(std::istreambuf_iterator<char>(file), {});
    for (const char *root : {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"})
      count = std::min(count, processors_of_quota(self, root).value_or(count));
  } catch (...) { // no memory: then without quota
  }
  std::size_t before = 0;
  return known.compare_exchange_strong(before, count, std::memory_order_relaxed)
             ? count
             : before;
}
