//===- Cursors.cpp - Variables that step through a range ------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `while (i < mid && j < end) out[k++] = a[i] < a[j] ? a[i++] : a[j++];`: what
// only grows is no less than what it began with; it is less than `mid` where
// that was tested since its last step, and no more than one step beyond where
// each step comes after such a test. What grows whenever one of others does is
// their sum, but for what they began with (Karr: Affine Relationships Among
// Variables of a Program, 1976).
//
//===----------------------------------------------------------------------===//

#include "Cursors.h"

using namespace clang;

namespace aether::analysis {

/// The variable that \p E names, if that is all.
static const VarDecl *named(const Expr *E) {
  const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts());
  return Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
}

static std::optional<std::int64_t> constant(const ASTContext &Ctx,
                                            const Expr *E) {
  Expr::EvalResult R;
  if (E->isValueDependent() ||
      !E->EvaluateAsInt(R, Ctx, Expr::SE_NoSideEffects) ||
      !R.Val.getInt().isRepresentableByInt64())
    return std::nullopt;
  return R.Val.getInt().getExtValue();
}

/// By what \p Definition changes \p VD: a constant, or nothing.
static std::optional<std::int64_t>
stepOf(const ASTContext &Ctx, const Expr *Definition, const VarDecl *VD) {
  if (const auto *Op = dyn_cast<UnaryOperator>(Definition);
      Op && Op->isIncrementDecrementOp() && named(Op->getSubExpr()) == VD)
    return Op->isIncrementOp() ? 1 : -1;
  const auto *B = dyn_cast<BinaryOperator>(Definition);
  if (!B || !B->isAssignmentOp() || named(B->getLHS()) != VD)
    return std::nullopt;
  const Expr *By = B->getRHS();
  bool Down = B->getOpcode() == BO_SubAssign;
  if (B->getOpcode() == BO_Assign) {
    const auto *Sum = dyn_cast<BinaryOperator>(By->IgnoreParenImpCasts());
    if (!Sum || !Sum->isAdditiveOp() || named(Sum->getLHS()) != VD)
      return std::nullopt;
    Down = Sum->getOpcode() == BO_Sub;
    By = Sum->getRHS();
  } else if (!Down && B->getOpcode() != BO_AddAssign) {
    return std::nullopt;
  }
  const std::optional<std::int64_t> Step = constant(Ctx, By);
  if (!Step || *Step < -1000000 || *Step > 1000000)
    return std::nullopt;
  return Down ? -*Step : *Step;
}

/// What \p VD began with on all ways to \p At, and its steps since, all of them
/// in one direction.
std::optional<FunctionExtractor::CursorFinder::History>
FunctionExtractor::CursorFinder::history(const VarDecl *VD, Spot At) {
  DefinitionSearch &Search = All[VD];
  History Out;
  llvm::DenseSet<const CFGBlock *> Seen;
  llvm::SmallVector<Spot, 16> Work{At};
  while (!Work.empty()) {
    if (Budget == 0)
      return std::nullopt;
    --Budget;
    const auto [B, Before] = Work.pop_back_val();
    auto It = Search.Definitions.lower_bound({B, Before});
    if (It != Search.Definitions.begin() && std::prev(It)->first.first == B) {
      const auto &[Where, Here] = *std::prev(It);
      if (!Here)
        return std::nullopt;
      if (const auto Step = stepOf(E.U.Ctx, Here, VD)) {
        if (!llvm::is_contained(Out.Steps, std::pair(Where, *Step))) {
          Out.Steps.push_back({Where, *Step});
          Work.push_back(Where);
        }
        continue;
      }
      if (Out.First && Out.First != Here)
        return std::nullopt;
      Out.First = Here;
      Out.FirstAt = Where;
      continue;
    }
    if (B->pred_empty())
      return std::nullopt;
    for (const CFGBlock::AdjacentBlock &Edge : B->preds())
      if (const CFGBlock *P = Edge.getReachableBlock();
          P && Seen.insert(P).second)
        Work.push_back({P, P->size()});
  }
  const bool Up = !Out.Steps.empty() && Out.Steps.front().second > 0;
  if (!Out.First || Out.Steps.empty() ||
      llvm::any_of(Out.Steps, [&](const auto &Step) {
        return Step.second == 0 || (Step.second > 0) != Up;
      }))
    return std::nullopt;
  return Out;
}

