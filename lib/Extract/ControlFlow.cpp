//===- ControlFlow.cpp - Blocks and their elements ------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include "clang/AST/DeclTemplate.h"
#include "clang/Analysis/CFG.h"

using namespace clang;

namespace aether::analysis {

FunctionExtractor::FunctionExtractor(Unit &U, const FunctionDecl *FD)
    : U(U), FD(FD), T(F.T) {}

FunctionSummary summarise(Unit &U, const FunctionDecl *FD) {
  return FunctionExtractor(U, FD).run();
}

/// Parts of the body that are marked with AETHER_ASSUME_SAFE are found on the
/// way down, since an expression does not know the statement it stands in.
FunctionSummary FunctionExtractor::run() {
  F.Key = U.key(FD);
  F.Name = U.displayName(FD);
  F.Pos = U.pos(FD->getLocation());
  F.InUserCode = U.inUserCode(FD);
  F.InternalLinkage = !FD->isExternallyVisible();
  F.IsInstantiation = FD->isTemplateInstantiation() ||
                      isa<ClassTemplateSpecializationDecl>(FD->getParent());
  for (const ParmVarDecl *P : FD->parameters())
    F.Params.push_back({U.str(P->getName()), U.typeName(P->getType())});
  if (const auto *M = dyn_cast<CXXMethodDecl>(FD)) {
    for (const CXXMethodDecl *O : M->overridden_methods())
      F.Overrides.push_back(U.key(O));
    F.IsFinal = M->hasAttr<FinalAttr>() || M->getParent()->isEffectivelyFinal();
    if (M->getParent()->isLambda()) {
      F.IsLambda = true;
      F.Pos = U.pos(M->getParent()->getBeginLoc());
      Closure = M->getParent();
      for (const LambdaCapture &C : Closure->captures())
        if (C.capturesVariable())
          Captures[C.getCapturedVar()] = &C;
    }
  }

  if (summariseBinder())
    return std::move(F);

  findVariables();
  findDestinations();

  CFG::BuildOptions Options;
  Options.setAllAlwaysAdd();
  Options.AddEHEdges = true;
  Options.AddInitializers = true;
  Options.AddImplicitDtors = true;
  Options.AddTemporaryDtors = true;
  Options.AddCXXDefaultInitExprInCtors = true;
  Options.AddCXXDefaultInitExprInAggregates = true;
  Options.PruneTriviallyFalseEdges = false;
  std::unique_ptr<CFG> Graph =
      CFG::buildCFG(FD, FD->getBody(), &U.Ctx, Options);
  if (!Graph) {
    F.Blocks.emplace_back();
    Events = &F.Blocks.back().Events;
    giveUp("Clang could not build the control-flow graph of `" +
               U.Out.string(F.Name) + "`",
           FD->getLocation());
    return std::move(F);
  }
  walk(*Graph);
  return std::move(F);
}

/// An edge that Clang holds for impossible is followed all the same.
static const CFGBlock *successor(const CFGBlock::AdjacentBlock &Edge) {
  const CFGBlock *B = Edge.getReachableBlock();
  return B ? B : Edge.getPossiblyUnreachableBlock();
}

/// LLVM's own traversal does not take the empty edges of this graph.
static std::vector<const CFGBlock *> reversePostOrder(const CFG &Graph) {
  std::vector<const CFGBlock *> Order;
  llvm::DenseSet<const CFGBlock *> Seen;
  llvm::SmallVector<std::pair<const CFGBlock *, CFGBlock::const_succ_iterator>,
                    32>
      Stack;
  auto Enter = [&](const CFGBlock *B) {
    if (B && Seen.insert(B).second)
      Stack.push_back({B, B->succ_begin()});
  };
  Enter(&Graph.getEntry());
  while (!Stack.empty()) {
    auto &[B, Next] = Stack.back();
    if (Next != B->succ_end()) {
      Enter(successor(*Next++));
      continue;
    }
    Order.push_back(B);
    Stack.pop_back();
  }
  std::reverse(Order.begin(), Order.end());
  return Order;
}

void FunctionExtractor::walk(CFG &Graph) {
  WalkedGraph = &Graph;
  llvm::DenseMap<const CFGBlock *, std::uint32_t> Number;
  std::vector<const CFGBlock *> Blocks = reversePostOrder(Graph);
  for (const CFGBlock *B : Blocks)
    Number.try_emplace(B, Number.size());
  llvm::DenseSet<const CFGBlock *> Reached(Blocks.begin(), Blocks.end());
  // Code that only a computed jump or a disregarded exception reaches.
  for (const CFGBlock *B : llvm::reverse(Graph)) {
    if (Number.try_emplace(B, Blocks.size()).second)
      Blocks.push_back(B);
  }
  F.Blocks.resize(Blocks.size());
  Scope Outermost;
  findScopes(FD->getBody(), Outermost);
  struct Unwinding {
    std::uint32_t From;
    std::size_t Edge;
    llvm::SmallVector<const VarDecl *, 4> Variables;
  };
  std::vector<Unwinding> Unwindings;

  for (const CFGBlock *B : Blocks) {
    Block &Out = F.Blocks[Number[B]];
    Events = &Out.Events;
    if (B == &Graph.getEntry()) {
      // A by-value parameter that changes needs a cell of its own.
      for (const ParmVarDecl *P : FD->parameters()) {
        auto It = Variables.find(P);
        if (It == Variables.end() || It->second.SetOnce ||
            !U.facts(P->getType()).IsCell || P->getType()->isReferenceType())
          continue;
        PlaceId Cell = T.root(PlaceKind::Local, localOf(P));
        store(Cell,
              T.load(T.root(PlaceKind::Param, P->getFunctionScopeIndex())),
              P->getLocation());
      }
    }
    for (const CFGElement &E : *B)
      element(E);
    bool HasTerminator = B->getTerminatorStmt() != nullptr;
    bool First = true;
    for (const CFGBlock::AdjacentBlock &Succ : B->succs()) {
      const CFGBlock *S = successor(Succ);
      // Without a terminator the first way is the normal one; the others are
      // exceptions, which matter only where somebody catches them.
      bool Exception = !HasTerminator && !First;
      First = false;
      if (!S || (Exception && S == &Graph.getExit()))
        continue;
      if (auto Gone = unwound(*B, *S, Graph.getExit()); !Gone.empty())
        Unwindings.push_back({Number[B], Out.Successors.size(), Gone});
      Out.Successors.push_back(Number[S]);
    }
    if (Out.Successors.size() == 2 && HasTerminator)
      Out.Branch = condition(*B);
  }
  for (const Unwinding &W : Unwindings) {
    const auto New = static_cast<std::uint32_t>(F.Blocks.size());
    F.Blocks.emplace_back();
    F.Blocks.back().Successors = {
        std::exchange(F.Blocks[W.From].Successors[W.Edge], New)};
    Events = &F.Blocks.back().Events;
    for (const VarDecl *VD : W.Variables)
      if (const auto *RD =
              U.Ctx.getBaseElementType(VD->getType())->getAsCXXRecordDecl())
        destroyVariable(VD, RD->getDestructor(), VD->getLocation());
  }
  // What Clang knows no way to (the handlers of exceptions that it does not
  // follow) may run all the same.
  std::uint32_t Entry = Number[&Graph.getEntry()];
  for (const CFGBlock *B : Blocks)
    if (B != &Graph.getEntry() && B != &Graph.getExit() &&
        !Reached.contains(B) &&
        llvm::none_of(B->preds(), [](const CFGBlock::AdjacentBlock &P) {
          return successor(P) != nullptr;
        }))
      F.Blocks[Entry].Successors.push_back(Number[B]);
  Events = nullptr;
  WalkedGraph = nullptr;
  finishLoops();
}

void FunctionExtractor::element(const CFGElement &E) {
  switch (E.getKind()) {
  case CFGElement::Statement:
  case CFGElement::Constructor:
  case CFGElement::CXXRecordTypedCall:
    visit(E.castAs<CFGStmt>().getStmt());
    return;
  case CFGElement::Initializer: {
    const CXXCtorInitializer *Init =
        E.castAs<CFGInitializer>().getInitializer();
    PlaceId Object = pointee(thisValue(), "");
    if (const FieldDecl *Member = Init->getAnyMember()) {
      PlaceId To = Member->getType()->isReferenceType()
                       ? T.field(Object, U.fieldName(Member))
                       : placeOfMember(Object, Member);
      visitInitialisation(To, Member->getType(), Init->getInit());
    } else {
      visitInitialisation(Object, Init->getInit()->getType(), Init->getInit());
    }
    return;
  }
  case CFGElement::AutomaticObjectDtor: {
    auto D = E.castAs<CFGAutomaticObjDtor>();
    const VarDecl *VD = D.getVarDecl();
    destroyVariable(VD, D.getDestructorDecl(U.Ctx),
                    D.getTriggerStmt() ? D.getTriggerStmt()->getEndLoc()
                                       : VD->getLocation());
    return;
  }
  case CFGElement::TemporaryDtor: {
    auto D = E.castAs<CFGTemporaryDtor>();
    const CXXBindTemporaryExpr *Bind = D.getBindTemporaryExpr();
    destructor(D.getDestructorDecl(U.Ctx), objectOf(Bind->getSubExpr()),
               Bind->getEndLoc(), /*Virtual=*/false, Bind->getSubExpr());
    return;
  }
  case CFGElement::MemberDtor: {
    auto D = E.castAs<CFGMemberDtor>();
    const FieldDecl *Field = D.getFieldDecl();
    PlaceId Member = placeOfMember(pointee(thisValue(), ""), Field);
    // The parts of a closure go by the names of what they capture.
    if (const auto *Class = dyn_cast<CXXRecordDecl>(Field->getParent());
        Class && Class->isLambda()) {
      Member = T.deref(T.root(PlaceKind::This));
      const LambdaCapture &Capture =
          Class->captures_begin()[Field->getFieldIndex()];
      if (Capture.capturesVariable())
        Member = T.field(Member, captureName(Class, Capture.getCapturedVar()));
      else if (Capture.capturesThis())
        Member = T.field(Member, U.str("this"));
    }
    for (QualType Type = Field->getType();
         const ArrayType *Array = U.Ctx.getAsArrayType(Type);
         Type = Array->getElementType())
      Member = T.elements(Member);
    destructor(D.getDestructorDecl(U.Ctx), Member, Field->getLocation());
    return;
  }
  case CFGElement::BaseDtor: {
    // Clang does not name the destructor of a base.
    const auto *Base = E.castAs<CFGBaseDtor>()
                           .getBaseSpecifier()
                           ->getType()
                           ->getAsCXXRecordDecl();
    if (Base && Base->hasDefinition())
      destructor(Base->getDestructor(), pointee(thisValue(), ""),
                 FD->getLocation());
    return;
  }
  case CFGElement::DeleteDtor: {
    auto D = E.castAs<CFGDeleteDtor>();
    const CXXDeleteExpr *Delete = D.getDeleteExpr();
    destructor(D.getDestructorDecl(U.Ctx),
               Delete->isArrayForm()
                   ? wholeRange(pointee(valueOf(Delete->getArgument()), ""))
                   : pointee(valueOf(Delete->getArgument()), ""),
               Delete->getBeginLoc(), /*Virtual=*/true);
    return;
  }
  default:
    return;
  }
}

void FunctionExtractor::destroyVariable(const VarDecl *VD,
                                        const CXXDestructorDecl *D,
                                        SourceLocation Loc) {
  PlaceId Object = T.root(PlaceKind::Local, localOf(VD));
  // `const T &x = f();` ends the temporary's life with x's.
  if (VD->getType()->isReferenceType())
    Object = VD->getInit() ? placeOf(VD->getInit()) : T.deref(Object);
  for (QualType Type = VD->getType().getNonReferenceType();
       const ArrayType *Array = U.Ctx.getAsArrayType(Type);
       Type = Array->getElementType())
    Object = T.elements(Object);
  destructor(D, Object, Loc);
}

void FunctionExtractor::destructor(const CXXDestructorDecl *D, PlaceId Object,
                                   SourceLocation Loc, bool Virtual,
                                   const Expr *Maker) {
  if (!D || D->isTrivial())
    return;
  CallSite C;
  C.Callee = D;
  C.Object = Object;
  C.ObjectType = U.Ctx.getCanonicalTagType(D->getParent());
  C.Virtual = Virtual && D->isVirtual();
  C.Maker = Maker;
  C.Range = Loc;
  call(C);
}

/// A branch on \p E, if that is a call which tests something: try_lock,
/// joinable, an atomic that somebody may have signalled.
bool FunctionExtractor::testOf(const Expr *E, bool Negated, Condition &Out) {
  auto Known = [&](const Expr *Call) {
    return Tests.find(Call->IgnoreParenImpCasts());
  };
  auto It = Known(E);
  if (const auto *Cmp = dyn_cast<BinaryOperator>(E);
      Cmp && Cmp->isEqualityOp() && It == Tests.end()) {
    // `flag.load() != 0`, `flag.load() == 1`.
    for (auto [Call, Other] : {std::pair(Cmp->getLHS(), Cmp->getRHS()),
                               std::pair(Cmp->getRHS(), Cmp->getLHS())}) {
      Expr::EvalResult Value;
      auto Found = Known(Call);
      if (Found == Tests.end() || Other->isValueDependent())
        continue;
      const bool Null = Other->isNullPointerConstant(
          U.Ctx, Expr::NPC_ValueDependentIsNotNull);
      if (!Null && !Other->EvaluateAsInt(Value, U.Ctx))
        continue;
      const bool Zero = Null || Value.Val.getInt() == 0;
      const bool Equal = Cmp->getOpcode() == BO_EQ;
      // Being unlike one value tells nothing about zero.
      if (!Zero && !Equal)
        continue;
      Negated ^= Zero == Equal;
      It = Found;
    }
  }
  if (It == Tests.end()) {
    mayWait(E, 0);
    return false;
  }
  // Once more, as a block may end with any call. Only the branch makes it
  // count.
  const auto *Lock = std::get_if<LockEvent>(&It->second);
  Events->push_back(It->second);
  if (Lock && Lock->Op == LockOp::MayWait)
    return false;
  Out.Kind = Lock ? Condition::Kind::TryLock : Condition::Kind::Running;
  Out.Lhs = static_cast<std::uint32_t>(Events->size() - 1);
  Out.Negated = Negated != FoundValues.contains(E);
  return true;
}

/// What follows depends on a test that is somewhere in \p E, or in what a
/// variable there was initialised with.
void FunctionExtractor::mayWait(const Expr *E, unsigned Depth) {
  if (!E || Depth > 16 || Tests.empty())
    return;
  E = E->IgnoreParenImpCasts();
  if (auto It = Tests.find(E); It != Tests.end()) {
    auto *Lock = std::get_if<LockEvent>(&It->second);
    if (!Lock || Lock->Op == LockOp::TryAcquire)
      return;
    LockEvent L = *Lock;
    L.Op = LockOp::MayWait;
    Events->push_back(L);
    return;
  }
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    if (const auto *VD = dyn_cast<VarDecl>(Ref->getDecl());
        VD && VD->isLocalVarDecl() && !Captures.contains(VD))
      mayWait(VD->getInit(), Depth + 1);
    return;
  }
  for (const Stmt *Child : E->children())
    mayWait(dyn_cast_or_null<Expr>(Child), Depth + 1);
}

