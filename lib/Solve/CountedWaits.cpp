//===- CountedWaits.cpp - Waits for as many as there are ------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `for (i < N) sem_wait(&done);` where each of N threads posts once, and
// `while (done < N) wait(cv, m);` where each of them does `++done` once, or
// `while (left > 0)` where each does `--left`: who gets past that comes after
// what all of them did before. For the semaphore had no permit, and the counter
// was as far away as there are threads.
//
//===----------------------------------------------------------------------===//

#include "CountedWaits.h"
#include "CommonMutexes.h"
#include "Handover.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

static constexpr llvm::StringLiteral WaitedTimes = "(waited times ",
                                     CountedUp = "(counted up to ",
                                     CountedDown = "(counted down to ";

std::optional<CountedWait>
aether::analysis::countedWait(const Terms &T, const Workspace &W, PlaceId P) {
  const PlaceNode N = T.place(P);
  if (N.Kind != PlaceKind::Field)
    return std::nullopt;
  llvm::StringRef Name = W.text(N.Arg);
  CountedWait Out;
  Out.Down = Name.consume_front(CountedDown);
  Out.IsCounter = Out.Down || Name.consume_front(CountedUp);
  if ((!Out.IsCounter && !Name.consume_front(WaitedTimes)) ||
      Name.consumeInteger(10, Out.Times))
    return std::nullopt;
  return Out;
}

static void note(Context &C, PlaceId Of, llvm::StringRef What,
                 std::int64_t Times, std::vector<HeldLock> &Held) {
  const PlaceId P =
      C.T.field(Of, C.W.str(What.str() + std::to_string(Times) + ")"));
  const HeldLock Now{P, None, LockMode::After};
  if (!llvm::is_contained(Held, Now))
    Held.push_back(Now);
}

/// A loop of so many rounds, each with a wait, is over.
static void passLoops(Context &C, std::uint32_t Block, std::uint32_t Next,
                      std::vector<HeldLock> &Held) {
  for (std::uint32_t Number = 0; Number != C.Shape.Loops.size(); ++Number) {
    const NaturalLoop &L = C.Shape.Loops[Number];
    if (!L.Contains[Block] || L.Contains[Next] || L.Counted == None)
      continue;
    const Loop &Rounds = C.F.Loops[L.Counted];
    if (!Rounds.Complete || Rounds.Step != 1 || Rounds.Lo == None ||
        Rounds.Hi == None || C.T.integer(Rounds.Lo).Kind != IntKind::Const ||
        C.T.integer(Rounds.Hi).Kind != IntKind::Const)
      continue;
    const std::int64_t Times =
        C.T.integer(Rounds.Hi).Value - C.T.integer(Rounds.Lo).Value;
    if (Times <= 0)
      continue;
    for (std::uint32_t B = 0; B != C.F.Blocks.size(); ++B) {
      if (!L.Contains[B] || C.Shape.around(B).front() != Number ||
          !llvm::all_of(L.Latches, [&](std::uint32_t Latch) {
            return C.Shape.dominates(B, Latch);
          }))
        continue;
      for (const Event &Ev : C.F.Blocks[B].Events)
        if (const auto *Wait = std::get_if<LockEvent>(&Ev);
            Wait && Wait->Op == LockOp::Wait && Wait->Mutex != None) {
          const Places To = C.resolve(Wait->Mutex);
          if (To.size() == 1 &&
              C.T.place(C.rootOf(To.front())).Kind != PlaceKind::Unknown)
            note(C, To.front(), WaitedTimes, Times, Held);
        }
    }
  }
}

