//===- Stability.cpp - Which terms mean the same later on -----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A term is written down at one point of a function and read at others. It may
// stand for a variable only if nothing in it changes in between, as far as this
// function goes; what callees change is for Solve to find out.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

using namespace clang;

namespace aether::analysis {

bool FunctionExtractor::keepsAddress(PlaceId P) {
  for (; P != None; P = T.place(P).Parent) {
    const PlaceNode N = T.place(P);
    if (N.Kind == PlaceKind::Deref)
      return keepsContent(N.Parent);
    if ((N.Kind == PlaceKind::Index || N.Kind == PlaceKind::Offset) &&
        !keepsValue(IntId(N.Arg)))
      return false;
  }
  return true;
}

bool FunctionExtractor::keepsContent(PlaceId P) {
  if (!keepsAddress(P))
    return false;
  for (;; P = T.place(P).Parent) {
    const PlaceNode N = T.place(P);
    switch (N.Kind) {
    case PlaceKind::Field:
      if (WrittenFields.contains(N.Arg))
        return false;
      break;
    case PlaceKind::Deref: {
      // A reference parameter is a variable by another name.
      const PlaceNode Cell = T.place(N.Parent);
      if (Cell.Kind == PlaceKind::Param && Cell.Arg < FD->getNumParams()) {
        auto It = Variables.find(FD->getParamDecl(Cell.Arg));
        if (It != Variables.end() && !It->second.SetOnce &&
            FD->getParamDecl(Cell.Arg)->getType()->isReferenceType())
          return false;
      }
      return true;
    }
    case PlaceKind::Local:
      if (const VarDecl *VD = LocalDecls[N.Arg]) {
        auto It = Variables.find(VD);
        return It == Variables.end() ||
               (It->second.SetOnce && !It->second.Loop);
      }
      return true;
    case PlaceKind::Global:
      return !WrittenGlobals.contains(N.Arg);
    default:
      if (N.Parent == None)
        return true;
      break;
    }
  }
}

bool FunctionExtractor::keepsValue(IntId I) {
  const IntNode N = T.integer(I);
  switch (N.Kind) {
  case IntKind::Cell:
    // Sizes are the models' to state.
    return T.place(N.A).Kind == PlaceKind::Structure || keepsContent(N.A);
  case IntKind::Add:
  case IntKind::Mul:
  case IntKind::Div:
  case IntKind::Mod:
  case IntKind::Min:
  case IntKind::Max:
    return keepsValue(IntId(N.A)) && keepsValue(IntId(N.B));
  default:
    return true;
  }
}

bool FunctionExtractor::keepsValue(const ValueNode &V) {
  switch (V.Kind) {
  case ValueKind::Int:
    return keepsValue(IntId(V.A));
  case ValueKind::Range:
    return keepsValue(IntId(V.A)) && keepsValue(IntId(V.B));
  case ValueKind::Addr:
    return keepsAddress(V.A);
  case ValueKind::Load:
    return keepsContent(V.A);
  case ValueKind::Choice:
    return llvm::all_of(std::vector<ValueId>(T.choice(V)), [&](ValueId Option) {
      return keepsValue(T.value(Option));
    });
  case ValueKind::Unknown:
    return false;
  }
  return false;
}

IntId FunctionExtractor::intIn(const Expr *E) {
  E = E->IgnoreParenNoopCasts(U.Ctx);
  const ValueDecl *D = nullptr;
  bool Indirect = false;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    D = Ref->getDecl();
    if (const auto *VD = dyn_cast<VarDecl>(D)) {
      ValueId V = valueOfVariable(VD, E);
      if (T.value(V).Kind == ValueKind::Int)
        return T.value(V).A;
    }
  } else if (const auto *M = dyn_cast<MemberExpr>(E)) {
    D = M->getMemberDecl();
  } else if (const auto *Op = dyn_cast<UnaryOperator>(E)) {
    if (Op->isIncrementDecrementOp())
      return opaque("the changing value of", E);
    Indirect = true;
  } else if (const auto *B = dyn_cast<BinaryOperator>(E)) {
    if (B->isAssignmentOp())
      return opaque("the changing value of", E);
    Indirect = true;
  } else {
    Indirect = true;
  }
  if (D && Written.contains(D))
    return opaque("the changing value of", E);
  if (Indirect && !isa<MaterializeTemporaryExpr>(E)) {
    StringId Type = U.typeName(E->getType());
    if (WrittenTypes.contains(Type) || WrittenTypes.contains(0) || Type == 0)
      return opaque("the changing value of", E);
  }
  PlaceId P = placeOf(E);
  return keepsContent(P) ? T.cell(P) : opaque("the changing value of", E);
}

