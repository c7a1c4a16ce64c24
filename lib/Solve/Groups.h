//===- Groups.h - Calls that are judged together ----------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a parallel call's verdict depends on is all that the functions run that
/// lead to it: these may be in the middle of other tasks. So calls that a
/// function leads to are judged together, and what does not change for such a
/// group need not be solved again.
///
///     Program ──[ groups ]──▶ those to solve ──Effects──▶ Judge ──▶ Account
///                   └──▶ those whose account is known ─────────────▶ ┘
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_GROUPS_H
#define AETHER_LIB_SOLVE_GROUPS_H

#include "Program.h"

namespace aether::analysis {

struct Workspace;

struct Group {
  /// By number: the functions with parallel calls, and those that lead there.
  std::vector<FunctionIx> Functions;
  /// Of all that its account depends on; 0 if nobody asked.
  std::uint64_t Digest = 0;
};

/// All groups of \p W's program, by their first function. Complexity: linear in
/// the size of the program, but for sorting.
std::vector<Group> findGroups(const Workspace &W);

/// Sets the digests of \p All. \p Salt stands for what else decides. To be
/// asked before anything is solved. Complexity: as findGroups().
void addDigests(const Workspace &W, std::uint64_t Salt,
                std::vector<Group> &All);

/// All that the functions of \p Of may run, these included, are set in \p Out.
void addCallees(const Program &P, const Group &Of, std::vector<bool> &Out);

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_GROUPS_H