/// What a two-way branch tests, as far as it is about integers, try_lock
/// or joinable.
Condition FunctionExtractor::condition(const CFGBlock &B) {
  Condition Out;
  const Stmt *Last = B.getTerminatorCondition(/*StripParens=*/true);
  const auto *E = dyn_cast_or_null<Expr>(Last);
  if (!E || isa<SwitchStmt>(B.getTerminatorStmt()))
    return Out;
  bool Negated = false;
  for (;;) {
    E = E->IgnoreParenImpCasts();
    if (const auto *Clean = dyn_cast<ExprWithCleanups>(E))
      E = Clean->getSubExpr();
    else if (const auto *Not = dyn_cast<UnaryOperator>(E);
             Not && Not->getOpcode() == UO_LNot) {
      Negated = !Negated;
      E = Not->getSubExpr();
    } else
      break;
  }
  // The last operand of `a && b` decides which way this block leaves.
  if (const auto *Logical = dyn_cast<BinaryOperator>(E);
      Logical && Logical->isLogicalOp()) {
    while (Logical && Logical->isLogicalOp()) {
      E = Logical->getRHS()->IgnoreParens();
      Logical = dyn_cast<BinaryOperator>(E->IgnoreParenImpCasts());
    }
    // Unless the value of the whole is worked out first and tested later.
    if (Negated || B.getLastCondition() != E)
      return Out;
    E = E->IgnoreParenImpCasts();
    while (const auto *Not = dyn_cast<UnaryOperator>(E)) {
      if (Not->getOpcode() != UO_LNot)
        break;
      Negated = !Negated;
      E = Not->getSubExpr()->IgnoreParenImpCasts();
    }
  }
  // `bool got = m.try_lock(); if (got)`, with nothing in between.
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
    if (const auto *VD = dyn_cast<VarDecl>(Ref->getDecl());
        VD && VD->getInit() && Variables[VD].SetOnce)
      for (const CFGElement &Element : B) {
        std::optional<CFGStmt> S = Element.getAs<CFGStmt>();
        const auto *Decl = S ? dyn_cast<DeclStmt>(S->getStmt()) : nullptr;
        if (Decl && llvm::is_contained(Decl->decls(), VD))
          E = VD->getInit()->IgnoreImplicit();
        else if (!S || isa<CallExpr, CXXConstructExpr>(S->getStmt()))
          E = Ref;
      }
  comparesFound(E, Negated);
  if (testOf(E, Negated, Out))
    return Out;
  auto Set = [&](CompareOp Op, IntId Lhs, IntId Rhs) {
    Out.Kind = Condition::Kind::Compare;
    Out.Op = Op;
    Out.Lhs = Lhs;
    Out.Rhs = Rhs;
  };
  if (const auto *Cmp = dyn_cast<BinaryOperator>(E);
      Cmp && Cmp->isComparisonOp()) {
    if (!U.facts(Cmp->getLHS()->getType()).IsInteger ||
        !U.facts(Cmp->getRHS()->getType()).IsInteger)
      return Out;
    BinaryOperatorKind Op = Cmp->getOpcode();
    if (Negated)
      Op = BinaryOperator::negateComparisonOp(Op);
    if (wrap(Cmp->getLHS()) == Wrap::Anyhow ||
        wrap(Cmp->getRHS()) == Wrap::Anyhow)
      return Out;
    IntId L = exactInt(Cmp->getLHS()), R = exactInt(Cmp->getRHS());
    switch (Op) {
    case BO_LT:
      Set(CompareOp::Less, L, R);
      break;
    case BO_LE:
      Set(CompareOp::LessEqual, L, R);
      break;
    case BO_GT:
      Set(CompareOp::Less, R, L);
      break;
    case BO_GE:
      Set(CompareOp::LessEqual, R, L);
      break;
    case BO_EQ:
      Set(CompareOp::Equal, L, R);
      break;
    case BO_NE:
      Set(CompareOp::NotEqual, L, R);
      break;
    default:
      break;
    }
    return Out;
  }
  if (U.facts(E->getType()).IsInteger)
    Set(Negated ? CompareOp::Equal : CompareOp::NotEqual, intOf(E),
        T.constant(0));
  return Out;
}

