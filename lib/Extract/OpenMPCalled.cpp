//===- OpenMPCalled.cpp - Functions that share out a region's work --------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Worksharing and barriers may stand in a function that all threads of a region
// call (OpenMP 5.2, 17.1: orphaned constructs). Where every call that is seen
// is of that kind and says the same for all threads, the function is taken
// apart like the region, and the call is one for all of them. What they start
// belongs to one team for all such functions: a region has ended before the
// next one of the same thread begins.
//
//===----------------------------------------------------------------------===//

#include "OpenMP.h"

#include "clang/AST/Attr.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace aether::analysis {

static FunctionDecl *definition(const CallExpr *Call) {
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  const FunctionDecl *Def = nullptr;
  return Callee && Callee->hasBody(Def) ? const_cast<FunctionDecl *>(Def)
                                        : nullptr;
}

/// The call that statement \p S is, its value unused.
static CallExpr *callOf(Stmt *S) {
  auto *E = dyn_cast<Expr>(S);
  return E ? dyn_cast<CallExpr>(E->IgnoreParenCasts()) : nullptr;
}

/// Calls \p Visit for the calls in \p S that all threads reach if they reach
/// \p S: \p InRegion, those of the regions in it, else those beside these.
static void commonCalls(Stmt *S, bool InRegion,
                        llvm::function_ref<void(CallExpr *, bool)> Visit) {
  if (!S)
    return;
  if (CallExpr *Call = callOf(S))
    return Visit(Call, InRegion);
  auto Go = [&](Stmt *Inner) { commonCalls(Inner, InRegion, Visit); };
  if (auto *Block = dyn_cast<CompoundStmt>(S)) {
    llvm::for_each(Block->body(), Go);
  } else if (auto *For = dyn_cast<ForStmt>(S)) {
    Go(For->getBody());
  } else if (auto *While = dyn_cast<WhileStmt>(S)) {
    Go(While->getBody());
  } else if (auto *Do = dyn_cast<DoStmt>(S)) {
    Go(Do->getBody());
  } else if (auto *If = dyn_cast<IfStmt>(S)) {
    Go(If->getThen());
    Go(If->getElse());
  } else if (auto *D = dyn_cast<OMPExecutableDirective>(S);
             D && !InRegion && D->hasAssociatedStmt() &&
             (D->getDirectiveKind() == llvm::omp::OMPD_parallel ||
              D->getDirectiveKind() == llvm::omp::OMPD_target_parallel)) {
    commonCalls(D->getRawStmt(), true, Visit);
  }
}

void OpenMPLowering::findShared(llvm::ArrayRef<FunctionDecl *> All) {
  for (FunctionDecl *FD : All)
    if (hasParts(FD->getBody()))
      SharedFunctions[FD];
  // Who calls them has their parts.
  for (std::size_t Known = 0; Known != SharedFunctions.size();) {
    Known = SharedFunctions.size();
    for (FunctionDecl *FD : All)
      commonCalls(FD->getBody(), false, [&](CallExpr *Call, bool InRegion) {
        if (!InRegion && SharedFunctions.contains(definition(Call)))
          SharedFunctions[FD];
      });
  }
}

/// Out goes what is also called by one thread, or by way of a pointer, or by no
/// region.
void OpenMPLowering::dropOthers(
    llvm::ArrayRef<FunctionDecl *> All,
    const llvm::SmallPtrSetImpl<DeclRefExpr *> &Names) {
  if (SharedFunctions.empty())
    return;
  llvm::DenseMap<const FunctionDecl *, unsigned> Mentions;
  for (DeclRefExpr *Name : Names)
    if (const auto *FD = dyn_cast<FunctionDecl>(Name->getDecl()))
      if (const FunctionDecl *Def = nullptr; FD->hasBody(Def))
        ++Mentions[Def];
  for (std::size_t Before = 0; Before != SharedFunctions.size();) {
    Before = SharedFunctions.size();
    llvm::DenseMap<const FunctionDecl *, unsigned> Calls;
    for (FunctionDecl *FD : All)
      commonCalls(FD->getBody(), false, [&](CallExpr *Call, bool InRegion) {
        FunctionDecl *Def = definition(Call);
        if (Def && (InRegion || SharedFunctions.contains(FD)))
          ++Calls[Def];
      });
    SharedFunctions.remove_if([&](const auto &Entry) {
      const unsigned Known = Calls.lookup(Entry.first);
      return !Known || Known != Mentions.lookup(Entry.first);
    });
  }
}

