//===- Accesses.cpp - The effects of single statements --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include "clang/AST/StmtOpenMP.h"

using namespace clang;

namespace aether::analysis {

//===----------------------------------------------------------------------===//
// Emitting events
//===----------------------------------------------------------------------===//

PlaceId FunctionExtractor::rootOf(PlaceId P) {
  while (T.place(P).Parent != None)
    P = T.place(P).Parent;
  return P;
}

/// Memory that no other task can name, so that its accesses need no event: a
/// local that nobody else was told of, and constants.
bool FunctionExtractor::isInvisible(PlaceId P) {
  for (PlaceId Q = P; Q != None; Q = T.place(Q).Parent)
    if (T.place(Q).Kind == PlaceKind::Deref)
      return false;
  const PlaceNode Root = T.place(rootOf(P));
  switch (Root.Kind) {
  case PlaceKind::Param:
  case PlaceKind::This:
  case PlaceKind::Result:
  case PlaceKind::Function:
    return true;
  case PlaceKind::Global:
    return U.Out.Globals[Root.Arg].Constant ||
           U.Out.Globals[Root.Arg].ThreadLocal;
  case PlaceKind::Local:
    // A temporary is known by its expression only.
    if (const VarDecl *VD = LocalDecls[Root.Arg]) {
      auto It = Variables.find(VD);
      return VD->isImplicit() || It == Variables.end() || !It->second.Exposed;
    }
    return !ProlongedLocals.contains(Root.Arg);
  default:
    return false;
  }
}

void FunctionExtractor::access(AccessKind K, PlaceId P, QualType Type,
                               SourceRange Range, AccessNature N) {
  if (isInvisible(P))
    return;
  Access A;
  A.Kind = K;
  A.Nature = N;
  A.Place = P;
  A.Spelling = U.spelling(Range);
  A.Type = Type.isNull() || !U.facts(Type).IsCell || isUntyped(P)
               ? 0
               : U.typeName(Type);
  A.Pos = U.pos(Range.getBegin());
  Events->push_back(std::move(A));
}

void FunctionExtractor::store(PlaceId To, ValueId V, SourceLocation Loc) {
  const ValueNode N = T.value(V);
  if ((N.Kind == ValueKind::Load && isUntyped(T.deref(N.A))) ||
      (N.Kind == ValueKind::Addr && isUntyped(N.A)))
    Untyped.insert(T.deref(To));
  if (Events)
    Events->push_back(Store{To, V, U.pos(Loc)});
}

void FunctionExtractor::giveUp(llvm::StringRef Reason, SourceLocation Loc) {
  Events->push_back(Opaque{U.str(Reason), U.pos(Loc)});
}

void FunctionExtractor::remember(const Expr *E, ValueId V) {
  if (E)
    Known[E->IgnoreParens()] = V;
}

void FunctionExtractor::rememberResult(const Expr *E, std::uint32_t Result) {
  if (!E)
    return;
  PlaceId Cell = T.root(PlaceKind::Result, Result);
  if (E->isGLValue()) {
    remember(E, T.addr(T.deref(Cell)));
  } else if (U.facts(E->getType()).IsCell) {
    if (!E->getType()->isVoidType())
      remember(E, T.load(Cell));
  } else {
    // The object stands where the caller wants it.
    store(objectOf(E), T.load(Cell), E->getBeginLoc());
  }
}

AccessNature FunctionExtractor::natureOf(const Expr *E) {
  if (U.facts(E->getType()).is(TypeModel::Kind::ThreadBound))
    return AccessNature::ThreadBound;
  return AccessNature::Plain;
}

/// The places whose values \p E was computed from, through variables that are
/// set once.
void FunctionExtractor::collectSources(const Expr *E, std::vector<PlaceId> &Out,
                                       unsigned Depth) {
  if (!E || Depth > 16 || Out.size() > 16)
    return;
  E = E->IgnoreParens();
  auto Add = [&](PlaceId P) {
    if (!isInvisible(P) && !llvm::is_contained(Out, P))
      Out.push_back(P);
  };
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    if (const auto *VD = dyn_cast<VarDecl>(Ref->getDecl())) {
      Add(placeOfVariable(VD, E));
      if (VD->getInit() && VD->isLocalVarDecl() && !Captures.contains(VD))
        collectSources(VD->getInit(), Out, Depth + 1);
    }
    return;
  }
  if (isa<MemberExpr, ArraySubscriptExpr>(E) && E->isGLValue()) {
    Add(placeOf(E));
  }
  if (isa<LambdaExpr>(E))
    return;
  for (const Stmt *Child : E->children())
    if (const auto *Sub = dyn_cast_or_null<Expr>(Child))
      collectSources(Sub, Out, Depth + 1);
}

