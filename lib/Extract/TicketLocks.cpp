//===- TicketLocks.cpp - Locks that serve who has drawn a number ----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `mine = next.fetch_add(1); while (serving.load() != mine);`: nobody else has
// drawn the same number, so one at a time is let through. Solve makes sure that
// the numbers are only drawn, and that only who was let through lets the next
// one.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

using namespace clang;

namespace aether::analysis {

/// Is \p E, converted as it is, the number that it was before?
bool FunctionExtractor::keepsNumber(const Expr *E) const {
  for (; const auto *Cast = dyn_cast<CastExpr>(E->IgnoreParens());
       E = Cast->getSubExpr()) {
    if (Cast->getCastKind() == CK_LValueToRValue ||
        Cast->getCastKind() == CK_UserDefinedConversion)
      return true;
    const QualType From = Cast->getSubExpr()->getType(), To = Cast->getType();
    if (Cast->getCastKind() != CK_NoOp &&
        (Cast->getCastKind() != CK_IntegralCast || To->isBooleanType() ||
         U.Ctx.getTypeSize(To) < U.Ctx.getTypeSize(From)))
      return false;
  }
  return true;
}

/// What a variable of the function's own was made from, if it stays what it is.
const Expr *FunctionExtractor::initialiserOf(const Expr *E) {
  const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts());
  const auto *VD = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  if (!VD || !VD->hasLocalStorage() || isa<ParmVarDecl>(VD) ||
      VD->getType()->isReferenceType() || Captures.contains(VD) ||
      !VD->getInit() || !keepsNumber(E) || !keepsNumber(VD->getInit()))
    return nullptr;
  auto It = Variables.find(VD);
  return It == Variables.end() || It->second.SetOnce
             ? VD->getInit()->IgnoreParenImpCasts()
             : nullptr;
}

/// Does \p E find that it is the turn of who has drawn a number?
bool FunctionExtractor::queueTest(const Expr *E, bool Negated, Condition &Out) {
  const auto *Cmp = dyn_cast<BinaryOperator>(E);
  if (!Cmp || !Cmp->isEqualityOp())
    return false;
  for (auto [Left, Mine] : {std::pair(Cmp->getLHS(), Cmp->getRHS()),
                            std::pair(Cmp->getRHS(), Cmp->getLHS())}) {
    const Expr *Read = initialiserOf(Left);
    auto It = Tests.find(Read ? Read : Left->IgnoreParenImpCasts());
    const auto *Found =
        It == Tests.end() ? nullptr : std::get_if<LockEvent>(&It->second);
    const Expr *Draw = initialiserOf(Mine);
    if (!Found || Found->Op != LockOp::TryWait || Found->Mutex == None || !Draw)
      continue;
    const ValueNode Value = T.value(valueOf(Draw));
    const IntNode Number =
        Value.Kind == ValueKind::Int ? T.integer(Value.A) : IntNode();
    if (Value.Kind != ValueKind::Int || Number.Kind != IntKind::Ticket ||
        Number.Value != 1)
      continue;
    // Two members of one object, by names that lead to it all the time, or two
    // globals.
    const PlaceId Served = Found->Mutex;
    const PlaceNode From = T.place(Number.A), To = T.place(Served);
    std::string Name;
    if (From.Kind == PlaceKind::Field && To.Kind == PlaceKind::Field &&
        From.Parent == To.Parent && From.Arg != To.Arg &&
        keepsAddress(To.Parent))
      Name = "(queue of " + U.Out.Strings[From.Arg] + ")";
    else if (From.Kind == PlaceKind::Global && To.Kind == PlaceKind::Global &&
             From.Arg != To.Arg)
      Name = "(queue at " + U.Out.Strings[U.Out.Globals[From.Arg].Key] + ")";
    else
      continue;
    LockEvent L = *Found;
    L.Op = LockOp::TryAcquire;
    L.Mutex = T.field(Served, U.str(Name));
    Events->push_back(L);
    Out.Kind = Condition::Kind::TryLock;
    Out.Lhs = static_cast<std::uint32_t>(Events->size() - 1);
    Out.Negated = Negated != (Cmp->getOpcode() == BO_NE);
    return true;
  }
  return false;
}

} // namespace aether::analysis
