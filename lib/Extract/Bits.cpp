//===- Bits.cpp - Integers made of bits and of choices --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In two's complement the lowest k bits are the remainder of the division by
// 2 to the power of k that rounds down, for negative numbers as well. All else
// is made of that.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

using namespace clang;

namespace aether::analysis {

/// More than any two indices differ.
static constexpr std::int64_t Apart = std::int64_t(1) << 40;

IntId FunctionExtractor::lowBits(IntId I, unsigned Count, bool Negative) {
  IntId Power = T.constant(std::int64_t(1) << Count);
  IntId Rest = T.binary(IntKind::Mod, I, Power);
  return Negative ? T.binary(IntKind::Mod, T.add(Rest, Power), Power) : Rest;
}

/// `E & Mask`: a sum over the runs of ones.
IntId FunctionExtractor::masked(const Expr *E, const llvm::APSInt &Mask) {
  if (wrap(E) == Wrap::Anyhow)
    return None;
  unsigned Width = Mask.getBitWidth(), Highest = Mask.getActiveBits();
  bool Endless = Highest == Width; // Up to the sign, or all there is.
  if (!Endless && Highest >= 62)
    return None;
  if (Mask.popcount() == 0)
    return T.constant(0);
  bool Negative = lowerBound(E).value_or(-1) < 0;
  IntId I = None;
  if (wrap(E) == Wrap::Never)
    I = intOf(E);
  else if (!Endless) // Right as far as these bits go.
    I = exactInt(E, std::int64_t(1) << Highest);
  else
    return None;
  IntId Sum = T.constant(0);
  unsigned Runs = 0;
  for (unsigned From = 0; From < Width;) {
    if (!Mask[From]) {
      ++From;
      continue;
    }
    unsigned To = From;
    while (To < Width && Mask[To])
      ++To;
    if (++Runs > 3 || From >= 62)
      return None;
    IntId Up = To == Width ? I : lowBits(I, To, Negative);
    IntId Down = From == 0 ? T.constant(0) : lowBits(I, From, Negative);
    Sum = T.add(Sum, T.sub(Up, Down));
    From = To;
  }
  return Sum;
}

IntId FunctionExtractor::bitsOf(const BinaryOperator *Op) {
  const Expr *E = Op->getLHS();
  std::optional<llvm::APSInt> C = constantOf(Op->getRHS());
  if (!C && Op->isShiftOp()) {
    // What is shifted out on the left is not there any more.
    const bool Left = Op->getOpcode() == BO_Shl;
    if (wrap(E) != Wrap::Never || wrap(Op->getRHS()) != Wrap::Never ||
        (Left && Op->getType()->isUnsignedIntegerOrEnumerationType() &&
         constantOf(E) != 1))
      return None;
    return T.binary(Left ? IntKind::Shl : IntKind::Shr, intOf(E),
                    intOf(Op->getRHS()));
  }
  if (Op->getOpcode() == BO_Shr) {
    if (!C || C->getLimitedValue(64) >= 62 || wrap(E) != Wrap::Never)
      return None;
    unsigned By = static_cast<unsigned>(C->getLimitedValue(64));
    IntId I = intOf(E);
    return T.binary(IntKind::Div, T.sub(I, lowBits(I, By, true)),
                    T.constant(std::int64_t(1) << By));
  }
  if (!C) {
    C = constantOf(Op->getLHS());
    E = Op->getRHS();
  }
  const IntKind Kind = Op->getOpcode() == BO_And  ? IntKind::And
                       : Op->getOpcode() == BO_Or ? IntKind::Or
                                                  : IntKind::Xor;
  // The bits that all numbers have are those of any width.
  const bool Exact =
      wrap(Op->getLHS()) == Wrap::Never && wrap(Op->getRHS()) == Wrap::Never;
  auto Any = [&] {
    return Exact ? T.binary(Kind, intOf(Op->getLHS()), intOf(Op->getRHS()))
                 : None;
  };
  if (!C)
    return Any();
  IntId Common = masked(E, *C);
  if (Common == None)
    return Any();
  if (Op->getOpcode() == BO_And)
    return Common;
  if (wrap(E) != Wrap::Never || !C->isRepresentableByInt64())
    return None;
  IntId Sum = T.add(intOf(E), T.constant(C->getExtValue()));
  return T.sub(Sum, Op->getOpcode() == BO_Or ? Common
                                             : T.mul(Common, T.constant(2)));
}

IntId FunctionExtractor::truthOf(const Expr *Test) {
  const IntId Zero = T.constant(0), One = T.constant(1);
  const Expr *Read = Test->IgnoreParens();
  for (const auto *Cast = dyn_cast<ImplicitCastExpr>(Read);
       Cast && Cast->getCastKind() != CK_LValueToRValue;
       Cast = dyn_cast<ImplicitCastExpr>(Read))
    Read = Cast->getSubExpr()->IgnoreParens();
  Test = Test->IgnoreParenImpCasts();
  if (const auto *Not = dyn_cast<UnaryOperator>(Test);
      Not && Not->getOpcode() == UO_LNot) {
    const IntId Of = truthOf(Not->getSubExpr());
    return Of == None ? None : T.sub(One, Of);
  }
  const auto *Op = dyn_cast<BinaryOperator>(Test);
  if (Op && Op->isLogicalOp()) {
    const IntId A = truthOf(Op->getLHS());
    const IntId B = A == None ? None : truthOf(Op->getRHS());
    return B == None ? None
                     : T.binary(Op->getOpcode() == BO_LAnd ? IntKind::Min
                                                           : IntKind::Max,
                                A, B);
  }
  BinaryOperatorKind Kind = BO_NE;
  IntId L = None, R = Zero;
  if (Op && Op->isComparisonOp() && Op->getOpcode() != BO_Cmp) {
    if (!U.facts(Op->getLHS()->getType()).IsInteger ||
        !U.facts(Op->getRHS()->getType()).IsInteger)
      return None;
    Kind = Op->getOpcode();
    L = exactInt(Op->getLHS());
    R = exactInt(Op->getRHS());
  } else if (Read->isPRValue() && U.facts(Test->getType()).IsInteger) {
    L = exactInt(Test->isPRValue() ? Test : Read);
  } else {
    return None;
  }
  if (Kind == BO_GT || Kind == BO_GE) {
    Kind = BinaryOperator::reverseComparisonOp(Kind);
    std::swap(L, R);
  }
  IntId By = T.sub(R, L);
  if (Kind == BO_LE)
    By = T.add(By, One);
  else if (Kind != BO_LT)
    By = T.binary(IntKind::Max, By, T.sub(Zero, By));
  const IntId Holds =
      T.binary(IntKind::Min, One, T.binary(IntKind::Max, Zero, By));
  return Kind == BO_EQ ? T.sub(One, Holds) : Holds;
}

IntId FunctionExtractor::choiceOf(const ConditionalOperator *Op) {
  return chosen(Op->getCond(), exactInt(Op->getTrueExpr()),
                exactInt(Op->getFalseExpr()));
}

IntId FunctionExtractor::chosen(const Expr *Cond, IntId Yes, IntId No) {
  if (Yes == No)
    return Yes;
  if (const auto *Test = dyn_cast<BinaryOperator>(Cond->IgnoreParenImpCasts());
      Test && Test->isRelationalOp() &&
      U.facts(Test->getLHS()->getType()).IsInteger &&
      U.facts(Test->getRHS()->getType()).IsInteger) {
    IntId L = exactInt(Test->getLHS()), R = exactInt(Test->getRHS());
    if (Test->getOpcode() == BO_GT || Test->getOpcode() == BO_GE)
      std::swap(L, R);
    if (Yes == L && No == R)
      return T.binary(IntKind::Min, Yes, No);
    if (Yes == R && No == L)
      return T.binary(IntKind::Max, Yes, No);
  }
  const IntId Holds = truthOf(Cond);
  if (Holds == None)
    return None;
  const IntId One = T.constant(1), Difference = T.sub(Yes, No);
  if (T.integer(Difference).Kind == IntKind::Const)
    return T.add(No, T.mul(Holds, Difference));
  // The one that does not count is far below the other.
  IntId Far = T.constant(Apart);
  return T.binary(IntKind::Max, T.sub(Yes, T.mul(T.sub(One, Holds), Far)),
                  T.sub(No, T.mul(Holds, Far)));
}

IntId FunctionExtractor::extremeOf(const CallExpr *Call) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee || !Callee->isInStdNamespace() || !Callee->getIdentifier() ||
      !U.facts(Call->getType()).IsInteger)
    return None;
  llvm::StringRef Name = Callee->getName();
  unsigned Count = Name == "clamp" ? 3 : 2;
  if ((Name != "min" && Name != "max" && Name != "clamp") ||
      Call->getNumArgs() != Count)
    return None;
  llvm::SmallVector<IntId, 3> Args;
  for (const Expr *Arg : Call->arguments()) {
    if (!U.facts(Arg->getType()).IsInteger)
      return None;
    Args.push_back(exactInt(Arg));
  }
  if (Name == "clamp")
    return T.binary(IntKind::Min, T.binary(IntKind::Max, Args[0], Args[1]),
                    Args[2]);
  return T.binary(Name == "min" ? IntKind::Min : IntKind::Max, Args[0],
                  Args[1]);
}

} // namespace aether::analysis
