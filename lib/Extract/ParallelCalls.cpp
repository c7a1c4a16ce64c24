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

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace aether::analysis {

//===----------------------------------------------------------------------===//
// Tasks
//===----------------------------------------------------------------------===//

/// Whether the bounds of parallel call \p Index are constants that leave room
/// for one task at most.
bool FunctionExtractor::startsFew(std::uint32_t Index) {
  bool One = true, Nobody = false;
  const auto &Dimensions = F.Parallels[Index].Dimensions;
  for (const ParallelCall::Dimension &D : Dimensions) {
    const bool Counted = !D.IsBlock && D.Lo != None && D.Hi != None &&
                         T.integer(D.Lo).Kind == IntKind::Const &&
                         T.integer(D.Hi).Kind == IntKind::Const;
    const std::int64_t Room =
        Counted ? T.integer(D.Hi).Value - T.integer(D.Lo).Value : 2;
    One &= Room <= 1;
    Nobody |= Room <= 0;
  }
  return !Dimensions.empty() && (One || Nobody);
}

/// Whether an object of type \p Type has something left to end when it has been
/// moved from, or not, is not known.
static bool mayBeEmptied(Unit &U, QualType Type, unsigned Depth = 0) {
  constexpr unsigned MaxDepth = 6;
  const auto *RD = U.Ctx.getBaseElementType(Type)->getAsCXXRecordDecl();
  if (!RD || !RD->hasDefinition() || RD->hasTrivialDestructor() ||
      Depth == MaxDepth)
    return false;
  if (!RD->isLambda()) {
    const auto Ctor =
        llvm::find_if(RD->ctors(), [](const CXXConstructorDecl *Ctor) {
          return Ctor->isMoveConstructor() && !Ctor->isDeleted();
        });
    if (Ctor == RD->ctor_end())
      return false; // It is copied.
    if (!Ctor->isDefaulted() || !U.isFollowed(RD))
      return true;
  }
  return llvm::any_of(RD->bases(),
                      [&](const CXXBaseSpecifier &Base) {
                        return mayBeEmptied(U, Base.getType(), Depth + 1);
                      }) ||
         llvm::any_of(RD->fields(), [&](const FieldDecl *Field) {
           return mayBeEmptied(U, Field->getType(), Depth + 1);
         });
}

/// A copy of the callable of which somebody wrote how it is made, for a task to
/// have: it is made before the task starts.
void FunctionExtractor::copyCallable(
    CallSite &C, const ModelTerm &Callable,
    llvm::SmallVectorImpl<CallableTarget> &Targets) {
  const Expr *From = baseExpr(Callable, C.ObjectExpr, C.Args, ArgShift);
  const QualType Type = modelType(C, Callable);
  if (!From || Type.isNull() || Callable.K != ModelTerm::Kind::Arg)
    return;
  const QualType Class = Type.getNonReferenceType().getUnqualifiedType();
  const bool Moves = !From->isLValue();
  const PlaceId Source = modelPlace(C, Callable);
  if (Moves && mayBeEmptied(U, Class))
    GivenAway.insert(rootOf(Source));
  if (!hasOwnCopy(Class, Moves))
    return;
  const PlaceId Copy = local("", Class, From->getBeginLoc());
  makeCopy(Class, Copy, Source, Moves, From->getSourceRange());
  for (CallableTarget &Target : Targets)
    if (Target.Object == T.addr(Source))
      Target.Object = T.addr(Copy);
}

void FunctionExtractor::addTask(CallSite &C, std::uint32_t Index,
                                const ParallelModel &Call,
                                const ParallelModel::Task &Model, bool Many) {
  auto NewTask = [&]() -> ParallelCall::Task & {
    ParallelCall::Task &Task = F.Parallels[Index].Tasks.emplace_back();
    Task.Many = Many && !startsFew(Index);
    Task.OwnCopy = Model.OwnCopy;
    Task.Sequential = Model.Sequential;
    return Task;
  };

  // What a result keeps, as a future's state does, may live on with it.
  const bool EndsOwn =
      Model.OwnCopy && !Call.Blocking &&
      !(Call.HasHandle && Call.Handle.K == ModelTerm::Kind::Result);

  // What the library itself does in the task.
  std::vector<Access> Own;
  if (!Model.Effects.empty()) {
    std::vector<Event> Inside, *Outside = Events;
    Events = &Inside;
    for (const ModelEffect &E : Model.Effects)
      effect(C, E);
    Events = Outside;
    for (Event &E : Inside) {
      if (auto *A = std::get_if<Access>(&E))
        Own.push_back(std::move(*A));
      else
        Events->push_back(std::move(E));
    }
  }
  if (!Model.HasCallable) {
    NewTask().Accesses = std::move(Own);
    return;
  }

  std::vector<Passed> Args;
  SourceRange ItemsRange = C.Range;
  for (const ModelTerm &Term : Model.Args) {
    if (const Expr *Base = baseExpr(Term, C.ObjectExpr, C.Args, ArgShift))
      ItemsRange = Base->getSourceRange();
    if (Term.K == ModelTerm::Kind::Rest) {
      // Copied into the task before it starts, as std::thread does it
      // ([thread.thread.constr]/6); what a reference_wrapper refers to is not.
      for (std::size_t I = Term.Value; I < C.Args.size(); ++I) {
        const Expr *Arg = C.Args[I];
        QualType Type = Arg->getType().getNonReferenceType();
        if (Type->isArrayType() || U.facts(Type).IsCell) {
          ModelTerm One;
          One.K = ModelTerm::Kind::Arg;
          One.Value = std::int64_t(I) - ArgShift;
          const ValueId V = modelValue(C, One);
          if (T.value(V).Kind == ValueKind::Load)
            access(AccessKind::Read, T.value(V).A, QualType(),
                   Arg->getSourceRange());
          Args.push_back(
              {V, false,
               Type->isArrayType() ? U.Ctx.getDecayedType(Type) : Type,
               /*Own=*/true});
        } else if (isReferenceWrapper(Type)) {
          PlaceId Wrapper = Arg->isGLValue() ? placeOf(Arg) : objectOf(Arg);
          Args.push_back({T.load(T.field(Wrapper, U.str("ptr"))), true});
        } else {
          PlaceId Copy = local("", Type, Arg->getBeginLoc());
          const PlaceId From = Arg->isGLValue() ? placeOf(Arg) : objectOf(Arg);
          if (!Arg->isLValue() && mayBeEmptied(U, Type))
            GivenAway.insert(rootOf(From));
          makeCopy(Type, Copy, From, !Arg->isLValue(), Arg->getSourceRange());
          Args.push_back({T.addr(Copy), true, Type, /*Own=*/true});
        }
      }
    } else if (Term.K == ModelTerm::Kind::Fresh) {
      Args.push_back({None, true}); // One for each task; see below.
    } else {
      Args.push_back(modelArgument(C, Term));
      // A thread gets what the caller has read, not the variable.
      if (const std::size_t I = Term.Value + ArgShift;
          Term.K == ModelTerm::Kind::Arg && !F.Parallels[Index].Blocking &&
          I < C.Args.size() && C.Args[I]->isPRValue())
        Args.back().Own = true;
    }
  }

  // A pointer to a data member reads what it is given, and calls nothing.
  if (const QualType Type = modelType(C, Model.Callable);
      !Type.isNull() && Type.getNonReferenceType()->isMemberDataPointerType() &&
      Args.size() == 1 && Args.front().Value != None) {
    std::vector<PlaceId> Reads;
    const ValueId Object = memberObject(Args.front(), Reads);
    Reads.push_back(pointee(Object, "an argument of a task"));
    ParallelCall::Task &Task = NewTask();
    Task.Accesses = std::move(Own);
    for (PlaceId P : Reads) {
      Access A;
      A.Place = P;
      A.Spelling = U.spelling(ItemsRange);
      A.Pos = U.pos(C.Range.getBegin());
      if (!isInvisible(P))
        Task.Accesses.push_back(std::move(A));
    }
    return;
  }

  llvm::SmallVector<CallableTarget, 2> Targets;
  if (!Model.Method.empty())
    Targets = methods(C, Model.Callable, Model.Method, Args.size());
  else
    Targets = targets(C, Model.Callable, Args.size());
  // One more argument than the model names: see below.
  if (llvm::all_of(
          Targets,
          [](const CallableTarget &Target) { return !Target.Callee; }) &&
      Model.Method.empty())
    if (auto More = targets(C, Model.Callable, Args.size() + 1);
        llvm::any_of(More, [&](const CallableTarget &Target) {
          return Target.Callee && Target.Callee->getNumParams() > 0 &&
                 U.facts(Target.Callee->getParamDecl(0)->getType())
                     .is(TypeModel::Kind::Synchronized);
        }))
      Targets = std::move(More);
  // A copy of its own is not const; Aether calls its callables as const.
  std::optional<bool> Const;
  if (Model.OwnCopy)
    Const = false;
  else if (llvm::StringRef(U.Out.string(F.Parallels[Index].Callee))
               .starts_with("aether::"))
    Const = true;
  chooseOverloads(Targets, Args, Const);
  if (Model.OwnCopy && !Call.Blocking)
    copyCallable(C, Model.Callable, Targets);
  for (CallableTarget &Target : Targets) {
    ParallelCall::Task &Task = NewTask();
    Task.Accesses = Own;
    std::vector<Passed> Mine = Args;
    for (Passed &Arg : Mine) {
      if (Arg.Value != None)
        continue;
      PlaceId Temp = local("", QualType(U.Ctx.VoidPtrTy), C.Range.getBegin());
      for (const ParallelModel::Binding &B : Model.Bindings) {
        PlaceId Cell = Temp;
        llvm::SmallVector<llvm::StringRef, 2> Path;
        llvm::StringRef(B.Field).split(Path, '.');
        for (llvm::StringRef Step : Path)
          Cell = T.field(Cell, U.str(Step));
        Task.Bindings.push_back({Cell, modelValue(C, B.Value)});
      }
      Arg.Value = T.addr(Temp);
    }
    // A thread's callable may ask for the stop_token first.
    if (Target.Callee && Mine.size() + 1 == Target.Callee->getNumParams() &&
        U.facts(Target.Callee->getParamDecl(0)->getType())
            .is(TypeModel::Kind::Synchronized))
      Mine.insert(Mine.begin(),
                  {T.addr(T.root(PlaceKind::Alloc, NextAlloc++)), true});
    std::vector<PlaceId> Reads;
    const ValueId Callable = Target.Object;
    std::vector<ValueId> Values = adaptArguments(Target, Mine, Reads);
    // The object of a member function is no argument.
    QualType Object = modelType(C, Model.Callable);
    if (!Mine.empty() && (Target.Object != Callable || Target.Member != None)) {
      Object = Mine.front().Own && Mine.front().IsAddress ? Mine.front().Type
                                                          : QualType();
      Mine.erase(Mine.begin());
    }
    ParallelCall::Task &Now = F.Parallels[Index].Tasks.back();
    // It is the pointer to a member function that is copied, not its object.
    Now.OwnCopy &= Target.Object == Callable;
    for (PlaceId P : Reads) {
      Access A;
      A.Place = P;
      A.Spelling = U.spelling(ItemsRange);
      A.Pos = U.pos(C.Range.getBegin());
      if (!isInvisible(P))
        Now.Accesses.push_back(std::move(A));
    }
    Now.Args = std::move(Values);
    Now.Callable = Target.Object;
    StringId Runs = 0;
    if (Target.Virtual || Target.Member != None) {
      Now.Args.insert(Now.Args.begin(),
                      Target.Virtual ? Target.Object : Target.Member);
      Now.OwnCopy = false;
    } else if (Target.Callee) {
      const FunctionDecl *Def = U.definition(Target.Callee);
      Runs = U.key(Def ? Def : Target.Callee);
      noteExtents(Target.Callee, Now.Args);
    }
    if (Target.Callee)
      U.need(Target.Callee);
    std::optional<QualType> Owned;
    if (EndsOwn)
      Owned = Object;
    Keeper By;
    if (!Call.Blocking && Model.Method.empty())
      By = {.Given = C.Callee, .Callable = modelType(C, Model.Callable)};
    if (StringId Caller = taskCaller(
            Target, Mine, Owned,
            baseExpr(Model.Callable, C.ObjectExpr, C.Args, ArgShift), By))
      Runs = Caller;
    if (Model.Perhaps) {
      if (!Runs) {
        Now.Args.insert(Now.Args.begin(), Target.Object);
        Now.OwnCopy = false;
      }
      Runs = perhapsCaller(Runs, Now.Args.size());
    }
    Now.Callee = Runs;
  }
  // Overloads that may run are one task that runs one of them.
  std::vector<ParallelCall::Task> &Tasks = F.Parallels[Index].Tasks;
  const std::size_t First = Tasks.size() - Targets.size();
  const bool Splits = !Model.SplitTag.empty();
  if (Targets.empty() || (Targets.size() == 1 && !Splits))
    return;
  if (!llvm::all_of(llvm::zip(Targets, llvm::drop_begin(Tasks, First)),
                    [&](const auto &Both) {
                      const auto &[Target, Task] = Both;
                      return Target.Callee && !Target.Virtual &&
                             Target.Member == None &&
                             Task.Callable == Tasks[First].Callable;
                    })) {
    if (Splits)
      giveUp("how a body is split was not understood", C.Range.getBegin());
    return;
  }
  ParallelCall::Task &One = Tasks[First];
  llvm::SmallVector<StringId, 4> Callees;
  for (const ParallelCall::Task &Task : llvm::drop_begin(Tasks, First))
    Callees.push_back(Task.Callee);
  for (std::size_t I = First + 1; I < Tasks.size(); ++I) {
    const ParallelCall::Task &More = Tasks[I];
    One.Args.insert(One.Args.end(), More.Args.begin(), More.Args.end());
    One.Bindings.insert(One.Bindings.end(), More.Bindings.begin(),
                        More.Bindings.end());
    One.Accesses.insert(One.Accesses.end(), More.Accesses.begin() + Own.size(),
                        More.Accesses.end());
    One.OwnCopy &= More.OwnCopy;
  }
  if (Targets.size() > 1)
    One.Callee = overloadCaller(Targets, Callees);
  if (Splits) {
    if (llvm::all_of(Targets, [](const CallableTarget &Target) {
          return isa<CXXMethodDecl>(Target.Callee);
        })) {
      One.Callee = splitCaller(Targets, One.Callee, Model, /*Original=*/!Many);
      One.SharesIndices = true;
    } else {
      One.Callee = 0;
      One.Callable = unknown("a body that is split and is no object");
    }
  }
  Tasks.resize(First + 1);
}

bool FunctionExtractor::isReferenceWrapper(QualType Type) {
  const auto *RD = Type.getNonReferenceType()->getAsCXXRecordDecl();
  return RD && U.modelName(RD) == "std::reference_wrapper";
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
