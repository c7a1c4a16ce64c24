//===- KeptTests.cpp - Signals that were read into variables --------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `while (!done) done = flag.load();`, `int now = state.load(); if (now == 1)`:
// a branch on the variable is one on the atomic, as far as the variable cannot
// have the value in another way. What a thread has read once, it knows for
// good.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

using namespace clang;

namespace aether::analysis {

static const Expr *bare(const Expr *E) {
  E = E->IgnoreImplicit()->IgnoreParenImpCasts();
  if (const auto *Assign = dyn_cast<BinaryOperator>(E);
      Assign && Assign->getOpcode() == BO_Assign)
    E = Assign->getRHS()->IgnoreImplicit()->IgnoreParenImpCasts();
  return E;
}

/// May definition \p Put give a variable what an atomic was read to be?
bool FunctionExtractor::mayBeTest(const Expr *Put) {
  if (!Put)
    return false;
  Put = bare(Put);
  return isa<CallExpr, AtomicExpr>(Put) || Put->getType()->isAtomicType();
}

/// These \p Definitions reach \p Ref.
void FunctionExtractor::noteLastPut(const Expr *Ref,
                                    llvm::ArrayRef<const Expr *> Definitions) {
  LastPut Out;
  for (const Expr *Definition : Definitions) {
    const Expr *Put = bare(Definition);
    if (const std::optional<std::int64_t> Number = constantNumber(Put))
      Out.Numbers.push_back(*Number);
    else if (mayBeTest(Put))
      Out.Puts.push_back(Put);
    else
      return;
  }
  if (!Out.Puts.empty())
    LastPuts[Ref] = std::move(Out);
}

std::optional<FunctionExtractor::LastPut>
FunctionExtractor::lastPut(const Expr *Ref) const {
  if (auto It = LastPuts.find(Ref); It != LastPuts.end())
    return It->second;
  // One that never changes.
  const auto *Name = dyn_cast<DeclRefExpr>(Ref);
  const auto *VD = Name ? dyn_cast<VarDecl>(Name->getDecl()) : nullptr;
  if (!VD || !VD->isLocalVarDecl() || VD->isStaticLocal() ||
      VD->getType()->isReferenceType() || Captures.contains(VD) ||
      Written.contains(VD) || !mayBeTest(VD->getInit()))
    return std::nullopt;
  if (auto It = Variables.find(VD);
      It != Variables.end() && (!It->second.SetOnce || It->second.Exposed))
    return std::nullopt;
  return LastPut{{bare(VD->getInit())}, {}};
}

/// What was read of an atomic that somebody may have signalled, if \p E tests a
/// variable for it; \p Negated is turned round if \p E is true where that was
/// zero. Sets \p Later if what is read was not visited yet.
const Expr *FunctionExtractor::keptTest(const Expr *E, bool &Negated,
                                        bool &Later) const {
  std::optional<std::int64_t> Is;
  bool Turned = false;
  if (const auto *Cmp = dyn_cast<BinaryOperator>(E)) {
    if (!Cmp->isEqualityOp())
      return nullptr;
    const bool Swap = constantNumber(Cmp->getLHS()).has_value();
    Is = constantNumber(Swap ? Cmp->getLHS() : Cmp->getRHS());
    if (!Is)
      return nullptr;
    Turned = (Cmp->getOpcode() == BO_EQ) == (*Is == 0);
    E = Swap ? Cmp->getRHS() : Cmp->getLHS();
  }
  const std::optional<LastPut> Last = lastPut(E->IgnoreParenImpCasts());
  if (!Last)
    return nullptr;
  std::optional<PlaceId> Atomic;
  for (const Expr *Put : Last->Puts) {
    auto It = Tests.find(Put);
    if (It == Tests.end()) {
      Later = true;
      return nullptr;
    }
    const auto *Lock = std::get_if<LockEvent>(&It->second);
    if (!Lock || Lock->Op != LockOp::TryWait || ZeroSucceeds.contains(Put) ||
        Lock->Mutex != Atomic.value_or(Lock->Mutex))
      return nullptr;
    Atomic = Lock->Mutex;
  }
  if (llvm::any_of(Last->Numbers, [&](std::int64_t Number) {
        return Is && *Is != 0 ? Number == *Is : Number != 0;
      }))
    return nullptr;
  Negated ^= Turned;
  return Last->Puts.front();
}

/// Looks at branches again, now that all was visited.
void FunctionExtractor::testLater() {
  for (const LaterTest &Test : LaterTests) {
    Block &B = F.Blocks[Test.Block];
    bool Negated = Test.Negated, Later = false;
    Condition Out;
    Events = &B.Events;
    if (const Expr *Found = keptTest(Test.E, Negated, Later);
        Found && testOf(Found, Negated, Out))
      B.Branch = Out;
  }
}

} // namespace aether::analysis
