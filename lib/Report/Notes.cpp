//===- Notes.cpp - The remarks that belong to a finding -------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Paths.h"
#include "aether-analysis/Report.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace aether::analysis {
namespace {

bool samePlace(const Position &A, const Position &B) {
  return A.File == B.File && A.Line == B.Line && A.Column == B.Column;
}

const char *verb(AccessKind K) {
  switch (K) {
  case AccessKind::Read:
    return "reads";
  case AccessKind::Write:
    return "writes";
  case AccessKind::AtomicRead:
    return "atomically reads";
  case AccessKind::AtomicWrite:
    return "atomically writes";
  }
  return "accesses";
}

std::string holding(const AccessEvidence &A) {
  if (A.Locks.empty())
    return "";
  return " while holding `" + join(A.Locks, "`, `") + "`";
}

/// The way from the callable to the access. The callable itself is step 0; it
/// is worth a note only if a call follows, since else the access is inside it.
void addChain(const AccessEvidence &A, StringRef Whose,
              std::vector<Note> &Notes) {
  if (A.Chain.size() < 2)
    return;
  for (const auto &[Depth, Step] : enumerate(A.Chain)) {
    if (Step.Pos.Line == 0)
      continue;
    if (Depth == 0)
      Notes.push_back({Step.Pos, (Whose + " is reached from the task `" +
                                  Step.Function + "`")
                                     .str()});
    else
      Notes.push_back({Step.Pos, "which calls `" + Step.Function + "` here"});
  }
}

} // namespace

bool sameChain(const AccessEvidence &A, const AccessEvidence &B) {
  return A.Chain.size() == B.Chain.size() &&
         all_of(zip(A.Chain, B.Chain), [](const auto &Pair) {
           const auto &[X, Y] = Pair;
           return X.Function == Y.Function && samePlace(X.Pos, Y.Pos);
         });
}

std::vector<Note> notesFor(const Finding &F, const Verdicts &Result) {
  std::vector<Note> Notes;
  bool Same = samePlace(F.First.Pos, F.Second.Pos);
  if (F.Second.Pos.Line) {
    std::string Text =
        (Same ? "the same statement, run by another task, " : "another task ") +
        std::string(verb(F.Second.Kind)) + " `" + F.Second.Variable + "`" +
        (Same ? holding(F.Second) : " here" + holding(F.Second));
    if (!F.First.Locks.empty() && !Same)
      Text += "; the first access is made" + holding(F.First);
    Notes.push_back({F.Second.Pos, std::move(Text)});
  }
  if (!F.SharedHow.empty() && F.SharedPos.Line)
    Notes.push_back({F.SharedPos, F.SharedHow});
  if (F.CallSite < Result.CallSites.size()) {
    const CallSiteVerdict &Site = Result.CallSites[F.CallSite];
    Notes.push_back(
        {Site.Pos, "the tasks are started here by `" + Site.Callee + "`"});
  }
  addChain(F.First, "the access", Notes);
  if (!sameChain(F.First, F.Second))
    addChain(F.Second, "the other access", Notes);
  if (F.Rehearsed)
    Notes.push_back(
        {F.First.Pos,
         "found by a rehearsal: an execution of this program has both accesses "
         "with nothing between them that orders them"});
  if (!F.Repair.empty())
    Notes.push_back({F.First.Pos, "to repair: " + F.Repair});
  return Notes;
}

} // namespace aether::analysis
