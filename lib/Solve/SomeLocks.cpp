//===- SomeLocks.cpp - Mutexes that are held on some ways only ------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `if (m) lock(m); ++n; if (m) unlock(m);`: where the two ways meet, the mutex
// is held if the test came out true. What is done then is two things, with the
// lock where the test holds, and without it where it does not; callers know
// which. Where no test tells the ways apart, the lock may be held, and a race
// is none that is certain.
//
//===----------------------------------------------------------------------===//

#include "Context.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

namespace {
constexpr std::size_t MaxCases = 4;
} // namespace

bool aether::analysis::isPerhapsHeld(const Terms &T, const Workspace &W,
                                     const HeldLock &L) {
  const PlaceNode N = T.place(L.Mutex);
  return N.Kind == PlaceKind::Field && W.text(N.Arg) == PerhapsHeld;
}

/// What is known of \p If, if that is a comparison of numbers that are known.
std::optional<bool> aether::analysis::decided(const Terms &T, const Fact &If) {
  if (If.Lhs == None || If.Rhs == None ||
      T.integer(If.Lhs).Kind != IntKind::Const ||
      T.integer(If.Rhs).Kind != IntKind::Const)
    return std::nullopt;
  const std::int64_t L = T.integer(If.Lhs).Value, R = T.integer(If.Rhs).Value;
  switch (If.Op) {
  case CompareOp::Less:
    return L < R;
  case CompareOp::LessEqual:
    return L <= R;
  case CompareOp::Equal:
    return L == R;
  case CompareOp::NotEqual:
    return L != R;
  }
  return std::nullopt;
}

/// When \p Mutex is held, that is on some of \p Ways only; nothing if it was
/// tried on the others, and refused.
std::optional<HeldLock> Context::heldOn(llvm::ArrayRef<LockWay> Ways,
                                        PlaceId Mutex) {
  auto In = [&](const std::vector<HeldLock> &List) -> const HeldLock * {
    auto It = llvm::find_if(List, [&](const HeldLock &L) {
      return L.Mutex == Mutex && isHeld(L.Mode);
    });
    return It == List.end() ? nullptr : &*It;
  };
  std::optional<HeldLock> Out;
  std::vector<Fact> Tests; // of which one tells the ways apart
  bool Chosen = false, Alike = true;
  for (const LockWay &Way : Ways) {
    const HeldLock *Held = In(Way.State.Held), *Some = In(Way.State.Perhaps);
    const HeldLock *L = Held ? Held : Some;
    if (!L) {
      if (llvm::is_contained(Way.State.Refused, Mutex))
        return std::nullopt;
      continue;
    }
    if (!Out)
      Out = *L;
    if (L->Mode == LockMode::Shared)
      Out->Mode = LockMode::Shared;
    Out->Depth = std::max(Out->Depth, L->Depth);
    Alike &= L->Guard == Out->Guard;
    if (Some && !Held) {
      Alike &= Some->If.Lhs != None && (!Chosen || Tests.front() == Some->If);
      Tests = {Some->If};
      Chosen = true;
    }
  }
  if (!Out)
    return std::nullopt;
  Out->If = Fact();
  if (!Alike)
    return Out;
  if (!Chosen)
    Tests = llvm::find_if(Ways, [&](const LockWay &Way) {
              return In(Way.State.Held) != nullptr;
            })->Known;
  for (const Fact &Test : Tests)
    if (llvm::all_of(Ways, [&](const LockWay &Way) {
          if (In(Way.State.Held))
            return Chosen || llvm::is_contained(Way.Known, Test);
          return In(Way.State.Perhaps) ||
                 llvm::is_contained(Way.Known, negated(Test));
        })) {
      Out->If = Test;
      break;
    }
  return Out;
}

/// Is \p I made of variables of this function's that nobody else can change,
/// and that it does not set again?
bool Context::isOwnNumber(IntId I) const {
  return !T.anyOperand(I, [&](const IntNode &N) {
    if (N.Kind == IntKind::Const)
      return false;
    if (N.Kind != IntKind::Cell || hasDeref(N.A))
      return true;
    const PlaceId Root = rootOf(N.A);
    const PlaceKind K = T.place(Root).Kind;
    return (K != PlaceKind::Param && K != PlaceKind::Local) ||
           llvm::any_of(T.Values, [&](const ValueNode &V) {
             return V.Kind == ValueKind::Addr && rootOf(V.A) == Root;
           });
  });
}

