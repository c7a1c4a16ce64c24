//===- Values.cpp - The terms that expressions denote ---------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Pure functions from expressions to places, values and integers. They emit
// nothing, apart from the cell that a joined pointer needs.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

using namespace clang;

namespace aether::analysis {

//===----------------------------------------------------------------------===//
// Small helpers
//===----------------------------------------------------------------------===//

std::string FunctionExtractor::text(const Expr *E) {
  return U.Out.string(U.spelling(E->getSourceRange()));
}

ValueId FunctionExtractor::unknown(llvm::StringRef Reason) {
  return T.unknown(U.str(Reason));
}

IntId FunctionExtractor::opaque(llvm::StringRef What, const Expr *E) {
  return T.opaque(U.str((What + " `" + text(E) + "`").str()));
}

PlaceId FunctionExtractor::local(llvm::StringRef Name, QualType Type,
                                 SourceLocation Loc) {
  Local L;
  L.Name = U.str(Name);
  L.Type = U.typeName(Type);
  L.Pos = U.pos(Loc);
  F.Locals.push_back(L);
  LocalDecls.push_back(nullptr);
  return T.root(PlaceKind::Local, F.Locals.size() - 1);
}

std::uint32_t FunctionExtractor::localOf(const VarDecl *VD) {
  auto [It, New] = LocalIndex.try_emplace(VD, 0);
  if (New) {
    It->second = F.Locals.size();
    local(VD->getName(), VD->getType(), VD->getLocation());
    LocalDecls.back() = VD;
    if (const auto *P = dyn_cast<ParmVarDecl>(VD)) {
      F.Locals.back().IsParam = true;
      F.Locals.back().Param = P->getFunctionScopeIndex();
    }
  }
  return LocalIndex[VD];
}

PlaceId FunctionExtractor::pointee(ValueId V, llvm::StringRef ReasonIfNone) {
  if (T.value(V).Kind == ValueKind::Choice) {
    PlaceId Cell = local("", QualType(U.Ctx.VoidPtrTy), FD->getLocation());
    store(Cell, V, FD->getLocation());
    for (ValueId Option : std::vector<ValueId>(T.choice(T.value(V))))
      if (T.value(Option).Kind == ValueKind::Load &&
          isUntyped(T.deref(T.value(Option).A)))
        Untyped.insert(T.deref(Cell));
    return T.deref(Cell);
  }
  return T.pointee(V, U.str(ReasonIfNone));
}

PlaceId FunctionExtractor::wholeRange(PlaceId P) {
  const PlaceNode N = T.place(P);
  if (N.Kind == PlaceKind::Index)
    return T.elements(N.Parent);
  if (N.Kind == PlaceKind::Elements || N.Kind == PlaceKind::Unknown)
    return P;
  PlaceId Base = N.Kind == PlaceKind::Offset ? N.Parent : P;
  // A pointer to a single variable reaches that variable only. What was
  // allocated may be more than one object.
  if (T.place(Base).Kind != PlaceKind::Deref &&
      T.place(Base).Kind != PlaceKind::Alloc)
    return Base;
  return T.offset(Base, T.opaque(U.str("the length of a range")));
}

ValueId FunctionExtractor::thisValue() {
  PlaceId This = T.root(PlaceKind::This);
  if (!Closure)
    return T.load(This);
  PlaceId Captured = T.field(T.deref(This), U.str("this"));
  for (const LambdaCapture &C : Closure->captures())
    if (C.capturesThis())
      return C.getCaptureKind() == LCK_StarThis ? T.addr(Captured)
                                                : T.load(Captured);
  return T.load(Captured);
}

PlaceId FunctionExtractor::fieldOfCapture(const ValueDecl *D) {
  return T.field(T.deref(T.root(PlaceKind::This)), captureName(Closure, D));
}

StringId FunctionExtractor::captureName(const CXXRecordDecl *Class,
                                        const ValueDecl *D) {
  unsigned Same = 0, Mine = 0;
  for (const LambdaCapture &C : Class->captures()) {
    if (!C.capturesVariable() ||
        C.getCapturedVar()->getDeclName() != D->getDeclName())
      continue;
    ++Same;
    if (C.getCapturedVar() == D)
      Mine = Same;
  }
  std::string Name = D->getNameAsString();
  return U.str(Same > 1 ? Name + "#" + std::to_string(Mine) : Name);
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

ValueId FunctionExtractor::valueOfVariable(const VarDecl *VD, const Expr *Use) {
  PlaceId P = placeOfVariable(VD, Use);
  const TypeFacts &Type = U.facts(VD->getType());
  auto It = Variables.find(VD);
  bool Here = VD->getDeclContext() == FD || VD->isLocalVarDecl();
  const bool Steps = It != Variables.end() && It->second.Loop;
  if (Captures.contains(VD) || !Here || (isa<ParmVarDecl>(VD) && !Steps) ||
      VD->hasGlobalStorage() || VD->getType()->isReferenceType())
    return T.load(P);
  if (Steps) {
    const CountedLoop &L = Loops[*It->second.Loop];
    if (StartUses.contains(Use)) {
      const ValueId First = startOf(L);
      return keepsValue(ValueNode(T.value(First))) ? First : T.load(P);
    }
    IntId Var = T.atom(IntKind::LoopVar, *It->second.Loop);
    if (Type.IsPointer) {
      if (L.Downwards || !InProgress.insert(VD).second)
        return T.load(P);
      PlaceId From = pointee(startOf(L), "");
      InProgress.erase(VD);
      if (!keepsAddress(From))
        return T.load(P);
      if (followsLinks(VD->getType())) {
        if (auto First = VariableValue.find(VD); First != VariableValue.end())
          return T.addr(T.offset(T.value(First->second).A, Var));
        // From an element on, the next ones may be any.
        if (T.place(From).Kind == PlaceKind::Index)
          return T.addr(wholeRange(From));
      }
      return T.addr(T.offset(
          From, isBackwards(VD->getType()) ? T.sub(T.constant(0), Var) : Var));
    }
    return T.integerValue(Var);
  }
  if (IntId I = definedAt(Use); I != None)
    return T.integerValue(I);
  if ((It == Variables.end() || It->second.SetOnce) && VD->getInit()) {
    // Worked out when it was initialised, for its operands may change later.
    if (auto V = VariableValue.find(VD); V != VariableValue.end())
      return V->second;
  }
  return T.load(P);
}

/// What is known of variable \p VD of class type: an integer range whose ends
/// are constants is the same in all functions that may name it.
ValueId FunctionExtractor::namedRange(const VarDecl *VD) {
  if (auto V = VariableValue.find(VD); V != VariableValue.end())
    return V->second;
  if (!countsIntegers(VD->getType()))
    return None;
  // An iterator that a loop counts with.
  if (auto It = Variables.find(VD); It != Variables.end() && It->second.Loop) {
    const IntId At = T.atom(IntKind::LoopVar, *It->second.Loop);
    return Loops[*It->second.Loop].Downwards ? None : T.range(At, At);
  }
  // A reference names the same range for good.
  if (VD->getType()->isReferenceType() && VD->isLocalVarDecl() &&
      VD->getInit() && !Captures.contains(VD) && InProgress.insert(VD).second) {
    const ValueId V = valueOf(VD->getInit());
    InProgress.erase(VD);
    return T.value(V).Kind == ValueKind::Range &&
                   keepsValue(ValueNode(T.value(V)))
               ? V
               : None;
  }
  if (!U.facts(VD->getType()).is(TypeModel::Kind::IntegerRange) ||
      !VD->getType().isConstQualified() || !VD->getInit() ||
      !InProgress.insert(VD).second)
    return None;
  // Its own statement has been visited if it stands in this function.
  if (VD->hasGlobalStorage()
          ? !VD->isStaticLocal() || VD->hasConstantInitialization() ||
                VD->getDeclContext() != FD
          : Captures.contains(VD)) {
    std::vector<Event> Discarded;
    std::vector<Event> *Outer = std::exchange(Events, &Discarded);
    visitTree(VD->getInit());
    Events = Outer;
  }
  const ValueNode V = T.value(valueOf(VD->getInit()));
  InProgress.erase(VD);
  if (V.Kind != ValueKind::Range || T.integer(V.A).Kind != IntKind::Const ||
      T.integer(V.B).Kind != IntKind::Const)
    return None;
  return VariableValue[VD] = T.range(V.A, V.B);
}

ValueId FunctionExtractor::valueOf(const Expr *E) {
  E = E->IgnoreParens();
  const TypeFacts &Type = U.facts(E->getType());
  if (auto It = Known.find(E); It != Known.end()) {
    // A glvalue call is known by its address; what is asked for is its value.
    return E->isGLValue() ? T.load(pointee(It->second, "")) : It->second;
  }
  if (const auto *Default = dyn_cast<CXXDefaultInitExpr>(E))
    return valueOf(Default->getExpr());
  if (!Type.IsCell) {
    if (const auto *Temp = dyn_cast<MaterializeTemporaryExpr>(E))
      return valueOf(Temp->getSubExpr());
    if (const auto *Full = dyn_cast<FullExpr>(E))
      return valueOf(Full->getSubExpr());
    if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(E))
      return valueOf(Bind->getSubExpr());
    if (const auto *Cast = dyn_cast<CastExpr>(E))
      return valueOf(Cast->getSubExpr());
    if (const auto *Copy = dyn_cast<CXXConstructExpr>(E);
        Copy && Copy->getConstructor()->isCopyOrMoveConstructor() &&
        countsIntegers(E->getType()))
      if (ValueId V = valueOf(Copy->getArg(0));
          T.value(V).Kind == ValueKind::Range)
        return V;
    if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
      if (const auto *VD = dyn_cast<VarDecl>(Ref->getDecl()))
        if (ValueId V = namedRange(VD); V != None)
          return V;
    return T.load(E->isGLValue() ? placeOf(E) : objectOf(E));
  }
  if (Type.IsInteger && E->isPRValue())
    return T.integerValue(exactInt(E));
  if (E->isGLValue()) {
    // A variable of iterator type, asked for its value.
    const Expr *Plain = E->IgnoreParenNoopCasts(U.Ctx);
    if (const auto *Cast = dyn_cast<ImplicitCastExpr>(Plain))
      Plain = Cast->getSubExpr()->IgnoreParens();
    if (const auto *Temp = dyn_cast<MaterializeTemporaryExpr>(Plain))
      return valueOf(Temp->getSubExpr());
    if (const auto *Ref = dyn_cast<DeclRefExpr>(Plain))
      if (const auto *VD = dyn_cast<VarDecl>(Ref->getDecl()))
        return valueOfVariable(VD, Plain);
    return T.load(placeOf(E));
  }

  switch (E->getStmtClass()) {
  case Stmt::CXXThisExprClass:
    return thisValue();
  case Stmt::CXXNullPtrLiteralExprClass:
  case Stmt::GNUNullExprClass:
    return T.integerValue(T.constant(0));
  case Stmt::UnaryOperatorClass: {
    const auto *Op = cast<UnaryOperator>(E);
    switch (Op->getOpcode()) {
    case UO_AddrOf: {
      if (const auto *Ref =
              dyn_cast<DeclRefExpr>(Op->getSubExpr()->IgnoreParens()))
        if (isa<FieldDecl>(Ref->getDecl()))
          return unknown("the pointer to member `" + text(E) + "`");
      return T.addr(placeOf(Op->getSubExpr()));
    }
    case UO_Plus:
    case UO_Extension:
      return valueOf(Op->getSubExpr());
    default:
      // `*p++` in the loop that this steps.
      if (const auto *Ref =
              dyn_cast<DeclRefExpr>(Op->getSubExpr()->IgnoreParens()))
        if (const auto *VD = dyn_cast<VarDecl>(Ref->getDecl());
            VD && Op->isPostfix() && isLoopVariable(placeOfVariable(VD, Ref)))
          return valueOfVariable(VD, Ref);
      // ++p, p-- and the like: the variable changes, so its cell says it all.
      return T.load(placeOf(Op->getSubExpr()));
    }
  }
  case Stmt::BinaryOperatorClass: {
    const auto *Op = cast<BinaryOperator>(E);
    if (Op->getOpcode() == BO_Comma)
      return valueOf(Op->getRHS());
    if (Op->getOpcode() == BO_Add || Op->getOpcode() == BO_Sub) {
      const Expr *Ptr = Op->getLHS(), *By = Op->getRHS();
      if (!U.facts(Ptr->getType()).IsPointer)
        std::swap(Ptr, By);
      if (!U.facts(By->getType()).IsInteger)
        break;
      IntId N = intOf(By);
      if (Op->getOpcode() == BO_Sub)
        N = T.sub(T.constant(0), N);
      return T.addr(T.offset(
          pointee(valueOf(Ptr), "the pointer `" + text(Ptr) + "`"), N));
    }
    break;
  }
  case Stmt::BinaryConditionalOperatorClass: {
    const auto *Op = cast<BinaryConditionalOperator>(E);
    return T.choice({valueOf(Op->getCommon()), valueOf(Op->getFalseExpr())});
  }
  case Stmt::ConditionalOperatorClass: {
    const auto *Op = cast<ConditionalOperator>(E);
    return T.choice({valueOf(Op->getTrueExpr()), valueOf(Op->getFalseExpr())});
  }
  case Stmt::ExprWithCleanupsClass:
  case Stmt::ConstantExprClass:
    return valueOf(cast<FullExpr>(E)->getSubExpr());
  case Stmt::MaterializeTemporaryExprClass:
    return valueOf(cast<MaterializeTemporaryExpr>(E)->getSubExpr());
  case Stmt::CXXBindTemporaryExprClass:
    return valueOf(cast<CXXBindTemporaryExpr>(E)->getSubExpr());
  case Stmt::CXXDefaultArgExprClass:
    return valueOf(cast<CXXDefaultArgExpr>(E)->getExpr());
  case Stmt::CXXDefaultInitExprClass:
    return valueOf(cast<CXXDefaultInitExpr>(E)->getExpr());
  case Stmt::SubstNonTypeTemplateParmExprClass:
    return valueOf(cast<SubstNonTypeTemplateParmExpr>(E)->getReplacement());
  case Stmt::CXXConstructExprClass: {
    // Copying an iterator copies what it points to.
    const auto *C = cast<CXXConstructExpr>(E);
    if (C->getNumArgs() == 0)
      break;
    const ValueId From = valueOf(C->getArg(0));
    // One that goes backwards leads to what stands before
    // ([reverse.iterators]).
    if (isBackwards(E->getType()) && !isBackwards(C->getArg(0)->getType()))
      return T.addr(T.offset(pointee(From, "an iterator"), T.constant(-1)));
    return From;
  }
  case Stmt::InitListExprClass: {
    const auto *List = cast<InitListExpr>(E);
    if (List->getNumInits() == 1)
      return valueOf(List->getInit(0));
    break;
  }
  case Stmt::OpaqueValueExprClass:
    if (const Expr *Source = cast<OpaqueValueExpr>(E)->getSourceExpr())
      return valueOf(Source);
    break;
  case Stmt::SourceLocExprClass: // A constant of the compiler's.
    return T.addr(T.root(PlaceKind::Alloc, NextAlloc++));
  default:
    break;
  }
  if (const auto *Cast = dyn_cast<CastExpr>(E)) {
    const Expr *Sub = Cast->getSubExpr();
    switch (Cast->getCastKind()) {
    case CK_LValueToRValue: {
      const Expr *Plain = Sub->IgnoreParens();
      if (const auto *Ref = dyn_cast<DeclRefExpr>(Plain))
        if (const auto *VD = dyn_cast<VarDecl>(Ref->getDecl()))
          return valueOfVariable(VD, Plain);
      return T.load(placeOf(Sub));
    }
    case CK_ArrayToPointerDecay:
      if (insideUnion(Sub))
        return T.addr(placeOf(Sub));
      return T.addr(T.index(placeOf(Sub), T.constant(0)));
    case CK_FunctionToPointerDecay:
      return T.addr(placeOf(Sub));
    case CK_NullToPointer:
    case CK_NullToMemberPointer:
      return T.integerValue(T.constant(0));
    case CK_BitCast: {
      QualType From = Sub->getType(), To = Cast->getType();
      if (!From->isPointerType() || !To->isPointerType())
        return valueOf(Sub);
      QualType A = From->getPointeeType(), B = To->getPointeeType();
      // Through void * and back is how C passes arguments.
      if (QualType Before = pointeeBeforeVoid(Sub);
          A->isVoidType() && !Before.isNull() && !Before->isIncompleteType() &&
          !B->isIncompleteType() && U.typeName(Before) != U.typeName(B))
        return reinterpreted(Sub);
      if (A->isVoidType() && !B->isVoidType()) {
        ValueId V = valueOf(Sub);
        std::vector<ValueId> Options{V};
        if (T.value(V).Kind == ValueKind::Choice)
          Options = T.choice(T.value(V));
        for (ValueId Option : Options)
          if (T.value(Option).Kind == ValueKind::Load)
            Untyped.insert(T.deref(T.value(Option).A));
        return V;
      }
      if (B->isVoidType() || U.typeName(A) == U.typeName(B))
        return valueOf(Sub);
      // `(void **)&p`, for who is to set p: pointers are alike in memory.
      if (A->isPointerType() && B->isPointerType())
        return valueOf(Sub);
      return reinterpreted(Sub);
    }
    case CK_Dynamic: // Null if the object is of another class.
      return Type.IsPointer
                 ? T.choice({valueOf(Sub), T.integerValue(T.constant(0))})
                 : valueOf(Sub);
    case CK_IntegralToPointer: {
      // No function stands at an address that is written down: SIG_IGN.
      if (Cast->getType()->isFunctionPointerType() && constantOf(Sub))
        return T.integerValue(T.constant(0));
      // C hands numbers on as pointers: what counts is the number. That it
      // leads anywhere is not known of it.
      const PlaceId Cell = local("", Cast->getType(), E->getBeginLoc());
      store(Cell, T.integerValue(exactInt(Sub)), E->getBeginLoc());
      return T.load(Cell);
    }
    default:
      return valueOf(Sub);
    }
  }
  if (!Type.IsPointer)
    return unknown("");
  return unknown("the pointer `" + text(E) + "`");
}

ValueId FunctionExtractor::reinterpreted(const Expr *Pointer) {
  const ValueId V = valueOf(Pointer);
  tell(V, Pointer->getBeginLoc());
  // By another name than its own, a pointer may be set to anything.
  if (const QualType Cell = Pointer->getType()->getPointeeType();
      !Cell.isNull() && Cell->isPointerType() &&
      (T.value(V).Kind == ValueKind::Addr ||
       T.value(V).Kind == ValueKind::Load))
    forget(T.pointee(V, 0), Cell, Pointer->getBeginLoc());
  return unknown("reinterpretation of the pointer `" + text(Pointer) + "`");
}

ValueId FunctionExtractor::argument(const Expr *E, QualType To) {
  if (To->isReferenceType()) {
    // An integer range has no memory: what counts is its value.
    ValueId V = Known.contains(E->IgnoreParens()) || !U.facts(To).IsCell
                    ? valueOf(E)
                    : None;
    if (V != None && T.value(V).Kind == ValueKind::Range)
      return V;
    return T.addr(placeOf(E));
  }
  if (U.facts(To).IsCell)
    return valueOf(E);
  ValueId V = valueOf(E);
  if (T.value(V).Kind == ValueKind::Range)
    return V;
  return T.addr(objectOf(E));
}

} // namespace aether::analysis
