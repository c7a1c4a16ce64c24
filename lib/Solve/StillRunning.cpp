//===- StillRunning.cpp - Tasks that are not waited for yet ---------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `for (i ...) { sum += part[i]; threads[i].join(); }`: a loop that waits for
// one task after the other has not waited for those of its later rounds. Who
// touches in it what one of these does comes too early: the other side of
// JoinedRounds.
//
//===----------------------------------------------------------------------===//

#include "Overlap.h"
#include "WrittenHandles.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// Does what the function calls, or one of its tasks, wait for a task, perhaps?
static bool waitsElsewhere(const Context &C) {
  return llvm::any_of(C.Calls, [](const CallInstance &Call) {
    return llvm::any_of(Call.Callees, [](const CallInstance::Resolved &To) {
      return !To.From || !To.From->Joined.empty() || !To.From->MayJoin.empty();
    });
  });
}

/// Is access number \p Access made in a loop that counts up, each round of
/// which waits for the task whose handle is the element of its number, and does
/// nothing else that is made before wait for any task? Then the number of the
/// first one that it has not waited for, and a handle; else None.
static IntId firstLeft(Context &C, std::uint32_t Access, std::uint32_t Task,
                       PlaceId &Handle) {
  const auto Here = C.spotOf(Access);
  const auto Start = C.startOf(Task);
  if (Here.first == None || !C.E.AllOpaque.empty() || !C.E.AllPending.empty())
    return None;
  const std::vector<std::uint32_t> Around = C.Shape.around(Here.first);
  if (Around.size() != 1)
    return None;
  const NaturalLoop &L = C.Shape.Loops[Around.front()];
  // All of them have been started before.
  if (!Start || L.Contains[Start->first] ||
      C.Shape.reachesForward(L.Header, Start->first))
    return None;
  if (L.Counted == None || C.F.Loops[L.Counted].Step != 1 ||
      C.F.Loops[L.Counted].Downwards)
    return None;
  if (waitsElsewhere(C))
    return None;
  const IntId Round = C.T.atom(IntKind::LoopVar, L.Counted);
  std::optional<std::pair<std::uint32_t, std::uint32_t>> At;
  for (std::uint32_t B = 0; B != C.F.Blocks.size(); ++B)
    for (std::uint32_t I = 0; I != C.F.Blocks[B].Events.size(); ++I) {
      const auto *J = std::get_if<Join>(&C.F.Blocks[B].Events[I]);
      if (!J || testsStart(C.F, B, I) ||
          (!L.Contains[B] && !C.Shape.reachesForward(B, Here.first)))
        continue;
      const Places To = C.resolve(J->Handle);
      if (At || C.Shape.around(B) != Around || J->IfFalse || To.size() != 1)
        return None;
      const PlaceNode N = C.T.place(C.elementOf(To.front()));
      if ((N.Kind != PlaceKind::Index && N.Kind != PlaceKind::Offset) ||
          C.resolveInt(N.Arg) != Round)
        return None;
      Handle = To.front();
      At = {B, I};
    }
  if (!At)
    return None;
  const bool Before = At->first == Here.first
                          ? Here.second < At->second
                          : !C.Shape.reachesForward(At->first, Here.first);
  return Before ? Round : C.T.add(Round, C.T.constant(1));
}

/// Has access number \p Access been made after no more than waits for single
/// elements of one array, `join(t[0]); use(part[1]);`? Then their numbers, and
/// one of the handles.
static std::optional<std::set<std::int64_t>>
endedByNumber(Context &C, std::uint32_t Access, PlaceId &Handle) {
  const auto Here = C.spotOf(Access);
  if (Here.first == None || !C.E.AllOpaque.empty() || !C.E.AllPending.empty() ||
      !C.Shape.around(Here.first).empty() || waitsElsewhere(C))
    return std::nullopt;
  std::set<std::int64_t> Out;
  for (std::uint32_t B = 0; B != C.F.Blocks.size(); ++B)
    for (std::uint32_t I = 0; I != C.F.Blocks[B].Events.size(); ++I) {
      const auto *J = std::get_if<Join>(&C.F.Blocks[B].Events[I]);
      // Out of a loop leads its header.
      const std::vector<std::uint32_t> Around = C.Shape.around(B);
      const std::uint32_t From =
          Around.empty() ? B : C.Shape.Loops[Around.back()].Header;
      if (!J || testsStart(C.F, B, I) ||
          (From == Here.first ? Around.empty() && I > Here.second
                              : !C.Shape.reachesForward(From, Here.first)))
        continue;
      const Places To = C.resolve(J->Handle);
      if (J->IfFalse || To.size() != 1 || !Around.empty())
        return std::nullopt;
      const PlaceNode N = C.T.place(To.front());
      if (N.Kind != PlaceKind::Index ||
          C.T.integer(N.Arg).Kind != IntKind::Const ||
          (Handle != None && C.T.place(Handle).Parent != N.Parent))
        return std::nullopt;
      Handle = To.front();
      Out.insert(C.T.integer(N.Arg).Value);
    }
  return Out.empty() ? std::nullopt : std::optional(Out);
}

bool Overlap::isStillRunning(const AccessEffect &A, const AccessEffect &B,
                             const Match &M) {
  const bool ParentA = C.E.Strands[R.A].Parent;
  if (ParentA == C.E.Strands[R.B].Parent || M.Items)
    return false;
  const AccessEffect &Parent = ParentA ? A : B;
  // By then a pointer may lead to another object than as the tasks started.
  if (Parent.Via == None || C.hasDeref(Parent.Via))
    return false;
  const std::uint32_t Task = ParentA ? R.B : R.A;
  // One that waits for the others says by its end that they have come so far.
  for (const CallInstance &Call : C.Calls)
    if (Call.Strand == Task &&
        llvm::any_of(Call.Callees, [](const CallInstance::Resolved &To) {
          return !To.From || !To.From->Done.Waited.empty();
        }))
      return false;
  PlaceId Handle = None;
  const auto Number = static_cast<std::uint32_t>(&Parent - C.E.All.data());
  if (const auto Ended = endedByNumber(C, Number, Handle)) {
    const IntId Mine = C.handleIndex(Task, Handle);
    if (Mine == None)
      return false;
    std::vector<Fact> Facts = (ParentA ? B : A).Facts;
    for (std::int64_t N : *Ended)
      Facts.push_back({CompareOp::NotEqual, Mine, T.constant(N)});
    IndexQuestion Q = question(A, B, M.Equal);
    (ParentA ? Q.FactsB : Q.FactsA) = &Facts;
    return I.ask(Q).Result == Meeting::Meets;
  }
  // What is done in some rounds only may be done in the right ones.
  if (Parent.Made != Rounds::All)
    return false;
  Handle = None;
  const IntId Left = firstLeft(C, Number, Task, Handle);
  if (Left == None)
    return false;
  const IntId Mine = C.handleIndex(Task, Handle);
  if (Mine == None)
    return false;
  std::vector<std::pair<IntId, IntId>> Equal = M.Equal;
  Equal.push_back(ParentA ? std::pair(Left, Mine) : std::pair(Mine, Left));
  return I.ask(question(A, B, std::move(Equal))).Result == Meeting::Meets;
}