/// What is known of \p VD where \p Test has come out as \p Holds.
std::optional<CursorLimit>
FunctionExtractor::CursorFinder::limit(const Expr *Test, bool Holds,
                                       const VarDecl *VD, bool Down) const {
  Test = Test->IgnoreParenImpCasts();
  while (const auto *Not = dyn_cast<UnaryOperator>(Test)) {
    if (Not->getOpcode() != UO_LNot)
      return std::nullopt;
    Holds = !Holds;
    Test = Not->getSubExpr()->IgnoreParenImpCasts();
  }
  const auto *B = dyn_cast<BinaryOperator>(Test);
  if (!B || !B->isRelationalOp())
    return std::nullopt;
  BinaryOperatorKind Op = B->getOpcode();
  if (!Holds)
    Op = BinaryOperator::negateComparisonOp(Op);
  const bool Swapped = named(B->getLHS()) != VD;
  if (Swapped && named(B->getRHS()) != VD)
    return std::nullopt;
  if (Swapped)
    Op = BinaryOperator::reverseComparisonOp(Op);
  const Expr *Limit = Swapped ? B->getLHS() : B->getRHS();
  if (!E.U.facts(Limit->getType()).IsInteger || Limit->HasSideEffects(E.U.Ctx))
    return std::nullopt;
  if (Down ? Op != BO_GT && Op != BO_GE : Op != BO_LT && Op != BO_LE)
    return std::nullopt;
  // What is below zero is more than any number without a sign.
  if (Down && VD->getType()->isSignedIntegerType() &&
      !B->getLHS()->getType()->isSignedIntegerType())
    return std::nullopt;
  return CursorLimit{Limit, Op == BO_LE || Op == BO_GE};
}

/// The tests of \p VD one of which has been passed since its last change, on
/// whichever way to \p At; none if there is a way without one.
llvm::SmallVector<CursorLimit, 2>
FunctionExtractor::CursorFinder::tested(const VarDecl *VD, Spot At, bool Down) {
  DefinitionSearch &Search = All[VD];
  llvm::SmallVector<CursorLimit, 2> Out;
  llvm::DenseSet<const CFGBlock *> Seen;
  llvm::SmallVector<Spot, 16> Work{At};
  while (!Work.empty()) {
    if (Budget == 0)
      return {};
    --Budget;
    const auto [B, Before] = Work.pop_back_val();
    auto It = Search.Definitions.lower_bound({B, Before});
    if ((It != Search.Definitions.begin() && std::prev(It)->first.first == B) ||
        B->pred_empty())
      return {};
    for (const CFGBlock::AdjacentBlock &Edge : B->preds()) {
      const CFGBlock *P = Edge.getReachableBlock();
      if (!P)
        continue;
      const Stmt *Branch = P->getTerminatorStmt();
      const Expr *Test =
          isa_and_nonnull<IfStmt, ForStmt, WhileStmt, DoStmt, BinaryOperator,
                          AbstractConditionalOperator>(Branch)
              ? P->getLastCondition()
              : nullptr;
      if (Test && P->succ_size() == 2) {
        const CFGBlock *Yes = *P->succ_begin(), *No = *(P->succ_begin() + 1);
        if (Yes != No && (Yes == B || No == B))
          if (auto Known = limit(Test, Yes == B, VD, Down)) {
            if (!llvm::is_contained(Out, *Known))
              Out.push_back(*Known);
            continue;
          }
      }
      if (Seen.insert(P).second)
        Work.push_back({P, P->size()});
    }
  }
  return Out;
}

/// May \p VD, a number without a sign, begin so far up that its steps lead to
/// zero? Not where each comes behind a test, nor if what it begins with is one
/// of the first numbers, or would be an index beyond every array.
bool FunctionExtractor::CursorFinder::mayWrap(const VarDecl *VD,
                                              const History &H) {
  if (!VD->getType()->isUnsignedIntegerOrEnumerationType() ||
      H.Steps.front().second < 0)
    return false;
  const Expr *First = H.First;
  if (const auto *B = dyn_cast<BinaryOperator>(First);
      B && B->getOpcode() == BO_Assign)
    First = B->getRHS();
  constexpr std::int64_t Small = std::int64_t(1) << 30;
  if (const auto Known = constant(E.U.Ctx, First);
      Known && *Known >= 0 && *Known < Small)
    return false;
  DefinitionSearch &Search = All[VD];
  return !llvm::all_of(H.Steps, [&](const auto &Step) {
    const Expr *Does = Search.Definitions[Step.first];
    const auto *Op = dyn_cast<UnaryOperator>(Does);
    const Stmt *User = Parents.getParent(Does);
    while (isa_and_nonnull<ParenExpr, ImplicitCastExpr>(User))
      User = Parents.getParent(User);
    const auto *Array = dyn_cast_or_null<ArraySubscriptExpr>(User);
    const auto *Call = dyn_cast_or_null<CXXOperatorCallExpr>(User);
    const bool Indexes =
        (Array && Array->getIdx()->IgnoreParenImpCasts() == Does) ||
        (Call && Call->getOperator() == OO_Subscript &&
         Call->getNumArgs() == 2 &&
         Call->getArg(1)->IgnoreParenImpCasts() == Does);
    return (Op && Op->isPostfix() && Indexes) ||
           !tested(VD, Step.first, false).empty();
  });
}

