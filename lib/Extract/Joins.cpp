//===- Joins.cpp - Where several assignments to a variable meet -----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `int end = begin + n; if (last) end = total;`: which of the two a use sees,
// the test says. `start += n;` at the end of each round: a use in the round
// sees what there was before the loop and as many times n as there were rounds.
//
//===----------------------------------------------------------------------===//

#include "DefinitionSearch.h"

#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace aether::analysis {

static bool isLoop(const Stmt *S) {
  return isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(S);
}

/// Does anything in \p S lead out of it before its end?
static bool mayLeave(const Stmt *S) {
  if (!S)
    return false;
  if (isa<BreakStmt, ContinueStmt, ReturnStmt, GotoStmt, CXXThrowExpr,
          CoreturnStmt, CXXTryStmt>(S))
    return true;
  return !isa<LambdaExpr>(S) && llvm::any_of(S->children(), mayLeave);
}

/// Are there ways into the middle of blocks? The cases of a switch are none
/// that stand right in its body.
static bool hasLabels(const Stmt *S, bool InSwitch = false) {
  if (!S)
    return false;
  if (isa<LabelStmt, GotoStmt, IndirectGotoStmt>(S) ||
      (isa<SwitchCase>(S) && !InSwitch))
    return true;
  const auto *Switch = dyn_cast<SwitchStmt>(S);
  return llvm::any_of(S->children(), [&](const Stmt *Child) {
    return hasLabels(Child, isa<SwitchCase>(S) ||
                                (Switch && Child == Switch->getBody()) ||
                                (InSwitch && isa<CompoundStmt>(S)));
  });
}

FunctionExtractor::JoinFinder::JoinFinder(FunctionExtractor &E,
                                          const CFG &Graph,
                                          const ParentMap &Parents)
    : E(E), Parents(Parents), Jumps(hasLabels(E.FD->getBody())) {
  for (const CFGBlock *B : Graph)
    if (const Stmt *S = B->getTerminatorStmt())
      Ends.try_emplace(S, B);
}

void FunctionExtractor::JoinFinder::find(DefinitionSearch &Search,
                                         const Expr *Ref,
                                         DefinitionSearch::Spot At) {
  constexpr unsigned Most = 4;
  if (Jumps)
    return;
  const Found All = Search.allReaching(At, Most);
  if (All.size() < 2)
    return;
  std::optional<unsigned> Out = byTest(Search, Ref, All, 0);
  if (!Out)
    Out = byRounds(Search, Ref, All);
  if (Out)
    E.Joined[Ref] = *Out;
}

unsigned FunctionExtractor::JoinFinder::add(Alternative A) {
  if (A.Definition)
    E.Defining.insert(A.Definition);
  E.Alternatives.push_back(A);
  return E.Alternatives.size() - 1;
}

bool FunctionExtractor::JoinFinder::isBefore(const Stmt *First,
                                             const Stmt *Then) const {
  const SourceManager &SM = E.U.Ctx.getSourceManager();
  return SM.isBeforeInTranslationUnit(SM.getExpansionLoc(First->getBeginLoc()),
                                      SM.getExpansionLoc(Then->getBeginLoc()));
}

/// The branch of \p If that makes \p Definition whenever it is taken; null if
/// neither does.
const Stmt *
FunctionExtractor::JoinFinder::branchOf(const IfStmt *If,
                                        const Expr *Definition) const {
  const Stmt *Whole = Definition;
  const Stmt *Parent = Parents.getParent(Whole);
  while (Parent && isa<ExprWithCleanups, ParenExpr>(Parent)) {
    Whole = Parent;
    Parent = Parents.getParent(Whole);
  }
  for (const Stmt *Branch : {If->getThen(), If->getElse()})
    if (Branch &&
        (Branch == Whole || (isa<CompoundStmt>(Branch) && Parent == Branch)) &&
        !mayLeave(Branch))
      return Branch;
  return nullptr;
}

/// What a use in \p Use sees that \p All reach.
std::optional<unsigned>
FunctionExtractor::JoinFinder::at(DefinitionSearch &Search, const Stmt *Use,
                                  const Found &All, unsigned Depth) {
  if (All.size() == 1) {
    if (!inSameRounds(Parents, All.front(), Use))
      return std::nullopt;
    Alternative Out;
    Out.Definition = All.front();
    return add(Out);
  }
  return All.empty() ? std::nullopt : byTest(Search, Use, All, Depth);
}

