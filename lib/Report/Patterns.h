//===- Patterns.h - What the patterns are -----------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Internal to Report: a sentence on each pattern, for formats that explain
/// their rules.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_REPORT_PATTERNS_H
#define AETHER_LIB_REPORT_PATTERNS_H

#include "aether-analysis/Solve.h"

#include "llvm/ADT/ArrayRef.h"

namespace aether::analysis {

struct PatternText {
  Pattern Kind;
  const char *Sentence;
};

/// All patterns, the more specific first.
llvm::ArrayRef<PatternText> patternTexts();

} // namespace aether::analysis

#endif // AETHER_LIB_REPORT_PATTERNS_H
