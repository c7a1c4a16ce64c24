//===- Wrapping.cpp - Integers as the machine has them --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Terms are integers without a limit. A signed expression is one (overflow is
// undefined); an unsigned one that goes below zero is not: `n - 1` is huge if n
// is 0. As a subscript both lead out of the array, so there the plain term will
// do (intOf); whoever compares, divides or keeps the value wants the number
// that the machine has (exactInt).
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include "llvm/Support/MathExtras.h"

#include <limits>

using namespace clang;

namespace aether::analysis {

/// Far more elements than any object has; times a stride still an int64_t.
static constexpr std::int64_t Huge = std::int64_t(1) << 40;

/// A constant this large in unsigned arithmetic is there to wrap (a hash).
static constexpr std::uint64_t LargeFactor = std::uint64_t(1) << 16;

/// What \p E is the value of, if it stands between them.
static const Expr *inner(const Expr *E) {
  if (const auto *Full = dyn_cast<FullExpr>(E))
    return Full->getSubExpr();
  if (const auto *Temp = dyn_cast<MaterializeTemporaryExpr>(E))
    return Temp->getSubExpr();
  if (const auto *Subst = dyn_cast<SubstNonTypeTemplateParmExpr>(E))
    return Subst->getReplacement();
  if (const auto *List = dyn_cast<InitListExpr>(E);
      List && List->getNumInits() == 1)
    return List->getInit(0);
  return nullptr;
}

std::optional<llvm::APSInt> FunctionExtractor::constantOf(const Expr *E) {
  Expr::EvalResult R;
  if (E->isValueDependent() || !E->isPRValue() ||
      !E->getType()->isIntegralOrEnumerationType() ||
      !E->EvaluateAsInt(R, U.Ctx, Expr::SE_NoSideEffects))
    return std::nullopt;
  return R.Val.getInt();
}

/// What the constants in the products and shifts of \p E multiply by, up to a
/// limit.
std::uint64_t FunctionExtractor::factorOf(const Expr *E, unsigned Depth) {
  constexpr std::uint64_t Limit = std::uint64_t(1) << 62;
  auto Times = [](std::uint64_t A, std::uint64_t B) {
    return B != 0 && A > Limit / B ? Limit : A * B;
  };
  E = E->IgnoreParens();
  if (const auto *Cast = dyn_cast<CastExpr>(E);
      Cast && Depth < 16 &&
      (Cast->getCastKind() == CK_IntegralCast ||
       Cast->getCastKind() == CK_NoOp))
    return factorOf(Cast->getSubExpr(), Depth + 1);
  const auto *B = dyn_cast<BinaryOperator>(E);
  if (!B || Depth >= 16 ||
      (B->getOpcode() != BO_Mul && B->getOpcode() != BO_Shl))
    return 1;
  auto Constant = [&](const Expr *Side) -> std::optional<std::uint64_t> {
    std::optional<llvm::APSInt> Value = constantOf(Side);
    if (!Value || Value->isNegative())
      return std::nullopt;
    return std::min(Value->getLimitedValue(), Limit);
  };
  const std::optional<std::uint64_t> R = Constant(B->getRHS());
  if (B->getOpcode() == BO_Shl)
    return Times(factorOf(B->getLHS(), Depth + 1),
                 std::uint64_t(1)
                     << std::min<std::uint64_t>(R.value_or(0), 62));
  const std::optional<std::uint64_t> L = Constant(B->getLHS());
  return Times(L ? *L : factorOf(B->getLHS(), Depth + 1),
               R ? *R : factorOf(B->getRHS(), Depth + 1));
}

/// What the variables in the product \p E, made with a constant that may come
/// to be known, multiply by, up to a limit.
static std::uint64_t initialFactor(const ASTContext &Ctx, const Expr *E,
                                   unsigned Depth = 0) {
  E = E->IgnoreParenCasts();
  if (const auto *B = dyn_cast<BinaryOperator>(E);
      B && Depth < 16 && B->getOpcode() == BO_Mul)
    return std::min(LargeFactor,
                    initialFactor(Ctx, B->getLHS(), Depth + 1) *
                        initialFactor(Ctx, B->getRHS(), Depth + 1));
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  const auto *VD = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  const Expr *Init = VD ? VD->getAnyInitializer() : nullptr;
  Expr::EvalResult Value;
  // Those of constants are counted already.
  if (!Init || Init->isValueDependent() ||
      VD->isUsableInConstantExpressions(Ctx) ||
      !Init->getType()->isIntegralOrEnumerationType() ||
      !Init->EvaluateAsInt(Value, Ctx) || Value.Val.getInt().isNegative())
    return 1;
  return std::clamp<std::uint64_t>(Value.Val.getInt().getLimitedValue(), 1,
                                   LargeFactor);
}

/// Whether the product or shift \p E is there to wrap, whatever it is for.
bool FunctionExtractor::wrapsAway(const Expr *E) {
  if (!E->getType()->isUnsignedIntegerOrEnumerationType())
    return false;
  const std::uint64_t Factor = factorOf(E);
  if (U.Ctx.getIntWidth(E->getType()) > 32)
    return Factor >= std::uint64_t(Huge);
  return Factor >= LargeFactor ||
         Factor * initialFactor(U.Ctx, E) >= LargeFactor;
}

FunctionExtractor::Wrap FunctionExtractor::wrap(const Expr *E, unsigned Depth) {
  E = E->IgnoreParens();
  if (Depth > 16)
    return Wrap::Anyhow;
  if (std::optional<llvm::APSInt> Value = constantOf(E))
    return Value->isRepresentableByInt64() ? Wrap::Never : Wrap::Below;
  if (const Expr *Inner = inner(E))
    return wrap(Inner, Depth + 1);
  bool Unsigned = E->getType()->isUnsignedIntegerOrEnumerationType();
  if (const auto *Cast = dyn_cast<CastExpr>(E)) {
    const Expr *Sub = Cast->getSubExpr();
    // What variables hold was worked out when it was put there.
    if (Cast->getCastKind() == CK_LValueToRValue)
      return Wrap::Never;
    if (Cast->getCastKind() != CK_IntegralCast)
      return Cast->getCastKind() == CK_NoOp ? wrap(Sub, Depth + 1)
                                            : Wrap::Never;
    unsigned To = U.Ctx.getIntWidth(E->getType());
    unsigned From = U.Ctx.getIntWidth(Sub->getType());
    bool FromUnsigned = Sub->getType()->isUnsignedIntegerOrEnumerationType();
    if (To < 32) // Worked out by intOf.
      return Wrap::Never;
    Wrap W = wrap(Sub, Depth + 1);
    if (W == Wrap::Anyhow)
      return W;
    if (FromUnsigned && To > From)
      return W == Wrap::Never ? W : Wrap::Anyhow;
    if (!Unsigned)
      return Wrap::Never;
    if (!FromUnsigned && lowerBound(Sub, Depth + 1).value_or(-1) < 0)
      return Wrap::Below;
    return W;
  }
  if (const auto *Op = dyn_cast<UnaryOperator>(E)) {
    if (Op->getOpcode() == UO_Minus && Unsigned)
      return Wrap::Below;
    return Op->getOpcode() == UO_Plus || Op->getOpcode() == UO_Minus
               ? wrap(Op->getSubExpr(), Depth + 1)
               : Wrap::Never;
  }
  const auto *B = dyn_cast<BinaryOperator>(E);
  if (!B)
    return Wrap::Never;
  switch (B->getOpcode()) {
  case BO_Comma:
    return wrap(B->getRHS(), Depth + 1);
  case BO_Add:
  case BO_Sub:
  case BO_Mul:
  case BO_Shl:
    break;
  default: // Worked out by intOf.
    return Wrap::Never;
  }
  if (!U.facts(B->getLHS()->getType()).IsInteger ||
      !U.facts(B->getRHS()->getType()).IsInteger)
    return Wrap::Never;
  Wrap W = std::max(wrap(B->getLHS(), Depth + 1), wrap(B->getRHS(), Depth + 1));
  if (!Unsigned || W == Wrap::Anyhow)
    return W;
  if (B->getOpcode() == BO_Sub) {
    std::optional<std::int64_t> Least = lowerBound(B->getLHS(), Depth + 1);
    std::optional<llvm::APSInt> Less = constantOf(B->getRHS());
    return W == Wrap::Never && Least && Less && !Less->ugt(*Least)
               ? Wrap::Never
               : Wrap::Below;
  }
  if (factorOf(E) >= LargeFactor)
    return Wrap::Anyhow;
  for (const Expr *Side : {B->getLHS(), B->getRHS()})
    if (std::optional<llvm::APSInt> Value = constantOf(Side);
        B->getOpcode() == BO_Add && Value &&
        Value->getLimitedValue() >= LargeFactor)
      return Wrap::Anyhow;
  return W;
}

/// A number that \p E is surely not below.
std::optional<std::int64_t> FunctionExtractor::lowerBound(const Expr *E,
                                                          unsigned Depth) {
  E = E->IgnoreParens();
  if (Depth > 16)
    return std::nullopt;
  auto Small = [](std::int64_t Value) -> std::optional<std::int64_t> {
    constexpr std::int64_t Limit = std::int64_t(1) << 30;
    if (Value < -Limit)
      return std::nullopt;
    return std::min(Value, Limit);
  };
  if (std::optional<llvm::APSInt> Value = constantOf(E))
    return Value->isRepresentableByInt64() ? Small(Value->getExtValue())
                                           : std::nullopt;
  if (const Expr *Inner = inner(E))
    return lowerBound(Inner, Depth + 1);
  std::optional<std::int64_t> Least;
  if (E->getType()->isUnsignedIntegerOrEnumerationType() ||
      E->getType()->isBooleanType())
    Least = 0;
  auto Better = [&](std::optional<std::int64_t> Other) {
    if (Other && (!Least || *Other > *Least))
      Least = Other;
    return Least;
  };
  if (const auto *Cast = dyn_cast<CastExpr>(E)) {
    const Expr *Sub = Cast->getSubExpr();
    if (Cast->getCastKind() == CK_NoOp)
      return lowerBound(Sub, Depth + 1);
    if (Cast->getCastKind() == CK_IntegralCast) {
      // What is negative does not come through; what is large may be cut.
      if (Sub->getType()->isUnsignedIntegerOrEnumerationType() &&
          wrap(Sub, Depth + 1) != Wrap::Never)
        return Least;
      std::optional<std::int64_t> Before = lowerBound(Sub, Depth + 1);
      unsigned To = U.Ctx.getIntWidth(E->getType());
      if (To < 32 && To <= U.Ctx.getIntWidth(Sub->getType()))
        return Least;
      return (Before && *Before >= 0) || !Least ? Better(Before) : Least;
    }
    if (Cast->getCastKind() != CK_LValueToRValue)
      return Least;
    const auto *Ref = dyn_cast<DeclRefExpr>(Sub->IgnoreParens());
    const auto *VD = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    auto It = VD ? Variables.find(VD) : Variables.end();
    if (It == Variables.end() || Captures.contains(VD) ||
        VD->hasGlobalStorage() || VD->getType()->isReferenceType())
      return Least;
    std::optional<unsigned> Loop = It->second.Loop;
    if (auto Round = Rounds.find(Ref); Round != Rounds.end())
      Loop = Round->second;
    if (Loop) {
      const CountedLoop &L = Loops[*Loop];
      if (!L.Downwards)
        return Better(lowerBound(L.Start, Depth + 1));
      std::optional<std::int64_t> Last = lowerBound(L.Bound, Depth + 1);
      return Better(Last && !L.Inclusive ? Small(*Last + 1) : Last);
    }
    return It->second.SetOnce && VD->getInit() && !isa<ParmVarDecl>(VD)
               ? Better(lowerBound(VD->getInit(), Depth + 1))
               : Least;
  }
  if (auto It = Known.find(E); It != Known.end()) {
    const ValueNode V = T.value(It->second);
    if (V.Kind == ValueKind::Int && T.integer(V.A).Kind == IntKind::Cell &&
        T.place(T.integer(V.A).A).Kind == PlaceKind::Structure)
      return Better(0);
    return Least;
  }
  const auto *B = dyn_cast<BinaryOperator>(E);
  if (!B || (Least && wrap(E, Depth + 1) != Wrap::Never))
    return Least;
  std::optional<std::int64_t> X = lowerBound(B->getLHS(), Depth + 1);
  std::optional<std::int64_t> Y = lowerBound(B->getRHS(), Depth + 1);
  bool Positive = X && Y && *X >= 0 && *Y >= 0;
  switch (B->getOpcode()) {
  case BO_Add:
    return X && Y ? Better(Small(*X + *Y)) : Least;
  case BO_Sub:
    if (std::optional<llvm::APSInt> Less = constantOf(B->getRHS()); Less && X)
      return Better(Small(*X - *Y));
    return Least;
  case BO_Mul:
    return Positive ? Better(Small(std::min(*X, std::int64_t(1) << 15) *
                                   std::min(*Y, std::int64_t(1) << 15)))
                    : Least;
  case BO_Div:
  case BO_Shr:
    return Positive ? Better(0) : Least;
  case BO_Rem:
    return X && *X >= 0 ? Better(0) : Least;
  case BO_And:
    return (X && *X >= 0) || (Y && *Y >= 0) ? Better(0) : Least;
  default:
    return Least;
  }
}

/// \p I, or \p I + \p By if that is below zero.
IntId FunctionExtractor::wrapped(IntId I, std::int64_t By) {
  IntId Below = T.binary(IntKind::Max, T.constant(0), T.sub(T.constant(0), I));
  return T.add(
      I, T.mul(T.binary(IntKind::Min, T.constant(1), Below), T.constant(By)));
}

/// What is beyond 32 bits stands for itself by a number that is too large for
/// any array and equal to it modulo \p Modulus.
IntId FunctionExtractor::exactInt(const Expr *E, std::int64_t Modulus) {
  E = E->IgnoreParens();
  // A wider type holds what is there after wrapping.
  if (const auto *Cast = dyn_cast<CastExpr>(E);
      Cast && Cast->getCastKind() == CK_IntegralCast &&
      Cast->getSubExpr()->getType()->isUnsignedIntegerOrEnumerationType() &&
      U.Ctx.getIntWidth(E->getType()) >
          U.Ctx.getIntWidth(Cast->getSubExpr()->getType()) &&
      wrap(Cast->getSubExpr()) == Wrap::Below)
    return exactInt(Cast->getSubExpr(), Modulus);
  switch (wrap(E)) {
  case Wrap::Never:
    return intOf(E);
  case Wrap::Anyhow:
    return opaque("the wrapped value of", E);
  case Wrap::Below:
    break;
  }
  unsigned Width = U.Ctx.getIntWidth(E->getType());
  std::int64_t By = std::int64_t(1) << std::min(Width, 40u);
  if (Width > 32 && Modulus > 1)
    By = Huge / Modulus * Modulus +
         std::int64_t((std::uint64_t(-1) % std::uint64_t(Modulus) + 1) %
                      std::uint64_t(Modulus));
  return wrapped(intOf(E), By);
}

/// Is \p I, or what it adds to something, too large for 32 bits with a sign?
bool FunctionExtractor::addsLarge(IntId I) {
  const IntNode N = T.integer(I);
  if (N.Kind == IntKind::Add)
    return addsLarge(IntId(N.A)) || addsLarge(IntId(N.B));
  return N.Kind == IntKind::Const &&
         (N.Value > std::numeric_limits<std::int32_t>::max() ||
          N.Value < std::numeric_limits<std::int32_t>::min());
}

/// Is \p E the variable of a loop that counts up to less than the greatest
/// number of its type?
bool FunctionExtractor::endsBelow(const Expr *E) {
  const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts());
  const auto *VD = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  auto It = VD ? Variables.find(VD) : Variables.end();
  if (It == Variables.end())
    return false;
  std::optional<unsigned> Loop = It->second.Loop;
  if (auto Round = Rounds.find(Ref); Round != Rounds.end())
    Loop = Round->second;
  return Loop && !Loops[*Loop].Downwards && !Loops[*Loop].Inclusive;
}

