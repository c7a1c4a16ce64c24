//===- Program.h - All translation units as one -----------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The first step of Solve. Summaries of several units speak of their own
/// strings, files and globals; here they get common numbers, and functions and
/// globals with equal keys become one:
///
///     TranslationUnitSummary... ──[ link ]──▶ Program ──Effects──▶ Judge
///
/// The numbers do not depend on the order of the units.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_PROGRAM_H
#define AETHER_LIB_SOLVE_PROGRAM_H

#include "aether-analysis/Solve.h"

#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

namespace aether::analysis {

using FunctionIx = std::uint32_t;

struct Program {
  std::deque<std::string> Strings; ///< stay where they are
  std::vector<SourceFile> Files;
  std::vector<GlobalVariable> Globals;
  /// By key text. All StringIds, file and global numbers are the program's.
  std::vector<FunctionSummary> Functions;
  /// The main files of the units in which a function occurs; same numbering.
  std::vector<std::vector<std::string>> UnitsOf;
  /// Each once. Those of a unit without a `main` count only where there is none
  /// that may call its functions in another way.
  std::vector<Witness> Witnesses;
  /// Functions that can run in place of a virtual one, itself included, by key.
  std::unordered_map<StringId, std::vector<FunctionIx>> Candidates;
  /// Strongly connected components of the call graph, callees first.
  std::vector<std::vector<FunctionIx>> Components;
  /// Functions whose address is taken otherwise than to call them at once.
  std::vector<bool> AddressTaken;
  /// The functions that each may run or names, by number and without doubles,
  /// and how many others name it.
  std::vector<std::vector<FunctionIx>> Callees;
  std::vector<std::uint32_t> Callers;

  StringId intern(const std::string &S);
  const std::string &string(StringId S) const { return Strings[S]; }
  /// The function with key \p Key that has a body, or None.
  FunctionIx find(StringId Key) const {
    auto It = ByKey.find(Key);
    return It == ByKey.end() ? None : It->second;
  }
  /// Is \p Fn the function that a program starts with?
  bool isMain(FunctionIx Fn) const {
    return Strings[Functions[Fn].Key].rfind("c:@F@main", 0) == 0 &&
           Strings[Functions[Fn].Name] == "main";
  }
  bool inUserCode(const SourcePos &Pos) const {
    return Pos.Line != 0 && !Files[Pos.File].System;
  }

  std::unordered_map<StringId, FunctionIx> ByKey;

private:
  std::unordered_map<std::string, StringId> StringIndex;
};

/// Complexity: linear in the size of \p Units, but for sorting.
Program link(const std::vector<const TranslationUnitSummary *> &Units);

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_PROGRAM_H