/// Steps that are made no more than once in each round of one counted loop.
bool FunctionExtractor::CursorFinder::byRounds(const History &H,
                                               const Expr *Ref,
                                               CursorRange &Out) {
  auto LoopAround = [&](const Stmt *S) -> const Stmt * {
    for (S = Parents.getParent(S); S; S = Parents.getParent(S))
      if (isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(S))
        return S;
    return nullptr;
  };
  if (Jumps)
    return false;
  const Stmt *Around = nullptr;
  DefinitionSearch &Search = All[named(Ref)];
  for (const auto &[Where, By] : H.Steps) {
    const Stmt *Loop = LoopAround(Search.Definitions[Where]);
    if (!Loop || (Around && Loop != Around))
      return false;
    Around = Loop;
    Out.PerRound += By;
  }
  const auto *For = dyn_cast<ForStmt>(Around);
  if (!For || LoopAround(H.First) != LoopAround(For))
    return false;
  auto ChildOfLoop = [&](const Stmt *S) {
    while (Parents.getParent(S) && Parents.getParent(S) != For)
      S = Parents.getParent(S);
    return S;
  };
  for (const auto &[Where, By] : H.Steps)
    if (ChildOfLoop(Search.Definitions[Where]) != For->getBody())
      return false;
  for (unsigned L = 0; L != E.Loops.size(); ++L) {
    const CountedLoop &Counted = E.Loops[L];
    if (Counted.Body != For->getBody() || Counted.Step != 1 ||
        Counted.Downwards || !Counted.Start || !Counted.Bound ||
        !Counted.Variable->getType()->isIntegerType())
      continue;
    Out.Loop = L;
    const Stmt *Child = ChildOfLoop(Ref);
    Out.Inside = Parents.getParent(Child) == For;
    // In the loop's head, the round is another.
    if (Out.Inside && Child != For->getBody())
      return false;
    const auto *Step = Parents.getParentIgnoreParens(Ref);
    Out.Before = H.Steps.size() == 1 && Step &&
                 Search.Definitions[H.Steps.front().first] == Step;
    return true;
  }
  return false;
}

/// Between which limits \p VD is at \p At.
std::optional<CursorRange>
FunctionExtractor::CursorFinder::range(const VarDecl *VD, const Stmt *Use,
                                       Spot At) {
  const std::optional<History> H = history(VD, At);
  if (!H || !inSameRounds(Parents, H->First, Use) || mayWrap(VD, *H))
    return std::nullopt;
  CursorRange Out;
  Out.First = H->First;
  Out.Down = H->Steps.front().second < 0;
  Out.Limits = tested(VD, At, Out.Down);
  // Where one test stands before it on all ways, their rounds are the same.
  Out.OneTest = Out.Limits.size() == 1 &&
                inSameRounds(Parents, Out.Limits.front().E, Use);
  if (!Out.Limits.empty())
    return Out;
  for (const auto &[Where, By] : H->Steps) {
    const auto Before = tested(VD, Where, Out.Down);
    if (Before.empty()) {
      Out.Limits.clear();
      break;
    }
    for (CursorLimit Limit : Before) {
      Limit.Past = By;
      if (!llvm::is_contained(Out.Limits, Limit))
        Out.Limits.push_back(Limit);
    }
  }
  if (!Out.Limits.empty())
    return Out;
  const auto *Ref = dyn_cast<Expr>(Use);
  if (Ref && !Out.Down && named(Ref) == VD && byRounds(*H, Ref, Out))
    return Out;
  return std::nullopt;
}

/// How far \p VD goes on in \p B before that element.
std::int64_t
FunctionExtractor::CursorFinder::stepsIn(const VarDecl *VD, const CFGBlock *B,
                                         std::size_t Before) const {
  std::int64_t Sum = 0;
  const auto &Definitions = All.find(VD)->second.Definitions;
  for (auto It = Definitions.lower_bound({B, 0});
       It != Definitions.end() && It->first.first == B &&
       It->first.second < Before;
       ++It)
    Sum += It->second ? stepOf(E.U.Ctx, It->second, VD).value_or(0) : 0;
  return Sum;
}