/// `To = From`, for scalars and pointers.
void FunctionExtractor::assign(const Expr *To, const Expr *From,
                               const Expr *Whole) {
  PlaceId P = placeOf(To);
  access(AccessKind::Write, P, To->getType(), To->getSourceRange(),
         natureOf(To));
  if (!Events->empty())
    if (auto *A = std::get_if<Access>(&Events->back()); A && A->Place == P)
      collectSources(From, A->Sources);
  const TypeFacts &Facts = U.facts(To->getType());
  PlaceKind Last = T.place(P).Kind;
  if (insideUnion(To)) // The other members change with it.
    store(P, unknown("a member of a union"), Whole->getBeginLoc());
  else if (Facts.IsPointer)
    store(P, valueOf(From), Whole->getBeginLoc());
  else if (Facts.IsInteger && Last != PlaceKind::Index &&
           Last != PlaceKind::Elements && Last != PlaceKind::Offset)
    store(P, T.integerValue(exactInt(From)), Whole->getBeginLoc());
}

bool FunctionExtractor::isLoopVariable(PlaceId P) {
  const PlaceNode N = T.place(P);
  if (N.Kind != PlaceKind::Local || !LocalDecls[N.Arg])
    return false;
  auto It = Variables.find(LocalDecls[N.Arg]);
  return It != Variables.end() && It->second.Loop.has_value();
}

void FunctionExtractor::forget(PlaceId P, QualType Type, SourceLocation Loc) {
  if (Type.isNull())
    return;
  const TypeFacts &Facts = U.facts(Type);
  PlaceKind Last = T.place(P).Kind;
  if (Facts.IsInteger) {
    if (Last != PlaceKind::Index && Last != PlaceKind::Elements &&
        Last != PlaceKind::Offset)
      store(P, T.integerValue(T.opaque(U.str("a value that was changed"))),
            Loc);
  } else if (Facts.IsPointer) {
    store(P, unknown("a pointer that was changed"), Loc);
  }
}

//===----------------------------------------------------------------------===//
// Variables, lambdas, lists
//===----------------------------------------------------------------------===//

void FunctionExtractor::visitInitialisation(PlaceId To, QualType Type,
                                            const Expr *Init) {
  if (!Init)
    return;
  if (Type->isReferenceType()) {
    store(To, T.addr(placeOf(Init)), Init->getBeginLoc());
    return;
  }
  if (U.facts(Type).IsCell) {
    if (U.facts(Type).IsPointer || U.facts(Type).IsInteger)
      store(To, valueOf(Init), Init->getBeginLoc());
    return;
  }
  ValueId V = valueOf(Init);
  if (T.value(V).Kind == ValueKind::Load && T.value(V).A == To)
    return;
  store(To, V, Init->getBeginLoc());
}

void FunctionExtractor::lockInitialisation(const VarDecl *VD, LockOp Op,
                                           LockMode Mode) {
  LockEvent L;
  L.Op = Op;
  L.Mode = Mode;
  L.Mutex = T.root(PlaceKind::Global, U.initialisationFlag(VD));
  L.Spelling = U.str(VD->getName());
  L.Pos = U.pos(VD->getLocation());
  Events->push_back(L);
}

/// The initialiser comes before the declaration in the graph: what of it is
/// met first takes the lock.
void FunctionExtractor::openInitialisation(const Stmt *S) {
  auto It = StaticInitialisers.find(S);
  if (It == StaticInitialisers.end())
    return;
  const VarDecl *VD = It->second;
  if (VD->isConstexpr() || U.isConstantGlobal(VD) ||
      VD->hasConstantInitialization() || !OpenInitialisers.insert(VD).second)
    return;
  lockInitialisation(VD, LockOp::Acquire, LockMode::Exclusive);
}

