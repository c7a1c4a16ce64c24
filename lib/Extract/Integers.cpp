//===- Integers.cpp - The integers that expressions denote ----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From integer expressions to terms; what the machine makes of them where they
// leave their type's range is Wrapping's.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

using namespace clang;

namespace aether::analysis {

IntId FunctionExtractor::intOf(const Expr *E) {
  E = E->IgnoreParens();
  if (!E->isValueDependent() && E->isPRValue() &&
      E->getType()->isIntegralOrEnumerationType() && !isa<CallExpr>(E)) {
    Expr::EvalResult R;
    if (E->EvaluateAsInt(R, U.Ctx, Expr::SE_NoSideEffects) &&
        R.Val.getInt().isRepresentableByInt64())
      return T.constant(R.Val.getInt().getExtValue());
  }
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E); Ref && E->isGLValue()) {
    // Passed by reference, a constant is one still.
    const auto *VD = dyn_cast<VarDecl>(Ref->getDecl());
    if (VD && U.facts(VD->getType()).IsInteger &&
        VD->isUsableInConstantExpressions(U.Ctx))
      if (const APValue *Value = VD->evaluateValue();
          Value && Value->isInt() && Value->getInt().isRepresentableByInt64())
        return T.constant(Value->getInt().getExtValue());
  }
  if (const auto *Call = dyn_cast<CallExpr>(E))
    if (IntId I = extremeOf(Call); I != None)
      return I;
  if (auto It = Known.find(E); It != Known.end()) {
    const ValueNode V = T.value(It->second);
    if (E->isGLValue())
      return T.cell(pointee(It->second, ""));
    if (V.Kind == ValueKind::Int)
      return V.A;
    if (V.Kind == ValueKind::Load)
      return T.cell(V.A);
    return opaque("the value of", E);
  }
  if (const auto *Cast = dyn_cast<CastExpr>(E)) {
    const Expr *Sub = Cast->getSubExpr();
    switch (Cast->getCastKind()) {
    case CK_LValueToRValue:
      if (const auto *Call = dyn_cast<CallExpr>(Sub->IgnoreParens()))
        if (IntId I = extremeOf(Call); I != None)
          return I;
      if (const auto *Op = dyn_cast<ConditionalOperator>(Sub->IgnoreParens()))
        if (IntId I = choiceOf(Op); I != None)
          return I;
      return intIn(Sub);
    case CK_IntegralCast:
      if (U.Ctx.getIntWidth(Cast->getType()) < 32)
        return narrowed(Cast);
      // Large numbers are taken to fit: overflow is not what Aether speaks of.
      // A hash does not mean to.
      if (U.Ctx.getIntWidth(Cast->getType()) <
              U.Ctx.getIntWidth(Sub->getType()) &&
          wrap(Sub) == Wrap::Anyhow)
        return opaque("the wrapped value of", E);
      if (U.Ctx.getIntWidth(Cast->getType()) <
              U.Ctx.getIntWidth(Sub->getType()) &&
          addsLarge(intOf(Sub)))
        return opaque("the wrapped value of", E);
      return fitted(intOf(Sub), Cast->getType());
    case CK_NoOp:
    case CK_AtomicToNonAtomic:
    case CK_NonAtomicToAtomic:
    case CK_UserDefinedConversion:
      return intOf(Sub);
    case CK_IntegralToBoolean:
      if (const IntId I = truthOf(Sub); I != None)
        return I;
      return opaque("the value of", E);
    case CK_PointerToIntegral: {
      // C hands numbers on as pointers, and gets them back.
      const ValueId Pointer = valueOf(Sub);
      // Whoever gets the number may know the object.
      tell(Pointer, E->getBeginLoc());
      const ValueNode V = T.value(Pointer);
      if (V.Kind == ValueKind::Load && U.Ctx.getIntWidth(Cast->getType()) >= 32)
        return T.cell(V.A);
      return opaque("the value of", E);
    }
    default:
      return opaque("the value of", E);
    }
  }
  switch (E->getStmtClass()) {
  case Stmt::BinaryOperatorClass: {
    const auto *Op = cast<BinaryOperator>(E);
    // A signed operation that overflows is undefined.
    auto Fitted = [&](IntId I) {
      return Op->getType()->isUnsignedIntegerOrEnumerationType()
                 ? fitted(I, Op->getType())
                 : I;
    };
    // What is there to wrap is known if its operands' limits are.
    auto Product = [&](IntId I) {
      return wrapsAway(Op) &&
                     (U.Ctx.getIntWidth(Op->getType()) > 32 || !extentOf(I))
                 ? None
                 : Fitted(I);
    };
    if (!U.facts(Op->getLHS()->getType()).IsInteger ||
        !U.facts(Op->getRHS()->getType()).IsInteger) {
      // last - first over the elements of one array.
      if (Op->getOpcode() == BO_Sub &&
          U.facts(Op->getLHS()->getType()).IsPointer) {
        PlaceId A = pointee(valueOf(Op->getLHS()), "");
        PlaceId B = pointee(valueOf(Op->getRHS()), "");
        if (T.place(A).Kind != PlaceKind::Unknown &&
            T.place(B).Kind != PlaceKind::Unknown)
          return T.distance(A, B);
      }
      return opaque("the value of", E);
    }
    switch (Op->getOpcode()) {
    case BO_Add:
      // `i + 0xffffffffu` is i - 1.
      if (Op->getType()->isUnsignedIntegerOrEnumerationType() &&
          U.Ctx.getIntWidth(Op->getType()) == 32)
        for (bool Swap : {false, true})
          if (std::optional<llvm::APSInt> By =
                  constantOf(Swap ? Op->getLHS() : Op->getRHS());
              By && By->isSignBitSet())
            return addsLarge(T.constant((-*By).getExtValue()))
                       ? opaque("the wrapped value of", E)
                       : difference(
                             T.sub(intOf(Swap ? Op->getRHS() : Op->getLHS()),
                                   T.constant((-*By).getExtValue())),
                             Op->getType());
      return Fitted(T.add(intOf(Op->getLHS()), intOf(Op->getRHS())));
    case BO_Sub:
      return difference(T.sub(intOf(Op->getLHS()), intOf(Op->getRHS())),
                        Op->getType());
    case BO_Mul:
      if (IntId I = Product(T.mul(intOf(Op->getLHS()), intOf(Op->getRHS())));
          I != None)
        return I;
      break;
    case BO_Div:
    case BO_Rem: {
      bool Quotient = Op->getOpcode() == BO_Div;
      if (wrap(Op->getRHS()) != Wrap::Never)
        break;
      std::optional<llvm::APSInt> By = constantOf(Op->getRHS());
      IntId I = dividend(
          Op->getLHS(),
          By && By->isRepresentableByInt64() ? By->getExtValue() : 0, Quotient);
      if (I == None)
        break;
      return T.binary(Quotient ? IntKind::Div : IntKind::Mod, I,
                      intOf(Op->getRHS()));
    }
    case BO_Shl:
    case BO_Shr: {
      std::optional<llvm::APSInt> By = constantOf(Op->getRHS());
      if (!By)
        if (IntId I = bitsOf(Op); I != None)
          return I;
      if (!By || By->getLimitedValue(64) >= 62)
        break;
      std::int64_t Power = std::int64_t(1) << By->getLimitedValue(64);
      if (Op->getOpcode() == BO_Shl) {
        if (IntId I = Product(T.mul(intOf(Op->getLHS()), T.constant(Power)));
            I != None)
          return I;
        break;
      }
      if (lowerBound(Op->getLHS()).value_or(-1) >= 0)
        if (IntId I = dividend(Op->getLHS(), Power, true); I != None)
          return T.binary(IntKind::Div, I, T.constant(Power));
      // Right-shifting a negative number rounds down.
      if (IntId I = bitsOf(Op); I != None)
        return I;
      break;
    }
    case BO_And:
    case BO_Or:
    case BO_Xor:
      if (IntId I = bitsOf(Op); I != None)
        return I;
      break;
    case BO_Comma:
      return intOf(Op->getRHS());
    case BO_Assign: // In C; see intIn.
      if (U.Ctx.getIntWidth(Op->getType()) >= 32 &&
          !Op->getLHS()->refersToBitField())
        return Fitted(exactInt(Op->getRHS()));
      break;
    case BO_LT:
    case BO_GT:
    case BO_LE:
    case BO_GE:
    case BO_EQ:
    case BO_NE:
    case BO_LAnd:
    case BO_LOr:
      // A comparison that is kept, as `bool first = i == 0`.
      if (Op->isLogicalOp() && Op->HasSideEffects(U.Ctx))
        break;
      if (const IntId I = truthOf(Op); I != None)
        return I;
      break;
    default:
      break;
    }
    return opaque("the value of", E);
  }
  case Stmt::ConditionalOperatorClass:
    if (IntId I = choiceOf(cast<ConditionalOperator>(E)); I != None)
      return I;
    return opaque("the value of", E);
  case Stmt::UnaryOperatorClass: {
    const auto *Op = cast<UnaryOperator>(E);
    if (Op->getOpcode() == UO_Minus)
      return difference(T.sub(T.constant(0), intOf(Op->getSubExpr())),
                        Op->getType());
    if (Op->getOpcode() == UO_LNot) {
      const auto *Of =
          dyn_cast<BinaryOperator>(Op->getSubExpr()->IgnoreParenImpCasts());
      if (!Of || !Of->isLogicalOp() || !Of->HasSideEffects(U.Ctx))
        if (const IntId I = truthOf(Op); I != None)
          return I;
    }
    if (Op->getOpcode() == UO_Plus || Op->getOpcode() == UO_Extension)
      return intOf(Op->getSubExpr());
    if (Op->isPostfix() && isLoopVariable(placeOf(Op->getSubExpr())))
      return intIn(Op->getSubExpr());
    if (Op->isPostfix())
      if (IntId I = definedAt(Op->getSubExpr()); I != None)
        return I;
    if (Op->isPrefix() && Op->isIncrementDecrementOp())
      if (IntId I = stepped(Op); I != None)
        return I;
    return opaque("the value of", E);
  }
  case Stmt::ExprWithCleanupsClass:
  case Stmt::ConstantExprClass:
    return intOf(cast<FullExpr>(E)->getSubExpr());
  case Stmt::MaterializeTemporaryExprClass:
    return intOf(cast<MaterializeTemporaryExpr>(E)->getSubExpr());
  case Stmt::CXXDefaultArgExprClass:
    return intOf(cast<CXXDefaultArgExpr>(E)->getExpr());
  case Stmt::CXXDefaultInitExprClass:
    return intOf(cast<CXXDefaultInitExpr>(E)->getExpr());
  case Stmt::SubstNonTypeTemplateParmExprClass:
    return intOf(cast<SubstNonTypeTemplateParmExpr>(E)->getReplacement());
  case Stmt::InitListExprClass:
    if (cast<InitListExpr>(E)->getNumInits() == 1)
      return intOf(cast<InitListExpr>(E)->getInit(0));
    break;
  default:
    break;
  }
  if (E->isGLValue())
    return intIn(E);
  return opaque("the value of", E);
}

} // namespace aether::analysis
