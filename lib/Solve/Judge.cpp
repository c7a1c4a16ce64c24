//===- Judge.cpp - Which accesses race ------------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The relations of one function, pair by pair.
//
//===----------------------------------------------------------------------===//

#include "Judge.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

namespace {

/// Of one function, so many relations are left for callers to decide; for these
/// may have as many again from each of their calls.
constexpr std::size_t MaxOpen = 1024;
/// Of two tasks, so many pairs of accesses are held against each other.
constexpr std::size_t MaxComparisons = 200'000;

} // namespace

void Judge::run() {
  std::vector<Relation> Open;
  std::set<std::uint32_t> OpenStrands;
  std::map<std::uint32_t, std::set<std::uint32_t>> Kept;
  for (const Relation &R : C.Relations) {
    bool Undecided = false;
    std::set<std::uint32_t> Involved;
    relation(R, Undecided, Involved);
    const bool Waiting =
        !E.Strands[R.A].Pendings.empty() || !E.Strands[R.B].Pendings.empty();
    if (!Undecided && !Waiting)
      continue;
    if (Open.size() == MaxOpen) {
      doubt(R, "it is reached in more ways than are followed", SourcePos(),
            false);
      continue;
    }
    Open.push_back(R);
    for (std::uint32_t S : {R.A, R.B})
      for (std::uint32_t N : E.Strands[S].Accesses)
        if (Waiting || Involved.count(N) ||
            E.All[N].Kind == AccessKind::AtomicWrite)
          Kept[S].insert(N);
  }
  // Tasks that run on race with whatever comes, so all of theirs is kept.
  std::set<std::uint32_t> Live;
  for (const Running &R : E.Live)
    Live.insert(R.Strands.begin(), R.Strands.end());
  for (std::uint32_t S = 0; S != E.Strands.size(); ++S) {
    if (Live.count(S))
      continue;
    const std::set<std::uint32_t> &Keep = Kept[S];
    llvm::erase_if(E.Strands[S].Accesses,
                   [&](std::uint32_t N) { return !Keep.count(N); });
  }
  E.Relations = std::move(Open);
}

std::vector<SiteId> Judge::sites(const Relation &R) {
  std::vector<SiteId> Out;
  for (std::uint32_t S : {R.A, R.B}) {
    const Strand &St = E.Strands[S];
    if (St.Parent || St.Group == None)
      continue;
    const GroupInfo &G = E.Groups[St.Group];
    const SiteId Id{G.Function, G.Index};
    if (!llvm::is_contained(Out, Id))
      Out.push_back(Id);
  }
  return Out;
}

/// The innermost position on the way that is in the user's code.
SourcePos Judge::userPosition(SourcePos Pos, FunctionIx Fn,
                              const Frame *Chain) {
  SourcePos Best;
  for (const Frame *F = Chain; F; F = F->Inner)
    if (C.W.P.inUserCode(F->Pos))
      Best = F->Pos;
  return C.W.P.inUserCode(Pos) ? Pos : Best;
}

void Judge::doubt(const Relation &R, std::string Text, SourcePos Pos,
                  bool FromCaller) {
  for (const SiteId &Site : sites(R)) {
    SiteRecord &Record = L.Sites[Site];
    auto &Into = FromCaller ? Record.FromCallers[C.Fn] : Record.Doubts;
    Into.insert({Text, Pos});
  }
}

void Judge::relation(const Relation &R, bool &Undecided,
                     std::set<std::uint32_t> &Involved) {
  for (const SiteId &Site : sites(R)) {
    SiteRecord &Record = L.Sites[Site];
    for (StringId A : E.Assumptions)
      Record.Assumptions.insert(C.W.text(A));
  }
  for (std::uint32_t S : {R.A, R.B}) {
    const Strand &St = E.Strands[S];
    for (std::uint32_t N : St.Opaques) {
      const OpaqueEffect &O = E.AllOpaque[N];
      doubt(R, C.W.text(O.Reason), userPosition(O.Pos, C.Fn, O.Chain), false);
    }
    for (std::uint32_t N : St.Pendings) {
      const PendingCall &P = E.AllPending[N];
      doubt(R,
            "calls `" + C.W.text(P.Spelling) + "`, which could not be resolved",
            userPosition(P.Pos, C.Fn, P.Chain), true);
    }
  }
  if (isOneRound(R))
    return;
  Overlap O(C, I, All, R);
  Handover H(C, O, All, R);
  const std::vector<std::uint32_t> A = E.Strands[R.A].Accesses;
  const std::vector<std::uint32_t> B = E.Strands[R.B].Accesses;
  Comparisons = 0;
  Raced.clear();
  auto TakesMutex = [&](std::uint32_t N) { return E.All[N].TakesMutex; };
  auto CompareAll = [&](bool OfMutexes) {
    for (std::size_t X = 0; X != A.size(); ++X)
      for (std::size_t Y = R.A == R.B ? X : 0; Y != B.size(); ++Y) {
        if ((TakesMutex(A[X]) || TakesMutex(B[Y])) != OfMutexes)
          continue;
        Pair P{R, A[X], B[Y], E.All[A[X]], E.All[B[Y]]};
        compare(O, H, P, Undecided, Involved);
        if (Comparisons == MaxComparisons) {
          doubt(R, "its tasks touch more than is compared", SourcePos(), false);
          return;
        }
      }
  };
  CompareAll(/*OfMutexes=*/false);
  if (llvm::any_of(A, TakesMutex) || llvm::any_of(B, TakesMutex))
    CompareAll(/*OfMutexes=*/true);
}