/// Lowers \p FD after those that it calls.
void OpenMPLowering::lowerShared(FunctionDecl *FD) {
  llvm::SmallVector<FunctionDecl *, 4> Work{FD};
  llvm::SmallPtrSet<FunctionDecl *, 8> Met;
  while (!Work.empty()) {
    FunctionDecl *Now = Work.back();
    const bool First = Met.insert(Now).second;
    if (First)
      commonCalls(Now->getBody(), false, [&](CallExpr *Call, bool InRegion) {
        FunctionDecl *Def = definition(Call);
        if (!InRegion && SharedFunctions.contains(Def) && !Met.contains(Def))
          Work.push_back(Def);
      });
    if (Work.back() != Now)
      continue;
    Work.pop_back();
    Shared &Info = SharedFunctions[Now];
    if (Info.Lowered)
      continue;
    const std::size_t Before = Make.changes();
    FunctionTasks = nullptr;
    OuterTasks.clear();
    Turns = nullptr;
    Function = Now;
    findAssigned(Now->getBody());
    Info.Lowered = sharedBody(Now, Info);
    if (!Info.Lowered) {
      Make.takeBack(Before);
      noteUnknownCalls(Now->getBody(), "_call");
    }
  }
}

bool OpenMPLowering::sharedBody(FunctionDecl *FD, Shared &Info) {
  auto *Body = dyn_cast<CompoundStmt>(FD->getBody());
  if (!Body || FD->getTemplatedKind() != FunctionDecl::TK_NonTemplate ||
      isa<CXXMethodDecl>(FD) || meetsOthers(Body))
    return false;
  // Each thread has parameters for itself, which are alike to begin with.
  const SourceLocation Loc = Body->getBeginLoc();
  Region R = teamOf(FD, Body, /*Calls=*/true, Loc);
  R.Controls = 1; // Around the call, for all that is known.
  for (ParmVarDecl *P : FD->parameters()) {
    if (P->getType()->isReferenceType())
      continue;
    if (!P->getType()->isScalarType() || mayChange(Body, P))
      return false;
    R.Own.Copies.push_back({P, Make.value(Make.name(P, Loc))});
  }
  Statements Code(Body->body_begin(), Body->body_end());
  if (!Code.empty())
    if (auto *Return = dyn_cast<ReturnStmt>(Code.back())) {
      Code.pop_back();
      if (Expr *Value = Return->getRetValue())
        Code.push_back(Value);
    }
  bool Leaves = false;
  for (Stmt *S : Code)
    forEachStmt(S, [&](Stmt *Inner) {
      Leaves |= isa<ReturnStmt>(Inner);
      return !isa<LambdaExpr>(Inner);
    });
  if (Leaves)
    return false;
  Phase Now;
  Now.Clean = false; // Others may be under way where it is called.
  if (!parts(Make.block(Code, Body->getSourceRange()), R, Now) ||
      !everyThread(R, Now))
    return false;
  Info.Clean = Now.Clean;
  Info.ByThreadAtOnce = R.ByThreadAtOnce;
  Info.ByThread = R.ByThread != 0;
  Info.Numbered = Now.Numbered;
  R.Locks.append(Now.Out);
  if (FunctionTasks)
    R.Locks.insert(R.Locks.begin(), Make.declare(FunctionTasks));
  Make.setBody(FD, Make.block(R.Locks, Body->getSourceRange()));
  return true;
}

const OpenMPLowering::Shared *OpenMPLowering::sharedCall(Stmt *S) const {
  CallExpr *Call = callOf(S);
  FunctionDecl *Def = definition(Call);
  const auto It = Def ? SharedFunctions.find(Def) : SharedFunctions.end();
  return It != SharedFunctions.end() && It->second.Lowered ? &It->second
                                                           : nullptr;
}

