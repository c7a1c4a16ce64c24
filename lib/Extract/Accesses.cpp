//===- Accesses.cpp - The effects of single statements --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The effect of each expression and statement by itself: its operands were
// visited before it.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include "clang/AST/StmtOpenMP.h"

#include <algorithm>

using namespace clang;

namespace aether::analysis {

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
    // A struct of C, which is copied like a number.
    else if (const auto *List = dyn_cast<InitListExpr>(Init->IgnoreParens());
             List && Type->isStructureType())
      visitMembers(To, Type->getAsRecordDecl(), List->inits());
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
  if (VD->isConstexpr() || VD->hasConstantInitialization() ||
      !OpenInitialisers.insert(VD).second)
    return;
  lockInitialisation(VD, LockOp::Acquire, LockMode::Exclusive);
}

/// Is \p I a number that was not understood, but does not change with the
/// rounds of a loop? Then its variable is the better name for it.
static bool isUnknownNumber(const Terms &T, IntId I) {
  return T.anyOperand(I, [](const IntNode &N) {
    return N.Kind == IntKind::Opaque;
  }) && !T.anyOperand(I, [](const IntNode &N) {
    return N.Kind != IntKind::Opaque && N.Kind != IntKind::Const &&
           N.Kind != IntKind::Cell;
  });
}

void FunctionExtractor::visitVariable(const VarDecl *VD) {
  const Expr *Init = VD->getInit();
  if (VD->isStaticLocal()) {
    if (!Init || VD->isConstexpr())
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
    lockInitialisation(VD, LockOp::Acquire, LockMode::After);
    return;
  }
  if (VD->hasGlobalStorage())
    return;
  // Clang's graph has no exception call it.
  if (VD->hasAttr<CleanupAttr>() && U.Ctx.getLangOpts().CXXExceptions)
    giveUp("a cleanup function, which exceptions call as well",
           VD->getLocation());
  PlaceId To = T.root(PlaceKind::Local, localOf(VD));
  if (!Init) {
    // It begins here, and not where a loop names it first.
    if (VD->getType()->isArrayType() && !isa<ParmVarDecl>(VD))
      access(AccessKind::Write, To, VD->getType(), VD->getLocation());
    return;
  }
  auto It = Variables.find(VD);
  bool SetOnce =
      It == Variables.end() || It->second.SetOnce || isUnchangedRange(VD);
  if (!VD->getType()->isReferenceType() && SetOnce &&
      !(It != Variables.end() && It->second.Loop)) {
    const TypeFacts &Facts = U.facts(VD->getType());
    ValueId V =
        Facts.IsInteger && It != Variables.end() && It->second.OnlySubscripts
            ? T.integerValue(intOf(Init))
            : valueOf(Init);
    ValueKind K = T.value(V).Kind;
    // What a pointer cell holds now may be another thing later, so only what
    // cannot change is carried over. (Some element is one that was chosen now.)
    bool Carried = (K == ValueKind::Int && !isUnknownNumber(T, T.value(V).A)) ||
                   (K == ValueKind::Addr &&
                    T.place(T.value(V).A).Kind != PlaceKind::Elements) ||
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
             !Loops[*It->second.Loop].MadeBefore &&
             U.facts(VD->getType()).IsInteger) {
    // What it holds in each round, for those who reach it by reference.
    store(To, T.integerValue(T.atom(IntKind::LoopVar, *It->second.Loop)),
          VD->getLocation());
    return;
  }
  const std::size_t Before = Events->size();
  visitInitialisation(To, VD->getType(), Init);
  beginOverLinks(VD);
  storeElementOverriders(VD->getType(), To, VD->getLocation());
  // `int a[4] = {}`: the same; and a mutex or a generator of random numbers,
  // whose constructor says nothing.
  if (Events->size() == Before && !VD->getType()->isReferenceType() &&
      (isa<InitListExpr>(Init->IgnoreImplicit()) ||
       U.facts(VD->getType()).is(TypeModel::Kind::Mutex) ||
       U.facts(VD->getType()).is(TypeModel::Kind::Value)))
    beginVariable(VD, To);
  // How many elements it begins with.
  if (const auto Size = U.Arrays.sizeOf(VD))
    store(T.structure(To), T.integerValue(T.constant(*Size)),
          VD->getLocation());
  if (Defining.contains(Init))
    define(Init);
}

