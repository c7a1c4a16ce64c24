//===- Digest.h - What a summary says, whatever its numbers -----*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A function's summary speaks of strings, files and globals by numbers, which
/// change with all that comes before them. A digest does not: Solve knows by it
/// what is as it was in an earlier run.
//===----------------------------------------------------------------------===//

#ifndef AETHER_ANALYSIS_DIGEST_H
#define AETHER_ANALYSIS_DIGEST_H

#include "aether-analysis/Summary.h"

#include <cstdint>
#include <vector>

namespace aether::analysis {

/// By number, a hash of each thing that summaries refer to.
struct Meanings {
  std::vector<std::uint64_t> Strings, Files, Globals;
};

/// A hash of all that \p F says. Complexity: linear in its size. Thread safety:
/// no shared state.
std::uint64_t digest(const FunctionSummary &F, const Meanings &M);

} // namespace aether::analysis

#endif // AETHER_ANALYSIS_DIGEST_H