/// Would the two sides be of two rounds of loops that make no more than one?
bool Judge::isOneRound(const Relation &R) const {
  auto IsConst = [&](IntId At) {
    return At != None && T.integer(At).Kind == IntKind::Const;
  };
  // The tasks of another task of a group around are others.
  return R.Instances && !R.InstanceLoops.empty() && R.OuterGroups.empty() &&
         llvm::all_of(R.InstanceLoops, [&](std::uint32_t Number) {
           const Loop &Each = E.Loops[Number].L;
           return IsConst(Each.Lo) && IsConst(Each.Hi) && Each.Step > 0 &&
                  T.integer(Each.Hi).Value - T.integer(Each.Lo).Value <=
                      Each.Step;
         });
}

/// An atomic is read, and later written with what was made of it, or because of
/// it: what others write in between is lost.
bool Judge::isLostUpdate(const Overlap &O, const AccessEffect &A,
                         const AccessEffect &B) {
  if (A.Kind != AccessKind::AtomicWrite || B.Kind != AccessKind::AtomicWrite)
    return false;
  // Tasks that all choose between the old value and one and the same lose
  // nothing.
  if (A.Chosen != None && B.Chosen != None && !O.isSharedInt(A.Chosen) &&
      !O.isSharedInt(B.Chosen))
    return true;
  if (A.Claim.Kind != AtomicClaim::Test::None && A.Claim == B.Claim)
    return true;
  return llvm::is_contained(A.Sources, A.Place) ||
         llvm::is_contained(B.Sources, B.Place);
}

/// One of them takes a mutex: does the other end it, or make it anew? What may
/// be a mutex or something else is no reason for a doubt.
bool Judge::endsMutex(const AccessEffect &A, const AccessEffect &B) const {
  const AccessEffect &Ends = A.TakesMutex ? B : A;
  if (!Ends.EndsScope && Ends.Kind != AccessKind::Write)
    return false;
  // With what the mutex is taken for, the end races already.
  if (llvm::is_contained(Raced, Ends.Pos))
    return false;
  for (PlaceId P = A.TakesMutex ? A.Place : B.Place; P != None;
       P = T.place(P).Parent)
    if (P == Ends.Place)
      return true;
  return false;
}

/// Are they two accesses that could race at all?
bool Judge::conflicts(const Overlap &O, const Keepers &Known, Pair &P) {
  const AccessEffect &A = P.A, &B = P.B;
  if ((A.TakesMutex || B.TakesMutex) &&
      (A.TakesMutex == B.TakesMutex || !endsMutex(A, B)))
    return false;
  // An object ends with its last owner; owners go one after the other.
  const bool EndsA = givesUpShare(A), EndsB = givesUpShare(B);
  P.EndsScope = A.EndsScope || B.EndsScope;
  if (EndsA || EndsB ? EndsA && EndsB
                     : !isWrite(A.Kind) && !isWrite(B.Kind) && !P.EndsScope)
    return false;
  // A parameter that somebody writes to is a variable of its own.
  auto IsParameter = [&](const AccessEffect &X) {
    return T.place(C.rootOf(X.Place)).Kind == PlaceKind::Param &&
           !C.hasDeref(X.Place);
  };
  if (!P.EndsScope && (IsParameter(A) || IsParameter(B)))
    return false;
  P.Ends = EndsA ? &A : EndsB ? &B : nullptr;
  if (P.Ends && !Known.mayEnd(*P.Ends))
    return false;
  P.Atomic = isAtomic(A.Kind) && isAtomic(B.Kind);
  if (P.Atomic && !isLostUpdate(O, A, B))
    return false;
  return !P.EndsScope ||
         C.outlives(A.EndsScope ? P.R.B : P.R.A, A.EndsScope ? A : B);
}

