//===- ControlFlow.cpp - Blocks and their elements ------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The blocks of a function and what stands in them, from Clang's CFG.
//
//===----------------------------------------------------------------------===//

#include "ClangVersions.h"
#include "Function.h"
#include "Synthesis.h"

#include "clang/AST/DeclTemplate.h"
#include "clang/Analysis/CFG.h"
#include "clang/Basic/SourceManager.h"

#include "llvm/Support/Path.h"

using namespace clang;

namespace aether::analysis {

FunctionExtractor::FunctionExtractor(Unit &U, const FunctionDecl *FD)
    : U(U), FD(FD), T(F.T) {}

FunctionSummary summarise(Unit &U, const FunctionDecl *FD) {
  return FunctionExtractor(U, FD).run();
}

/// Whether the function is inline, and written in a file that nobody includes:
/// another translation unit would need a definition of its own to call it. What
/// overrides another function is called by that one's name.
static bool isWrittenForThisUnit(Unit &U, const FunctionDecl *FD) {
  const SourceManager &SM = U.Ctx.getSourceManager();
  const FunctionDecl *Def = FD->getDefinition();
  const auto *M = dyn_cast<CXXMethodDecl>(FD);
  // In C, and for a module, one definition serves all.
  if (!U.Ctx.getLangOpts().CPlusPlus || !Def || Def->isInNamedModule() ||
      !Def->isInlined() || (M && M->isVirtual()) ||
      !SM.isInMainFile(SM.getExpansionLoc(Def->getLocation())))
    return false;
  const OptionalFileEntryRef Main = SM.getFileEntryRefForID(SM.getMainFileID());
  return Main && llvm::sys::path::extension(Main->getName())
                     .starts_with_insensitive(".c");
}

/// What there is to say of the function without its body.
void FunctionExtractor::describe() {
  F.Key = U.key(FD);
  F.Name = U.displayName(FD);
  F.Pos = U.pos(FD->getLocation());
  F.InUserCode = U.inUserCode(FD);
  F.InternalLinkage = !FD->isExternallyVisible() || isWrittenForThisUnit(U, FD);
  F.IsInstantiation = FD->isTemplateInstantiation() ||
                      isa<ClassTemplateSpecializationDecl>(FD->getParent());
  for (const ParmVarDecl *P : FD->parameters())
    F.Params.push_back({U.str(P->getName()), U.typeName(P->getType())});
}

/// What \p M overrides, directly or not: what lies between may be in a library,
/// where it is not seen.
void FunctionExtractor::noteOverridden(const CXXMethodDecl *M) {
  for (const CXXMethodDecl *O : M->overridden_methods())
    if (const StringId Key = U.key(O); !llvm::is_contained(F.Overrides, Key)) {
      F.Overrides.push_back(Key);
      noteOverridden(O);
    }
}

/// Parts of the body that are marked with AETHER_ASSUME_SAFE are found on the
/// way down, since an expression does not know the statement it stands in.
FunctionSummary FunctionExtractor::run() {
  describe();
  if (const auto *M = dyn_cast<CXXMethodDecl>(FD)) {
    noteOverridden(M);
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
  Options.AddLifetime = true;
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
  findDefinitions(*Graph);
  walk(*Graph);
  return std::move(F);
}

/// An edge that Clang holds for impossible is followed all the same.
static const CFGBlock *successor(const CFGBlock::AdjacentBlock &Edge) {
  const CFGBlock *B = Edge.getReachableBlock();
  return B ? B : Edge.getPossiblyUnreachableBlock();
}

/// `do { } while (0)`, of which macros are made, is no loop.
static bool isNoLoop(const Stmt *S) {
  const auto *Do = dyn_cast_or_null<DoStmt>(S);
  if (!Do)
    return false;
  const Expr *Test = Do->getCond()->IgnoreParenImpCasts();
  if (const auto *Number = dyn_cast<IntegerLiteral>(Test))
    return Number->getValue() == 0;
  const auto *Bool = dyn_cast<CXXBoolLiteralExpr>(Test);
  return Bool && !Bool->getValue();
}

/// Is the edge number \p Edge out of \p B, or \p B itself, the way back round
/// what is no loop?
static bool isWayBack(const CFGBlock &B, std::size_t Edge) {
  return isNoLoop(B.getLoopTarget()) ||
         (Edge == 0 && isNoLoop(B.getTerminatorStmt()));
}

/// Is the edge number \p Edge out of \p B the way out of `while (true)`? Only a
/// break leads there.
static bool isNoWayOut(Unit &U, const CFGBlock &B, std::size_t Edge) {
  const Stmt *Loop = B.getTerminatorStmt();
  const Expr *Test = nullptr;
  if (const auto *While = dyn_cast_or_null<WhileStmt>(Loop))
    Test = While->getConditionVariable() ? nullptr : While->getCond();
  else if (const auto *Do = dyn_cast_or_null<DoStmt>(Loop))
    Test = Do->getCond();
  else if (const auto *For = dyn_cast_or_null<ForStmt>(Loop))
    Test = For->getConditionVariable() ? nullptr : For->getCond();
  bool Holds = false;
  return Edge == 1 && Test && !Test->isValueDependent() &&
         Test->EvaluateAsBooleanCondition(Holds, U.Ctx) && Holds;
}

/// What one of the calls in \p B ends.
static Unit::Ending endingOf(Unit &U, const CFGElement &Element) {
  std::optional<CFGStmt> S = Element.getAs<CFGStmt>();
  const auto *Call = S ? dyn_cast<CallExpr>(S->getStmt()) : nullptr;
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  return Callee ? U.endingOf(Callee) : Unit::Ending::None;
}

static Unit::Ending endingIn(Unit &U, const CFGBlock &B) {
  for (const CFGElement &Element : B)
    if (const Unit::Ending E = endingOf(U, Element); E != Unit::Ending::None)
      return E;
  return Unit::Ending::None;
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
    std::optional<Join> Waited; ///< by the loop that is left
  };
  std::vector<Unwinding> Unwindings;
  std::vector<SwitchEdges> Switches;
  std::vector<ThrowingCall> ThrowingCalls;
  std::vector<ThrowingMaker> Makers;

  for (const CFGBlock *B : Blocks) {
    Block &Out = F.Blocks[Number[B]];
    Events = &Out.Events;
    ElementValues.clear();
    if (B == &Graph.getEntry()) {
      storeOwnOverriders();
      beginThreadLocals();
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
    // A handler gets a copy of the exception.
    if (const auto *Catch = dyn_cast_or_null<CXXCatchStmt>(B->getLabel()))
      if (const VarDecl *VD = Catch->getExceptionDecl();
          VD && VD->getType()->isRecordType())
        copyObject(VD->getType(), T.root(PlaceKind::Local, localOf(VD)),
                   T.root(PlaceKind::Alloc, NextAlloc++), /*Assigns=*/false,
                   /*Moves=*/false, VD->getLocation());
    WalkedBlock = B;
    WalkedNumber = Number[B];
    enterBlock(*B);
    bool Ended = false;
    std::size_t BeforeLast = 0;
    for (const CFGElement &E : elementsOf(*B)) {
      BeforeLast = Events->size();
      if (std::optional<ThrowingMaker> Maker = throwingMaker(E)) {
        Maker->Block = Number[B];
        Maker->Events = BeforeLast;
        Makers.push_back(std::move(*Maker));
      }
      // No statement runs behind what ends the thread.
      if (!Ended || !E.getAs<CFGStmt>())
        element(E);
      Ended |= endingOf(U, E) != Unit::Ending::None;
    }
    if (B == &Graph.getExit())
      endParameters();
    settleFields();
    FieldsAfter[B] = FieldValues;
    const Unit::Ending Ending = endingIn(U, *B);
    const bool Ends = Ending != Unit::Ending::None;
    bool HasTerminator = B->getTerminatorStmt() != nullptr && !Ends;
    bool First = true;
    SwitchEdges Cases;
    Cases.From = Number[B];
    if (const auto *Switch =
            dyn_cast_or_null<SwitchStmt>(B->getTerminatorStmt()))
      Cases.Tested = testedInteger(Switch->getCond());
    std::size_t Edge = 0;
    for (const CFGBlock::AdjacentBlock &Succ : B->succs()) {
      const std::size_t Way = Edge++;
      if (isWayBack(*B, Way) || isNoWayOut(U, *B, Way))
        continue;
      const CFGBlock *S = successor(Succ);
      // Without a terminator the first way is the normal one; the others are
      // exceptions, which matter only where somebody catches them.
      bool Exception = !HasTerminator && !First;
      const bool Skip = Ends && (First || B->getTerminatorStmt());
      First = false;
      if (!S || Skip || (Exception && S == &Graph.getExit()))
        continue;
      if (auto Gone = unwound(*B, *S, Graph.getExit()); !Gone.empty())
        Unwindings.push_back({Number[B], Out.Successors.size(), Gone, {}});
      else if (const PlaceId All = Way == 1 ? drainedBehind(*B) : None;
               All != None)
        Unwindings.push_back(
            {Number[B],
             Out.Successors.size(),
             {},
             Join{All, /*IfFalse=*/false,
                  U.pos(B->getTerminatorStmt()->getBeginLoc())}});
      Out.Successors.push_back(Number[S]);
      if (Cases.Tested != None)
        Cases.Values.push_back(caseValue(S->getLabel()));
    }
    if (!Out.Successors.empty() && !HasTerminator)
      if (std::optional<ThrowingCall> Call =
              throwsBeforeWaits(*B, Out.Successors.size() > 1)) {
        Call->Block = Number[B];
        Call->Events = BeforeLast;
        ThrowingCalls.push_back(*Call);
      }
    if (Out.Successors.size() == 2 && HasTerminator)
      Out.Branch = condition(*B);
    if (Ending == Unit::Ending::Program && Out.Successors.empty())
      Out.Branch.Kind = Condition::Kind::Never;
    if (Cases.Tested != None && !Ends)
      Switches.push_back(std::move(Cases));
  }
  testLater();
  FieldValues.clear();
  for (const Unwinding &W : Unwindings) {
    const auto New = static_cast<std::uint32_t>(F.Blocks.size());
    F.Blocks.emplace_back();
    F.Blocks.back().Successors = {
        std::exchange(F.Blocks[W.From].Successors[W.Edge], New)};
    Events = &F.Blocks.back().Events;
    if (W.Waited)
      Events->push_back(*W.Waited);
    unwind(W.Variables);
  }
  for (const SwitchEdges &S : Switches)
    splitSwitch(S);
  for (const ThrowingCall &Call : ThrowingCalls)
    splitBeforeCall(Call);
  llvm::DenseMap<const Stmt *, std::uint32_t> Handlers;
  if (!Makers.empty())
    for (const CFGBlock *B : Blocks)
      if (isa_and_nonnull<CXXTryStmt>(B->getTerminatorStmt()))
        Handlers.try_emplace(B->getTerminatorStmt(), Number[B]);
  for (const ThrowingMaker &Maker : llvm::reverse(Makers))
    if (auto It = Handlers.find(Maker.Try); It != Handlers.end())
      splitBeforeMaking(Maker, It->second);
  for (const Assumption &A : llvm::reverse(Assumptions))
    splitAt(A);
  // The handlers of exceptions, which Clang knows no way to, run all the same;
  // what stands behind a jump (the end of its block, if nothing else) does not.
  // Where a range-for compares by a call, Clang leads past the call's block.
  auto IsBehindJump = [](const CFGBlock &B) {
    return !B.getLabel() &&
           !isa_and_nonnull<CXXTryStmt>(B.getTerminatorStmt()) &&
           llvm::none_of(B.succs(), [](const CFGBlock::AdjacentBlock &S) {
             const CFGBlock *To = successor(S);
             return To &&
                    isa_and_nonnull<CXXForRangeStmt>(To->getTerminatorStmt());
           });
  };
  const bool HasOwnHandlers = isa<CoroutineBodyStmt>(FD->getBody()) ||
                              FD->usesSEHTry() ||
                              U.Ctx.getLangOpts().ObjCExceptions;
  std::uint32_t Entry = Number[&Graph.getEntry()];
  for (const CFGBlock *B : Blocks)
    if (B != &Graph.getEntry() && B != &Graph.getExit() &&
        !Reached.contains(B) && (HasOwnHandlers || !IsBehindJump(*B)) &&
        llvm::none_of(B->preds(), [](const CFGBlock::AdjacentBlock &P) {
          return successor(P) != nullptr;
        }))
      F.Blocks[Entry].Successors.push_back(Number[B]);
  Events = nullptr;
  WalkedGraph = nullptr;
  WalkedBlock = nullptr;
  WalkedNumber = None;
  finishLoops();
}

/// The member of `this` that \p E names, or a part of it; null if none.
static const FieldDecl *ownMember(const Expr *E) {
  for (E = E->IgnoreParens(); const auto *M = dyn_cast<MemberExpr>(E);
       E = M->getBase()->IgnoreParenImpCasts())
    if (M->isArrow())
      return isa<CXXThisExpr>(M->getBase()->IgnoreParenImpCasts())
                 ? dyn_cast<FieldDecl>(M->getMemberDecl())
                 : nullptr;
  return nullptr;
}

/// Whether \p S tells somebody of `this`, or of one of its members that come
/// after \p Done, which may be null. To read a member does not.
static bool givesThisAway(const Stmt *S, const FieldDecl *Done) {
  if (!S)
    return false;
  if (const auto *Default = dyn_cast<CXXDefaultInitExpr>(S))
    return givesThisAway(Default->getExpr(), Done);
  if (isa<CXXThisExpr>(S))
    return true;
  if (const auto *Cast = dyn_cast<ImplicitCastExpr>(S);
      Cast && Cast->getCastKind() == CK_LValueToRValue &&
      ownMember(Cast->getSubExpr()))
    return false;
  if (const auto *E = dyn_cast<Expr>(S))
    if (const FieldDecl *Member = ownMember(E)) {
      if (Done && Member->getParent() != Done->getParent())
        return Member->getParent()->isAnonymousStructOrUnion();
      return !Done || Member->getFieldIndex() > Done->getFieldIndex();
    }
  return llvm::any_of(S->children(), [&](const Stmt *Child) {
    return givesThisAway(Child, Done);
  });
}

/// The constructor of a base that \p Init runs, or null.
static const CXXConstructorDecl *
baseConstructor(const CXXCtorInitializer *Init) {
  if (Init->getAnyMember())
    return nullptr;
  const Expr *E = Init->getInit()->IgnoreUnlessSpelledInSource();
  if (const auto *Made = dyn_cast<CXXConstructExpr>(E))
    return Made->getConstructor();
  const auto *Inherited = dyn_cast<CXXInheritedCtorInitExpr>(E);
  return Inherited ? Inherited->getConstructor() : nullptr;
}

/// Whether \p Ctor, of a base, may tell somebody of the object that it makes.
static bool givesThisAway(Unit &U, const CXXConstructorDecl *Ctor,
                          unsigned Depth = 0) {
  if (Ctor->isTrivial() || !U.isFollowed(Ctor->getParent()))
    return false;
  const auto *Def = dyn_cast_or_null<CXXConstructorDecl>(U.definition(Ctor));
  if (!Def || Depth == 8)
    return Ctor->isUserProvided();
  return givesThisAway(Def->getBody(), nullptr) ||
         llvm::any_of(Def->inits(), [&](const CXXCtorInitializer *Init) {
           const CXXConstructorDecl *Base = baseConstructor(Init);
           return givesThisAway(Init->getInit(), Init->getAnyMember()) ||
                  (Base && givesThisAway(U, Base, Depth + 1));
         });
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
      // Somebody may look at it already.
      const auto *Class = Member->getType()->getAsCXXRecordDecl();
      if (ThisGivenAway && !(Class && Class->isEmpty()))
        access(AccessKind::Write, To, Member->getType(),
               isa<CXXDefaultInitExpr>(Init->getInit())
                   ? Member->getSourceRange()
                   : Init->getInit()->getSourceRange());
      visitInitialisation(To, Member->getType(), Init->getInit());
    } else {
      visitInitialisation(Object, Init->getInit()->getType(), Init->getInit());
    }
    ThisGivenAway |= givesThisAway(Init->getInit(), Init->getAnyMember());
    if (const CXXConstructorDecl *Base = baseConstructor(Init))
      ThisGivenAway |= givesThisAway(U, Base);
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
  case CFGElement::CleanupFunction: {
    const auto Cleanup = E.castAs<CFGCleanupFunction>();
    auto *VD = const_cast<VarDecl *>(Cleanup.getVarDecl());
    Synthesis Make(U.Ctx);
    visitTree(Make.call(const_cast<FunctionDecl *>(Cleanup.getFunctionDecl()),
                        {Make.address(VD, VD->getLocation())},
                        VD->getLocation()));
    return;
  }
  case CFGElement::LifetimeEnds: {
    auto End = E.castAs<CFGLifetimeEnds>();
    endVariable(End.getVarDecl(), End.getTriggerStmt()
                                      ? End.getTriggerStmt()->getEndLoc()
                                      : FD->getEndLoc());
    return;
  }
  case CFGElement::TemporaryDtor: {
    auto D = E.castAs<CFGTemporaryDtor>();
    const CXXBindTemporaryExpr *Bind = D.getBindTemporaryExpr();
    const PlaceId Object = objectOf(Bind->getSubExpr());
    // What makes a member or another part of an object makes no temporary
    // ([dcl.init.general]/16.6.1), although Clang's graph destroys one.
    if (const PlaceNode N = T.place(Object);
        N.Kind == PlaceKind::Local && !LocalDecls[N.Arg]) {
      const std::size_t First = Events->size();
      destructor(D.getDestructorDecl(U.Ctx), Object, Bind->getEndLoc(),
                 /*Virtual=*/false, Bind->getSubExpr());
      if (!GivenAway.contains(Object))
        endTemporary(Object, Bind->getSourceRange());
      else
        for (std::size_t I = First; I < Events->size(); ++I)
          if (auto *Ev = std::get_if<Call>(&(*Events)[I]))
            Ev->Perhaps = true;
    }
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
  C.ObjectType = canonicalTagType(U.Ctx, D->getParent());
  C.Virtual = Virtual && D->isVirtual();
  C.Maker = Maker;
  C.Range = Loc;
  call(C);
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