/// The blocks behind \p From on the ways to \p To that do not come by it again.
llvm::SmallVector<const CFGBlock *, 8>
FunctionExtractor::CursorFinder::between(const CFGBlock *From,
                                         const CFGBlock *To) const {
  auto Walk = [&](const CFGBlock *Start, bool Back) {
    llvm::DenseSet<const CFGBlock *> Seen;
    llvm::SmallVector<const CFGBlock *, 16> Work{Start};
    while (!Work.empty()) {
      const CFGBlock *B = Work.pop_back_val();
      auto Add = [&](const CFGBlock *Next) {
        if (Next && Next != From && Seen.insert(Next).second)
          Work.push_back(Next);
      };
      if (Back)
        for (const CFGBlock::AdjacentBlock &Edge : B->preds())
          Add(Edge.getReachableBlock());
      else
        for (const CFGBlock::AdjacentBlock &Edge : B->succs())
          Add(Edge.getReachableBlock());
    }
    return Seen;
  };
  const auto Behind = Walk(From, false);
  auto Before = Walk(To, true);
  Before.insert(To);
  llvm::SmallVector<const CFGBlock *, 8> Out;
  for (const CFGBlock *B : Before)
    if (Behind.contains(B))
      Out.push_back(B);
  return Out;
}

/// \p VD steps whenever one of others does.
std::optional<Cursor>
FunctionExtractor::CursorFinder::together(const VarDecl *VD, const Expr *Ref,
                                          Spot At) {
  const std::optional<History> H = history(VD, At);
  if (!H || !inSameRounds(Parents, H->First, Ref) ||
      H->FirstAt.first == At.first || mayWrap(VD, *H))
    return std::nullopt;
  const CFGBlock *Start = H->FirstAt.first;
  if (All[VD].reaching({Start, Start->size()}) != H->First)
    return std::nullopt;
  const auto Blocks = between(Start, At.first);
  if (Budget < Blocks.size() * All.size())
    return std::nullopt;
  Budget -= Blocks.size() * All.size();
  auto StepsOnly = [&](const VarDecl *Of, const CFGBlock *B) {
    const auto &Definitions = All.find(Of)->second.Definitions;
    for (auto It = Definitions.lower_bound({B, 0});
         It != Definitions.end() && It->first.first == B; ++It)
      if (!It->second || !stepOf(E.U.Ctx, It->second, Of))
        return false;
    return true;
  };
  Cursor Out;
  Out.First = H->First;
  llvm::SmallVector<const VarDecl *, 4> Others;
  for (auto &[Of, Search] : All)
    if (Of != VD && llvm::any_of(Blocks, [&, &Of = Of](const CFGBlock *B) {
          return stepsIn(VD, B, B->size()) != 0 && stepsIn(Of, B, B->size());
        }))
      Others.push_back(Of);
  if (Others.empty() || Others.size() > 4)
    return std::nullopt;
  for (const CFGBlock *B : Blocks) {
    std::int64_t Sum = 0;
    for (const VarDecl *Of : Others) {
      if (!StepsOnly(Of, B))
        return std::nullopt;
      Sum += stepsIn(Of, B, B->size());
    }
    if (!StepsOnly(VD, B) || Sum != stepsIn(VD, B, B->size()))
      return std::nullopt;
  }
  for (const VarDecl *Of : Others) {
    // What it held when this one began.
    const Expr *Began = All[Of].reaching({Start, Start->size()});
    const std::optional<CursorRange> Range = range(Of, Ref, {At.first, 0});
    if (!Began || !Range || Range->First != Began || Range->Loop)
      return std::nullopt;
    Out.Others.push_back(*Range);
  }
  Out.Beyond = stepsIn(VD, At.first, At.second);
  return Out;
}

void FunctionExtractor::CursorFinder::find(const VarDecl *VD, const Expr *Ref,
                                           Spot At) {
  // A narrow number soon begins again.
  if (E.U.Ctx.getIntWidth(VD->getType()) < 32)
    return;
  std::optional<Cursor> Found;
  if (auto Own = range(VD, Ref, At)) {
    Found.emplace();
    Found->Own = std::move(Own);
  } else {
    Found = together(VD, Ref, At);
  }
  if (!Found)
    return;
  Found->Once = !E.comesAgain(At.first);
  if (Found->Own)
    E.Defining.insert(Found->Own->First);
  if (Found->First)
    E.Defining.insert(Found->First);
  for (const CursorRange &R : Found->Others)
    E.Defining.insert(R.First);
  E.Cursors.try_emplace(Ref, E.CursorList.size());
  E.CursorList.push_back(std::move(*Found));
}

