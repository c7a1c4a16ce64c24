//===- TakenCallables.cpp - Callables that tasks take from a container ----===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Threads of a pool take jobs from a queue. Which of them runs a job is not
// known, but only one does: a job that was put there once is no demonstration
// that two threads do what it does.
//
//===----------------------------------------------------------------------===//

#include "TakenCallables.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

namespace {

constexpr unsigned MaxSteps = 6;

/// The elements of containers on the way to what \p P holds.
void findElements(Context &C, PlaceId P, unsigned Steps,
                  std::set<PlaceId> &Out) {
  if (Steps == MaxSteps)
    return;
  for (PlaceId Q : Places(C.resolve(P))) {
    for (PlaceId At = Q; At != None; At = C.T.place(At).Parent) {
      const PlaceNode N = C.T.place(At);
      if (N.Kind == PlaceKind::Index || N.Kind == PlaceKind::Elements)
        Out.insert(At);
    }
    for (ValueId V : C.contents(Q).Values) {
      const ValueNode N = C.T.value(V);
      if (N.Kind == ValueKind::Addr || N.Kind == ValueKind::Load)
        findElements(C, N.A, Steps + 1, Out);
    }
  }
}

/// Does a task change the container that \p Element is in, or which element it
/// is?
bool isTakenFrom(Context &C, PlaceId Element) {
  const PlaceId Container = C.T.place(Element).Parent;
  if (!C.isContainer(Container))
    return C.T.place(Element).Kind == PlaceKind::Elements ||
           C.T.anyOperand(C.T.place(Element).Arg, [](const IntNode &N) {
             return N.Kind == IntKind::Cell || N.Kind == IntKind::Opaque;
           });
  return llvm::any_of(C.E.Strands, [&](const Strand &S) {
    return !S.Parent && llvm::any_of(S.Accesses, [&](std::uint32_t N) {
      const AccessEffect &A = C.E.All[N];
      return A.Nature == AccessNature::Container && isWrite(A.Kind) &&
             C.mayOverlap(A.Place, Container);
    });
  });
}

/// Where the function waits, by itself or by a call; or may do so, for it looks
/// with a mutex held at what tasks set under one, but for \p Container.
std::set<Context::Spot> waitsOf(Context &C, PlaceId Container) {
  std::set<Context::Spot> Out;
  for (const Context::OwnWait &Wait : C.ownWaits())
    Out.emplace(Wait.At.first, Wait.At.second == None ? 0 : Wait.At.second);
  auto IsSetByTasks = [&](PlaceId P) {
    return !C.mayOverlap(P, Container) &&
           llvm::any_of(C.E.Strands, [&](const Strand &S) {
             return !S.Parent && llvm::any_of(S.Accesses, [&](std::uint32_t N) {
               const AccessEffect &A = C.E.All[N];
               return A.Kind == AccessKind::Write && holdsMutex(A.Locks) &&
                      C.mayOverlap(A.Place, P);
             });
           });
  };
  for (const CallInstance &Call : C.Calls)
    for (const CallInstance::Resolved &To : Call.Callees)
      if (Call.Strand == None && To.Map)
        for (PlaceId Seen : To.From->Done.Seen)
          for (PlaceId Named : Places(To.Map->place(Seen)))
            if (llvm::any_of(Places(C.resolve(Named)), IsSetByTasks))
              Out.emplace(Call.Block, Call.Event);
  return Out;
}

/// Is something put into \p Element more than once, for tasks that are started
/// at \p Start, and not only when whoever does so has waited, for what was put
/// there before perhaps?
bool isPutAgain(Context &C, PlaceId Element, Context::Spot Start) {
  std::set<Context::Spot> Spots;
  std::set<AtomicSites::Position> Late;
  for (const auto &[To, Number] : C.storesTo(Element)) {
    const StoreEffect &S = C.stores()[Number];
    if (S.Block == None || C.T.value(S.Value).Kind == ValueKind::Int)
      continue;
    if (S.InLoop)
      return true;
    if (S.Late)
      Late.insert(AtomicSites::position(S.Pos));
    else
      Spots.insert({S.Block, S.Event});
  }
  // A task that hands on once what comes next has been what came before.
  if (Late.size() > 1)
    return true;
  std::set<Context::Spot> Between = waitsOf(C, C.T.place(Element).Parent);
  auto Waits = [&](Context::Spot At) { return Between.count(At) != 0; };
  auto ComesAgain = [&](Context::Spot X) {
    return llvm::any_of(C.Shape.around(X.first), [&](std::uint32_t N) {
      const NaturalLoop &L = C.Shape.Loops[N];
      return !L.Contains[Start.first] &&
             llvm::none_of(Between, [&](Context::Spot At) {
               return L.Contains[At.first];
             });
    });
  };
  std::set<Context::Spot> Passed = Between;
  Passed.insert(Start);
  return llvm::any_of(Spots, [&](Context::Spot X) {
    return !Waits(X) &&
           (ComesAgain(X) || llvm::any_of(Spots, [&](Context::Spot Y) {
              return X != Y && !Waits(Y) && C.reaches(X, Y, Passed);
            }));
  });
}

/// Is \p A what \p Callee does, called there?
bool isMadeBy(const AccessEffect &A, FunctionIx Callee, SourcePos Pos) {
  for (const Frame *F = A.Chain; F; F = F->Inner)
    if (F->Callee == Callee && F->Pos == Pos)
      return true;
  return false;
}

} // namespace

