//===- Rows.cpp - Elements beyond the row that they are counted from ------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The rows of an array of arrays follow one another without a gap
// ([dcl.array]/6): `a[i][8]` of rows of eight elements is `a[i + 1][0]`. Where
// constants tell that a subscript leaves its row, the element is named by the
// row in which it lies.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

using namespace clang;

namespace aether::analysis {

/// The array whose elements \p Pointer, made by decay, points to; null if it
/// is not seen.
static const Expr *arrayBehind(const Expr *Pointer) {
  for (;;) {
    Pointer = Pointer->IgnoreParens();
    if (const auto *Cast = dyn_cast<CastExpr>(Pointer)) {
      Pointer = Cast->getSubExpr();
      if (Cast->getCastKind() == CK_ArrayToPointerDecay)
        return Pointer->IgnoreParens();
      continue;
    }
    if (const auto *Op = dyn_cast<UnaryOperator>(Pointer);
        Op && Op->getOpcode() == UO_AddrOf) {
      const auto *Sub =
          dyn_cast<ArraySubscriptExpr>(Op->getSubExpr()->IgnoreParens());
      if (!Sub)
        return nullptr;
      Pointer = Sub->getBase();
      continue;
    }
    const auto *Sum = dyn_cast<BinaryOperator>(Pointer);
    if (!Sum || !Sum->isAdditiveOp())
      return nullptr;
    Pointer = Sum->getLHS()->getType()->isPointerType() ? Sum->getLHS()
                                                        : Sum->getRHS();
  }
}

/// A number that \p I never goes below.
std::optional<std::int64_t> FunctionExtractor::leastOf(IntId I) {
  if (const std::optional<Extent> Has = extentOf(I))
    return Has->Least;
  const IntNode N = T.integer(I);
  if (N.Kind == IntKind::Add) {
    const auto A = leastOf(N.A), B = leastOf(N.B);
    constexpr std::int64_t Far = std::int64_t(1) << 40;
    if (A && B && *A > -Far && *A < Far && *B > -Far && *B < Far)
      return *A + *B;
  }
  if (N.Kind == IntKind::LoopVar && N.A < Loops.size() &&
      !U.facts(Loops[N.A].Variable->getType()).IsPointer) {
    const CountedLoop &L = Loops[N.A];
    const auto First = constantOf(L.Downwards ? L.Bound : L.Start);
    if (First && First->isRepresentableByInt64())
      return First->getExtValue() + (L.Downwards && !L.Inclusive);
  }
  if (N.Kind == IntKind::TaskIndex &&
      N.B < F.Parallels[N.A].Dimensions.size() &&
      !F.Parallels[N.A].Dimensions[N.B].IsBlock &&
      F.Parallels[N.A].Dimensions[N.B].Lo != None)
    return leastOf(F.Parallels[N.A].Dimensions[N.B].Lo);
  return std::nullopt;
}

/// \p P is an element of type \p Element that \p Pointer leads to, counted by
/// an integer that is in \p Has, if that is known better than from the integer.
PlaceId FunctionExtractor::withinRow(PlaceId P, const Expr *Pointer,
                                     QualType Element,
                                     std::optional<Extent> Has) {
  const PlaceNode N = T.place(P);
  const Expr *Array =
      N.Kind == PlaceKind::Index ? arrayBehind(Pointer) : nullptr;
  const auto *Type =
      Array ? U.Ctx.getAsConstantArrayType(Array->getType()) : nullptr;
  if (!Type || !U.Ctx.hasSameUnqualifiedType(Type->getElementType(), Element) ||
      !Type->getSize().isIntN(32) || Type->getSize().isZero())
    return P;
  const auto Length = static_cast<std::int64_t>(Type->getSize().getZExtValue());
  const PlaceKind Row = T.place(N.Parent).Kind;
  // Nothing is known to follow an array that is no row.
  if (Row != PlaceKind::Index && Row != PlaceKind::Offset)
    return P;
  const bool IsSpan = Has.has_value();
  if (!Has)
    Has = extentOf(N.Arg);
  const std::optional<std::int64_t> Least =
      Has ? std::optional(Has->Least) : leastOf(N.Arg);
  // The end of a row is where one stops.
  const bool IsEnd = !IsSpan && T.integer(N.Arg).Kind == IntKind::Const &&
                     T.integer(N.Arg).Value == Length;
  const bool Beyond = Has && Has->Greatest >= Length && !IsEnd;
  if (!Least || (*Least >= 0 && !Beyond))
    return P;
  const IntId Size = T.constant(Length);
  // `/` and `%` are not what is meant for numbers below zero.
  const std::int64_t Back = *Least < 0 ? (Length - 1 - *Least) / Length : 0;
  const IntId Shifted = T.add(N.Arg, T.constant(Back * Length));
  IntId Rows = T.add(T.binary(IntKind::Div, Shifted, Size), T.constant(-Back));
  IntId At = T.binary(IntKind::Mod, Shifted, Size);
  if (!Has) {
    // One that nobody knows the bound of is taken to stay below it.
    Rows = T.binary(IntKind::Min, Rows, T.constant(0));
    At = T.sub(N.Arg, T.mul(Rows, Size));
  }
  PlaceId Other = T.offset(N.Parent, Rows);
  if (const auto *Sub = dyn_cast<ArraySubscriptExpr>(Array))
    Other = withinRow(Other, Sub->getBase(), Sub->getType());
  return T.index(Other, At);
}

} // namespace aether::analysis
