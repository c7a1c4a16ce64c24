//===- Judge.cpp - Which accesses race ------------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Choices.h"
#include "Context.h"
#include "Gates.h"
#include "Handover.h"
#include "Keepers.h"
#include "Ledger.h"
#include "Overlap.h"
#include "TakenCallables.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <optional>

using namespace aether::analysis;

namespace {

/// Of one function, so many relations are left for callers to decide; for these
/// may have as many again from each of their calls.
constexpr std::size_t MaxOpen = 1024;
/// Of two tasks, so many pairs of accesses are held against each other.
constexpr std::size_t MaxComparisons = 200'000;

class Judge {
public:
  Judge(Context &C, Ledger &L) : C(C), E(C.E), T(C.T), L(L), I(C), All(C) {}
  void run();

private:
  void relation(const Relation &R, bool &Undecided,
                std::set<std::uint32_t> &Involved);
  void pair(Overlap &O, Handover &H, const Relation &R, std::uint32_t NA,
            std::uint32_t NB, bool &Undecided,
            std::set<std::uint32_t> &Involved);
  std::optional<Pattern> pattern(Overlap &O, const Relation &R,
                                 const AccessEffect &A, const AccessEffect &B,
                                 const Match &M);
  bool isLostUpdate(const Overlap &O, const AccessEffect &A,
                    const AccessEffect &B);
  std::vector<SiteId> sites(const Relation &R);
  SourcePos userPosition(SourcePos Pos, FunctionIx Fn, const Frame *Chain);
  void doubt(const Relation &R, std::string Text, SourcePos Pos,
             bool FromCaller);
  void race(Overlap &O, const Relation &R, const AccessEffect &A,
            const AccessEffect &B, Pattern Kind);
  RaceSide side(const AccessEffect &A, bool Parent);
  bool isMany(PlaceId P);
  /// \p IsCounted: their number has to be known.
  bool isMadeByMoreThan(std::int64_t Objects, const Relation &R,
                        const AccessEffect &A, bool IsCounted = false);
  bool isCommon(Overlap &O, const Relation &R, PlaceId P);
  bool meetsInOneOf(Overlap &O, const Relation &R, const AccessEffect &A);
  bool isOneRound(const Relation &R) const;
  bool meetsInArray(Overlap &O, const Relation &R, const AccessEffect &A);
  bool meetsInElements(Overlap &O, const Relation &R, const AccessEffect &A);

