//===- ScopeEnds.cpp - Variables that end beside tasks --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Context.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// The ends of variables that tasks of this function use: reads that nobody may
/// make beside another access, for to the function itself they change nothing.
/// To callers they are nothing at all: what ends here is in no call of theirs.
void Context::collectScopeEnds() {
  std::set<PlaceId> Used;
  for (const Strand &S : E.Strands)
    if (!S.Parent)
      for (std::uint32_t N : S.Accesses)
        Used.insert(rootOf(E.All[N].Place));
  if (Used.empty())
    return;
  for (std::uint32_t B : Shape.Order)
    for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I) {
      const auto *End = std::get_if<ScopeEnd>(&F.Blocks[B].Events[I]);
      if (!End || !Used.count(rootOf(End->Object)))
        continue;
      AccessEffect Out;
      Out.Place = Out.Via = End->Object;
      Out.EndsScope = true;
      Out.Made = roundsOf(B);
      Out.Always = !Shape.Exits.empty() && everyRun(B);
      Out.Certain = !E.TakesLocks && Out.Always;
      Out.Spelling = End->Spelling;
      Out.Pos = End->Pos;
      Out.Function = Fn;
      Out.Facts = FactsIn[B];
      if (auto It = LocksAt.find({B, I}); It != LocksAt.end()) {
        Out.Locks = It->second.Held;
        Out.Released = It->second.Released;
        Out.Before = It->second.Before;
        addCases(Out, casesOf(It->second.Perhaps), None, B, I);
      } else {
        addAccess(std::move(Out), None, B, I);
      }
    }
}