bool FunctionExtractor::mayWrap(const Expr *E, unsigned Depth) {
  E = E->IgnoreParens();
  if (Depth > 16)
    return true;
  Expr::EvalResult R;
  if (!E->isValueDependent() && E->isPRValue() &&
      E->getType()->isIntegralOrEnumerationType() &&
      E->EvaluateAsInt(R, U.Ctx, Expr::SE_NoSideEffects))
    return false;
  bool Unsigned = E->getType()->isUnsignedIntegerType();
  if (const auto *Cast = dyn_cast<CastExpr>(E)) {
    const Expr *Sub = Cast->getSubExpr();
    if (Cast->getCastKind() == CK_LValueToRValue) {
      // A variable that stands for what it was set to.
      const auto *Ref = dyn_cast<DeclRefExpr>(Sub->IgnoreParens());
      const auto *VD = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
      return VD && VariableValue.contains(VD) && VD->getInit() &&
             mayWrap(VD->getInit(), Depth + 1);
    }
    if (Cast->getCastKind() == CK_IntegralCast && Unsigned &&
        Sub->getType()->isSignedIntegerType()) {
      // A negative number becomes a huge one; a difference may be negative.
      class Minus {
      public:
        static bool in(const Stmt *S) {
          if (const auto *B = dyn_cast<BinaryOperator>(S);
              B && B->getOpcode() == BO_Sub)
            return true;
          if (const auto *N = dyn_cast<UnaryOperator>(S);
              N && N->getOpcode() == UO_Minus)
            return true;
          return llvm::any_of(S->children(), [](const Stmt *Child) {
            return Child && isa<Expr>(Child) && in(Child);
          });
        }
      };
      if (Minus::in(Sub))
        return true;
    }
    return mayWrap(Sub, Depth + 1);
  }
  if (const auto *U1 = dyn_cast<UnaryOperator>(E)) {
    if (Unsigned && U1->getOpcode() == UO_Minus)
      return true;
    return U1->getOpcode() == UO_Plus && mayWrap(U1->getSubExpr(), Depth + 1);
  }
  const auto *B = dyn_cast<BinaryOperator>(E);
  if (!B)
    return false;
  if (Unsigned) {
    if (B->getOpcode() == BO_Sub)
      return true;
    if (B->getOpcode() == BO_Add || B->getOpcode() == BO_Mul ||
        B->getOpcode() == BO_Shl)
      for (const Expr *Side : {B->getLHS(), B->getRHS()})
        if (!Side->isValueDependent() &&
            Side->EvaluateAsInt(R, U.Ctx, Expr::SE_NoSideEffects) &&
            R.Val.getInt().getLimitedValue() >=
                (B->getOpcode() == BO_Shl ? 16u : 1u << 16))
          return true;
  }
  return mayWrap(B->getLHS(), Depth + 1) || mayWrap(B->getRHS(), Depth + 1);
}

bool FunctionExtractor::insideUnion(const Expr *E) {
  for (;;) {
    E = E->IgnoreParens();
    if (const auto *M = dyn_cast<MemberExpr>(E)) {
      if (const auto *Field = dyn_cast<FieldDecl>(M->getMemberDecl());
          Field && Field->getParent()->isUnion())
        return true;
      if (M->isArrow())
        return false;
      E = M->getBase();
    } else if (const auto *Sub = dyn_cast<ArraySubscriptExpr>(E)) {
      E = Sub->getBase();
    } else if (const auto *Cast = dyn_cast<CastExpr>(E);
               Cast && (Cast->getCastKind() == CK_ArrayToPointerDecay ||
                        Cast->getCastKind() == CK_NoOp)) {
      E = Cast->getSubExpr();
    } else {
      return false;
    }
  }
}

QualType FunctionExtractor::pointeeBeforeVoid(const Expr *E, unsigned Depth) {
  E = E->IgnoreParens();
  QualType Pointee = E->getType()->getPointeeType();
  if (Pointee.isNull() || Depth > 8)
    return QualType();
  if (!Pointee->isVoidType())
    return Pointee;
  if (const auto *Cast = dyn_cast<CastExpr>(E))
    return pointeeBeforeVoid(Cast->getSubExpr(), Depth + 1);
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  const auto *VD = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  if (VD && VD->getInit() && !isa<ParmVarDecl>(VD) && !VD->hasGlobalStorage())
    return pointeeBeforeVoid(VD->getInit(), Depth + 1);
  return QualType();
}

} // namespace aether::analysis