void FunctionExtractor::visitVariable(const VarDecl *VD) {
  const Expr *Init = VD->getInit();
  if (VD->isStaticLocal()) {
    if (!Init || VD->isConstexpr() || U.isConstantGlobal(VD))
      return;
    // Initialised once, before anybody passes ([stmt.dcl]/3).
    if (VD->hasConstantInitialization())
      return;
    PlaceId Place = T.root(PlaceKind::Global, U.global(VD));
    if (VD->getTLSKind()) { // Each thread has its own, and nobody waits.
      visitInitialisation(Place, VD->getType(), Init);
      return;
    }
    if (OpenInitialisers.insert(VD).second)
      lockInitialisation(VD, LockOp::Acquire, LockMode::Exclusive);
    access(AccessKind::Write, Place, VD->getType(), VD->getLocation());
    visitInitialisation(Place, VD->getType(), Init);
    lockInitialisation(VD, LockOp::Release, LockMode::Exclusive);
    lockInitialisation(VD, LockOp::Acquire, LockMode::Shared);
    return;
  }
  if (VD->hasGlobalStorage() || !Init)
    return;
  PlaceId To = T.root(PlaceKind::Local, localOf(VD));
  auto It = Variables.find(VD);
  bool SetOnce = It == Variables.end() || It->second.SetOnce;
  if (!VD->getType()->isReferenceType() && SetOnce &&
      !(It != Variables.end() && It->second.Loop)) {
    const TypeFacts &Facts = U.facts(VD->getType());
    ValueId V =
        Facts.IsInteger && It != Variables.end() && It->second.OnlySubscripts
            ? T.integerValue(intOf(Init))
            : valueOf(Init);
    ValueKind K = T.value(V).Kind;
    // What a pointer cell holds now may be another thing later, so only what
    // cannot change is carried over.
    bool Carried = K == ValueKind::Int || K == ValueKind::Addr ||
                   K == ValueKind::Range || K == ValueKind::Choice ||
                   (K == ValueKind::Load && Facts.IsPointer);
    if (Carried && keepsValue(ValueNode(T.value(V))) &&
        (Facts.IsCell || K == ValueKind::Range))
      VariableValue[VD] = V;
  }
  // A constructor has said by itself what it writes.
  if (U.facts(VD->getType()).IsCell && !VD->getType()->isReferenceType())
    access(AccessKind::Write, To, VD->getType(), VD->getLocation());
  if (VD->getType()->isReferenceType()) {
    PlaceId Root = rootOf(placeOf(Init));
    if (T.place(Root).Kind == PlaceKind::Local &&
        !LocalDecls[T.place(Root).Arg])
      ProlongedLocals.insert(T.place(Root).Arg);
  } else if (It != Variables.end() && It->second.Loop &&
             U.facts(VD->getType()).IsInteger) {
    // What it holds in each round, for those who reach it by reference.
    store(To, T.integerValue(T.atom(IntKind::LoopVar, *It->second.Loop)),
          VD->getLocation());
    return;
  }
  visitInitialisation(To, VD->getType(), Init);
}

void FunctionExtractor::visitLambda(const LambdaExpr *E) {
  PlaceId Object = objectOf(E);
  auto Inits = E->capture_init_begin();
  for (const LambdaCapture &C : E->captures()) {
    const Expr *Init = *Inits++;
    if (C.capturesThis()) {
      PlaceId Field = T.field(Object, U.str("this"));
      if (C.getCaptureKind() == LCK_StarThis)
        store(Field, T.load(pointee(thisValue(), "")), C.getLocation());
      else
        store(Field, thisValue(), C.getLocation());
      continue;
    }
    if (!C.capturesVariable())
      continue;
    const ValueDecl *D = C.getCapturedVar();
    PlaceId Field = T.field(Object, captureName(E->getLambdaClass(), D));
    if (C.getCaptureKind() == LCK_ByRef) {
      const auto *VD = dyn_cast<VarDecl>(D);
      PlaceId Named = VD && VD->isInitCapture() ? placeOf(VD->getInit())
                                                : placeOfVariable(D, E);
      store(Field, T.addr(Named), C.getLocation());
      continue;
    }
    const Expr *From = Init;
    if (const auto *VD = dyn_cast<VarDecl>(D); VD && VD->isInitCapture())
      From = VD->getInit();
    visitInitialisation(Field, D->getType().getNonReferenceType(), From);
  }
  const CXXMethodDecl *Op = E->getCallOperator();
  if (!E->isGenericLambda())
    U.need(Op);
}

