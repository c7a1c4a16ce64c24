//===- Outputs.h - Veto tables and the dependency file ----------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Last step of the driver: what the build system reads.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_DRIVER_OUTPUTS_H
#define AETHER_LIB_DRIVER_OUTPUTS_H

#include "Store.h"

namespace aether::analysis {

/// Writes the veto tables of all \p Units that were analysed and the dependency
/// file, if \p Options ask for them. Each file is replaced as a whole or not at
/// all.
llvm::Error writeTables(const CheckOptions &Options,
                        llvm::ArrayRef<AnalysedUnit> Units,
                        const Verdicts &Result, RunStore &Stored);

/// The text of a Makefile rule: \p Target depends on \p Files.
std::string makefileRule(llvm::StringRef Target,
                         llvm::ArrayRef<std::string> Files);

} // namespace aether::analysis

#endif // AETHER_LIB_DRIVER_OUTPUTS_H
