//===- OtherUnits.h - What other units do, for an editor --------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A tool that sees one file links it with what the veto database knows of the
/// files it has to do with:
///
///     TranslationUnitSummary ──▶ [ aether.vdb ] ──▶ summaries of others ──▶
///     Solve
///
/// Only neighbours are read, and each once as long as it does not change, so
/// that an editor can ask after each keystroke.
//===----------------------------------------------------------------------===//

#ifndef AETHER_ANALYSIS_OTHERUNITS_H
#define AETHER_ANALYSIS_OTHERUNITS_H

#include "aether-analysis/Summary.h"

#include <memory>
#include <string>
#include <vector>

namespace aether::analysis {

struct LinkedUnits {
  /// Of other files only, and only what would be read now.
  std::vector<std::shared_ptr<const TranslationUnitSummary>> Units;
  /// Why not all that there is could be used and what to do, as one line; empty
  /// if all is well.
  std::string Warning;
};

class OtherUnits {
public:
  /// \p Path is that of a veto database, which need not exist. Reads nothing.
  explicit OtherUnits(std::string Path);
  ~OtherUnits();

  /// What \p Unit is to be solved with: the units that it calls, that call it
  /// or that those call, the nearest first, 16 at most. Left out are those that
  /// include \p Unit's main file, which is newer than what they know of it. The
  /// database may change between calls, and be put in place of another.
  /// Complexity: a few queries, and one look at each file that these units were
  /// read from; linear in the size of summaries that were not asked for before.
  /// Thread safety: calls wait for each other.
  LinkedUnits of(const TranslationUnitSummary &Unit);

private:
  struct Impl;
  std::unique_ptr<Impl> I;
};

} // namespace aether::analysis

#endif // AETHER_ANALYSIS_OTHERUNITS_H
