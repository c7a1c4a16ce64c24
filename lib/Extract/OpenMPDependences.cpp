//===- OpenMPDependences.cpp - Tasks that wait for one another ------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Tasks that one thread makes and of which one has to end before the other
// begins never run at once: as if they held a lock (OpenMP 5.2, 15.9.5). Where
// each such task is made once, the order of any two is known, and each two of
// them that are ordered have a lock for themselves. In loops, the lock is what
// the tasks depend on, shared by those that only read; where one task may order
// two others that have nothing in common, a lock that is perhaps none stands
// for that.
//
//===----------------------------------------------------------------------===//

#include "ClangVersions.h"
#include "OpenMP.h"

#include "clang/AST/OpenMPClause.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace aether::analysis {

namespace {
/// A variable or a part of it.
struct Item {
  const VarDecl *Of = nullptr;
  const VarDecl *Written = nullptr; ///< which may be a pointer to that
  bool Pointed = false; ///< what the variable leads to
  bool Unknown = false; ///< and that may be anything
  llvm::SmallVector<Expr *, 2> Indices;
  llvm::SmallVector<const ValueDecl *, 2> Members;
  OpenMPDependClauseKind Kind = OMPC_DEPEND_unknown;
};

/// How two items, and two tasks in the end, stand to each other.
enum class Bond { None, Excludes, Orders, Unclear };
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

static Bond bond(const Item &A, const Item &B, const ASTContext &Ctx) {
  if (!writes(A) && !writes(B))
    return Bond::None;
  if (A.Of != B.Of)
    return A.Pointed || B.Pointed ? Bond::Unclear : Bond::None;
  if (A.Pointed != B.Pointed || A.Members != B.Members ||
      A.Indices.size() != B.Indices.size())
    return Bond::Unclear;
  bool Known = true;
  for (auto [X, Y] : llvm::zip(A.Indices, B.Indices)) {
    Expr::EvalResult IndexX, IndexY;
    if (X->EvaluateAsInt(IndexX, Ctx) && Y->EvaluateAsInt(IndexY, Ctx)) {
      if (IndexX.Val.getInt().getExtValue() !=
          IndexY.Val.getInt().getExtValue())
        return Bond::None;
      continue;
    }
    llvm::FoldingSetNodeID IdX, IdY;
    X->IgnoreParenImpCasts()->Profile(IdX, Ctx, /*Canonical=*/true);
    Y->IgnoreParenImpCasts()->Profile(IdY, Ctx, /*Canonical=*/true);
    Known &= IdX == IdY;
  }
  if (!Known)
    return Bond::Unclear;
  return A.Kind == OMPC_DEPEND_mutexinoutset &&
                 B.Kind == OMPC_DEPEND_mutexinoutset
             ? Bond::Excludes
             : Bond::Orders;
}

bool isFollowed(const OMPDependClause *C) {
  const OpenMPDependClauseKind Kind = C->getDependencyKind();
  return !C->getModifier() &&
         (Kind == OMPC_DEPEND_in || Kind == OMPC_DEPEND_out ||
          Kind == OMPC_DEPEND_inout || Kind == OMPC_DEPEND_mutexinoutset);
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

/// Each two of the tasks in \p Code, if each is made once, and in the order in
/// which they are written.
void OpenMPLowering::orderOnce(Stmt *Code, Region &R) {
  llvm::SmallVector<OMPExecutableDirective *, 8> Tasks;
  if (!madeOnce(Code, Tasks) || Tasks.size() > 64)
    return;
  llvm::SmallVector<llvm::SmallVector<Item, 4>, 8> Items;
  for (OMPExecutableDirective *D : Tasks) {
    auto Of = itemsOf(D);
    if (!Of)
      return;
    for (const Item &I : *Of) {
      // What they are named by is the same for all of them.
      bool Steady = !I.Pointed || isSteady(I.Of, R);
      for (Expr *Index : I.Indices)
        forEachStmt(Index, [&](Stmt *S) {
          auto *Name = dyn_cast<DeclRefExpr>(S);
          const auto *VD = Name ? dyn_cast<VarDecl>(Name->getDecl()) : nullptr;
          Steady &= !Name || (VD && isSteady(VD, R));
          Steady &= !isa<CallExpr, ArraySubscriptExpr, MemberExpr>(S);
          return true;
        });
      if (!Steady)
        return;
    }
    Items.push_back(std::move(*Of));
  }
  const std::size_t N = Tasks.size();
  std::vector<std::vector<Bond>> Bonds(N, std::vector<Bond>(N, Bond::None));
  for (std::size_t J = 0; J != N; ++J)
    for (std::size_t I = 0; I != J; ++I)
      for (const Item &X : Items[I])
        for (const Item &Y : Items[J]) {
          const Bond Now = bond(X, Y, Ctx);
          if (Now == Bond::Unclear)
            return;
          Bonds[I][J] = std::max(Bonds[I][J], Now);
        }
  for (std::size_t J = 0; J != N; ++J)
    for (std::size_t I = J; I-- > 0;)
      for (std::size_t K = I + 1; K < J; ++K)
        if (Bonds[I][K] == Bond::Orders && Bonds[K][J] == Bond::Orders)
          Bonds[I][J] = Bond::Orders;
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
        if (Bonds[I][J] != Bond::Orders || Waits(I))
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
      if (Bonds[I][J] != Bond::None && !Waits(I) && !Waits(J)) {
        VarDecl *Lock =
            turns(R.In, R.OneThread, R.Locks,
                  "depend " + std::to_string(I) + " " + std::to_string(J));
        R.Ordered[Tasks[I]].push_back(Lock);
        R.Ordered[Tasks[J]].push_back(Lock);
      }
}

/// The first element of \p E, a part of an array, or \p E itself: two parts
/// that tasks depend on are one or have nothing in common (OpenMP 5.2, 15.9.5).
static Expr *firstOf(Expr *E, Synthesis &Make) {
  auto *Section = dyn_cast<ArraySectionExpr>(E->IgnoreParens());
  if (!Section)
    return E;
  ASTContext &Ctx = Make.Ctx;
  const SourceLocation Loc = E->getExprLoc();
  Expr *Base = firstOf(Section->getBase(), Make);
  if (const ArrayType *Array = Ctx.getAsArrayType(Base->getType()))
    Base = ImplicitCastExpr::Create(
        Ctx, Ctx.getPointerType(Array->getElementType()),
        CK_ArrayToPointerDecay, Base->IgnoreParens(), nullptr, VK_PRValue,
        FPOptionsOverride());
  else if (Base->getType()->isPointerType())
    Base = Make.value(Base);
  else
    return nullptr;
  Expr *Lower = Section->getLowerBound();
  return new (Ctx) ArraySubscriptExpr(
      Base, Lower ? Make.value(Lower) : Make.number(0, Ctx.IntTy, Loc),
      Base->getType()->getPointeeType(), VK_LValue, OK_Ordinary, Loc);
}

/// The place that a task depends on, as it was when the task was made; \p To:
/// copies of what the task itself shares.
Expr *OpenMPLowering::dependedOn(OMPExecutableDirective *D, Expr *E, Region &R,
                                 Environment &Own,
                                 Synthesis::Substitution &To) {
  bool Fixed = true;
  forEachStmt(E, [&](Stmt *S) {
    Fixed &= !isa<CallExpr, MemberExpr, LambdaExpr>(S);
    auto *Name = dyn_cast<DeclRefExpr>(S);
    if (!Name)
      return true;
    auto *VD = dyn_cast<VarDecl>(Name->getDecl());
    Fixed &= VD && !VD->getType()->isReferenceType();
    if (!Fixed || VD->getType()->isArrayType() || isSteady(VD, R))
      return true;
    if (To.count(VD) || llvm::any_of(Own.Copies, [&](const CopyCapture &C) {
          return C.Variable == VD;
        }))
      return true;
    Fixed &= VD->hasLocalStorage() && VD->getType()->isScalarType();
    if (!Fixed)
      return true;
    Expr *Value = Make.value(Make.name(VD, Name->getLocation()));
    VarDecl *Copy = VD;
    if (names(D->getRawStmt(), VD))
      To[VD] = Copy =
          Make.variable(VD->getName(), VD->getType().getUnqualifiedType(), R.In,
                        VD->getLocation());
    Own.Copies.push_back({Copy, Value});
    return true;
  });
  Expr *Place = Fixed ? Make.copy(E, To) : nullptr;
  return Place && Place->isLValue()
             ? UnaryOperator::Create(Ctx, Place, UO_AddrOf,
                                     Ctx.getPointerType(Place->getType()),
                                     VK_PRValue, OK_Ordinary, E->getExprLoc(),
                                     /*CanOverflow=*/false, FPOptionsOverride())
             : nullptr;
}

/// \p S, what the task \p D does or stands for: nobody knows which other tasks
/// that depend on something come before it or after it, but for those that
/// nothing puts in order with it.
Stmt *OpenMPLowering::perhapsInOrder(OMPExecutableDirective *D, Stmt *S,
                                     Region &Around) {
  const SourceLocation Loc = D->getBeginLoc();
  VarDecl *&Order = Around.DependenceLocks[{nullptr, Around.OneThread}];
  if (!Order)
    Order = lockArray("order", 1, Around.In, Around.Locks, Loc);
  Statements First, Last;
  auto Hold = [&](std::int64_t Lock, llvm::StringRef Take,
                  llvm::StringRef Give) {
    Expr *Number = Make.number(Lock, Ctx.IntTy, Loc);
    First.push_back(lockCall(Take, Order, Number, Loc));
    Last.push_back(lockCall(Give, Order, Number, Loc));
  };
  // One for all tasks, or one for each two of them.
  const std::int64_t Count = Around.Made.size();
  const auto Found = llvm::find(Around.Made, D);
  if (Around.Unordered.empty() || Found == Around.Made.end())
    Hold(0, "omp::perhaps_lock", "omp::perhaps_unlock");
  else
    for (std::int64_t I = Found - Around.Made.begin(), J = 0; J != Count; ++J) {
      if (Around.Unordered.count(
              {D, cast<OMPExecutableDirective>(Around.Made[J])}))
        continue;
      const std::int64_t Lock = 1 + std::min(I, J) * Count + std::max(I, J);
      if (I == J)
        Hold(Lock, "omp::perhaps_lock", "omp::perhaps_unlock");
      else if (I < J)
        Hold(Lock, "omp::one_side", "omp::leave_one_side");
      else
        Hold(Lock, "omp::other_side", "omp::leave_other_side");
    }
  First.push_back(S);
  First.append(Last);
  return Make.block(First, D->getSourceRange());
}

/// Is \p VD declared in a loop that one thread makes tasks in? Each round has
/// another one, though perhaps in the same memory.
static bool isOfRound(const ASTContext &Ctx, const VarDecl *VD,
                      FunctionDecl *In, SourceLocation OneThread) {
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

/// Only tasks that the same thread makes are ordered by what they depend on:
/// the lock is that of its number.
bool OpenMPLowering::dependByThread(OMPExecutableDirective *D, Region &Around,
                                    Stmt *&Body) {
  const SourceLocation Loc = D->getBeginLoc();
  auto Hold = [&](const VarDecl *On, const std::string &Take,
                  llvm::StringRef Give) {
    VarDecl *&Lock = Around.DependenceLocks[{On, SourceLocation()}];
    if (!Lock)
      Lock = lockArray(On ? "depend " + On->getNameAsString() : "order", 1,
                       Around.In, Around.Locks, Loc);
    Expr *Number = Make.value(Make.name(Around.Everyone, Loc));
    Body = Make.block({lockCall(Take, Lock, Number, Loc), Body,
                       lockCall(Give, Lock, Number, Loc)},
                      D->getSourceRange());
  };
  bool Known = !Around.Chains;
  for (OMPClause *C : D->clauses())
    if (auto *Depend = dyn_cast<OMPDependClause>(C))
      for (Expr *E : variablesOf(Depend)) {
        const VarDecl *On = namedVariable(E);
        Known &= On && isFollowed(Depend);
        if (On && isFollowed(Depend) && !On->getType()->isReferenceType())
          Hold(On,
               Depend->getDependencyKind() == OMPC_DEPEND_in
                   ? "omp::lock_shared"
                   : "omp::lock",
               "omp::unlock");
      }
  if (!Known)
    Hold(nullptr, "omp::perhaps_lock", "omp::perhaps_unlock");
  return true;
}

bool OpenMPLowering::dependences(OMPExecutableDirective *D, Region *Around,
                                 Stmt *&Body, Environment &Own) {
  if (!clause<OMPDependClause>(D))
    return true;
  if (Around && Around->Everyone)
    return dependByThread(D, *Around, Body);
  if (!Around || Around->OneThread.isInvalid())
    return false;
  const SourceLocation Loc = D->getBeginLoc();
  // Siblings have one parent: each has locks of its own in one place.
  constexpr const char *Parents[] = {"", "_of_second", "_of_third"};
  auto Hold = [&](Expr *Lock, Expr *Again, bool Shared, unsigned Parent = 0) {
    const std::string Of = Parents[Parent];
    Body = Make.block(
        {Make.call(Make.function(
                       (Shared ? "omp::lock_shared" : "omp::lock") + Of, Loc),
                   Lock, Loc),
         Body, Make.call(Make.function("omp::unlock" + Of, Loc), Again, Loc)},
        D->getSourceRange());
  };
  if (Around->InOrder) {
    for (VarDecl *Lock : Around->Ordered[D])
      Hold(Make.address(Lock, Loc), Make.address(Lock, Loc), false);
    return true;
  }
  // One task may order two others that have nothing in common, or the others
  // depend on the same by locks of another function.
  if (Around->Chains)
    Body = perhapsInOrder(D, Body, *Around);
  if (Around->MakesMore && Around->Calls)
    Body = Make.block({doubt("omp::doubt", Loc), Body,
                       doubt("omp::end_doubt", Loc)},
                      D->getSourceRange());
  Synthesis::Substitution Copies;
  for (OMPClause *C : D->clauses()) {
    auto *Depend = dyn_cast<OMPDependClause>(C);
    if (!Depend)
      continue;
    const OpenMPDependClauseKind Kind = Depend->getDependencyKind();
    if (!isFollowed(Depend))
      return false;
    for (Expr *E : variablesOf(Depend)) {
      const VarDecl *On = namedVariable(E);
      if (!On) {
        if (!llvm::is_contained(Around->PartsBy, Around->OneThread))
          Around->PartsBy.push_back(Around->OneThread);
        const unsigned Parent = llvm::find(Around->PartsBy, Around->OneThread) -
                                Around->PartsBy.begin();
        Expr *First = firstOf(E, Make);
        if (!First || Parent >= std::size(Parents))
          return false;
        Expr *Lock = dependedOn(D, First, *Around, Own, Copies);
        Expr *Again = dependedOn(D, First, *Around, Own, Copies);
        if (!Lock || !Again)
          return false;
        Hold(Lock, Again, Kind == OMPC_DEPEND_in, Parent);
        continue;
      }
      if (On->getType()->isReferenceType())
        return false;
      if (isOfRound(Ctx, On, Around->In, Around->OneThread)) {
        Body = perhapsInOrder(D, Body, *Around);
        continue;
      }
      VarDecl *&Lock = Around->DependenceLocks[{On, Around->OneThread}];
      if (!Lock)
        Lock = turns(Around->In, Loc, Around->Locks,
                     "depend " + On->getNameAsString());
      Hold(Make.address(Lock, Loc), Make.address(Lock, Loc),
           Kind == OMPC_DEPEND_in);
    }
  }
  return true;
}

} // namespace aether::analysis