/// That \p Test holds says that a variable, which was read with a mutex held,
/// is not less than some number, or not more.
static void passTest(Context &C, const Condition &Test, const Past &Before,
                     std::vector<HeldLock> &Held) {
  for (const bool Swapped : {false, true}) {
    const PlaceId At = Swapped ? Test.RhsAt : Test.LhsAt;
    const IntId Side = Swapped ? Test.Rhs : Test.Lhs,
                Bound = Swapped ? Test.Lhs : Test.Rhs;
    const PlaceId Read = Side != None && C.T.integer(Side).Kind == IntKind::Cell
                             ? C.T.integer(Side).A
                             : At;
    if (Read == None || Bound == None ||
        C.T.integer(Bound).Kind != IntKind::Const)
      continue;
    const Places Named = C.resolve(Read);
    if (Named.size() != 1 || !llvm::is_contained(Before.Seen, Named.front()))
      continue;
    const std::int64_t Than = C.T.integer(Bound).Value;
    constexpr std::int64_t Far = std::int64_t(1) << 40;
    if (Than < -Far || Than > Far)
      continue;
    std::optional<std::int64_t> Least, Most;
    switch (Test.Op) {
    case CompareOp::Equal:
      Least = Most = Than;
      break;
    case CompareOp::NotEqual:
      break;
    case CompareOp::Less: // it < Than, or Than < it
      if (Swapped)
        Least = Than + 1;
      else
        Most = Than - 1;
      break;
    case CompareOp::LessEqual:
      (Swapped ? Least : Most) = Than;
      break;
    }
    if (Least)
      note(C, Named.front(), CountedUp, *Least, Held);
    if (Most)
      note(C, Named.front(), CountedDown, *Most, Held);
  }
}

void aether::analysis::passCountedWaits(Context &C, std::uint32_t Block,
                                        std::uint32_t Edge, const Past &Before,
                                        std::vector<HeldLock> &Held) {
  passLoops(C, Block, C.F.Blocks[Block].Successors[Edge], Held);
  if (C.F.Blocks[Block].Successors.size() == 2 && !Before.Seen.empty())
    for (const Condition &Test : C.known(Block, Edge))
      if (Test.Kind == Condition::Kind::Compare)
        passTest(C, Test, Before, Held);
}

/// Is \p S made before the threads of \p Strand are started, whenever they are?
bool Handover::isBeforeStart(const StoreEffect &S, std::uint32_t Strand) const {
  if (S.Late || S.Block == None || !C.Shape.around(S.Block).empty())
    return false;
  if (C.E.Strands[Strand].Parent)
    return true;
  const std::optional<Context::Spot> Start = C.startOf(Strand);
  return Start && C.Shape.dominates(S.Block, Start->first) &&
         (S.Block != Start->first || S.Event < Start->second);
}

/// What \p P, a counter, holds before the threads are started, and the store
/// that makes it so, or null; nothing if it is not known.
std::optional<std::pair<std::int64_t, const StoreEffect *>>
Handover::startOf(PlaceId P) {
  const PlaceId RootPlace = C.rootOf(P);
  const PlaceNode Root = T.place(RootPlace);
  // What outlives a call may be stepped since an earlier one.
  if (Root.Kind == PlaceKind::Global)
    return C.W.P.isMain(C.Fn) && C.W.P.Globals[Root.Arg].StartsAtZero
               ? std::optional(
                     std::pair(std::int64_t(0),
                               static_cast<const StoreEffect *>(nullptr)))
               : std::nullopt;
  if ((Root.Kind != PlaceKind::Local && Root.Kind != PlaceKind::Alloc) ||
      C.exposed().count(RootPlace) != 0)
    return std::nullopt;
  std::optional<std::pair<std::int64_t, const StoreEffect *>> Out;
  for (const auto &[To, Number] : C.storesTo(P)) {
    const StoreEffect &S = C.stores()[Number];
    const ValueNode V = T.value(S.Value);
    // What the steps make of it is no number that is known.
    if (V.Kind != ValueKind::Int || T.integer(V.A).Kind != IntKind::Const) {
      if (!S.Late)
        return std::nullopt;
      continue;
    }
    if (Out || To != P || !isBeforeStart(S, R.A) || !isBeforeStart(S, R.B))
      return std::nullopt;
    Out = {T.integer(V.A).Value, &S};
  }
  return Out;
}