/// Writes the whole of \p VD, before the parts that its list has stored.
void FunctionExtractor::beginVariable(const VarDecl *VD, PlaceId To) {
  const std::size_t End = Events->size();
  std::size_t First = End;
  for (std::size_t I = End; I != 0; --I) {
    const Event &Ev = (*Events)[I - 1];
    // These are known by their numbers.
    if (std::holds_alternative<LockEvent>(Ev) ||
        std::holds_alternative<Join>(Ev))
      break;
    if (const auto *Part = std::get_if<Store>(&Ev);
        Part && rootOf(Part->To) == To)
      First = I - 1;
  }
  access(AccessKind::Write, To, VD->getType(), VD->getLocation());
  std::rotate(Events->begin() + First, Events->begin() + End, Events->end());
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
      // (One of a lambda around this one is a variable here.)
      PlaceId Named = E->isInitCapture(&C)
                          ? placeOf(cast<VarDecl>(D)->getInit())
                          : placeOfVariable(D, E);
      store(Field, T.addr(Named), C.getLocation());
      continue;
    }
    const Expr *From = Init;
    if (E->isInitCapture(&C))
      From = cast<VarDecl>(D)->getInit();
    visitInitialisation(Field, D->getType().getNonReferenceType(), From);
  }
  const CXXMethodDecl *Op = E->getCallOperator();
  if (!E->isGenericLambda())
    U.need(Op);
}

void FunctionExtractor::visitMembers(PlaceId Object, const RecordDecl *RD,
                                     llvm::ArrayRef<Expr *> Inits) {
  for (const FieldDecl *Field : RD->fields()) {
    if (Field->isUnnamedBitField())
      continue;
    if (Inits.empty())
      break;
    PlaceId To = Field->getType()->isReferenceType()
                     ? T.field(Object, U.fieldName(Field))
                     : placeOfMember(Object, Field);
    visitInitialisation(To, Field->getType(), Inits.front());
    Inits = Inits.drop_front();
  }
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
    // What std::array has in it are its elements.
    if (U.facts(E->getType()).is(TypeModel::Kind::Container) &&
        Inits.size() == 1 && Inits[0]->getType()->isArrayType())
      visitInitialisation(Object, Inits[0]->getType(), Inits[0]);
    else if (!RD->isUnion())
      visitMembers(Object, RD, Inits.drop_front(I));
    return;
  }
  for (unsigned I = 0; I < Inits.size(); ++I)
    visitInitialisation(T.index(Object, T.constant(I)), Inits[I]->getType(),
                        Inits[I]);
}

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

/// The write that was seen last, if it is one to \p P, is a step by \p Number.
void FunctionExtractor::stepBy(PlaceId P, QualType Type,
                               std::optional<std::int64_t> Number, bool Down) {
  auto *A = Events->empty() ? nullptr : std::get_if<Access>(&Events->back());
  if (!A || A->Place != P || !isWrite(A->Kind) || !U.facts(Type).IsInteger ||
      !Number || *Number == std::numeric_limits<std::int64_t>::min())
    return;
  A->Step = Down ? -*Number : *Number;
}