void FunctionExtractor::visitInitList(const Expr *E,
                                      llvm::ArrayRef<Expr *> Inits) {
  if (U.facts(E->getType()).IsCell)
    return;
  PlaceId Object = objectOf(E);
  if (const auto *RD = E->getType()->getAsCXXRecordDecl()) {
    unsigned I = 0;
    for (unsigned Base = 0; Base < RD->getNumBases() && I < Inits.size();
         ++Base, ++I)
      visitInitialisation(Object, Inits[I]->getType(), Inits[I]);
    if (RD->isUnion())
      return;
    for (const FieldDecl *Field : RD->fields()) {
      if (Field->isUnnamedBitField())
        continue;
      if (I >= Inits.size())
        break;
      PlaceId To = Field->getType()->isReferenceType()
                       ? T.field(Object, U.fieldName(Field))
                       : placeOfMember(Object, Field);
      visitInitialisation(To, Field->getType(), Inits[I++]);
    }
    return;
  }
  for (unsigned I = 0; I < Inits.size(); ++I)
    visitInitialisation(T.index(Object, T.constant(I)), Inits[I]->getType(),
                        Inits[I]);
}

void FunctionExtractor::visitAtomic(const AtomicExpr *A) {
  auto Touch = [&](const Expr *Pointer, AccessKind K) {
    PlaceId P =
        pointee(valueOf(Pointer), "the pointer `" + text(Pointer) + "`");
    access(K, P, Pointer->getType()->getPointeeType(),
           Pointer->getSourceRange());
    if (isWrite(K))
      forget(P, Pointer->getType()->getPointeeType(), A->getBeginLoc());
  };
  AtomicExpr::AtomicOp Op = A->getOp();
  bool Load = Op == AtomicExpr::AO__atomic_load ||
              Op == AtomicExpr::AO__atomic_load_n ||
              Op == AtomicExpr::AO__c11_atomic_load ||
              Op == AtomicExpr::AO__scoped_atomic_load ||
              Op == AtomicExpr::AO__scoped_atomic_load_n;
  Touch(A->getPtr(), Load ? AccessKind::AtomicRead : AccessKind::AtomicWrite);
  // The operands that the generic forms take by address.
  if (A->isCmpXChg()) {
    Touch(A->getVal1(), AccessKind::Write);
    if (Op == AtomicExpr::AO__atomic_compare_exchange ||
        Op == AtomicExpr::AO__scoped_atomic_compare_exchange)
      Touch(A->getVal2(), AccessKind::Read);
    return;
  }
  switch (Op) {
  case AtomicExpr::AO__atomic_load:
  case AtomicExpr::AO__scoped_atomic_load:
    Touch(A->getVal1(), AccessKind::Write);
    return;
  case AtomicExpr::AO__atomic_store:
  case AtomicExpr::AO__scoped_atomic_store:
    Touch(A->getVal1(), AccessKind::Read);
    return;
  case AtomicExpr::AO__atomic_exchange:
  case AtomicExpr::AO__scoped_atomic_exchange:
    Touch(A->getVal1(), AccessKind::Read);
    Touch(A->getVal2(), AccessKind::Write);
    return;
  default:
    return;
  }
}

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