/// \p E, as 32 bits without a sign hold it where it is a sum with a constant
/// that may be too large for them, or the lower half of a wider number.
IntId FunctionExtractor::withinWord(const Expr *E) {
  const IntId I = exactInt(E);
  const Expr *Plain = E->IgnoreParens();
  // A wider type holds what is there after wrapping.
  while (const auto *Cast = dyn_cast<ImplicitCastExpr>(Plain)) {
    if (Cast->getCastKind() != CK_IntegralCast ||
        U.Ctx.getIntWidth(Cast->getType()) <
            U.Ctx.getIntWidth(Cast->getSubExpr()->getType()))
      break;
    Plain = Cast->getSubExpr()->IgnoreParens();
  }
  if (!U.facts(Plain->getType()).IsInteger ||
      U.Ctx.getIntWidth(Plain->getType()) != 32 || wrap(Plain) != Wrap::Never)
    return I;
  const bool Unsigned = Plain->getType()->isUnsignedIntegerOrEnumerationType();
  const auto *Sum = dyn_cast<BinaryOperator>(Plain);
  const auto *Cast = dyn_cast<CastExpr>(Plain);
  if (Sum && Unsigned && Sum->getOpcode() == BO_Add) {
    const Expr *Of = nullptr;
    std::optional<llvm::APSInt> By;
    for (bool Swap : {false, true})
      if (!By && (By = constantOf(Swap ? Sum->getLHS() : Sum->getRHS())))
        Of = Swap ? Sum->getRHS() : Sum->getLHS();
    if (!By || By->isSignBitSet() || (*By == 1 && endsBelow(Of)))
      return I;
  } else if (!Cast || Cast->getCastKind() != CK_IntegralCast ||
             U.Ctx.getIntWidth(Cast->getSubExpr()->getType()) <= 32) {
    return I;
  }
  const std::int64_t Size = std::int64_t(1) << 32;
  const std::int64_t Least = Unsigned ? 0 : -(Size / 2);
  if (const std::optional<Extent> Has = extentOf(I);
      Has && Has->Least >= Least && Has->Greatest < Least + Size)
    return I;
  return T.add(
      T.binary(IntKind::Mod, T.sub(I, T.constant(Least)), T.constant(Size)),
      T.constant(Least));
}