/// \p Op steps the counter \p P, which others may step as well. Unless that is
/// a race of its own, no two of them find the same number there.
void FunctionExtractor::rememberDrawn(const UnaryOperator *Op, PlaceId P) {
  const QualType Type = Op->getSubExpr()->getType();
  if (!U.facts(Type).IsInteger || U.Ctx.getIntWidth(Type) < 32 ||
      !Op->isPRValue())
    return;
  bool IsOthers = false;
  for (PlaceId Q = P; Q != None && !IsOthers; Q = T.place(Q).Parent)
    IsOthers = T.place(Q).Kind == PlaceKind::Deref ||
               T.place(Q).Kind == PlaceKind::Global;
  if (!IsOthers)
    return;
  const std::int64_t Step = Op->isDecrementOp() ? -1 : 1;
  const IntId Old = T.ticket(P, Step);
  remember(
      Op, T.integerValue(Op->isPostfix() ? Old : T.add(Old, T.constant(Step))));
}

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
    if (Out.Value != None)
      findTests(R->getRetValue(), Out);
    Events->push_back(Out);
    return;
  }
  case Stmt::BinaryOperatorClass: {
    const auto *B = cast<BinaryOperator>(S);
    if (B->isAssignmentOp() && B->getLHS()->getType()->isAtomicType())
      visitAtomicOperator(B);
    else if (B->isAssignmentOp())
      assign(B->getLHS(), B->getRHS(), B);
    if (Defining.contains(B))
      define(B);
    return;
  }
  case Stmt::CompoundAssignOperatorClass: {
    const auto *B = cast<CompoundAssignOperator>(S);
    if (B->getLHS()->getType()->isAtomicType()) {
      visitAtomicOperator(B);
      return;
    }
    PlaceId P = placeOf(B->getLHS());
    const PlaceId Part = partOfUnion(B->getLHS(), P);
    // What comes of it tells what it was.
    if (const PlaceKind Root = T.place(rootOf(P)).Kind;
        B->getOpcode() != BO_AddAssign && B->getOpcode() != BO_SubAssign &&
        Root != PlaceKind::Local && !Uses.isDiscarded(FD->getBody(), B))
      access(AccessKind::Read, Part, B->getLHS()->getType(),
             B->getLHS()->getSourceRange());
    access(AccessKind::Write, Part, B->getLHS()->getType(),
           B->getLHS()->getSourceRange());
    if (B->getOpcode() == BO_AddAssign || B->getOpcode() == BO_SubAssign)
      stepBy(P, B->getLHS()->getType(), constantNumber(B->getRHS()),
             B->getOpcode() == BO_SubAssign);
    if (T.place(P).Kind == PlaceKind::Param && isLoopVariable(P))
      return;
    if (U.facts(B->getLHS()->getType()).IsPointer)
      store(P,
            T.addr(
                T.offset(T.deref(P), opaque("the moved pointer", B->getLHS()))),
            B->getBeginLoc());
    else if (!isLoopVariable(P))
      forget(P, B->getLHS()->getType(), B->getBeginLoc());
    forgetReached(B->getLHS());
    if (Defining.contains(B))
      define(B);
    return;
  }
  case Stmt::UnaryOperatorClass: {
    const auto *Op = cast<UnaryOperator>(S);
    if (!Op->isIncrementDecrementOp())
      return;
    if (Op->getSubExpr()->getType()->isAtomicType()) {
      visitAtomicOperator(Op);
      return;
    }
    PlaceId P = placeOf(Op->getSubExpr());
    access(AccessKind::Write, partOfUnion(Op->getSubExpr(), P),
           Op->getSubExpr()->getType(), Op->getSubExpr()->getSourceRange());
    stepBy(P, Op->getSubExpr()->getType(), 1, Op->isDecrementOp());
    rememberDrawn(Op, P);
    if (T.place(P).Kind == PlaceKind::Param && isLoopVariable(P))
      return; // Nobody asks for its cell but for the first value.
    if (U.facts(Op->getSubExpr()->getType()).IsPointer)
      store(P,
            T.addr(T.offset(T.deref(P),
                            opaque("the moved pointer", Op->getSubExpr()))),
            Op->getBeginLoc());
    else if (!isLoopVariable(P))
      forget(P, Op->getSubExpr()->getType(), Op->getBeginLoc());
    forgetReached(Op->getSubExpr());
    if (Defining.contains(Op))
      define(Op);
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
           QualType(), Arg->getSourceRange(), AccessNature::Released);
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
  case Stmt::CompoundLiteralExprClass:
    if (const auto *Literal = cast<CompoundLiteralExpr>(S);
        !Literal->isFileScope() && U.facts(Literal->getType()).IsCell)
      visitInitialisation(placeOf(Literal), Literal->getType(),
                          Literal->getInitializer());
    return;
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
  case Stmt::CXXThrowExprClass: {
    // Whoever catches it, or holds an exception_ptr, is told of it.
    const Expr *Thrown = cast<CXXThrowExpr>(S)->getSubExpr();
    const auto *Class =
        Thrown ? Thrown->getType()->getAsCXXRecordDecl() : nullptr;
    if (!Thrown ||
        !(Class ? U.inUserCode(Class) : Thrown->getType()->isPointerType()))
      return;
    store(T.root(PlaceKind::Global, U.hiddenState("what is thrown")),
          Class
              ? T.load(Thrown->isGLValue() ? placeOf(Thrown) : objectOf(Thrown))
              : valueOf(Thrown),
          S->getBeginLoc());
    return;
  }
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
    if (visitStatementExpression(cast<StmtExpr>(S)))
      return;
    giveUp("`" + text(cast<Expr>(S)) + "`", S->getBeginLoc());
    return;
  case Stmt::VAArgExprClass:
    giveUp("`" + text(cast<Expr>(S)) + "`", S->getBeginLoc());
    return;
  default:
    break;
  }
  if (const auto *D = dyn_cast<OMPExecutableDirective>(S)) {
    giveUp(("a form of `#pragma omp " +
            llvm::omp::getOpenMPDirectiveName(D->getDirectiveKind()) +
            "` that is not followed")
               .str(),
           S->getBeginLoc());
    return;
  }
  if (const auto *Cast = dyn_cast<CastExpr>(S)) {
    if (Cast->getCastKind() == CK_LValueToRValue) {
      const Expr *Sub = Cast->getSubExpr();
      if (Sub->getType()->isAtomicType())
        visitAtomicOperator(Sub, Sub, AtomicOperation::Kind::Load, nullptr, 0,
                            false);
      else
        access(AccessKind::Read, partOfUnion(Sub, placeOf(Sub)), Sub->getType(),
               Sub->getSourceRange());
      if (isa<MemberExpr>(Sub->IgnoreParens()))
        noteFieldRead(Sub);
    }
  }
}

} // namespace aether::analysis
