//===- Witnesses.h - Rehearsing what was left undecided ---------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A unit of which some parallel calls remain Unknown, as far as it can be
/// judged by itself, is run by an interpreter; the races found become part of
/// its summary:
///
///     summary ──solve──▶ Unknown? ──lower, rehearse──▶ [ Witness... ]
///
/// All this depends on nothing but the unit.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_DRIVER_WITNESSES_H
#define AETHER_LIB_DRIVER_WITNESSES_H

#include "aether-analysis/Models.h"
#include "aether-analysis/Solve.h"

namespace clang {
class ASTContext;
} // namespace clang

namespace aether::analysis {

class ParseRecord;

/// Adds to \p Unit, the summary of \p Context, the witnesses of its rehearsal,
/// if there is reason for one. \p Memo then knows what was solved before.
/// Complexity: that of solve(); the runs are bounded. Thread safety: one call
/// at a time per ASTContext.
void addWitnesses(clang::ASTContext &Context, const ParseRecord &Record,
                  const ModelSet &Models, SolveMemo &Memo,
                  TranslationUnitSummary &Unit);

} // namespace aether::analysis

#endif // AETHER_LIB_DRIVER_WITNESSES_H
