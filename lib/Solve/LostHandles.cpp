//===- LostHandles.cpp - Handles that another task's is written over ------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `pthread_create(&t, ...); pthread_create(&t, ...); pthread_join(t, 0);`: the
// first thread is not waited for, for its handle is gone.
//
//===----------------------------------------------------------------------===//

#include "Context.h"
#include "WrittenHandles.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// Does \p Handle mean the same whenever it is written, but for the rounds of
/// counted loops?
bool Context::isSteadyHandle(PlaceId Handle) {
  if (Handle == None)
    return false;
  const PlaceNode Root = T.place(rootOf(Handle));
  const bool IsCallers =
      Root.Kind == PlaceKind::Param || Root.Kind == PlaceKind::This;
  if (!IsCallers && Root.Kind != PlaceKind::Local &&
      Root.Kind != PlaceKind::Global && Root.Kind != PlaceKind::Alloc)
    return false;
  // A parameter leads to one object all the time.
  for (PlaceId P = Handle; P != None; P = T.place(P).Parent)
    if (const PlaceNode N = T.place(P);
        N.Kind == PlaceKind::Deref &&
        !(IsCallers && T.place(N.Parent).Parent == None))
      return false;
  if (llvm::any_of(Shape.Loops,
                   [&](const NaturalLoop &L) { return isMadeIn(L, Handle); }))
    return false;
  for (PlaceId P = Handle; P != None; P = T.place(P).Parent) {
    const PlaceNode N = T.place(P);
    if (N.Kind == PlaceKind::Elements)
      return false;
    if (N.Kind != PlaceKind::Index && N.Kind != PlaceKind::Offset)
      continue;
    const IntKind At = T.integer(N.Arg).Kind;
    if (At != IntKind::Const && At != IntKind::LoopVar)
      return false;
  }
  return true;
}

/// Does the handle of a task at \p New take the place of one at \p Old?
/// \p Whole: of all that are at \p Old.
bool Context::isWrittenOver(PlaceId Old, PlaceId New, bool SameItem,
                            const Liveness &Life, bool &Whole) {
  Whole = true;
  if (!isSteadyHandle(Old) || !isSteadyHandle(New))
    return false;
  if (Old == New)
    return !SameItem || !Life.Earlier.count(Old) || Life.Rerun.count(Old);
  const PlaceNode X = T.place(Old), Y = T.place(New);
  if (X.Kind != Y.Kind || X.Parent != Y.Parent ||
      (X.Kind != PlaceKind::Index && X.Kind != PlaceKind::Offset))
    return false;
  // The same loops around, or none, is all that is understood.
  std::set<std::uint32_t> Around;
  collectLoops(T, X.Parent, Around);
  if (!Around.empty())
    return false;
  struct Range {
    IntId Lo = None, Hi = None;
  };
  auto RangeOf = [&](IntId I) -> Range {
    const IntNode N = T.integer(I);
    if (N.Kind == IntKind::Const)
      return {I, T.constant(N.Value + 1)};
    if (N.A < F.Loops.size() && F.Loops[N.A].Step == 1 &&
        F.Loops[N.A].Lo != None && F.Loops[N.A].Hi != None)
      return {F.Loops[N.A].Lo, F.Loops[N.A].Hi};
    return {};
  };
  const Range A = RangeOf(X.Arg), B = RangeOf(Y.Arg);
  if (A.Lo == None || B.Lo == None)
    return false;
  if (A.Lo == B.Lo && A.Hi == B.Hi)
    return true;
  auto Value = [&](IntId I, std::int64_t &Out) {
    Out = T.integer(I).Value;
    return T.integer(I).Kind == IntKind::Const;
  };
  std::int64_t ALo, AHi, BLo, BHi;
  if (!Value(A.Lo, ALo) || !Value(A.Hi, AHi) || !Value(B.Lo, BLo) ||
      !Value(B.Hi, BHi))
    return false;
  Whole = BLo <= ALo && AHi <= BHi;
  return ALo < BHi && BLo < AHi;
}

/// May the task of \p Old, with its handle at \p Handle, be waited for, or its
/// handle be copied, before \p New starts?
bool Context::mayBeKept(PlaceId Handle, const LiveItem &Old,
                        const LiveItem &New) {
  const bool InLoop = llvm::any_of(Shape.Loops, [&](const NaturalLoop &L) {
    return L.Contains[Old.Block] && L.Contains[New.Block];
  });
  auto IsBetween = [&](std::uint32_t B, std::uint32_t I) {
    if (InLoop)
      return llvm::any_of(Shape.Loops, [&](const NaturalLoop &L) {
        return L.Contains[Old.Block] && L.Contains[New.Block] && L.Contains[B];
      });
    return (B == Old.Block ? I > Old.Event
                           : Shape.reachesForward(Old.Block, B)) &&
           (B == New.Block ? I < New.Event
                           : Shape.reachesForward(B, New.Block));
  };
  for (std::uint32_t B = 0; B != F.Blocks.size(); ++B) {
    for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I) {
      if (!IsBetween(B, I))
        continue;
      const Event &Ev = F.Blocks[B].Events[I];
      if ((std::holds_alternative<Join>(Ev) && !testsStart(F, B, I)) ||
          OpaquesAt.count({B, I}) || PendingsAt.count({B, I}))
        return true;
      bool Copied = false;
      auto OnValue = [&](ValueId V) {
        if (V == None || T.value(V).Kind != ValueKind::Load)
          return;
        for (PlaceId From : Places(resolve(T.value(V).A)))
          Copied |= mayOverlap(From, Handle);
      };
      forEachTerm(Ev, [](PlaceId) {}, OnValue);
      if (Copied)
        return true;
      if (auto At = CallsAt.find({B, I}); At != CallsAt.end())
        for (const CallInstance *Call : At->second)
          for (const CallInstance::Resolved &R : Call->Callees)
            if (R.From && Call->Strand == None &&
                !(R.From->Joined.empty() && R.From->MayJoin.empty()))
              return true;
    }
  }
  return false;
}