bool aether::analysis::isTakenOnce(Context &C, const Relation &R,
                                   const AccessEffect &A,
                                   const AccessEffect &B) {
  for (const CallInstance &Call : C.Calls) {
    if (Call.Callee || Call.Target == None ||
        (Call.Strand != R.A && Call.Strand != R.B))
      continue;
    const ValueNode V = C.T.value(Call.Target);
    if ((V.Kind != ValueKind::Addr && V.Kind != ValueKind::Load) ||
        llvm::none_of(Call.Callees, [&](const CallInstance::Resolved &Each) {
          return isMadeBy(A, Each.Function, Call.Pos) &&
                 isMadeBy(B, Each.Function, Call.Pos);
        }))
      continue;
    std::set<PlaceId> Elements;
    findElements(C, V.A, 0, Elements);
    if (llvm::any_of(Elements, [&](PlaceId Element) {
          return isTakenFrom(C, Element) &&
                 !isPutAgain(C, Element, {Call.Block, Call.Event});
        }))
      return true;
  }
  return false;
}

bool aether::analysis::isBeforeJobs(Context &C, const Relation &R,
                                    std::uint32_t Before,
                                    const AccessEffect &Of) {
  const bool First = C.E.Strands[R.A].Parent;
  if (First == C.E.Strands[R.B].Parent)
    return false;
  const Context::Spot Here = C.spotOf(Before);
  for (const CallInstance &Call : C.Calls) {
    if (Call.Callee || Call.Target == None ||
        Call.Strand != (First ? R.B : R.A))
      continue;
    const ValueNode V = C.T.value(Call.Target);
    if ((V.Kind != ValueKind::Addr && V.Kind != ValueKind::Load) ||
        llvm::none_of(Call.Callees, [&](const CallInstance::Resolved &Each) {
          return isMadeBy(Of, Each.Function, Call.Pos);
        }))
      continue;
    std::set<PlaceId> Elements;
    findElements(C, V.A, 0, Elements);
    for (PlaceId Element : Elements)
      if (isTakenFrom(C, Element) &&
          llvm::none_of(C.storesTo(Element), [&](const auto &Put) {
            const StoreEffect &S = C.stores()[Put.second];
            if (S.Block == None || S.Late)
              return S.Block == None;
            const Context::Spot At{S.Block, S.Event};
            return At == Here || C.reaches(At, Here, {});
          }))
        return true;
  }
  return false;
}