/// The last if before \p Use in one block with it, of which a branch makes one
/// of the definitions.
std::optional<unsigned>
FunctionExtractor::JoinFinder::byTest(DefinitionSearch &Search, const Stmt *Use,
                                      const Found &All, unsigned Depth) {
  constexpr unsigned MostTests = 4;
  if (Depth == MostTests)
    return std::nullopt;
  const Stmt *Child = Use;
  for (const Stmt *S = Parents.getParent(Use); S;
       Child = S, S = Parents.getParent(S)) {
    const auto *Block = dyn_cast<CompoundStmt>(S);
    if (!Block)
      continue;
    const Stmt *Around = Parents.getParent(S);
    if (Around && isa<SwitchStmt>(Around))
      return std::nullopt;
    const IfStmt *Last = nullptr;
    for (const Stmt *Each : Block->body()) {
      if (Each == Child)
        break;
      const auto *If = dyn_cast<IfStmt>(Each);
      if (If && llvm::any_of(All, [&](const Expr *Definition) {
            return branchOf(If, Definition) != nullptr;
          }))
        Last = If;
    }
    if (!Last)
      continue;
    if (Last->isConstexpr() || Last->getInit() || Last->getConditionVariable())
      return std::nullopt;
    const Expr *Of[2] = {};
    Found Rest;
    for (const Expr *Definition : All) {
      if (!inSameRounds(Parents, Definition, Use))
        return std::nullopt;
      const Stmt *Branch = branchOf(Last, Definition);
      if (!Branch) {
        if (!isBefore(Definition, Last))
          return std::nullopt;
        Rest.push_back(Definition);
        continue;
      }
      const Expr *&Here = Of[Branch == Last->getElse()];
      if (Here)
        return std::nullopt;
      Here = Definition;
    }
    const CFGBlock *Test = Ends.lookup(Last);
    if (!Test)
      return std::nullopt;
    Alternative Out;
    Out.Test = Last->getCond();
    std::optional<unsigned> Before;
    if (!Of[0] || !Of[1]) {
      // The branch that makes none leaves what there was.
      const Found There = Search.allReaching({Test, Test->size()}, All.size());
      if (There.size() != Rest.size() ||
          !llvm::all_of(There, [&](const Expr *Definition) {
            return llvm::is_contained(Rest, Definition);
          }))
        return std::nullopt;
      Before = at(Search, Last, There, Depth + 1);
      if (!Before)
        return std::nullopt;
    } else if (!Rest.empty()) {
      return std::nullopt;
    }
    auto Side = [&](const Expr *Definition) {
      if (!Definition)
        return *Before;
      Alternative One;
      One.Definition = Definition;
      return add(One);
    };
    Out.Yes = Side(Of[0]);
    Out.No = Side(Of[1]);
    return add(Out);
  }
  return std::nullopt;
}

llvm::SmallVector<const Stmt *, 4>
FunctionExtractor::JoinFinder::loopsAround(const Stmt *S) const {
  llvm::SmallVector<const Stmt *, 4> Out;
  for (S = Parents.getParent(S); S; S = Parents.getParent(S))
    if (isLoop(S))
      Out.push_back(S);
  return Out;
}

/// The variable that \p E names, if that is all.
static const VarDecl *named(const Expr *E) {
  const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts());
  return Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
}

/// What \p E adds to \p VD, if it is `VD + x`; null if it is something else.
static const Expr *addedTo(const VarDecl *VD, const Expr *E) {
  const auto *Sum = dyn_cast<BinaryOperator>(E->IgnoreParenImpCasts());
  if (!Sum || Sum->getOpcode() != BO_Add)
    return nullptr;
  if (named(Sum->getLHS()) == VD)
    return Sum->getRHS();
  return named(Sum->getRHS()) == VD ? Sum->getLHS() : nullptr;
}

/// One definition before a counted loop, and one at the end of each round that
/// adds something.
std::optional<unsigned>
FunctionExtractor::JoinFinder::byRounds(DefinitionSearch &Search,
                                        const Expr *Ref, const Found &All) {
  // A narrow number soon begins again.
  if (All.size() != 2 || E.U.Ctx.getIntWidth(Ref->getType()) < 32)
    return std::nullopt;
  const auto Around = loopsAround(Ref);
  for (bool Swap : {false, true}) {
    const Expr *First = All[Swap ? 1 : 0], *Step = All[Swap ? 0 : 1];
    const auto OfStep = loopsAround(Step);
    if (OfStep.empty() || !llvm::is_contained(Around, OfStep.front()) ||
        !isBefore(First, OfStep.front()))
      continue;
    const auto *For = dyn_cast<ForStmt>(OfStep.front());
    const auto *Body = For ? dyn_cast<CompoundStmt>(For->getBody()) : nullptr;
    // In each round, and once; and started anew whenever the loop is.
    if (!Body || Parents.getParent(Step) != Body || continues(Body) ||
        loopsAround(First) != loopsAround(For))
      continue;
    std::optional<unsigned> Number;
    for (unsigned L = 0; L != E.Loops.size(); ++L)
      if (E.Loops[L].Body == Body && E.Loops[L].Step == 1 &&
          !E.Loops[L].Downwards && E.Loops[L].Start &&
          E.Loops[L].Variable->getType()->isIntegerType())
        Number = L;
    if (!Number)
      continue;
    // Not in its head, where the round is another.
    const Stmt *Child = Ref;
    while (Parents.getParent(Child) != For)
      Child = Parents.getParent(Child);
    if (Child != Body)
      continue;
    const VarDecl *VD = named(Ref);
    Alternative Out;
    Out.Loop = Number;
    if (const auto *B = dyn_cast<BinaryOperator>(Step)) {
      if (B->getOpcode() == BO_AddAssign) {
        Out.Step = B->getRHS();
      } else if (B->getOpcode() == BO_Assign) {
        Out.Step = addedTo(VD, B->getRHS());
        // `end = start + n; ...; start = end;`
        const VarDecl *Next = named(B->getRHS());
        if (auto It = E.Variables.find(Next);
            !Out.Step && Next && Next->isLocalVarDecl() &&
            Next->hasLocalStorage() && Next->getInit() &&
            (It == E.Variables.end() || It->second.SetOnce) &&
            !Next->getType()->isReferenceType()) {
          // It is made in the same round, by the same value.
          const Stmt *Made = nullptr;
          for (const Stmt *S : Body->body())
            if (const auto *D = dyn_cast<DeclStmt>(S);
                D && llvm::is_contained(D->decls(), Next))
              Made = S;
          if (Made && isBefore(Made, Step))
            Out.Step = addedTo(VD, Next->getInit());
        }
      }
    }
    if (!Out.Step)
      continue;
    Alternative Begin;
    Begin.Definition = First;
    Out.No = add(Begin);
    return add(Out);
  }
  return std::nullopt;
}