void FunctionExtractor::visit(const Stmt *S) {
  openInitialisation(S);
  switch (S->getStmtClass()) {
  case Stmt::DeclStmtClass:
    for (const Decl *D : cast<DeclStmt>(S)->decls())
      if (const auto *VD = dyn_cast<VarDecl>(D))
        visitVariable(VD);
    return;
  case Stmt::ReturnStmtClass: {
    const auto *R = cast<ReturnStmt>(S);
    Return Out;
    Out.Pos = U.pos(R->getBeginLoc());
    if (const Expr *E = R->getRetValue();
        E && !FD->getReturnType()->isVoidType())
      Out.Value = FD->getReturnType()->isReferenceType() ? T.addr(placeOf(E))
                                                         : valueOf(E);
    Events->push_back(Out);
    return;
  }
  case Stmt::BinaryOperatorClass: {
    const auto *B = cast<BinaryOperator>(S);
    if (B->isAssignmentOp())
      assign(B->getLHS(), B->getRHS(), B);
    return;
  }
  case Stmt::CompoundAssignOperatorClass: {
    const auto *B = cast<CompoundAssignOperator>(S);
    PlaceId P = placeOf(B->getLHS());
    access(AccessKind::Write, P, B->getLHS()->getType(),
           B->getLHS()->getSourceRange());
    if (U.facts(B->getLHS()->getType()).IsPointer)
      store(P,
            T.addr(
                T.offset(T.deref(P), opaque("the moved pointer", B->getLHS()))),
            B->getBeginLoc());
    else if (!isLoopVariable(P))
      forget(P, B->getLHS()->getType(), B->getBeginLoc());
    return;
  }
  case Stmt::UnaryOperatorClass: {
    const auto *Op = cast<UnaryOperator>(S);
    if (!Op->isIncrementDecrementOp())
      return;
    PlaceId P = placeOf(Op->getSubExpr());
    access(AccessKind::Write, P, Op->getSubExpr()->getType(),
           Op->getSubExpr()->getSourceRange());
    if (U.facts(Op->getSubExpr()->getType()).IsPointer)
      store(P,
            T.addr(T.offset(T.deref(P),
                            opaque("the moved pointer", Op->getSubExpr()))),
            Op->getBeginLoc());
    else if (!isLoopVariable(P))
      forget(P, Op->getSubExpr()->getType(), Op->getBeginLoc());
    return;
  }
  case Stmt::CallExprClass:
  case Stmt::CXXMemberCallExprClass:
  case Stmt::CXXOperatorCallExprClass:
  case Stmt::UserDefinedLiteralClass:
    visitCall(cast<CallExpr>(S));
    return;
  case Stmt::CXXConstructExprClass:
  case Stmt::CXXTemporaryObjectExprClass:
    visitConstruct(cast<CXXConstructExpr>(S));
    return;
  case Stmt::CXXNewExprClass:
    visitNew(cast<CXXNewExpr>(S));
    return;
  case Stmt::CXXDeleteExprClass: {
    const Expr *Arg = cast<CXXDeleteExpr>(S)->getArgument();
    PlaceId P = pointee(valueOf(Arg), "the pointer `" + text(Arg) + "`");
    access(AccessKind::Write,
           cast<CXXDeleteExpr>(S)->isArrayForm() ? wholeRange(P) : P,
           QualType(), Arg->getSourceRange());
    allocationFunction(cast<CXXDeleteExpr>(S)->getOperatorDelete(),
                       {valueOf(Arg)}, S->getSourceRange());
    return;
  }
  case Stmt::CXXStdInitializerListExprClass:
    // A view of an array that the compiler makes.
    store(T.field(objectOf(cast<Expr>(S)), U.str("data")),
          T.addr(
              T.index(placeOf(cast<CXXStdInitializerListExpr>(S)->getSubExpr()),
                      T.constant(0))),
          S->getBeginLoc());
    return;
  case Stmt::LambdaExprClass:
    visitLambda(cast<LambdaExpr>(S));
    return;
  case Stmt::InitListExprClass: {
    const auto *List = cast<InitListExpr>(S);
    if (List->isSyntacticForm() && List->getSemanticForm())
      List = List->getSemanticForm();
    visitInitList(List, List->inits());
    return;
  }
  case Stmt::CXXParenListInitExprClass: {
    const auto *List = cast<CXXParenListInitExpr>(S);
    std::vector<Expr *> Inits;
    for (const Expr *Init : List->getInitExprs())
      Inits.push_back(const_cast<Expr *>(Init));
    visitInitList(List, Inits);
    return;
  }
  case Stmt::CXXInheritedCtorInitExprClass:
    inheritedConstructor(cast<CXXInheritedCtorInitExpr>(S));
    return;
  case Stmt::CXXDefaultArgExprClass: {
    // What is computed by the compiler (a CallSite, say) does nothing here.
    const Expr *Default = cast<CXXDefaultArgExpr>(S)->getExpr();
    if (!isa<ConstantExpr>(Default->IgnoreImplicit()) &&
        !isa<ConstantExpr>(Default))
      visitTree(Default);
    return;
  }
  case Stmt::AtomicExprClass:
    visitAtomic(cast<AtomicExpr>(S));
    return;
  case Stmt::GCCAsmStmtClass:
  case Stmt::MSAsmStmtClass:
    giveUp("inline assembly", S->getBeginLoc());
    return;
  case Stmt::CoawaitExprClass:
  case Stmt::CoyieldExprClass:
  case Stmt::CoreturnStmtClass:
    giveUp("a coroutine", S->getBeginLoc());
    return;
  case Stmt::IndirectGotoStmtClass:
    giveUp("a computed goto", S->getBeginLoc());
    return;
  case Stmt::StmtExprClass:
  case Stmt::VAArgExprClass:
    giveUp("`" + text(cast<Expr>(S)) + "`", S->getBeginLoc());
    return;
  default:
    break;
  }
  if (isa<OMPExecutableDirective>(S)) {
    giveUp("an OpenMP directive", S->getBeginLoc());
    return;
  }
  if (const auto *Cast = dyn_cast<CastExpr>(S)) {
    if (Cast->getCastKind() == CK_LValueToRValue) {
      const Expr *Sub = Cast->getSubExpr();
      access(AccessKind::Read, placeOf(Sub), Sub->getType(),
             Sub->getSourceRange());
    }
  }
}

} // namespace aether::analysis