/// The left operand of a division by \p By, None if it is not understood.
IntId FunctionExtractor::dividend(const Expr *E, std::int64_t By,
                                  bool Quotient) {
  if (wrap(E) == Wrap::Never)
    return By > 0 && (Quotient || !llvm::isPowerOf2_64(By)) ? withinWord(E)
                                                            : intOf(E);
  if (wrap(E) == Wrap::Anyhow || By <= 0 || By > (std::int64_t(1) << 30))
    return None;
  // The quotient of what stands for a 64 bit number is another number.
  if (Quotient && U.Ctx.getIntWidth(E->getType()) > 32 &&
      (!llvm::isPowerOf2_64(By) || By > (1 << 16)))
    return None;
  return exactInt(E, By);
}

/// An integer made narrower than an int, or unsigned from negative: the bits
/// that fit.
IntId FunctionExtractor::narrowed(const CastExpr *Cast) {
  const Expr *Sub = Cast->getSubExpr();
  unsigned To = U.Ctx.getIntWidth(Cast->getType());
  unsigned From = U.Ctx.getIntWidth(Sub->getType());
  bool ToUnsigned = Cast->getType()->isUnsignedIntegerOrEnumerationType();
  bool FromUnsigned = Sub->getType()->isUnsignedIntegerOrEnumerationType();
  if (ToUnsigned == FromUnsigned && To >= From)
    return intOf(Sub);
  if (!ToUnsigned)
    return To > From ? intOf(Sub) : opaque("the wrapped value of", Cast);
  if (To > From && lowerBound(Sub).value_or(-1) >= 0)
    return intOf(Sub);
  if (wrap(Sub) == Wrap::Anyhow)
    return opaque("the wrapped value of", Cast);
  std::int64_t Modulus = std::int64_t(1) << To;
  IntId I = FromUnsigned                        ? exactInt(Sub, Modulus)
            : lowerBound(Sub).value_or(-1) >= 0 ? intOf(Sub)
                                                : wrapped(intOf(Sub), Huge);
  return T.binary(IntKind::Mod, I, T.constant(Modulus));
}

} // namespace aether::analysis