/// Has each of the threads that run \p Strand posted, or counted, where \p Mark
/// stands? As many as were waited for, and each of them does so once.
bool Handover::areAllBefore(PlaceId Mark, std::uint32_t Strand) {
  const std::optional<CountedWait> Wait = countedWait(T, C.W, Mark);
  const PlaceId P = T.place(Mark).Parent;
  if (!Wait || C.E.Strands[Strand].Parent || C.hasDeref(P) || !isOne(P) ||
      T.place(P).Kind == PlaceKind::Index)
    return false;
  const IntId Threads = instances(Strand);
  if (Threads == None || T.integer(Threads).Kind != IntKind::Const)
    return false;
  const std::int64_t Number = T.integer(Threads).Value;
  return Wait->IsCounter ? haveAllCounted(P, Strand, Number, *Wait)
                         : Number == Wait->Times && haveAllPosted(P, Strand);
}

bool Handover::haveAllPosted(PlaceId P, std::uint32_t Strand) {
  // What outlives a call may be posted since an earlier one.
  if (T.place(C.rootOf(P)).Kind == PlaceKind::Global && !C.W.P.isMain(C.Fn))
    return false;
  if (!startsAtZero(P) || C.hasOtherWriters(P))
    return false;
  bool Any = false;
  for (const Writer &Wr : Writers) {
    const AccessEffect &W = C.E.All[Wr.Access];
    if (!C.mayOverlap(W.Place, P) || W.Nature == AccessNature::Clear)
      continue;
    if (W.Place != P || W.Nature != AccessNature::Signal || W.Unplaced ||
        Wr.Strand != Strand || isRecursive(W) ||
        llvm::is_contained(W.Before.Signalled, P))
      return false;
    Any = true;
  }
  return Any;
}

/// Has each of \p Threads threads stepped \p P, when that has come to where
/// \p Wait says?
bool Handover::haveAllCounted(PlaceId P, std::uint32_t Strand,
                              std::int64_t Threads, const CountedWait &Wait) {
  const auto Start = startOf(P);
  if (!Start || (Wait.Down ? Start->first - Wait.Times
                           : Wait.Times - Start->first) != Threads)
    return false;
  // What is allocated may be zero at first, by no store.
  if (T.place(C.rootOf(P)).Kind == PlaceKind::Alloc &&
      (Wait.Down ? Wait.Times >= 0 : Wait.Times <= 0))
    return false;
  // One mutex for all that has to do with the counter.
  const PlaceId Flag = T.field(P, C.W.str(GuardedFlag.str()));
  CommonMutexes Common;
  bool Any = false;
  for (std::uint32_t N = 0; N != C.E.All.size(); ++N) {
    const AccessEffect &W = C.E.All[N];
    // (Nobody tests what is gone.)
    if (!C.mayOverlap(W.Place, P) || W.Nature == AccessNature::Released)
      continue;
    // An access comes right before what it stores.
    if (const StoreEffect *S = Start->second;
        S && !S->Imported && All.StrandOf[N] == None && W.Place == P &&
        W.Step == 0 && C.spotOf(N) == Context::Spot(S->Block, S->Event - 1))
      continue;
    if (isWrite(W.Kind)) {
      if (W.Kind != AccessKind::Write || W.Place != P ||
          W.Step != (Wait.Down ? -1 : 1) ||
          W.Nature == AccessNature::Container || W.Approximate || W.Unplaced ||
          isRecursive(W) || All.StrandOf[N] != Strand ||
          llvm::is_contained(W.Before.Signalled, Flag))
        return false;
      Any = true;
    } else if (W.Place != P) {
      continue;
    }
    // What is read without any mutex is tested nowhere (passTest).
    if (isWrite(W.Kind) || holdsMutex(W.Locks))
      Common.keep(W, true);
  }
  return Any && Common.any([&](PlaceId M) { return isOne(M); });
}