/// Is there a way from \p B back to it?
bool FunctionExtractor::comesAgain(const CFGBlock *B) {
  auto [It, New] = Again.try_emplace(B, false);
  if (New) {
    llvm::DenseSet<const CFGBlock *> Seen;
    llvm::SmallVector<const CFGBlock *, 16> Work{B};
    while (!Work.empty() && !Seen.contains(B))
      for (const CFGBlock::AdjacentBlock &Edge : Work.pop_back_val()->succs())
        if (const CFGBlock *Next = Edge.getReachableBlock();
            Next && Seen.insert(Next).second)
          Work.push_back(Next);
    It->second = Seen.contains(B);
  }
  return It->second;
}

/// A number between the limits of \p R; None if these are not known.
IntId FunctionExtractor::cursorIn(const CursorRange &R, const Cursor &Of,
                                  StringId Name) {
  const IntId First = definedBy(R.First);
  auto IsKnown = [&](IntId I) {
    return I != None && keepsValue(I) && !T.anyOperand(I, [](const IntNode &N) {
      return N.Kind == IntKind::Opaque;
    });
  };
  if (!IsKnown(First))
    return None;
  IntId Limit = None;
  for (const CursorLimit &Each : R.Limits) {
    IntId At = exactInt(Each.E);
    if (!IsKnown(At) || (!R.OneTest && T.anyOperand(At, [](const IntNode &N) {
          return N.Kind == IntKind::LoopVar;
        })))
      return None;
    // The first number that is not reached.
    At = T.add(At, T.constant(Each.Past + (!Each.Inclusive ? 0
                                           : R.Down        ? -1
                                                           : 1)));
    Limit = Limit == None
                ? At
                : T.binary(R.Down ? IntKind::Min : IntKind::Max, Limit, At);
  }
  const IntId Beyond = T.add(First, T.constant(R.Down ? -1 : 1));
  if (R.Loop) {
    const CountedLoop &L = Loops[*R.Loop];
    const IntId Start = intOf(L.Start);
    const IntId Now =
        R.Inside ? T.atom(IntKind::LoopVar, *R.Loop)
                 : T.add(exactInt(L.Bound), T.constant(L.Inclusive ? 1 : 0));
    if (!IsKnown(Start) || !IsKnown(Now))
      return None;
    const IntId Rounds =
        T.binary(IntKind::Max, T.constant(0), T.sub(Now, Start));
    Limit = T.add(T.add(Beyond, T.mul(Rounds, T.constant(R.PerRound))),
                  T.constant(R.Inside && !R.Before ? R.PerRound : 0));
  } else if (llvm::any_of(R.Limits,
                          [](const CursorLimit &L) { return L.Past != 0; })) {
    // Perhaps it has not stepped at all.
    Limit = T.binary(R.Down ? IntKind::Min : IntKind::Max, Limit, Beyond);
  }
  Loop Range;
  Range.Lo = R.Down ? T.add(Limit, T.constant(1)) : First;
  Range.Hi = R.Down ? T.add(First, T.constant(1)) : Limit;
  Range.Variable = Name;
  Range.Once = Of.Once;
  const IntId Out = T.atom(IntKind::LoopVar, Loops.size() + ModelLoops.size());
  ModelLoops.push_back(Range);
  return Out;
}

/// The value of a cursor, whose definitions have been visited.
IntId FunctionExtractor::cursorAt(const Expr *Ref) {
  auto It = Cursors.find(Ref);
  if (It == Cursors.end())
    return None;
  auto [Value, New] = CursorValues.try_emplace(Ref, None);
  if (!New)
    return Value->second;
  const Cursor &Found = CursorList[It->second];
  const StringId Name = U.str(named(Ref)->getName());
  IntId Out = None;
  if (Found.Own) {
    Out = cursorIn(*Found.Own, Found, Name);
  } else if (Out = definedBy(Found.First); Out != None && keepsValue(Out)) {
    Out = T.add(Out, T.constant(Found.Beyond));
    for (const CursorRange &R : Found.Others) {
      const IntId Of = cursorIn(R, Found, Name);
      if (Of == None)
        return None;
      Out = T.add(Out, T.sub(Of, definedBy(R.First)));
    }
  }
  return CursorValues[Ref] = Out;
}

} // namespace aether::analysis
