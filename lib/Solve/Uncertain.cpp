//===- Uncertain.cpp - Is it certain that two accesses race? --------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What speaks against a finding without refuting it: a lock that may be the
// right one, elements that may be others, rounds that a barrier may part.
//
//===----------------------------------------------------------------------===//

#include "Overlap.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// A pointer, or a number that is not understood, leads to one of several
/// mutexes: the right one may be among them. (A number only where the object
/// that is touched has the mutex.)
const HeldLock *Overlap::mayBeOneLock(const AccessEffect &A,
                                      const AccessEffect &B, const Match &M) {
  // Of two that are held on either side, sometimes one and sometimes the other
  // may be what both have.
  auto HasSeveral = [&](const AccessEffect &X) {
    return llvm::count_if(X.Locks, [&](const HeldLock &L) {
             return L.Mode == LockMode::Exclusive &&
                    C.rootOf(L.Mutex) == C.rootOf(X.Place);
           }) > 1;
  };
  const bool Several = HasSeveral(A) && HasSeveral(B);
  for (const HeldLock &X : A.Locks)
    for (const HeldLock &Y : B.Locks) {
      if (!isHeld(X.Mode) || !isHeld(Y.Mode) ||
          (X.Mode == LockMode::Shared && Y.Mode == LockMode::Shared) ||
          isMutex(X.Mutex) == false)
        continue;
      const Places OfX = C.resolve(X.Mutex), OfY = C.resolve(Y.Mutex);
      if (OfX.size() < 2 && OfY.size() < 2) {
        if (M.Items || C.rootOf(X.Mutex) != C.rootOf(A.Place) ||
            C.rootOf(Y.Mutex) != C.rootOf(A.Place))
          continue;
        const Walk W = walk(X.Mutex, Y.Mutex);
        if (W.Apart || W.Alias || W.Odd || W.Loose)
          continue;
        std::vector<std::pair<IntId, IntId>> Equal = M.Equal;
        Equal.insert(Equal.end(), W.Cell.begin(), W.Cell.end());
        Equal.insert(Equal.end(), W.Rest.begin(), W.Rest.end());
        if (Equal.size() == M.Equal.size())
          continue;
        const Meeting Same = I.ask(question(A, B, std::move(Equal))).Result;
        if (Same == Meeting::Maybe || (Same == Meeting::Meets && Several))
          return &X;
        continue;
      }
      if (llvm::any_of(OfX, [&](PlaceId P) {
            return llvm::any_of(
                OfY, [&](PlaceId Q) { return C.mayBeSameLock(P, Q); });
          }))
        return &X;
    }
  return nullptr;
}

/// One element each of a chain of nodes, which are not numbered: perhaps not
/// the same one. Or one side goes through all of them, and the other does so,
/// too, for each picks its own.
bool Overlap::mayBeOtherElements(std::uint32_t NA, std::uint32_t NB) const {
  const AccessEffect &A = C.E.All[NA], &B = C.E.All[NB];
  const PlaceNode Root = T.place(C.rootOf(A.Place));
  if (Root.Kind != PlaceKind::Local || A.Nature != AccessNature::Plain ||
      B.Nature != AccessNature::Plain)
    return false;
  // Perhaps in a namespace of the library's version.
  const llvm::StringRef Type =
      llvm::StringRef(C.W.text(C.E.Locals[Root.Arg].Type))
          .take_until([](char X) { return X == '<'; });
  const llvm::StringRef Name = Type.rsplit("::").second;
  const llvm::StringRef Chains[] = {"list", "forward_list", "map",
                                    "set",  "multimap",     "multiset"};
  if (!Type.contains("std::") ||
      !(llvm::is_contained(Chains, Name) || Name.starts_with("unordered_")) ||
      !walk(A.Place, B.Place).Loose)
    return false;
  // What tasks go through themselves may be a part.
  auto Made = [&](std::uint32_t N) {
    const std::uint32_t Block = C.spotOf(N).first;
    const auto Around =
        Block == None ? std::vector<std::uint32_t>() : C.Shape.around(Block);
    if (Around.empty())
      return Rounds::One;
    return llvm::all_of(C.Shape.Loops[Around.front()].Latches,
                        [&](std::uint32_t Latch) {
                          return C.Shape.dominates(Block, Latch);
                        })
               ? Rounds::All
               : Rounds::Some;
  };
  // The same code picks the same.
  if (A.Pos == B.Pos && A.Function == B.Function)
    return Made(NA) == Rounds::One && Made(NB) == Rounds::One;
  return Made(NA) != Rounds::All && Made(NB) != Rounds::All;
}

/// Threads that meet at a barrier may do so in each round, and what they touch
/// is the same in different rounds only.
bool Overlap::mayMeetInOtherRounds(const AccessEffect &A, const AccessEffect &B,
                                   const Match &M) {
  auto Meets = [&](const AccessEffect &X) {
    return llvm::any_of(X.Locks, [&](const HeldLock &L) {
      return phaseOf(T, C.W, L.Mutex).has_value();
    });
  };
  if (const std::optional<MeetingCounts> Counts = meetings(A, B))
    return afterAsMany(A, B, M, *Counts) != Meeting::Meets;
  if (M.Equal.empty() || !Meets(A) || !Meets(B))
    return false;
  std::set<std::uint32_t> InA, InB;
  collectLoops(T, A.Place, InA);
  collectLoops(T, B.Place, InB);
  return llvm::any_of(InA, [&](std::uint32_t Loop) {
    if (!InB.count(Loop) || llvm::is_contained(R.InstanceLoops, Loop) ||
        llvm::is_contained(R.SharedLoops, Loop))
      return false;
    const IntId Round = T.atom(IntKind::LoopVar, Loop);
    std::vector<std::pair<IntId, IntId>> Equal = M.Equal;
    Equal.emplace_back(Round, Round);
    return I.ask(question(A, B, std::move(Equal))).Result != Meeting::Meets;
  });
}
