//===- IndexMemo.h - Index questions that were asked before -----*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Most index questions of a program are one question: `a[i]` against `a[i]`
/// for two different i. IndexForm writes a question down so that equal texts
/// mean equal problems, whatever the names and numbers of a function's terms;
/// what isl answered is kept under that text for all functions.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_INDEXMEMO_H
#define AETHER_LIB_SOLVE_INDEXMEMO_H

#include "aether-analysis/Terms.h"

#include "llvm/ADT/StringMap.h"

namespace aether::analysis {

enum class Meeting : std::uint8_t {
  Disjoint, ///< proven never to meet
  Meets,    ///< certain to meet, for every value of what is not known
  Maybe,    ///< may meet, or was not understood
};

struct KnownAnswer {
  Meeting Result = Meeting::Maybe;
  /// Why Maybe: isl took too long; terms are not affine; else the unknown that
  /// is to blame, by its number in the problem, or None.
  bool TooLong = false, Inexact = false, FromCaller = false;
  std::uint32_t Culprit = None;
  unsigned long Operations = 0; ///< that isl took
};

class IndexMemo {
public:
  const KnownAnswer *find(llvm::StringRef Form) const {
    auto It = Answers.find(Form);
    return It == Answers.end() ? nullptr : &It->second;
  }
  void add(llvm::StringRef Form, const KnownAnswer &Answer) {
    if (Answers.size() < MaxAnswers)
      Answers.try_emplace(Form, Answer);
  }

private:
  /// A bound on memory: some hundred bytes each.
  static constexpr unsigned MaxAnswers = 1u << 17;
  llvm::StringMap<KnownAnswer> Answers;
};

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_INDEXMEMO_H
