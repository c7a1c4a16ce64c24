//===- Doubts.cpp - What may keep a race from happening -------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Two accesses meet, and no proof parts them; what was not understood may.
//
//===----------------------------------------------------------------------===//

#include "Choices.h"
#include "Gates.h"
#include "Judge.h"
#include "TakenCallables.h"
#include "UnsetPointers.h"

using namespace aether::analysis;

std::optional<Judge::Doubt>
Judge::doubtOf(Overlap &O, Handover &H, const Keepers &Known, const Pair &P) {
  for (const AccessEffect *X : {&P.A, &P.B})
    for (const Dispatch &Made : X->Dispatches) {
      const PlaceKind Root = Made.Slot == None
                                 ? PlaceKind::Unknown
                                 : T.place(C.rootOf(Made.Slot)).Kind;
      return Doubt{"whether `" + C.W.text(C.W.P.Functions[Made.Runs].Name) +
                       "` is what a virtual call runs is not known",
                   Root == PlaceKind::Param || Root == PlaceKind::This};
    }
  const AccessEffect &A = P.A, &B = P.B;
  if ((A.Approximate || B.Approximate) && !isSameChoice(O, P) &&
      !(P.NA == P.NB && meetsInOneOf(O, P.R, A)))
    return Doubt{"`" + C.describe(A.Via == None ? A.Place : A.Via) +
                 (C.isOfRecursion(A.Place) || C.isOfRecursion(B.Place)
                      ? "` may be touched by a recursive call"
                      : "` may be one of several objects")};
  if (!P.Unsequenced && !P.Atomic)
    if (std::optional<Doubt> D = doubtOfOrder(O, H, P))
      return D;
  if (!P.Unsequenced)
    if (std::optional<Doubt> D = doubtOfLocks(O, P))
      return D;
  // What a function itself waits for was looked at before.
  auto MayWait = [&](const AccessEffect &X, std::uint32_t S,
                     std::uint32_t For) {
    return !E.Strands[S].Parent && C.mayWaitFor(X, For);
  };
  // By an atomic, or under a lock, a task may say that it does no more.
  auto MayBeTold = [&](const AccessEffect &End) {
    return End.EndsScope &&
           !(End.Before.Waited.empty() && End.Before.Seen.empty());
  };
  if (((isAtomic(A.Kind) || isAtomic(B.Kind)) &&
       (MayBeTold(A) || MayBeTold(B))) ||
      (P.R.Doubtful && !O.isStillRunning(A, B, P.M)) ||
      MayWait(A, P.R.A, P.R.B) || MayWait(B, P.R.B, P.R.A) ||
      (P.EndsScope && (A.Member || B.Member)))
    return Doubt{"whether the task is over by then was not understood"};
  if (!P.Unsequenced && mayWaitAtGate(C, P.R, A, B))
    return Doubt{"whether the task has waited for a mutex that was held when "
                 "it started was not understood"};
  if (P.Ends && !Known.isLast(*P.Ends))
    return Doubt{"whether `" + C.describe(P.Ends->Place) +
                 "` ends with one of its owners was not understood"};
  return doubtOfObjects(O, P);
}

/// What may put one before the other.
std::optional<Judge::Doubt> Judge::doubtOfOrder(Overlap &O, Handover &H,
                                                const Pair &P) {
  if (const PlaceId By = H.mayOrder(P.A, P.B); By != None)
    return Doubt{"`" + C.describe(By) + "` may put the accesses to `" +
                 C.describe(P.A.Place) + "` in order"};
  auto MeetsIn = [&](const Relation &Left) {
    return Overlap(C, I, All, Left).compare(P.A, P.B).Result == Meeting::Meets;
  };
  for (const auto &[X, Y] : {std::pair(&P.A, &P.B), std::pair(&P.B, &P.A)})
    if (const PlaceId By = O.mayBeInitialiser(*X, *Y); By != None)
      return Doubt{"whether the initialiser that `" + C.describe(By) +
                   "` guards is over was not understood"};
  if (const PlaceId By = H.mayPartStarts(P.A, P.B, MeetsIn); By != None)
    return Doubt{"`" + C.describe(By) +
                 "` may be waited for between the rounds that touch `" +
                 C.describe(P.A.Place) + "`"};
  return std::nullopt;
}