/// A handle is a number that may be put elsewhere, and be waited for there.
/// What it is put over is lost. So it is with the structures that have handles.
void Context::copyHandles(const Access &A, bool Moves, LiveState &S) {
  auto IsMember = [&](PlaceId X, PlaceId P) {
    for (; X != None && T.place(X).Kind == PlaceKind::Field;
         X = T.place(X).Parent)
      if (T.place(X).Parent == P)
        return true;
    return false;
  };
  if (isWrite(A.Kind) && !A.Sources.empty())
    for (PlaceId To : Places(resolve(A.Place)))
      for (auto &[Item, Life] : S)
        if (llvm::any_of(Life.Where, [&](PlaceId X) {
              return X != None && rootOf(X) == rootOf(To) && mayOverlap(X, To);
            })) {
          Life.Where.insert(None);
          Life.Named = false;
          Life.Doubtful = true;
        }
  for (PlaceId Source : A.Sources)
    for (PlaceId From : Places(resolve(Source)))
      for (auto &[Item, Life] : S)
        Life.Doubtful |= llvm::any_of(Life.Where, [&](PlaceId X) {
          return X != None && rootOf(X) == rootOf(From) && mayOverlap(X, From);
        });
  if (A.Kind == AccessKind::Read && A.Nature == AccessNature::Plain && !Moves)
    for (PlaceId From : Places(resolve(A.Place)))
      for (auto &[Item, Life] : S)
        Life.Doubtful |= llvm::any_of(Life.Where, [&](PlaceId X) {
          return X != None && IsMember(X, From);
        });
}

/// The task of \p Item is told the number of another one's handle.
void Context::tellHandles(const LiveItem &Item, LiveState &S) {
  if (Item.By)
    return;
  const auto &Events = F.Blocks[Item.Block].Events;
  for (std::uint32_t I = Item.Event; I-- != 0;) {
    if (std::holds_alternative<Store>(Events[I]))
      continue;
    const auto *A = std::get_if<Access>(&Events[I]);
    if (!A)
      return;
    if (A->Kind != AccessKind::Read)
      continue;
    const Places Read = resolve(A->Place);
    for (auto &[Other, Life] : S)
      Life.Doubtful |= llvm::any_of(
          Life.Where, [&](PlaceId X) { return llvm::is_contained(Read, X); });
  }
}

/// Does the start at \p Now put its handle where a variable has its own, and
/// not among those of a group?
static bool writesHandle(const FunctionSummary &F, std::uint32_t Block,
                         std::uint32_t Event, PlaceId Term) {
  const auto &Events = F.Blocks[Block].Events;
  const auto *Start = std::get_if<Parallel>(&Events[Event]);
  // The handle is an argument of the call: further back is what comes before.
  auto IsArgument = [&](const SourcePos &At) {
    if (!Start)
      return false;
    const SourcePos &Call = F.Parallels[Start->Index].Pos;
    return At.Line > Call.Line ||
           (At.Line == Call.Line && At.Column > Call.Column);
  };
  for (std::uint32_t I = Event; I-- != 0 && Event - I <= 4;)
    if (const auto *A = std::get_if<Access>(&Events[I]);
        A && (Event - I <= 2 || IsArgument(A->Pos)) &&
        A->Kind == AccessKind::Write && A->Nature == AccessNature::Plain &&
        A->Place == Term)
      return true;
  return false;
}

/// \p Item starts: its handles take the place of others.
void Context::loseHandles(std::uint32_t Item, LiveState &S) {
  const LiveItem &Now = Items[Item];
  // What is called starts another where one is already.
  if (Now.By)
    for (auto &[Other, Life] : S)
      for (PlaceId H : Now.Handles)
        if (Other != Item && H != None && isOne(H) && Life.Where.count(H)) {
          Life.Where.insert(None);
          Life.Named = false;
          Life.Doubtful = true;
        }
  if (Now.Term == None || !writesHandle(F, Now.Block, Now.Event, Now.Term))
    return;
  for (auto &[Other, Life] : S) {
    std::set<PlaceId> Lost;
    for (PlaceId P : Life.Where)
      for (PlaceId H : Now.Handles) {
        bool Whole = true;
        if (P == None || !isWrittenOver(P, H, Other == Item, Life, Whole))
          continue;
        if (Now.Handles.size() == 1 && Whole)
          Lost.insert(P);
        Life.Doubtful |= Now.Handles.size() != 1 || !Whole || Now.Doubtful ||
                         mayBeKept(P, Items[Other], Now);
        Life.Where.insert(None);
        Life.Named = false;
      }
    for (PlaceId P : Lost) {
      Life.Where.erase(P);
      Life.Earlier.erase(P);
      Life.Rerun.erase(P);
    }
  }
}
