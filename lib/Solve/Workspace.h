//===- Workspace.h - What all evaluations share -----------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The program, the effects found so far, memory for frames.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_WORKSPACE_H
#define AETHER_LIB_SOLVE_WORKSPACE_H

#include "AtomicSites.h"
#include "Effects.h"
#include "Footprints.h"
#include "IndexMemo.h"
#include "Witnesses.h"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace aether::analysis {

/// Which function alone writes to a global or takes its address.
std::map<std::uint32_t, FunctionIx> globalWriters(const Program &P);

/// The atomics that tickets are compared with, and what the locks are called.
std::map<AtomicSites::Key, std::set<StringId>> queuesOf(const Program &P);

/// The members and globals that are read otherwise than as atomics, or stepped.
std::set<AtomicSites::Key> plainlyRead(const Program &P);

/// Does some function seem to take nodes out of a list?
bool takesNodes(const Program &P);

/// By member: the functions that name it.
std::map<StringId, std::vector<FunctionIx>> membersNamed(const Program &P);

/// What all contexts share: the program, the effects found so far, memory for
/// frames.
struct Workspace {
  const Program &P;
  const SolveOptions &Options;
  const AtomicSites Atomics;
  /// By global: the one function that writes to it or takes its address; None
  /// if there are several.
  const std::map<std::uint32_t, FunctionIx> GlobalWriters;
  /// By atomic that says whose turn it is, the locks that it is.
  const std::map<AtomicSites::Key, std::set<StringId>> Queues;
  /// What nobody reads tells nobody anything.
  const std::set<AtomicSites::Key> PlainlyRead;
  const bool TakesNodes;
  std::vector<std::unique_ptr<Effects>> Of; ///< by function; null: not yet
  std::vector<bool> InProgress;             ///< part of the component at work
  std::vector<bool> Recursive;              ///< may call itself
  /// Contexts of callers in which relations of a function were decided.
  std::vector<unsigned> CallersSeen;
  /// Of those that call themselves, and their callers: what is done when only
  /// the first calls are followed. Null if that is not asked for.
  std::vector<std::unique_ptr<Effects>> Unrolled;
  std::vector<unsigned> UnrolledBelow; ///< callers in between
  bool Unrolling = false;              ///< that is what is being found out
  IndexMemo IndexAnswers;
  /// As membersNamed tells, if somebody has asked.
  std::optional<std::map<StringId, std::vector<FunctionIx>>> MembersNamed;
  /// By function that calls itself: what each call touches.
  std::map<FunctionIx, std::vector<Footprint>> Footprints;
  const std::vector<AttributedWitness> Witnesses;

  Workspace(Program &P, const SolveOptions &Options)
      : P(P), Options(Options), Atomics(P), GlobalWriters(globalWriters(P)),
        Queues(queuesOf(P)), PlainlyRead(plainlyRead(P)),
        TakesNodes(takesNodes(P)), Of(P.Functions.size()),
        InProgress(P.Functions.size(), false),
        Recursive(P.Functions.size(), false), CallersSeen(P.Functions.size()),
        Unrolled(P.Functions.size()), UnrolledBelow(P.Functions.size()),
        Witnesses(attributeWitnesses(P)), Mutable(P) {}
  StringId str(const std::string &S) { return Mutable.intern(S); }
  const std::string &text(StringId S) const { return P.string(S); }
  const Frame *frame(FunctionIx Callee, SourcePos Pos, const Frame *Inner) {
    Frames.push_back(Frame{Callee, Pos, Inner});
    return &Frames.back();
  }
  /// The frames of \p Outer followed by those of \p Inner.
  const Frame *join(const Frame *Outer, const Frame *Inner) {
    return Outer ? frame(Outer->Callee, Outer->Pos, join(Outer->Inner, Inner))
                 : Inner;
  }

private:
  Program &Mutable;
  std::deque<Frame> Frames;
};

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_WORKSPACE_H
