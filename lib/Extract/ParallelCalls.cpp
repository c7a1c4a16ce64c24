//===- ParallelCalls.cpp - Calls that start tasks -------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Calls that start tasks: index space, tasks, handle and assumptions, as their
// model entry describes them.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace aether::analysis {

bool FunctionExtractor::isReferenceWrapper(QualType Type) {
  const auto *RD = Type.getNonReferenceType()->getAsCXXRecordDecl();
  return RD && U.modelName(RD) == "std::reference_wrapper";
}

/// With how many arguments a callable of type \p Type is called.
static unsigned numArguments(QualType Type) {
  Type = Type.getNonReferenceType();
  if (Type->isFunctionPointerType() || Type->isBlockPointerType())
    Type = Type->getPointeeType();
  if (const auto *Proto = Type->getAs<FunctionProtoType>())
    return Proto->getNumParams();
  const auto *RD = Type->getAsCXXRecordDecl();
  if (const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(RD);
      Spec && Spec->getTemplateArgs().size() > 0 &&
      Spec->getTemplateArgs()[0].getKind() == TemplateArgument::Type)
    if (const auto *Proto =
            Spec->getTemplateArgs()[0].getAsType()->getAs<FunctionProtoType>())
      return Proto->getNumParams();
  if (RD && RD->hasDefinition())
    for (const CXXMethodDecl *M : RD->methods())
      if (M->getOverloadedOperator() == OO_Call)
        return M->getNumParams();
  return 0;
}

/// The callables that \p C gives to a function which nobody has seen the body
/// of, of the key \p Callee: it may keep them, and have them run beside
/// everything from now on.
void FunctionExtractor::giveToUnseen(CallSite &C, StringId Callee) {
  std::uint32_t Index = None;
  for (unsigned I = 0; I < C.Args.size(); ++I) {
    const Expr *Arg = C.Args[I];
    if (!isCallable(Arg->getType()) ||
        Arg->isNullPointerConstant(U.Ctx, Expr::NPC_NeverValueDependent))
      continue;
    const std::uint32_t Outer = CurrentParallel;
    if (Index == None) {
      Index = F.Parallels.size();
      ParallelCall &P = F.Parallels.emplace_back();
      P.Pos = P.MemberPos = P.ParenPos = U.pos(C.Range.getBegin());
      P.Blocking = false;
      P.IfUnseen = Callee;
    }
    CurrentParallel = Index;
    ParallelModel Call;
    Call.Blocking = false;
    ParallelModel::Task Task;
    Task.Callable.K = ModelTerm::Kind::Arg;
    Task.Many = false;
    Task.Perhaps = true;
    ModelTerm Anything;
    Anything.K = ModelTerm::Kind::Unknown;
    Task.Args.assign(numArguments(Arg->getType()), Anything);
    ArgShift = I;
    addTask(C, Index, Call, Task, /*Many=*/false);
    ArgShift = 0;
    CurrentParallel = Outer;
  }
  if (Index != None)
    Events->push_back(Parallel{Index});
}

//===----------------------------------------------------------------------===//
// The call
//===----------------------------------------------------------------------===//

void FunctionExtractor::userAssumptions(CallSite &C, ParallelCall &P) {
  if (C.E)
    if (auto It = AssumedSafe.find(C.E); It != AssumedSafe.end())
      P.UserAssumptions.push_back(U.str(It->second));
  if (U.hasNoLint(C.Range.getBegin()))
    P.UserAssumptions.push_back(U.str("NOLINT"));
}

