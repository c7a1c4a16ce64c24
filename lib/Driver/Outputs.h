//===- Outputs.h - Database, veto tables and dependency file ----*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Last step of the driver: what stays on disk for later programs.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_DRIVER_OUTPUTS_H
#define AETHER_LIB_DRIVER_OUTPUTS_H

#include "Frontend.h"

#include "aether-analysis/Driver.h"
#include "aether-analysis/Summary.h"

#include <memory>

namespace aether::analysis {

/// A unit on its way through the driver.
struct AnalysedUnit {
  std::string MainFile; ///< absolute
  ParsedUnit Parsed;
  std::unique_ptr<TranslationUnitSummary> Summary; ///< null if not compiled
};

/// Writes all outputs that \p Options ask for. Each file is replaced as a
/// whole or not at all.
llvm::Error writeOutputs(const CheckOptions &Options,
                         llvm::ArrayRef<AnalysedUnit> Units,
                         const ReportData &Data);

/// The text of a Makefile rule: \p Target depends on \p Files.
std::string makefileRule(llvm::StringRef Target,
                         llvm::ArrayRef<std::string> Files);

} // namespace aether::analysis

#endif // AETHER_LIB_DRIVER_OUTPUTS_H
