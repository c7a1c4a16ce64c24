//===- Claims.cpp - Atomics taken in two steps ----------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `if (!taken) { taken = true; work(); }`: two tasks may pass the test before
// one of them stores what excludes the other. Where nothing is done because of
// it, as in `if (!found) found = true;`, nobody is excluded.
//
//===----------------------------------------------------------------------===//

#include "Context.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// The test that the plain store \p A, made at \p Here, keeps others from
/// passing. Sets \p Waited if it was repeated until it was passed.
AtomicClaim Context::claim(const AccessEffect &A, Spot Here, bool &Waited) {
  const auto [Block, Event] = Here;
  const std::vector<aether::analysis::Event> &Events = F.Blocks[Block].Events;
  auto IsAtomic = [&](PlaceId P) {
    const Places To = resolve(P);
    return To.size() == 1 && To.front() == A.Place;
  };
  // What is stored follows the write.
  IntId Stored = None;
  for (std::uint32_t I = Event + 1; I != Events.size() && Stored == None; ++I) {
    if (std::holds_alternative<Access>(Events[I]))
      break;
    if (const auto *S = std::get_if<Store>(&Events[I]);
        S && IsAtomic(S->To) && T.value(S->Value).Kind == ValueKind::Int)
      Stored = T.value(S->Value).A;
  }
  if (Stored == None || T.integer(Stored).Kind != IntKind::Const)
    return {};
  const std::int64_t New = T.integer(Stored).Value;
  for (const Fact &Known : FactsIn[Block]) {
    if (Known.Op != CompareOp::Equal && Known.Op != CompareOp::NotEqual)
      continue;
    const bool Equal = Known.Op == CompareOp::Equal;
    for (const auto &[X, Y] :
         {std::pair(Known.Lhs, Known.Rhs), std::pair(Known.Rhs, Known.Lhs)})
      if (const IntNode Cell = T.integer(X), Value = T.integer(Y);
          Cell.Kind == IntKind::Cell && Value.Kind == IntKind::Const &&
          Equal != (Value.Value == New) && IsAtomic(Cell.A))
        return {Equal ? AtomicClaim::Test::Was : AtomicClaim::Test::WasNot,
                Value.Value};
  }
  // A test that may be a wait fails where zero was read.
  if (New == 0)
    return {};
  for (std::uint32_t B : Shape.Order) {
    const Condition &Branch = F.Blocks[B].Branch;
    if (Branch.Kind != Condition::Kind::TryLock ||
        Branch.Lhs >= F.Blocks[B].Events.size() ||
        F.Blocks[B].Successors.size() != 2)
      continue;
    const auto *L = std::get_if<LockEvent>(&F.Blocks[B].Events[Branch.Lhs]);
    const std::uint32_t Zero = F.Blocks[B].Successors[Branch.Negated ? 0 : 1];
    if (!L || L->Op != LockOp::TryWait || !IsAtomic(L->Mutex) ||
        Shape.Predecessors[Zero].size() != 1 || !Shape.dominates(Zero, Block))
      continue;
    Waited |= llvm::any_of(Shape.Loops, [&](const NaturalLoop &Loop) {
      return Loop.Contains[B] && !Loop.Contains[Block];
    });
    return {AtomicClaim::Test::Was, 0};
  }
  return {};
}

/// Is anything done after the store \p A that is not done without it?
bool Context::isReliedOn(const AccessEffect &A, Spot Here) const {
  for (std::uint32_t N = 0; N != E.All.size(); ++N) {
    const AccessEffect &Other = E.All[N];
    const auto [Block, Event] = AccessSpot[N];
    const bool Own = T.place(rootOf(Other.Place)).Kind == PlaceKind::Local &&
                     !hasDeref(Other.Place);
    if (!isWrite(Other.Kind) || Own || Other.Place == A.Place)
      continue;
    if (Block == Here.first ? Event > Here.second
                            : Shape.dominates(Here.first, Block))
      return true;
  }
  return false;
}

void Context::findClaims() {
  for (std::uint32_t N = 0; N != E.All.size(); ++N) {
    const AccessEffect A = E.All[N];
    if (A.Kind != AccessKind::AtomicWrite || A.Function != Fn || A.Chain ||
        A.Tries || A.Step != 0 || A.Approximate || !A.Sources.empty())
      continue;
    bool Waited = false;
    const AtomicClaim Found = claim(A, AccessSpot[N], Waited);
    if (Found.Kind == AtomicClaim::Test::None ||
        !(Waited || isReliedOn(A, AccessSpot[N])))
      continue;
    E.All[N].Claim = Found;
    // Two tasks that read the same value both pass.
    llvm::erase_if(E.All[N].Facts, [&](const Fact &Known) {
      auto IsTested = [&](IntId I) {
        if (T.integer(I).Kind != IntKind::Cell)
          return false;
        const Places To = resolve(T.integer(I).A);
        return To.size() == 1 && To.front() == A.Place;
      };
      return IsTested(Known.Lhs) || IsTested(Known.Rhs);
    });
  }
}
