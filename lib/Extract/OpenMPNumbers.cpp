//===- OpenMPNumbers.cpp - What goes by the number of the thread ----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Parts of a region that the thread of some number runs follow each other, as
// if they held a lock of that number. Of a loop that is shared out, some thread
// runs each round: it is put out as if all of them did, and those of one round
// held a lock of that round, so that no two of them count as being at once.
//
//===----------------------------------------------------------------------===//

#include "OpenMP.h"

#include "ClangVersions.h"

#include "clang/AST/OpenMPClause.h"
#include "clang/Basic/OpenMPKinds.h"
#include "clang/Basic/SourceManager.h"

#include <utility>

using namespace clang;

namespace aether::analysis {

/// Notes a part that goes by the thread that runs it; false if another one may
/// be under way, which the same thread has run before.
bool OpenMPLowering::numbered(Region &R, Phase &Now) {
  R.ByThreadAtOnce |= !R.Joined;
  if (R.ThreadLocks && !Now.Unlocked)
    return Now.Numbered = true;
  ++R.ByThread;
  const bool Again = std::exchange(Now.Numbered, true);
  MeetsThread |= Again;
  return !Again;
}

/// The same for the rounds of \p D, which go to the threads by their number; \p
/// Held: each holds the lock of its thread.
bool OpenMPLowering::divided(OMPLoopDirective *D, Region &R, Phase &Now,
                             bool Held) {
  // Which thread has which round of a chunk of its size, everybody knows.
  if (const auto *Schedule = clause<OMPScheduleClause>(D))
    Held &= Schedule->getChunkSize() == nullptr;
  R.ByThread += !Held;
  R.ByThreadAtOnce |= !R.Joined;
  const bool Again = std::exchange(Now.Numbered, true);
  MeetsThread |= Again;
  if (Again && (!R.RoundLocks || Now.Unlocked ||
                !llvm::all_of(Now.Static, [&](OMPLoopDirective *Before) {
                  return alike(Before, D, R);
                })))
    return false;
  Now.Static.push_back(D);
  return true;
}

/// An array of locks without end, in as many dimensions as there are numbers.
VarDecl *OpenMPLowering::lockArray(llvm::StringRef Name, unsigned Numbers,
                                   FunctionDecl *In, Statements &Out,
                                   SourceLocation Loc, bool Anew) {
  QualType Type = Ctx.IntTy;
  for (; Numbers > 1; --Numbers)
    Type = Ctx.getConstantArrayType(Type, llvm::APInt(64, 1ULL << 20), nullptr,
                                    ArraySizeModifier::Normal, 0);
  return lockOf(Name,
                Ctx.getIncompleteArrayType(Type, ArraySizeModifier::Normal, 0),
                In, Loc, Out, Anew);
}

Stmt *OpenMPLowering::lockCall(llvm::StringRef Does, VarDecl *Locks,
                               llvm::ArrayRef<Expr *> Numbers,
                               SourceLocation Loc) {
  const SourceLocation Nowhere; // The program does not name it.
  Expr *Element = Make.name(Locks, Nowhere);
  for (Expr *Number : Numbers) {
    const auto *Array = Ctx.getAsArrayType(Element->getType());
    const QualType Of =
        Array ? Array->getElementType() : Element->getType()->getPointeeType();
    Expr *First = Array ? ImplicitCastExpr::Create(Ctx, Ctx.getPointerType(Of),
                                                   CK_ArrayToPointerDecay,
                                                   Element, nullptr, VK_PRValue,
                                                   FPOptionsOverride())
                        : Make.value(Element);
    Element = new (Ctx)
        ArraySubscriptExpr(First, Make.copy(Number, Synthesis::Substitution()),
                           Of, VK_LValue, OK_Ordinary, Nowhere);
  }
  Expr *Address = UnaryOperator::Create(
      Ctx, Element, UO_AddrOf, Ctx.getPointerType(Element->getType()),
      VK_PRValue, OK_Ordinary, Nowhere, false, FPOptionsOverride());
  return Make.call(Make.function(Does, Loc), Address, Loc);
}

Stmt *OpenMPLowering::onSide(llvm::StringRef Side, VarDecl *Sides, Stmt *S) {
  const SourceLocation Loc = S->getBeginLoc();
  Expr *Zero = Make.number(0, Ctx.IntTy, Loc);
  return Make.block(
      {lockCall(("omp::" + Side + "_side").str(), Sides, Zero, Loc), S,
       lockCall(("omp::leave_" + Side + "_side").str(), Sides, Zero, Loc)},
      S->getSourceRange());
}

Stmt *OpenMPLowering::lockedAt(VarDecl *Locks, llvm::ArrayRef<Expr *> Numbers,
                               Stmt *S) {
  const SourceLocation Loc = S->getBeginLoc();
  return Make.block({lockCall("omp::lock", Locks, Numbers, Loc), S,
                     lockCall("omp::unlock", Locks, Numbers, Loc)},
                    S->getSourceRange());
}

/// Whether \p S may start something that runs beside it, which does not hold
/// the locks of who starts it.
bool OpenMPLowering::startsOthers(Stmt *S) {
  bool Found = false;
  llvm::SmallPtrSet<const FunctionDecl *, 8> Called;
  llvm::SmallVector<Stmt *, 8> Work{S};
  while (!Work.empty() && !Found)
    forEachStmt(Work.pop_back_val(), [&](Stmt *Inner) {
      if (auto *D = dyn_cast<OMPExecutableDirective>(Inner)) {
        const auto Kind = D->getDirectiveKind();
        Found |= isOpenMPParallelDirective(Kind) ||
                 isOpenMPTaskingDirective(Kind) ||
                 isOpenMPTargetExecutionDirective(Kind) ||
                 isOpenMPTeamsDirective(Kind);
      }
      Found |= isa<LambdaExpr>(Inner);
      const auto *Call = dyn_cast<CallExpr>(Inner);
      const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
      if (const FunctionDecl *Def = nullptr;
          Callee && Callee->hasBody(Def) &&
          !Ctx.getSourceManager().isInSystemHeader(Def->getLocation()) &&
          Called.insert(Def).second)
        Work.push_back(Def->getBody());
      return !Found;
    });
  return Found;
}

/// Whether the rounds of \p D ask who runs them, in a form that is followed; \p
/// R is the region around, if it is not a part of the loop.
bool OpenMPLowering::goesByThread(OMPLoopDirective *D, Region *R) {
  if (D->getDirectiveKind() !=
          (R ? llvm::omp::OMPD_for : llvm::omp::OMPD_parallel_for) ||
      D->getLoopsNumber() > 2 ||
      (R && (!R->MayHold || R->IsLeague || R->IsSequential)))
    return false;
  bool Asks = false;
  llvm::SmallPtrSet<const VarDecl *, 8> Met;
  auto Look = [&](Stmt *Code, auto &&Self) -> void {
    forEachStmt(Code, [&](Stmt *S) {
      Asks |= asks(S, "omp_get_thread_num");
      auto *Name = dyn_cast<DeclRefExpr>(S);
      auto *VD = Name ? dyn_cast<VarDecl>(Name->getDecl()) : nullptr;
      if (R && VD) {
        Asks |= llvm::is_contained(R->Numbers, VD);
        if (llvm::is_contained(R->Locals, VD) && Met.insert(VD).second) {
          const auto Set = R->Settled.find(VD);
          if (Expr *Init = Set != R->Settled.end() ? Set->second
                           : R->Changing.contains(VD) &&
                                   !VD->getType()->isReferenceType()
                               ? nullptr
                               : VD->getInit())
            Self(Init, Self);
        }
      }
      return !Asks;
    });
  };
  Look(D->getRawStmt(), Look);
  if (!Asks || startsOthers(D->getRawStmt()))
    return false;
  if (const auto *Ordered = clause<OMPOrderedClause>(D);
      Ordered && Ordered->getNumForLoops())
    return false;
  Stmt *Nest = D->getRawStmt();
  for (unsigned I = 0; I != D->getLoopsNumber(); ++I) {
    const std::optional<Loop> L = canonical(Nest);
    if (!L || L->By || !L->Variable->getType()->isIntegralOrEnumerationType())
      return false;
    Nest = L->Body;
  }
  return true;
}

/// Notes that all threads of \p R give a variable of their own its only value
/// here, as in `t = omp_get_thread_num();`.
void OpenMPLowering::settle(Stmt *S, Region &R) {
  auto *Set = dyn_cast<BinaryOperator>(S);
  VarDecl *VD = Set && Set->getOpcode() == BO_Assign
                    ? namedVariable(Set->getLHS())
                    : nullptr;
  if (!VD || R.Controls || VD->hasInit() || !VD->getType()->isScalarType() ||
      !llvm::is_contained(R.Locals, VD) || !isPure(Set->getRHS()))
    return;
  const auto Uses = R.Uses.find(VD);
  if (Uses == R.Uses.end() || Uses->second.All != Uses->second.Plain ||
      Uses->second.Changes != 1)
    return;
  bool Steady = true;
  forEachStmt(Set->getRHS(), [&](Stmt *Part) {
    auto *Name = dyn_cast<DeclRefExpr>(Part);
    const auto *Used = Name ? dyn_cast<VarDecl>(Name->getDecl()) : nullptr;
    Steady &= !isa<ArraySubscriptExpr, MemberExpr>(Part) &&
              (!Used || isSteady(Used, R));
    if (const auto *Op = dyn_cast<UnaryOperator>(Part))
      Steady &= Op->getOpcode() != UO_Deref;
    return true;
  });
  if (!Steady)
    return;
  if (Expr *Value = Make.copy(Set->getRHS(), Synthesis::Substitution()))
    R.Settled[VD] = Value;
}

bool OpenMPLowering::settles(Stmt *S, const Region &R) const {
  auto *Set = dyn_cast<BinaryOperator>(S);
  return Set && Set->getOpcode() == BO_Assign &&
         R.Settled.contains(namedVariable(Set->getLHS()));
}

} // namespace aether::analysis