  Context &C;
  Effects &E;
  Terms &T;
  Ledger &L;
  Indices I;
  const Writes All;
  std::size_t Comparisons = 0; ///< for the relation that is looked at
};

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
  for (std::size_t X = 0; X != A.size(); ++X)
    for (std::size_t Y = R.A == R.B ? X : 0; Y != B.size(); ++Y) {
      pair(O, H, R, A[X], B[Y], Undecided, Involved);
      if (Comparisons == MaxComparisons) {
        doubt(R, "its tasks touch more than is compared", SourcePos(), false);
        return;
      }
    }
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

/// May the object be one of several that are made in one place?
bool Judge::isMany(PlaceId P) {
  const PlaceId Root = C.rootOf(P);
  const PlaceNode N = T.place(Root);
  bool Many = N.Kind == PlaceKind::Local && E.Locals[N.Arg].Many;
  if (auto It = C.Mentions.find(Root);
      N.Kind == PlaceKind::Alloc && It != C.Mentions.end())
    Many |= !C.Shape.around(It->second.first).empty();
  return Many;
}

/// Does every task make the access, and are there more tasks than \p Objects?
bool Judge::isMadeByMoreThan(std::int64_t Objects, const Relation &R,
                             const AccessEffect &A, bool IsCounted) {
  const Strand &St = E.Strands[R.A];
  if (R.A != R.B || R.Instances || !St.Many || St.Parent || St.Group == None ||
      !A.Certain || !A.Locks.empty())
    return false;
  // Where callers say how many there are, there may well be more than a few.
  const auto &Dimensions = E.Groups[St.Group].Dimensions;
  std::int64_t Tasks = 1;
  bool Known = true, Limited = false;
  for (const ParallelCall::Dimension &D : Dimensions) {
    if (D.IsBlock)
      return false; // Perhaps as few as there are threads.
    const bool Counted = D.Lo != None && D.Hi != None &&
                         T.integer(D.Lo).Kind == IntKind::Const &&
                         T.integer(D.Hi).Kind == IntKind::Const;
    Known &= Counted;
    Limited |= D.Hi != None && !isInput(C, D.Hi);
    if (Counted && Tasks <= Objects)
      Tasks *= std::clamp<std::int64_t>(
          T.integer(D.Hi).Value - T.integer(D.Lo).Value, 0, Objects + 1);
  }
  return !Dimensions.empty() && Tasks != 0 &&
         (Known ? Tasks > Objects
                : !IsCounted && !Limited && Objects <= std::int64_t(MaxOneOf));
}

/// Is \p P one object that all tasks have in common?
bool Judge::isCommon(Overlap &O, const Relation &R, PlaceId P) {
  const PlaceNode Root = T.place(C.rootOf(P));
  return !C.isThreadLocal(C.rootOf(P)) && Root.Kind != PlaceKind::Unknown &&
         Root.Kind != PlaceKind::Function && O.isShared(P) && !isMany(P) &&
         !C.perInstance(R, P);
}

/// Every task makes the access to one of a few objects that all of them share,
/// and there are more tasks than objects: two meet in one, however they choose.
bool Judge::meetsInOneOf(Overlap &O, const Relation &R, const AccessEffect &A) {
  return !A.OneOf.empty() &&
         isMadeByMoreThan(static_cast<std::int64_t>(A.OneOf.size()), R, A) &&
         llvm::all_of(A.OneOf, [&](PlaceId P) { return isCommon(O, R, P); });
}

/// The same for one of the elements of an array whose type says how many it
/// has.
bool Judge::meetsInArray(Overlap &O, const Relation &R, const AccessEffect &A) {
  const PlaceNode N = T.place(A.Place);
  if (A.Approximate || N.Kind != PlaceKind::Index ||
      T.place(N.Parent).Kind != PlaceKind::Local)
    return false;
  const std::uint32_t Local = T.place(N.Parent).Arg;
  const std::int64_t Elements =
      Local < C.F.Locals.size()
          ? elementsOfType(C.W.text(C.F.Locals[Local].Type))
          : 0;
  return Elements > 0 && isMadeByMoreThan(Elements, R, A) && O.isGiven(N.Arg) &&
         isCommon(O, R, N.Parent);
}

/// The same for one of a few elements, for its index has few values: that of
/// `++count[key % 10]`, of `++seen[letter]`.
bool Judge::meetsInElements(Overlap &O, const Relation &R,
                            const AccessEffect &A) {
  if (A.Approximate || !isWrite(A.Kind))
    return false;
  PlaceId P = A.Place;
  while (P != None && (T.place(P).Kind == PlaceKind::Field ||
                       T.place(P).Kind == PlaceKind::Structure))
    P = T.place(P).Parent;
  if (P == None || T.place(P).Kind != PlaceKind::Index)
    return false;
  const PlaceNode Element = T.place(P);
  auto Meets = [&](std::int64_t Values, bool IsCounted) {
    return Values > 0 && isMadeByMoreThan(Values, R, A, IsCounted) &&
           isCommon(O, R, Element.Parent);
  };
  // Who has an array of few elements may well start no more tasks.
  if (Meets(A.Values, true))
    return true;
  IntNode At = T.integer(Element.Arg);
  while (At.Kind == IntKind::Add && T.integer(At.B).Kind == IntKind::Const)
    At = T.integer(At.A);
  if (At.Kind != IntKind::Mod || T.integer(At.B).Kind != IntKind::Const)
    return false;
  // A remainder may be negative.
  const std::int64_t By = T.integer(At.B).Value;
  return By > 0 && By < (std::int64_t(1) << 32) && O.isGiven(Element.Arg) &&
         Meets(2 * By - 1, false);
}

void Judge::pair(Overlap &O, Handover &H, const Relation &R, std::uint32_t NA,
                 std::uint32_t NB, bool &Undecided,
                 std::set<std::uint32_t> &Involved) {
  const AccessEffect &A = E.All[NA], &B = E.All[NB];
  // An object ends with its last owner; owners go one after the other.
  const bool EndsA = givesUpShare(A), EndsB = givesUpShare(B);
  const bool EndsScope = A.EndsScope || B.EndsScope;
  if (EndsA || EndsB ? EndsA && EndsB
                     : !isWrite(A.Kind) && !isWrite(B.Kind) && !EndsScope)
    return;
  // A parameter that somebody writes to is a variable of its own.
  auto IsParameter = [&](const AccessEffect &X) {
    return T.place(C.rootOf(X.Place)).Kind == PlaceKind::Param &&
           !C.hasDeref(X.Place);
  };
  if (!EndsScope && (IsParameter(A) || IsParameter(B)))
    return;
  const AccessEffect *Ends = EndsA ? &A : EndsB ? &B : nullptr;
  Keepers Known(C, O);
  if (Ends && !Known.mayEnd(*Ends))
    return;
  const bool Atomic = isAtomic(A.Kind) && isAtomic(B.Kind);
  if (Atomic && !isLostUpdate(O, A, B))
    return;
  // By an atomic a task may say that it does no more.
  if (EndsScope && (isAtomic(A.Kind) || isAtomic(B.Kind) ||
                    !C.outlives(A.EndsScope ? R.B : R.A, A.EndsScope ? A : B)))
    return;
  ++Comparisons;
  Match M = O.compare(A, B);
  if (M.Result == Meeting::Maybe && NA == NB && !Atomic &&
      meetsInElements(O, R, A)) {
    M = Match();
    M.Result = Meeting::Meets;
  }
  if (M.Result == Meeting::Disjoint) {
    if (M.Distinct)
      for (const SiteId &Site : sites(R))
        L.Sites[Site].Assumptions.insert("items are distinct objects");
    // Callers see who else may turn the counter back.
    if (M.Tickets) {
      Undecided = true;
      Involved.insert(NA);
      Involved.insert(NB);
    }
    return;
  }
  if (Ends && Known.keeps(EndsA ? B : A, *Ends, EndsA ? R.B : R.A))
    return;
  // What is done without a lock that is held for certain is not done.
  auto IsHeld = [&](const HeldLock &L) {
    return isPerhapsHeld(T, C.W, L) && decided(T, L.If) == true;
  };
  if (llvm::any_of(A.Locks, IsHeld) || llvm::any_of(B.Locks, IsHeld))
    return;
  // Atomic accesses that may touch one object are no race; only a certain lost
  // update counts.
  if (Atomic && M.Result != Meeting::Meets)
    return;
  const bool Unsequenced = E.Strands[R.A].Group == E.Strands[R.B].Group &&
                           E.Strands[R.A].Group != None &&
                           E.Groups[E.Strands[R.A].Group].Unsequenced;
  if (!Unsequenced && H.isOrdered(A, B))
    return;
  if (R.Doubtful && O.isEndedBefore(A, B, M))
    return;
  const auto [Lock, LockDoubt] =
      Unsequenced || (M.Result != Meeting::Meets && M.Result != Meeting::Maybe)
          ? Protection()
          : O.protection(A, B, M);
  if (Lock && !*LockDoubt) {
    if (C.isSpinLock(Lock->Mutex))
      for (const SiteId &Site : sites(R))
        L.Sites[Site].Assumptions.insert("only who has taken the lock `" +
                                         C.W.text(Lock->Spelling) +
                                         "` gives it back");
    return;
  }
  const SourcePos Pos = userPosition(A.Pos, A.Function, A.Chain);
  auto Doubtful = [&](std::string Text, bool FromCaller) {
    doubt(R, std::move(Text), Pos, FromCaller);
    Undecided |= FromCaller;
    if (FromCaller) {
      Involved.insert(NA);
      Involved.insert(NB);
    }
  };
  if (M.Result == Meeting::Maybe && NA == NB && meetsInArray(O, R, A))
    M.Result = Meeting::Meets;
  if (M.Result == Meeting::Maybe) {
    Doubtful(M.Reason, M.FromCaller);
    return;
  }
  if (Lock) {
    const std::string Name = C.W.text(Lock->Spelling);
    Doubtful(Name.empty()
                 ? "the accesses to `" + C.describe(A.Place) + "` " + LockDoubt
                 : "the lock `" + Name + "` " + LockDoubt,
             false);
    return;
  }
  for (const AccessEffect *X : {&A, &B})
    for (const Dispatch &Made : X->Dispatches) {
      const PlaceKind Root = Made.Slot == None
                                 ? PlaceKind::Unknown
                                 : C.T.place(C.rootOf(Made.Slot)).Kind;
      Doubtful("whether `" + C.W.text(C.W.P.Functions[Made.Runs].Name) +
                   "` is what a virtual call runs is not known",
               Root == PlaceKind::Param || Root == PlaceKind::This);
      return;
    }
  auto IsSameChoice = [&] {
    const PlaceId Via = chosenBy(C, A.Via);
    return Via == chosenBy(C, B.Via) && Via != None && O.isShared(Via) &&
           T.place(C.rootOf(Via)).Kind != PlaceKind::Unknown;
  };
  if (A.Approximate || B.Approximate) {
    if (!IsSameChoice() && !(NA == NB && meetsInOneOf(O, R, A))) {
      Doubtful("`" + C.describe(A.Via == None ? A.Place : A.Via) +
                   (C.isOfRecursion(A.Place) || C.isOfRecursion(B.Place)
                        ? "` may be touched by a recursive call"
                        : "` may be one of several objects"),
               false);
      return;
    }
  }
  if (const PlaceId P = Unsequenced || Atomic ? None : H.mayOrder(A, B);
      P != None) {
    Doubtful("`" + C.describe(P) + "` may put the accesses to `" +
                 C.describe(A.Place) + "` in order",
             false);
    return;
  }
  auto MeetsIn = [&](const Relation &Left) {
    return Overlap(C, I, All, Left).compare(A, B).Result == Meeting::Meets;
  };
  if (const PlaceId P =
          Unsequenced || Atomic ? None : H.mayPartStarts(A, B, MeetsIn);
      P != None) {
    Doubtful("`" + C.describe(P) +
                 "` may be waited for between the rounds that touch `" +
                 C.describe(A.Place) + "`",
             false);
    return;
  }
  if (const HeldLock *Other = Unsequenced ? nullptr : O.mayShareLock(A, B)) {
    Doubtful("the lock `" + C.W.text(Other->Spelling) +
                 "` may be the one that the other access is made under",
             O.isFromCaller(Other->Mutex));
    return;
  }
  if (const HeldLock *One = Unsequenced ? nullptr : O.mayBeOneLock(A, B, M)) {
    Doubtful("the lock `" + C.W.text(One->Spelling) +
                 "` may be one of several mutexes",
             O.isFromCaller(One->Mutex));
    return;
  }
  for (const auto &[X, Y] : {std::pair(&A, &B), std::pair(&B, &A)})
    if (const HeldLock *Some =
            Unsequenced ? nullptr : O.maySometimesShareLock(*X, *Y)) {
      Doubtful("whether the lock `" + C.W.text(Some->Spelling) +
                   "` is held was not understood",
               O.isFromCaller(Some->If));
      return;
    }
  // What a function itself waits for was looked at before.
  auto MayWait = [&](const AccessEffect &X, std::uint32_t S,
                     std::uint32_t For) {
    return !E.Strands[S].Parent && C.mayWaitFor(X, For);
  };
  if ((R.Doubtful && !O.isStillRunning(A, B, M)) || MayWait(A, R.A, R.B) ||
      MayWait(B, R.B, R.A) || (EndsScope && (A.Member || B.Member))) {
    Doubtful("whether the task is over by then was not understood", false);
    return;
  }
  if (!Unsequenced && mayWaitAtGate(C, R, A, B)) {
    Doubtful("whether the task has waited for a mutex that was held when it "
             "started was not understood",
             false);
    return;
  }
  if (Ends && !Known.isLast(*Ends)) {
    Doubtful("whether `" + C.describe(Ends->Place) +
                 "` ends with one of its owners was not understood",
             false);
    return;
  }
  // What is allocated in a loop is one only if one pointer led to it.
  const bool Many = isMany(A.Place) &&
                    !(A.Via == B.Via && A.Via != None && O.isShared(A.Via));
  if (Many || C.perInstance(R, M.Items ? M.Object : A.Place)) {
    Doubtful("each task may have a `" + C.describe(A.Place) + "` of its own",
             false);
    return;
  }
  if (dependsOnRound(C, R, A) || dependsOnRound(C, R, B)) {
    Doubtful("which rounds start a task that touches `" + C.describe(A.Place) +
                 "` was not understood",
             false);
    return;
  }
  if (O.exclude(A, B, M)) {
    Doubtful("whether both get past their tests was not understood", false);
    return;
  }
  if (O.mayBeOtherElements(NA, NB) && !IsSameChoice()) {
    Doubtful("whether both touch one element of `" + C.describe(A.Place) +
                 "` was not understood",
             false);
    return;
  }
  if (!Unsequenced && O.mayMeetInOtherRounds(A, B, M)) {
    Doubtful("whether a barrier parts the rounds that touch `" +
                 C.describe(A.Place) + "` was not understood",
             false);
    return;
  }
  if (arePickedApart(C, R, NA, NB)) {
    Doubtful("whether one round of both loops is picked was not understood",
             false);
    return;
  }
  if (!Atomic && isTakenOnce(C, R, A, B)) {
    Doubtful("which task runs what was put into a container was not understood",
             false);
    return;
  }
  if (std::optional<Pattern> Kind = pattern(O, R, A, B, M))
    race(O, R, A, B, *Kind);
}

std::optional<Pattern> Judge::pattern(Overlap &O, const Relation &R,
                                      const AccessEffect &A,
                                      const AccessEffect &B, const Match &M) {
  auto Either = [&](AccessNature N) { return A.Nature == N || B.Nature == N; };
  // Not what merely stands for the order of one thread.
  auto HasLock = [&](const AccessEffect &X) {
    return llvm::any_of(X.Locks, [&](const HeldLock &L) {
      return isHeld(L.Mode) && !C.W.text(L.Spelling).empty();
    });
  };
  if (HasLock(A) && HasLock(B))
    return Pattern::WrongLock;
  if (isAtomic(A.Kind) && isAtomic(B.Kind))
    return Pattern::LostUpdate;
  if (Either(AccessNature::ThreadBound))
    return Pattern::ThreadBoundObject;
  if (Either(AccessNature::NonReentrant))
    return Pattern::NonReentrantCall;
  // Reached by a pointer that each task has in an item of its own.
  auto ByItem = [&](const AccessEffect &X) {
    if (X.Via == None || X.Via == X.Place)
      return false;
    for (PlaceId P = X.Via; P != None; P = T.place(P).Parent)
      if (T.place(P).Kind == PlaceKind::Deref &&
          O.isIndexedByTask(T.place(P).Parent))
        return true;
    return false;
  };
  if (M.Items || ((ByItem(A) || ByItem(B)) && !O.isIndexedByTask(A.Place) &&
                  !O.isIndexedByTask(B.Place)))
    return Pattern::AliasedItems;
  auto InElement = [&](PlaceId P) {
    auto Named = [&](PlaceId Q, const char *Part) {
      return T.place(Q).Kind == PlaceKind::Field &&
             C.W.text(T.place(Q).Arg) == Part;
    };
    // What an element owns lies elsewhere, and a tuple's members are no
    // elements.
    for (;
         P != None && T.place(P).Kind != PlaceKind::Deref && !Named(P, "owned");
         P = T.place(P).Parent)
      if ((T.place(P).Kind == PlaceKind::Index &&
           !Named(T.place(P).Parent, "members")) ||
          T.place(P).Kind == PlaceKind::Elements ||
          T.place(P).Kind == PlaceKind::Offset)
        return true;
    return false;
  };
  const PlaceKind Root = T.place(C.rootOf(A.Place)).Kind;
  const Pattern OfVariable = Root == PlaceKind::Global
                                 ? Pattern::GlobalMutation
                                 : Pattern::CapturedMutation;
  if (A.EndsScope || B.EndsScope)
    return InElement(A.Place) || InElement(B.Place)
               ? Pattern::OverlappingElements
               : OfVariable;
  // What ends with its container, as far as it lies in there; not memory that
  // is given back as a whole.
  auto EndsInside = [&](const AccessEffect &X) {
    return X.Nature == AccessNature::Released && isWrite(X.Kind) &&
           T.place(X.Place).Kind != PlaceKind::Offset && InElement(X.Place);
  };
  if (EndsInside(A) || EndsInside(B))
    return Pattern::SharedContainer;
  if (Either(AccessNature::PackedBit) || O.isIndexedByTask(A.Place) ||
      O.isIndexedByTask(B.Place) ||
      (!Either(AccessNature::Container) && InElement(A.Place)))
    return Pattern::OverlappingElements;
  if (Either(AccessNature::Container))
    return Pattern::SharedContainer;
  if (A.Member || B.Member)
    return Pattern::MemberMutation;
  return OfVariable;
}

RaceSide Judge::side(const AccessEffect &A, bool Parent) {
  RaceSide Out;
  Out.Kind = givesUpShare(A) || A.EndsScope ? AccessKind::Write : A.Kind;
  Out.Spelling = A.Spelling;
  Out.Pos = userPosition(A.Pos, A.Function, A.Chain);
  Out.Chain = A.Chain;
  for (const HeldLock &Lock : A.Locks)
    if (isHeld(Lock.Mode) && !C.W.text(Lock.Spelling).empty() &&
        !llvm::is_contained(Out.Locks, Lock.Spelling))
      Out.Locks.push_back(Lock.Spelling);
  Out.Parent = Parent;
  return Out;
}

void Judge::race(Overlap &O, const Relation &R, const AccessEffect &A,
                 const AccessEffect &B, Pattern Kind) {
  Race Out;
  Out.Kind = Kind;
  Out.First = side(A, E.Strands[R.A].Parent);
  Out.Second = side(B, E.Strands[R.B].Parent);
  Out.Sites = sites(R);
  // The racing line is a write in a task.
  if (!isWrite(Out.First.Kind) ||
      (Out.First.Parent && isWrite(Out.Second.Kind)))
    std::swap(Out.First, Out.Second);
  Out.Variable = C.describe(A.Place);
  const PlaceId Root = C.rootOf(A.Place);
  const PlaceNode N = T.place(Root);
  if (N.Kind == PlaceKind::Global) {
    Out.SharedPos = C.W.P.Globals[N.Arg].Pos;
    if (C.W.P.inUserCode(Out.SharedPos))
      Out.SharedHow = "`" + C.describe(Root) + "` is one object for all tasks";
  } else {
    // Where its address was handed to the tasks.
    for (const StoreEffect &S : C.stores()) {
      const ValueNode V = T.value(S.Value);
      if (V.Kind != ValueKind::Addr || V.A != Root ||
          T.place(S.To).Kind != PlaceKind::Field || !C.W.P.inUserCode(S.Pos))
        continue;
      Out.SharedHow =
          "`" + C.describe(Root) + "` is captured by reference here";
      Out.SharedPos = S.Pos;
      break;
    }
    if (Out.SharedHow.empty() && N.Kind == PlaceKind::Local &&
        !C.describe(Root).empty() && !C.W.text(E.Locals[N.Arg].Name).empty() &&
        C.W.P.inUserCode(E.Locals[N.Arg].Pos)) {
      Out.SharedHow = "`" + C.describe(Root) + "` is declared here";
      Out.SharedPos = E.Locals[N.Arg].Pos;
    }
  }
  if (Out.SharedHow.empty())
    Out.SharedPos = SourcePos();
  L.Races.push_back(std::move(Out));
}

} // namespace

void aether::analysis::judge(Context &C, Ledger &L) { Judge(C, L).run(); }