/// Which locks may protect them.
std::optional<Judge::Doubt> Judge::doubtOfLocks(Overlap &O, const Pair &P) {
  auto Named = [&](const HeldLock &L) {
    return "the lock `" + C.W.text(L.Spelling) + "`";
  };
  if (const HeldLock *Other = O.mayShareLock(P.A, P.B))
    return Doubt{Named(*Other) +
                     " may be the one that the other access is made under",
                 O.isFromCaller(Other->Mutex)};
  if (const HeldLock *One = O.mayBeOneLock(P.A, P.B, P.M))
    return Doubt{Named(*One) + " may be one of several mutexes",
                 O.isFromCaller(One->Mutex)};
  for (const auto &[X, Y] : {std::pair(&P.A, &P.B), std::pair(&P.B, &P.A)})
    if (const HeldLock *Some = O.maySometimesShareLock(*X, *Y))
      return Doubt{"whether " + Named(*Some) + " is held was not understood",
                   O.isFromCaller(Some->If)};
  return std::nullopt;
}

/// Why they may touch different objects, or not both be made.
std::optional<Judge::Doubt> Judge::doubtOfObjects(Overlap &O, const Pair &P) {
  const auto &[R, A, B] = std::tie(P.R, P.A, P.B);
  // What is allocated in a loop, or by each of other tasks, is one only if one
  // pointer led to it.
  const PlaceNode Root = T.place(C.rootOf(A.Place));
  const std::uint32_t Maker =
      Root.Kind == PlaceKind::Local ? E.Locals[Root.Arg].Strand : None;
  const bool MadeByOthers =
      Maker != None && Maker != R.A && Maker != R.B && E.Strands[Maker].Many;
  const bool Many = (isMany(A.Place) || MadeByOthers) &&
                    !(A.Via == B.Via && A.Via != None && O.isShared(A.Via));
  if (Many || C.perInstance(R, P.M.Items ? P.M.Object : A.Place))
    return Doubt{"each task may have a `" + C.describe(A.Place) +
                 "` of its own"};
  if (dependsOnRound(C, R, A) || dependsOnRound(C, R, B))
    return Doubt{"which rounds start a task that touches `" +
                 C.describe(A.Place) + "` was not understood"};
  if (restsOnUnset(C, R, A) || restsOnUnset(C, R, B) || O.exclude(A, B, P.M))
    return Doubt{"whether both get past their tests was not understood"};
  if (O.mayBeOtherElements(P.NA, P.NB) && !isSameChoice(O, P))
    return Doubt{"whether both touch one element of `" + C.describe(A.Place) +
                 "` was not understood"};
  if (!P.Unsequenced && O.mayMeetInOtherRounds(A, B, P.M))
    return Doubt{"whether a barrier parts the rounds that touch `" +
                 C.describe(A.Place) + "` was not understood"};
  if (arePickedApart(C, R, P.NA, P.NB))
    return Doubt{"whether one round of both loops is picked was not "
                 "understood"};
  if (!P.Atomic && (isTakenOnce(C, R, A, B) ||
                    (E.Strands[R.A].Parent && isBeforeJobs(C, R, P.NA, B)) ||
                    (E.Strands[R.B].Parent && isBeforeJobs(C, R, P.NB, A))))
    return Doubt{"which task runs what was put into a container was not "
                 "understood"};
  return std::nullopt;
}

/// Were both led to their object by what one shared variable was found to be?
bool Judge::isSameChoice(const Overlap &O, const Pair &P) {
  const PlaceId Via = chosenBy(C, P.A.Via);
  return Via == chosenBy(C, P.B.Via) && Via != None && O.isShared(Via) &&
         T.place(C.rootOf(Via)).Kind != PlaceKind::Unknown;
}
