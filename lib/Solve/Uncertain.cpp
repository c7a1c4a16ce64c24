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
        if (Equal.size() > M.Equal.size() &&
            I.ask(question(A, B, std::move(Equal))).Result == Meeting::Maybe)
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

/// Does the function go round anywhere?
static bool hasLoop(const FunctionSummary &F) {
  enum class State : std::uint8_t { New, Open, Done };
  std::vector<State> At(F.Blocks.size(), State::New);
  std::vector<std::pair<std::uint32_t, std::size_t>> Way;
  for (std::uint32_t B = 0; B != F.Blocks.size(); ++B) {
    if (At[B] != State::New)
      continue;
    At[B] = State::Open;
    Way.emplace_back(B, 0);
    while (!Way.empty()) {
      auto &[Here, Next] = Way.back();
      const auto &After = F.Blocks[Here].Successors;
      if (Next == After.size()) {
        At[Here] = State::Done;
        Way.pop_back();
        continue;
      }
      const std::uint32_t S = After[Next++];
      if (At[S] == State::Open)
        return true;
      if (At[S] == State::New) {
        At[S] = State::Open;
        Way.emplace_back(S, 0);
      }
    }
  }
  return false;
}

/// Is access number \p N made once, or may a loop take it from element to
/// element?
bool Overlap::isMadeInLoop(std::uint32_t N) const {
  const AccessEffect &A = C.E.All[N];
  const std::uint32_t Block = C.spotOf(N).first;
  if (Block != None && !C.Shape.around(Block).empty())
    return true;
  auto GoesRound = [&](FunctionIx Fn) {
    return Fn != None && Fn != C.Fn && hasLoop(C.W.P.Functions[Fn]);
  };
  bool Any = GoesRound(A.Function);
  for (const Frame *F = A.Chain; F && !Any; F = F->Inner)
    Any = GoesRound(F->Callee);
  return Any;
}

/// One element each of a chain of nodes, which are not numbered: perhaps not
/// the same one.
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
  return Type.contains("std::") &&
         (llvm::is_contained(Chains, Name) || Name.starts_with("unordered_")) &&
         walk(A.Place, B.Place).Loose && !isMadeInLoop(NA) && !isMadeInLoop(NB);
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
