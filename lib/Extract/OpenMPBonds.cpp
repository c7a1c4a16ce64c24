//===- OpenMPBonds.cpp - Which tasks come before which --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What tasks depend on, two and two of them, where each is made once, or each
// in each round of a loop, and what they depend on is the same all the time.
//
//===----------------------------------------------------------------------===//

#include "ClangVersions.h"
#include "OpenMP.h"

#include "clang/AST/OpenMPClause.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"

#include <utility>

using namespace clang;

namespace aether::analysis {

namespace {
/// A variable or a part of it.
struct Item {
  const VarDecl *Of = nullptr;
  const VarDecl *Written = nullptr; ///< which may be a pointer to that
  bool Pointed = false;             ///< what the variable leads to
  bool Unknown = false;             ///< and that may be anything
  llvm::SmallVector<Expr *, 2> Indices;
  llvm::SmallVector<const ValueDecl *, 2> Members;
  OpenMPDependClauseKind Kind = OMPC_DEPEND_unknown;
};

} // namespace

/// `x`, `a[i][j]`, `s.x`, `*p`; nothing else.
static std::optional<Item> itemOf(Expr *E, OpenMPDependClauseKind Kind) {
  Item Out;
  Out.Kind = Kind;
  for (unsigned Steps = 0;; ++Steps) {
    E = E->IgnoreParens();
    if (auto *Cast = dyn_cast<ImplicitCastExpr>(E)) {
      if (Cast->getCastKind() == CK_LValueToRValue) {
        // A pointer that is not the variable itself may lead anywhere.
        if (!namedVariable(Cast->getSubExpr()))
          return {};
        Out.Pointed = true;
      } else if (Cast->getCastKind() != CK_ArrayToPointerDecay &&
                 Cast->getCastKind() != CK_NoOp) {
        return {};
      }
      E = Cast->getSubExpr();
    } else if (auto *Element = dyn_cast<ArraySubscriptExpr>(E)) {
      Out.Indices.push_back(Element->getIdx());
      E = Element->getBase();
    } else if (auto *Member = dyn_cast<MemberExpr>(E)) {
      Out.Members.push_back(Member->getMemberDecl());
      E = Member->getBase();
    } else if (auto *Op = dyn_cast<UnaryOperator>(E);
               Op && Op->getOpcode() == UO_Deref) {
      E = Op->getSubExpr();
    } else {
      Out.Of = namedVariable(E);
      if (!Out.Written)
        Out.Written = Out.Of;
      if (!Out.Of || Out.Of->getType()->isReferenceType())
        return {};
      const Origin From = Out.Pointed ? originOf(Out.Of) : Origin();
      Out.Unknown = From.Is == Origin::Unknown || Steps > 32;
      if (From.Is != Origin::Place || Steps > 32)
        return Out;
      // What it was set to.
      auto *Where = dyn_cast<UnaryOperator>(From.Of);
      const bool IsFirst = llvm::all_of(Out.Indices, [](Expr *Index) {
        const auto *Zero =
            dyn_cast<IntegerLiteral>(Index->IgnoreParenImpCasts());
        return Zero && Zero->getValue() == 0;
      });
      if (Where && !IsFirst) {
        Out.Unknown = true;
        return Out;
      }
      if (Where)
        Out.Indices.clear();
      Out.Pointed =
          !Where && namedVariable(From.Of)->getType()->isPointerType();
      E = Where ? Where->getSubExpr() : From.Of;
    }
  }
}

static bool writes(const Item &I) { return I.Kind != OMPC_DEPEND_in; }

static TaskBond bond(const Item &A, const Item &B, const ASTContext &Ctx) {
  if (!writes(A) && !writes(B))
    return TaskBond::None;
  if (A.Of != B.Of)
    return A.Pointed || B.Pointed ? TaskBond::Unclear : TaskBond::None;
  if (A.Pointed != B.Pointed || A.Members.size() != B.Members.size() ||
      A.Indices.size() != B.Indices.size() ||
      ((A.Unknown || B.Unknown) && A.Written != B.Written))
    return TaskBond::Unclear;
  // From the variable on: two members of one structure.
  for (auto [X, Y] :
       llvm::zip(llvm::reverse(A.Members), llvm::reverse(B.Members))) {
    const auto *FieldX = dyn_cast<FieldDecl>(X);
    const auto *FieldY = dyn_cast<FieldDecl>(Y);
    if (!FieldX || !FieldY || FieldX->getParent()->isUnion() ||
        FieldY->getParent()->isUnion())
      return TaskBond::Unclear;
    if (X != Y)
      return FieldX->getParent() == FieldY->getParent() ? TaskBond::None
                                                        : TaskBond::Unclear;
  }
  bool Known = true;
  for (auto [X, Y] : llvm::zip(A.Indices, B.Indices)) {
    Expr::EvalResult IndexX, IndexY;
    if (X->EvaluateAsInt(IndexX, Ctx) && Y->EvaluateAsInt(IndexY, Ctx)) {
      if (IndexX.Val.getInt().getExtValue() !=
          IndexY.Val.getInt().getExtValue())
        return TaskBond::None;
      continue;
    }
    llvm::FoldingSetNodeID IdX, IdY;
    X->IgnoreParenImpCasts()->Profile(IdX, Ctx, /*Canonical=*/true);
    Y->IgnoreParenImpCasts()->Profile(IdY, Ctx, /*Canonical=*/true);
    Known &= IdX == IdY;
  }
  if (!Known)
    return TaskBond::Unclear;
  return A.Kind == OMPC_DEPEND_mutexinoutset &&
                 B.Kind == OMPC_DEPEND_mutexinoutset
             ? TaskBond::Excludes
             : TaskBond::Orders;
}

/// What \p D depends on; nothing if that has a form that is not followed.
static std::optional<llvm::SmallVector<Item, 4>>
itemsOf(OMPExecutableDirective *D) {
  llvm::SmallVector<Item, 4> Out;
  for (OMPClause *C : D->clauses()) {
    auto *Depend = dyn_cast<OMPDependClause>(C);
    if (!Depend)
      continue;
    const OpenMPDependClauseKind Kind = Depend->getDependencyKind();
    if (!isFollowed(Depend))
      return {};
    for (Expr *E : variablesOf(Depend)) {
      std::optional<Item> I = itemOf(E, Kind);
      if (!I)
        return {};
      Out.push_back(*I);
    }
  }
  return Out;
}

/// May one object have two spellings in what \p Tasks depend on, of which locks
/// do not tell that they are one?
static bool mayHaveTwoSpellings(llvm::ArrayRef<Stmt *> Tasks) {
  llvm::SmallVector<Item, 8> All;
  for (Stmt *S : Tasks)
    if (auto Of = itemsOf(cast<OMPExecutableDirective>(S)))
      All.append(*Of);
  auto IsWhole = [](const Item &I) {
    return I.Of == I.Written && !I.Pointed && I.Indices.empty() &&
           I.Members.empty();
  };
  auto Overlaps = [](const Item &I) {
    const auto *Array = I.Of->getType()->getAsArrayTypeUnsafe();
    return (Array && Array->getElementType()->isArrayType()) ||
           I.Of->getType()->isUnionType() ||
           llvm::any_of(I.Members, [](const ValueDecl *Member) {
             const auto *Field = dyn_cast<FieldDecl>(Member);
             return Field && Field->getParent()->isUnion();
           });
  };
  for (const Item &A : All)
    for (const Item &B : All)
      if (A.Written != B.Written &&
          ((A.Of == B.Of && IsWhole(A)) ||
           (B.Unknown && (IsWhole(A) || Overlaps(A)))))
        return true;
  return false;
}

bool makesTask(Stmt *S) {
  auto *Target = dyn_cast<OMPTargetDirective>(S);
  return isa<OMPTaskDirective>(S) ||
         (Target && clause<OMPNowaitClause>(Target));
}

/// Whether \p S waits for the tasks that it depends on.
static bool waitsForSome(Stmt *S) {
  auto *Wait = dyn_cast<OMPTaskwaitDirective>(S);
  return Wait && clause<OMPDependClause>(Wait) &&
         llvm::all_of(Wait->clauses(), [](const OMPClause *C) {
           return isa<OMPDependClause>(C);
         });
}

/// The tasks that \p S makes, in this order; false if perhaps more than once,
/// or not at all.
static bool madeOnce(Stmt *S,
                     llvm::SmallVectorImpl<OMPExecutableDirective *> &Tasks) {
  if (makesTask(S) || waitsForSome(S)) {
    Tasks.push_back(cast<OMPExecutableDirective>(S));
    return true;
  }
  if (auto *Group = dyn_cast<OMPTaskgroupDirective>(S))
    return madeOnce(Group->getRawStmt(), Tasks);
  if (auto *Block = dyn_cast<CompoundStmt>(S))
    return llvm::all_of(Block->body(),
                        [&](Stmt *Child) { return madeOnce(Child, Tasks); });
  bool Once = true;
  forEachStmt(S, [&](Stmt *Inner) {
    Once &= !makesTask(Inner) && !waitsForSome(Inner) && !isa<LabelStmt>(Inner);
    return Once;
  });
  return Once;
}

void OpenMPLowering::orderTasks(Stmt *Code, Region &R) {
  R.Ordered.clear();
  R.InOrder = false;
  R.Made.clear();
  R.Unordered.clear();
  R.Tested = testsDecide(Code, Code);
  if (R.OneThread.isInvalid() || R.MakesMore)
    return;
  orderOnce(Code, R);
  forEachStmt(Code, [&](Stmt *S) {
    if (makesTask(S))
      R.Made.push_back(S);
    return true;
  });
  R.Chains |= !R.InOrder && mayHaveTwoSpellings(R.Made);
  if ((R.InOrder || !R.Chains) && !R.Tested)
    return;
  if (!R.Made.empty() && R.Made.size() <= 8)
    findUnordered(Code, R);
}

bool isOfRound(const ASTContext &Ctx, const VarDecl *VD, FunctionDecl *In,
               SourceLocation OneThread) {
  const SourceManager &SM = Ctx.getSourceManager();
  auto Before = [&](SourceLocation X, SourceLocation Y) {
    return SM.isBeforeInTranslationUnit(SM.getExpansionLoc(X),
                                        SM.getExpansionLoc(Y));
  };
  bool Found = false;
  forEachStmt(In->getBody(), [&](Stmt *S) {
    const Stmt *Body = nullptr;
    if (const auto *For = dyn_cast<ForStmt>(S))
      Body = For->getBody();
    else if (const auto *While = dyn_cast<WhileStmt>(S))
      Body = While->getBody();
    else if (const auto *Do = dyn_cast<DoStmt>(S))
      Body = Do->getBody();
    else if (const auto *Each = dyn_cast<CXXForRangeStmt>(S))
      Body = Each->getBody();
    Found |= Body && Before(OneThread, S->getBeginLoc()) &&
             Before(Body->getBeginLoc(), VD->getLocation()) &&
             Before(VD->getLocation(), Body->getEndLoc());
    return true;
  });
  return Found;
}

/// The body of the innermost loop around the tasks in \p Code; null if there is
/// no such loop, or others beside it, or if a round may leave out some of its
/// tasks.
static Stmt *roundOf(Stmt *Code) {
  auto Makes = [](Stmt *S) {
    bool Found = false;
    forEachStmt(S, [&](Stmt *Inner) {
      Found |= makesTask(Inner) || waitsForSome(Inner);
      return !Found;
    });
    return Found;
  };
  Stmt *Round = nullptr;
  for (Stmt *Next = Code; Next;) {
    Stmt *Now = std::exchange(Next, nullptr);
    if (auto *Block = dyn_cast<CompoundStmt>(Now)) {
      if (llvm::count_if(Block->body(), Makes) == 1)
        Next = *llvm::find_if(Block->body(), Makes);
    } else if (auto *For = dyn_cast<ForStmt>(Now)) {
      Next = Round = For->getBody();
    } else if (auto *While = dyn_cast<WhileStmt>(Now)) {
      Next = Round = While->getBody();
    } else if (auto *Each = dyn_cast<CXXForRangeStmt>(Now)) {
      Next = Round = Each->getBody();
    }
  }
  if (Round)
    forEachStmt(Round, [&](Stmt *S) {
      if (isa<ContinueStmt, GotoStmt, LabelStmt>(S))
        Round = nullptr;
      return Round && !makesTask(S);
    });
  return Round;
}

/// The same for tasks that each round makes: those of a round, and those of it
/// and the next one. What is ordered with the next round is so with those after
/// it, for the last step of the way there may end in any of them.
void OpenMPLowering::orderRounds(llvm::ArrayRef<OMPExecutableDirective *> Tasks,
                                 llvm::ArrayRef<std::vector<TaskBond>> Bonds,
                                 Region &R) {
  const std::size_t N = Tasks.size();
  if (N > 16 || llvm::any_of(Tasks, [&](OMPExecutableDirective *D) {
        return waitsForSome(D) || isSequential(D);
      }))
    return;
  std::vector<std::vector<bool>> After(2 * N, std::vector<bool>(2 * N));
  for (std::size_t J = 0; J != 2 * N; ++J)
    for (std::size_t I = J; I-- > 0;) {
      bool Now = Bonds[I % N][J % N] == TaskBond::Orders;
      for (std::size_t K = I + 1; K < J && !Now; ++K)
        Now = After[I][K] && Bonds[K % N][J % N] == TaskBond::Orders;
      After[I][J] = Now;
    }
  R.InOrder = true;
  for (std::size_t J = 0; J != N; ++J)
    for (std::size_t I = 0; I <= J; ++I) {
      const bool Ordered =
          (I == J || After[I][J]) && After[I][N + J] && After[J][N + I];
      if (!Ordered && Bonds[I][J] != TaskBond::Excludes)
        continue;
      VarDecl *Lock =
          turns(R.In, R.OneThread, R.Locks,
                "depend " + std::to_string(I) + " " + std::to_string(J));
      R.Ordered[Tasks[I]].push_back(Lock);
      if (I != J)
        R.Ordered[Tasks[J]].push_back(Lock);
    }
}

/// Each two of the tasks in \p Code, if each is made once, and in the order in
/// which they are written, or once in each round of a loop.
void OpenMPLowering::orderOnce(Stmt *Code, Region &R) {
  llvm::SmallVector<OMPExecutableDirective *, 8> Tasks;
  Stmt *const Round = roundOf(Code);
  if (!madeOnce(Round ? Round : Code, Tasks) || Tasks.size() > 64)
    return;
  llvm::SmallVector<llvm::SmallVector<Item, 4>, 8> Items;
  // What is declared in the loop may be another one in each round.
  const SourceManager &SM = Ctx.getSourceManager();
  auto IsOutside = [&](const VarDecl *VD) {
    return !Round || !VD->hasLocalStorage() ||
           SM.isBeforeInTranslationUnit(
               SM.getExpansionLoc(VD->getLocation()),
               SM.getExpansionLoc(Code->getBeginLoc()));
  };
  for (OMPExecutableDirective *D : Tasks) {
    auto Of = itemsOf(D);
    if (!Of)
      return;
    for (const Item &I : *Of) {
      // What they are named by is the same for all of them.
      bool Steady = (!I.Pointed || isSteady(I.Of, R)) && IsOutside(I.Of);
      for (Expr *Index : I.Indices)
        forEachStmt(Index, [&](Stmt *S) {
          auto *Name = dyn_cast<DeclRefExpr>(S);
          const auto *VD = Name ? dyn_cast<VarDecl>(Name->getDecl()) : nullptr;
          Steady &= !Name || (VD && isSteady(VD, R) && IsOutside(VD));
          Steady &= !isa<CallExpr, ArraySubscriptExpr, MemberExpr>(S);
          return true;
        });
      if (!Steady)
        return;
    }
    Items.push_back(std::move(*Of));
  }
  const std::size_t N = Tasks.size();
  std::vector<std::vector<TaskBond>> Bonds(
      N, std::vector<TaskBond>(N, TaskBond::None));
  for (std::size_t J = 0; J != N; ++J)
    for (std::size_t I = 0; I <= J; ++I)
      for (const Item &X : Items[I])
        for (const Item &Y : Items[J]) {
          const TaskBond Now = bond(X, Y, Ctx);
          if (Now == TaskBond::Unclear)
            return;
          Bonds[I][J] = Bonds[J][I] = std::max(Bonds[I][J], Now);
        }
  if (Round) {
    orderRounds(Tasks, Bonds, R);
    return;
  }
  for (std::size_t J = 0; J != N; ++J)
    for (std::size_t I = J; I-- > 0;)
      for (std::size_t K = I + 1; K < J; ++K)
        if (Bonds[I][K] == TaskBond::Orders && Bonds[K][J] == TaskBond::Orders)
          Bonds[I][J] = TaskBond::Orders;
  R.InOrder = true;
  auto Waits = [&](std::size_t I) {
    return waitsForSome(Tasks[I]) ||
           (isa<OMPTaskDirective>(Tasks[I]) && isSequential(Tasks[I]) &&
            clause<OMPDependClause>(Tasks[I]));
  };
  for (std::size_t J = 0; J != N; ++J)
    if (Waits(J)) {
      auto &For = R.Waits[Tasks[J]];
      for (std::size_t I = 0; I != J; ++I) {
        if (Bonds[I][J] != TaskBond::Orders || Waits(I))
          continue;
        VarDecl *&Group = R.Groups[Tasks[I]];
        if (!Group) {
          Group = Make.variable("omp awaited", Ctx.IntTy, R.In, R.OneThread);
          R.Locks.push_back(Make.declare(Group));
          R.AllGroups.push_back(Group);
        }
        For.push_back(Group);
      }
    }
  for (std::size_t J = 0; J != N; ++J)
    for (std::size_t I = 0; I != J; ++I)
      if (Bonds[I][J] != TaskBond::None && !Waits(I) && !Waits(J)) {
        VarDecl *Lock =
            turns(R.In, R.OneThread, R.Locks,
                  "depend " + std::to_string(I) + " " + std::to_string(J));
        R.Ordered[Tasks[I]].push_back(Lock);
        R.Ordered[Tasks[J]].push_back(Lock);
      }
}

} // namespace aether::analysis