/// May \p I be another number in each round of loop \p Number? It stands right
/// in the loop's body.
bool FunctionExtractor::variesIn(IntId I, unsigned Number) {
  const IntNode N = T.integer(I);
  switch (N.Kind) {
  case IntKind::Const:
    return false;
  case IntKind::LoopVar:
    return N.A == Number;
  case IntKind::Cell:
    for (PlaceId P = N.A; P != None; P = T.place(P).Parent) {
      const PlaceNode At = T.place(P);
      switch (At.Kind) {
      case PlaceKind::Local: {
        const VarDecl *VD = LocalDecls[At.Arg];
        const SourceRange Body = Loops[Number].Body->getSourceRange();
        if (!VD || Body.fullyContains(VD->getSourceRange()))
          return true;
        break;
      }
      case PlaceKind::Index:
      case PlaceKind::Offset:
        if (variesIn(IntId(At.Arg), Number))
          return true;
        break;
      case PlaceKind::Param:
      case PlaceKind::This:
      case PlaceKind::Global:
      case PlaceKind::Field:
      case PlaceKind::Deref:
      case PlaceKind::Structure:
        break;
      default:
        return true;
      }
    }
    return false;
  default:
    return !N.isOperation() || N.Kind == IntKind::List ||
           variesIn(IntId(N.A), Number) || variesIn(IntId(N.B), Number);
  }
}

/// What \p Step adds up to in so many \p Rounds of loop \p Number; None if that
/// is not known.
IntId FunctionExtractor::sumOf(IntId Step, IntId Rounds, unsigned Number) {
  if (!variesIn(Step, Number))
    return T.mul(Step, Rounds);
  const IntId Variable = T.atom(IntKind::LoopVar, Number);
  const IntNode N = T.integer(Step);
  const IntId Zero = T.constant(0);
  if (N.Kind == IntKind::Add) {
    const IntId A = sumOf(N.A, Rounds, Number);
    const IntId B = A == None ? None : sumOf(N.B, Rounds, Number);
    return B == None ? None : T.add(A, B);
  }
  // One more in the first few rounds.
  if (N.Kind != IntKind::Min || Rounds != Variable)
    return None;
  for (bool Swap : {false, true}) {
    const IntId One = Swap ? N.B : N.A, Other = Swap ? N.A : N.B;
    const IntNode Max = T.integer(Other);
    if (One != T.constant(1) || Max.Kind != IntKind::Max)
      continue;
    for (bool SwapMax : {false, true}) {
      if ((SwapMax ? Max.B : Max.A) != Zero)
        continue;
      const IntId Few = T.add(SwapMax ? Max.A : Max.B, Variable);
      if (!variesIn(Few, Number))
        return T.binary(IntKind::Max, Zero,
                        T.binary(IntKind::Min, Rounds, Few));
    }
  }
  return None;
}

IntId FunctionExtractor::addedUp(IntId First, const Alternative &A) {
  const CountedLoop &L = Loops[*A.Loop];
  const IntId Start = intOf(L.Start), Step = intOf(A.Step);
  const IntId Variable = T.atom(IntKind::LoopVar, *A.Loop);
  if (First == None || !keepsValue(Start) || !keepsValue(Step))
    return None;
  const IntId Sum = sumOf(Step, T.sub(Variable, Start), *A.Loop);
  return Sum == None ? None : T.add(First, Sum);
}

/// The value of an alternative, whose definitions have been visited.
IntId FunctionExtractor::valueAt(unsigned Number) {
  const Alternative A = Alternatives[Number];
  if (A.Definition)
    return definedBy(A.Definition);
  IntId Out = None;
  if (A.Loop) {
    Out = addedUp(valueAt(A.No), A);
  } else {
    const IntId Yes = valueAt(A.Yes), No = valueAt(A.No);
    if (Yes != None && No != None)
      Out = chosen(A.Test, Yes, No);
  }
  return Out != None && keepsValue(Out) ? Out : None;
}

} // namespace aether::analysis
