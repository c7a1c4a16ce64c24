//===- MachineLimits.h - Limits that a control group sets -------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_DRIVER_MACHINELIMITS_H
#define AETHER_LIB_DRIVER_MACHINELIMITS_H

#include "aether-analysis/Driver.h"

namespace aether::analysis {

/// Sets the control group's part of \p Limits: the tightest on the way from
/// this process's group to the root, for version 1 and 2 of control groups.
/// \p Groups is the text of /proc/self/cgroup, \p Root what /sys/fs/cgroup is.
void readCgroupLimits(llvm::StringRef Groups, llvm::StringRef Root,
                      MachineLimits &Limits);

} // namespace aether::analysis

#endif // AETHER_LIB_DRIVER_MACHINELIMITS_H
