//===- Processors.h - How many processors this process may use --*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A container with a quota of two processors on a machine of 64 is throttled
/// for most of the time if it runs 64 threads.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_RUNTIME_PROCESSORS_H
#define AETHER_LIB_RUNTIME_PROCESSORS_H

#include <cstddef>
#include <optional>
#include <string>

namespace aether::detail {

/// What this process may use, found out once: the lesser of the two below, at
/// least 1.
std::size_t available_processors() noexcept;

/// The processors of this process's affinity mask, at least 1.
std::size_t processors_of_affinity() noexcept;

/// What the quotas of control groups allow, rounded up, or nothing if there is
/// no quota: the least of the group that \p self (the text of
/// /proc/self/cgroup) names and those around it, below \p root (where the file
/// system of control groups is). Knows version 2 (`cpu.max`, Linux
/// Documentation/admin-guide/cgroup-v2.rst) and version 1
/// (`cpu.cfs_quota_us`).
std::optional<std::size_t> processors_of_quota(const std::string &self,
                                               const std::string &root);

} // namespace aether::detail

#endif // AETHER_LIB_RUNTIME_PROCESSORS_H