bool OpenMPLowering::callsShared(Stmt *S) const {
  bool Found = false;
  forEachStmt(S, [&](Stmt *Inner) {
    Found |= isa<CallExpr>(Inner) && sharedCall(Inner);
    const auto *D = dyn_cast<OMPExecutableDirective>(Inner);
    return !Found && (D == nullptr || Inner == S ||
                      !isOpenMPParallelDirective(D->getDirectiveKind()));
  });
  return Found;
}

void OpenMPLowering::noteUnknownCalls(Stmt *S, const char *Reason) {
  forEachStmt(S, [&](Stmt *Inner) {
    if (isa<CallExpr>(Inner) && sharedCall(Inner))
      SharedFunctions[definition(cast<CallExpr>(Inner))].Unknown = Reason;
    return true;
  });
}

bool OpenMPLowering::forgetUnknownCalls() {
  const std::size_t Before = SharedFunctions.size();
  SharedFunctions.remove_if(
      [](const auto &Entry) { return Entry.second.Unknown; });
  if (SharedFunctions.size() == Before)
    return false;
  Make.takeBack(0);
  Renamer.clear();
  MeetsNobody.clear();
  for (auto &[FD, Info] : SharedFunctions)
    Info = Shared();
  return true;
}

/// Whether \p VD is one variable for all threads of \p R.
bool OpenMPLowering::isCommon(const VarDecl *VD, const Region &R) {
  return !llvm::is_contained(R.Locals, VD) && !VD->getTLSKind() &&
         !VD->hasAttr<OMPThreadPrivateDeclAttr>() &&
         llvm::none_of(R.Own.Copies,
                       [&](const CopyCapture &C) { return C.Variable == VD; });
}

/// Whether \p E has one value for all threads of \p R.
bool OpenMPLowering::isAlike(Expr *E, const Region &R) const {
  bool Alike = true;
  forEachStmt(E, [&](Stmt *S) {
    if (const auto *Op = dyn_cast<UnaryOperator>(S)) {
      const VarDecl *VD = Op->getOpcode() == UO_AddrOf
                              ? namedVariable(Op->getSubExpr())
                              : nullptr;
      if (VD) { // Only where it is.
        Alike &= isCommon(VD, R);
        return false;
      }
      Alike &= !Op->isIncrementDecrementOp() && Op->getOpcode() != UO_Deref;
    } else if (const auto *Name = dyn_cast<DeclRefExpr>(S)) {
      const auto *VD = dyn_cast<VarDecl>(Name->getDecl());
      Alike &= VD && !llvm::is_contained(R.Locals, VD) && !VD->getTLSKind() &&
               !VD->hasAttr<OMPThreadPrivateDeclAttr>() &&
               (VD->getType()->isArrayType() || isSteady(VD, R) ||
                R.Counters.contains(VD));
    } else if (const auto *Op = dyn_cast<BinaryOperator>(S)) {
      Alike &= !Op->isAssignmentOp();
    } else {
      Alike &= isa<CastExpr, ParenExpr, IntegerLiteral, FloatingLiteral,
                   CXXBoolLiteralExpr, CharacterLiteral, StringLiteral>(S);
    }
    return Alike;
  });
  return Alike;
}

bool OpenMPLowering::callShared(Stmt *S, Region &R, Phase &Now) {
  const Shared &Info = *sharedCall(S);
  Why = "_call";
  if (R.IsLeague || R.IsSequential || !everyThread(R, Now) ||
      (Now.Numbered && Info.ByThreadAtOnce))
    return false;
  for (Expr *Arg : callOf(S)->arguments())
    if (Arg->isGLValue()
            ? !namedVariable(Arg) || !isCommon(namedVariable(Arg), R)
            : !isAlike(Arg, R))
      return false;
  Now.Out.push_back(S);
  R.ByThreadAtOnce |= Info.ByThreadAtOnce && !R.Joined;
  R.Joined |= Info.Clean;
  R.ByThread += Info.ByThread;
  Now.Clean = Info.Clean;
  Now.InLoop &= !Info.Clean;
  Now.Unlocked = !Info.Clean && (Now.Unlocked || Info.Numbered);
  Now.Numbered = !Info.Clean && (Now.Numbered || Info.Numbered);
  if (Info.Clean)
    Now.Static.clear();
  return true;
}

} // namespace aether::analysis