/// What is \p Known decides about locks that may be held.
void Context::settlePerhaps(LockState &S,
                            const std::vector<Fact> &Known) const {
  llvm::erase_if(S.Perhaps, [&](HeldLock L) {
    if (L.If.Lhs == None)
      return false;
    if (llvm::is_contained(Known, negated(L.If)))
      return true;
    if (!llvm::is_contained(Known, L.If) || !isOwnNumber(L.If.Lhs) ||
        !isOwnNumber(L.If.Rhs))
      return false;
    L.If = Fact();
    S.Held.push_back(L);
    return true;
  });
}

HeldLock Context::perhaps(const HeldLock &L) {
  HeldLock Out{T.field(L.Mutex, W.str(PerhapsHeld.str())), None,
               LockMode::Signalled, L.Spelling};
  Out.If = L.If;
  return Out;
}

std::vector<Context::LockCase>
Context::casesOf(const std::vector<HeldLock> &Perhaps) {
  std::vector<LockCase> Out(1);
  for (HeldLock L : Perhaps) {
    if (L.Depth == 0)
      continue;
    const std::size_t N = Out.size();
    const bool Split = L.If.Lhs != None && N < MaxCases;
    const Fact If = L.If;
    if (!Split)
      L.If = Fact();
    const HeldLock Mark = perhaps(L);
    L.If = Fact();
    for (std::size_t I = 0; I != N; ++I) {
      LockCase Without = Out[I];
      Without.Locks.push_back(Mark);
      if (!Split) {
        Out[I] = std::move(Without);
        continue;
      }
      Without.Facts.push_back(negated(If));
      Out[I].Facts.push_back(If);
      Out[I].Locks.push_back(L);
      Out.push_back(std::move(Without));
    }
  }
  return Out;
}

/// Nobody knows any longer when the locks are held that may be.
void Context::forgetWhen(LockState &S) {
  for (HeldLock &L : S.Perhaps)
    L.If = Fact();
}

/// What a branch that tries a lock tells on edge number \p Edge out of
/// \p Block.
void Context::tryLock(std::uint32_t Block, std::uint32_t Edge, LockState &S) {
  const Condition &Branch = F.Blocks[Block].Branch;
  if (Branch.Kind != Condition::Kind::TryLock ||
      Branch.Lhs >= F.Blocks[Block].Events.size())
    return;
  const auto *L = std::get_if<LockEvent>(&F.Blocks[Block].Events[Branch.Lhs]);
  if (!L)
    return;
  if ((Edge == 0) != Branch.Negated) {
    applyLock(*L, S);
    return;
  }
  if (L->Op != LockOp::TryAcquire || L->Mutex == None)
    return;
  const Places Mutex = resolve(L->Mutex);
  llvm::erase_if(S.Perhaps, [&](const HeldLock &P) {
    return llvm::is_contained(Mutex, P.Mutex);
  });
  // A variable may be looked at once more.
  if (L->From == None)
    for (PlaceId M : Mutex)
      if (!llvm::is_contained(S.Refused, M))
        S.Refused.push_back(M);
}

/// A lock was tried, and somebody keeps what came of it.
void Context::mayAcquire(const LockEvent &L, LockState &S) {
  if (L.From == None)
    return;
  auto IsHeld = [](const HeldLock &H) { return isHeld(H.Mode); };
  for (PlaceId M : Places(resolve(L.Mutex))) {
    auto IsIt = [&](const HeldLock &H) { return H.Mutex == M && IsHeld(H); };
    if (llvm::any_of(S.Held, IsIt))
      continue;
    llvm::erase_if(S.Perhaps, IsIt);
    // Nothing depends on it before there is a branch.
    S.Perhaps.push_back({M, None, L.Mode, L.Spelling, /*Depth=*/0});
  }
}