void FunctionExtractor::parallelCall(CallSite &C, const FunctionModel &M) {
  const SourceManager &SM = U.Ctx.getSourceManager();
  std::uint32_t Index = F.Parallels.size();
  F.Parallels.emplace_back();
  std::uint32_t Outer = CurrentParallel;
  CurrentParallel = Index;
  MadeCopies.clear();

  {
    ParallelCall &P = F.Parallels[Index];
    P.Callee = U.str(U.modelName(C.Callee));
    if (!C.ObjectType.isNull() && M.Name != U.modelName(C.Callee))
      P.Callee = U.str(M.Name);
    if (M.Parallel.Unlisted)
      P.Callee = 0;
    P.Pos = P.MemberPos = P.ParenPos = U.pos(C.Range.getBegin());
    P.MacroPos = U.macroPos(C.Range.getBegin());
    if (C.Range.getBegin().isMacroID())
      P.MacroEndPos = U.pos(SM.getExpansionRange(C.Range.getBegin()).getEnd());
    const Expr *Callee = C.CalleeExpr;
    if (Callee) {
      if (const auto *Member = dyn_cast<MemberExpr>(Callee->IgnoreParens())) {
        P.MemberPos = U.pos(Member->getMemberLoc());
        // The stages of a chain begin at one place and are told apart by it.
        if (isa<CallExpr, CXXConstructExpr, CXXFunctionalCastExpr>(
                Member->getBase()->IgnoreImplicit()) &&
            P.MacroPos.Line == 0)
          P.Pos = P.MemberPos;
      }
      SourceLocation End = SM.getExpansionLoc(Callee->getEndLoc());
      if (std::optional<Token> Next =
              Lexer::findNextToken(End, SM, U.Ctx.getLangOpts()))
        P.ParenPos = U.pos(Next->getLocation());
    } else if (const auto *Made = dyn_cast_or_null<CXXConstructExpr>(C.E)) {
      if (SourceLocation Open = Made->getParenOrBraceRange().getBegin();
          Open.isValid())
        P.ParenPos = U.pos(Open);
    }
    P.Blocking = M.Parallel.Blocking;
    P.Unsequenced = M.Parallel.Unsequenced;
    userAssumptions(C, P);
    for (const std::string &A : M.Assumptions)
      P.ModelAssumptions.push_back(U.str(A));
  }
  for (const Expr *Arg : C.Args) {
    const TypeFacts &Facts = U.facts(Arg->getType());
    if (Facts.is(TypeModel::Kind::Policy) && Facts.Model->Unsequenced)
      F.Parallels[Index].Unsequenced = true;
  }

  // What happens in the caller: arguments are read before the tasks start, and
  // there is something to return or to wait for after.
  auto RunsAfter = [](const ModelEffect &E) {
    return E.K == ModelEffect::Kind::Return || E.K == ModelEffect::Kind::Join;
  };
  bool HasReturn = false;
  for (const ModelEffect &E : M.Effects)
    if (!RunsAfter(E))
      HasReturn |= effect(C, E);

  optionCallbacks(C, Index);
  for (const ParallelModel::Dimension &D : M.Parallel.Dimensions) {
    ParallelCall::Dimension Out;
    Out.IsBlock = D.IsBlock;
    if (D.HasBounds) {
      Out.Lo = modelInt(C, D.Lo);
      Out.Hi = modelInt(C, D.Hi);
    }
    F.Parallels[Index].Dimensions.push_back(Out);
  }
  for (const ParallelModel::Task &Task : M.Parallel.Tasks) {
    if (!Task.ForEachArg) {
      if (!Task.SplitTag.empty())
        addTask(C, Index, M.Parallel, Task, /*Many=*/false);
      addTask(C, Index, M.Parallel, Task, Task.Many);
      continue;
    }
    unsigned First = Task.Callable.Value;
    for (unsigned I = First; I < C.Args.size(); ++I) {
      if (!isCallable(C.Args[I]->getType())) {
        // Somebody else's object may be called too; a context may not.
        const auto *RD =
            C.Args[I]->getType().getNonReferenceType()->getAsCXXRecordDecl();
        if (RD && hasCallOperator(RD) &&
            !isa<CXXDefaultArgExpr>(C.Args[I]->IgnoreImplicit()))
          giveUp("the callable `" + text(C.Args[I]) + "`",
                 C.Args[I]->getBeginLoc());
        continue;
      }
      ArgShift = I - First;
      addTask(C, Index, M.Parallel, Task, Task.Many);
      ArgShift = 0;
    }
  }
  if (M.Parallel.HasHandle) {
    bool MadeHere = M.Parallel.Handle.K == ModelTerm::Kind::Result;
    PlaceId Handle =
        MadeHere && C.E ? objectOf(C.E) : modelPlace(C, M.Parallel.Handle);
    F.Parallels[Index].Handle = Handle;
  }
  const bool InTasks =
      M.Parallel.Blocking &&
      llvm::any_of(M.Parallel.Tasks,
                   [](const ParallelModel::Task &Task) { return Task.Many; });
  if (InTasks)
    callbackTasks(C, Index);
  storeElements(C.Args);
  // Whoever does not wait has made its copies when the tasks start.
  if (!M.Parallel.Blocking)
    callCallbacks(C);
  MadeCopies.clear();
  Events->push_back(Parallel{Index});
  for (const ModelEffect &E : M.Effects)
    if (RunsAfter(E))
      HasReturn |= effect(C, E);
  CurrentParallel = Outer;
  if (M.Parallel.Blocking && !InTasks)
    callCallbacks(C);
  if (!HasReturn)
    returnFresh(C);
}

} // namespace aether::analysis
