//===- FindRepairs.h - Fixes that hold in all units -------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Last step of the driver, on request: fixes for the findings, each judged in
/// all units that read the file it edits.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_DRIVER_FINDREPAIRS_H
#define AETHER_LIB_DRIVER_FINDREPAIRS_H

#include "Units.h"

#include "aether-analysis/Repair.h"

namespace aether::analysis {

/// All that a fix is judged with.
struct RepairContext {
  llvm::StringRef ResourceDir;
  const ModelSet &Models;
  unsigned Jobs = 1;
};

/// Fixes for the findings of \p Result, which was found in \p Units. These have
/// compiled and have their summaries; the summaries become those of the
/// repaired files, and \p Result what is left to find there.
std::vector<RepairedFile> findRepairs(std::vector<AnalysedUnit> &Units,
                                      Verdicts &Result,
                                      const RepairContext &Context);

} // namespace aether::analysis

#endif // AETHER_LIB_DRIVER_FINDREPAIRS_H
