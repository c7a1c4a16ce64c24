//===- VetoTable.h - Verdicts as constants for the compiler -----*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The way back into the program: a veto table is a generated file of one
/// constant per parallel call of a translation unit. aether::CallSite looks
/// itself up in it while the unit is compiled:
///
///     Verdicts ──vetoTable──▶ NAME.inc ──#include──▶ aether::CallSite
///
/// The format is described in <aether/veto_table.h>.
//===----------------------------------------------------------------------===//

#ifndef AETHER_ANALYSIS_VETOTABLE_H
#define AETHER_ANALYSIS_VETOTABLE_H

#include "aether-analysis/Profile.h"
#include "aether-analysis/Solve.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>

namespace aether::analysis {

/// The table of all call sites of \p V that occur in \p MainFile. \p Names are
/// the files of that unit (TranslationUnitSummary::Files or
/// VetoDatabase::getInputs): they tell how this unit spells a header, which may
/// differ from how another one does. \p Profile is what was measured
/// (VetoDatabase::profile): calls of it that are not unsafe get a hint. Equal
/// arguments give equal text.
/// Complexity: O(n log n) in the number of call sites.
std::string vetoTable(const Verdicts &V, llvm::StringRef MainFile,
                      llvm::ArrayRef<SourceFile> Names = {},
                      llvm::ArrayRef<CallProfile> Profile = {});

/// The name of that table's file: the main file's base name, a dash, the first
/// 16 hexadecimal digits of the SHA-256 of its absolute path, and `.inc`. CMake
/// computes the same.
std::string vetoTableFileName(llvm::StringRef MainFile);

/// Makes \p Path hold \p Text. A file that does so already is not touched;
/// another is replaced at once by a complete one, so that nobody ever sees a
/// part. Errors are one line that names the file.
llvm::Error writeIfChanged(llvm::StringRef Path, llvm::StringRef Text);

} // namespace aether::analysis

#endif // AETHER_ANALYSIS_VETOTABLE_H