void Judge::compare(Overlap &O, Handover &H, Pair &P, bool &Undecided,
                    std::set<std::uint32_t> &Involved) {
  const auto &[R, A, B] = std::tie(P.R, P.A, P.B);
  Keepers Known(C, O);
  if (!conflicts(O, Known, P))
    return;
  ++Comparisons;
  P.M = O.compare(A, B);
  if (P.M.Result == Meeting::Maybe && P.NA == P.NB && !P.Atomic &&
      meetsInElements(O, R, A)) {
    P.M = Match();
    P.M.Result = Meeting::Meets;
  }
  auto LeaveToCallers = [&] {
    Undecided = true;
    Involved.insert(P.NA);
    Involved.insert(P.NB);
  };
  if (P.M.Result == Meeting::Disjoint) {
    if (P.M.Distinct)
      for (const SiteId &Site : sites(R))
        L.Sites[Site].Assumptions.insert("items are distinct objects");
    // Callers see who else may turn the counter back.
    if (P.M.Tickets)
      LeaveToCallers();
    return;
  }
  if (P.Ends &&
      Known.keeps(P.Ends == &A ? B : A, *P.Ends, P.Ends == &A ? R.B : R.A))
    return;
  // What is done without a lock that is held for certain is not done.
  auto IsHeld = [&](const HeldLock &L) {
    return isPerhapsHeld(T, C.W, L) && decided(T, L.If) == true;
  };
  if (llvm::any_of(A.Locks, IsHeld) || llvm::any_of(B.Locks, IsHeld))
    return;
  // Atomic accesses that may touch one object are no race; only a certain lost
  // update counts.
  if (P.Atomic && P.M.Result != Meeting::Meets)
    return;
  const Strand &Side = E.Strands[R.A];
  P.Unsequenced = Side.Group == E.Strands[R.B].Group && Side.Group != None &&
                  E.Groups[Side.Group].Unsequenced;
  if (!P.Unsequenced &&
      (H.isOrdered(A, B) || H.isInOtherRound(A, B, P.M) ||
       C.comesAfterTasks(A, R.A, R.B) || C.comesAfterTasks(B, R.B, R.A)))
    return;
  if (R.Doubtful && O.isEndedBefore(A, B, P.M))
    return;
  const auto [Lock, LockDoubt] =
      P.Unsequenced ||
              (P.M.Result != Meeting::Meets && P.M.Result != Meeting::Maybe)
          ? Protection()
          : O.protection(A, B, P.M);
  if (Lock && !*LockDoubt) {
    if (C.isSpinLock(Lock->Mutex))
      for (const SiteId &Site : sites(R))
        L.Sites[Site].Assumptions.insert("only who has taken the lock `" +
                                         C.W.text(Lock->Spelling) +
                                         "` gives it back");
    return;
  }
  if (P.M.Result == Meeting::Maybe && P.NA == P.NB && meetsInArray(O, R, A))
    P.M.Result = Meeting::Meets;
  std::optional<Doubt> Why;
  if (P.M.Result == Meeting::Maybe)
    Why = Doubt{P.M.Reason, P.M.FromCaller};
  else if (const std::string Name = Lock ? C.W.text(Lock->Spelling) : ""; Lock)
    Why = Doubt{Name.empty() ? "the accesses to `" + C.describe(A.Place) +
                                   "` " + LockDoubt
                             : "the lock `" + Name + "` " + LockDoubt};
  else
    Why = doubtOf(O, H, Known, P);
  if (Why) {
    doubt(R, Why->Text, userPosition(A.Pos, A.Function, A.Chain),
          Why->FromCaller);
    if (Why->FromCaller)
      LeaveToCallers();
    if (const Witness *Seen = witness(P))
      if (std::optional<Pattern> Kind = pattern(O, P)) {
        // A pointer may have led elsewhere than its name says.
        if (*Kind == Pattern::CapturedMutation &&
            Seen->Memory == WitnessMemory::Global)
          Kind = Pattern::GlobalMutation;
        else if (*Kind == Pattern::GlobalMutation &&
                 Seen->Memory == WitnessMemory::Stack)
          Kind = Pattern::CapturedMutation;
        race(P, *Kind, /*Rehearsed=*/true);
      }
  } else if (std::optional<Pattern> Kind = pattern(O, P)) {
    race(P, *Kind);
    Raced.push_back(A.Pos);
    Raced.push_back(B.Pos);
  }
}

void aether::analysis::judge(Context &C, Ledger &L) { Judge(C, L).run(); }