void FunctionExtractor::finishLoops() {
  // Terms made here may meet further loops' variables, but no new loops.
  std::vector<Event> Discarded;
  Events = &Discarded;
  for (const CountedLoop &L : Loops) {
    Loop Out;
    Out.Step = L.Step;
    Out.Complete = L.Complete;
    Out.Variable = U.str(L.Variable->getName());
    QualType Type = L.Variable->getType();
    if (U.facts(Type).IsPointer) {
      // The variable is Start's place moved by LoopVar elements.
      Out.Lo = T.constant(0);
      PlaceId From = pointee(valueOf(L.Start), "");
      PlaceId To = pointee(valueOf(L.Bound), "");
      const PlaceNode A = T.place(From), B = T.place(To);
      bool Indexed = A.Kind == PlaceKind::Index || A.Kind == PlaceKind::Offset;
      if (!keepsAddress(From) || !keepsAddress(To))
        Out.Hi = opaque("the end of the loop over", L.Bound);
      else if (!L.Downwards && A.Kind == B.Kind && Indexed &&
               A.Parent == B.Parent)
        Out.Hi = T.sub(B.Arg, A.Arg);
      else if (!L.Downwards && B.Kind == PlaceKind::Offset && B.Parent == From)
        Out.Hi = B.Arg;
      else
        Out.Hi = opaque("the end of the loop over", L.Bound);
    } else if (!L.Bound) {
      Out.Lo = intOf(L.Start);
      Out.Hi = opaque("the end of the loop that counts from", L.Start);
    } else {
      // Limits below zero are huge ones of unsigned loops: `i < n - 1`, and
      // `i >= 0` is always true.
      bool Plain = countsElements(L);
      IntId Start = Plain || !L.Downwards ? intOf(L.Start) : exactInt(L.Start);
      IntId Bound = Plain || L.Downwards ? intOf(L.Bound) : exactInt(L.Bound);
      std::optional<llvm::APSInt> Last = constantOf(L.Bound);
      if (!Plain && L.Downwards && L.Inclusive && Last && Last->isZero() &&
          Type->isUnsignedIntegerType()) {
        Out.Lo = T.constant(0);
        Out.Hi = opaque("the end of the loop over", L.Start);
      } else if (L.Downwards) {
        Out.Lo = L.Inclusive ? Bound : T.add(Bound, T.constant(1));
        Out.Hi = T.add(Start, T.constant(1));
        // Steps count from Start downwards; only 1 keeps Lo on the grid.
        if (L.Step != 1)
          Out.Step = 1;
      } else {
        Out.Lo = Start;
        Out.Hi = L.Inclusive ? T.add(Bound, T.constant(1)) : Bound;
      }
    }
    F.Loops.push_back(Out);
  }
  F.Loops.insert(F.Loops.end(), ModelLoops.begin(), ModelLoops.end());
  Events = nullptr;
}

void FunctionExtractor::visitTree(const Stmt *S) {
  if (!S)
    return;
  if (!isa<LambdaExpr>(S))
    for (const Stmt *Child : S->children())
      visitTree(Child);
  visit(S);
}

} // namespace aether::analysis
