//===- Tasks.cpp - The tasks of a parallel call ---------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What one task of a model runs: which functions, with what arguments, on which
// copy of the callable, and what the library itself does there.
//
//===----------------------------------------------------------------------===//

#include "ClangVersions.h"
#include "Function.h"

using namespace clang;

namespace aether::analysis {

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

class FunctionExtractor::TaskBuilder {
public:
  TaskBuilder(FunctionExtractor &X, CallSite &C, std::uint32_t Index,
              const ParallelModel &Call, const ParallelModel::Task &Model,
              bool Many)
      : X(X), U(X.U), F(X.F), T(X.T), C(C), Index(Index), Call(Call),
        Model(Model), Many(Many), ItemsRange(C.Range) {}
  void run();

private:
  ParallelCall::Task &newTask();
  void addReads(ParallelCall::Task &Task, llvm::ArrayRef<PlaceId> Places);
  void ownAccesses();
  void arguments();
  void copyRest(std::size_t From);
  bool readsMember();
  void copyCallable();
  void findTargets();
  void add(CallableTarget &Target);
  std::vector<Passed> argumentsOf(ParallelCall::Task &Task,
                                  const CallableTarget &Target);
  StringId waitingMethod(const FunctionDecl *Callee);
  StringId functionFor(ParallelCall::Task &Now, const CallableTarget &Target,
                       llvm::ArrayRef<Passed> Mine, QualType Object);
  void unite();

  FunctionExtractor &X;
  Unit &U;
  FunctionSummary &F;
  Terms &T;
  CallSite &C;
  const std::uint32_t Index;
  const ParallelModel &Call;
  const ParallelModel::Task &Model;
  const bool Many;
  SourceRange ItemsRange;
  std::vector<Access> Own;  ///< what the library does
  std::vector<Passed> Args; ///< before they have the form of the parameters
  llvm::SmallVector<CallableTarget, 2> Targets;
};

ParallelCall::Task &FunctionExtractor::TaskBuilder::newTask() {
  ParallelCall::Task &Task = F.Parallels[Index].Tasks.emplace_back();
  Task.Many = Many && !X.startsFew(Index);
  Task.OwnCopy = Model.OwnCopy;
  Task.Sequential = Model.Sequential;
  return Task;
}

/// The items are read at \p Places when the task gets them.
void FunctionExtractor::TaskBuilder::addReads(ParallelCall::Task &Task,
                                              llvm::ArrayRef<PlaceId> Places) {
  for (PlaceId P : Places) {
    Access A;
    A.Place = P;
    A.Spelling = U.spelling(ItemsRange);
    A.Pos = U.pos(C.Range.getBegin());
    if (!X.isInvisible(P))
      Task.Accesses.push_back(std::move(A));
  }
}

/// What the library itself does in the task.
void FunctionExtractor::TaskBuilder::ownAccesses() {
  if (Model.Effects.empty())
    return;
  std::vector<Event> Inside, *Outside = X.Events;
  X.Events = &Inside;
  for (const ModelEffect &E : Model.Effects)
    X.effect(C, E);
  X.Events = Outside;
  for (Event &E : Inside) {
    if (auto *A = std::get_if<Access>(&E))
      Own.push_back(std::move(*A));
    else
      X.Events->push_back(std::move(E));
  }
}

/// The arguments from number \p From on, copied into the task before it starts,
/// as std::thread does it ([thread.thread.constr]/6); what a reference_wrapper
/// refers to is not.
void FunctionExtractor::TaskBuilder::copyRest(std::size_t From) {
  for (std::size_t I = From; I < C.Args.size(); ++I) {
    const Expr *Arg = C.Args[I];
    QualType Type = Arg->getType().getNonReferenceType();
    if (Type->isArrayType() || U.facts(Type).IsCell) {
      ModelTerm One;
      One.K = ModelTerm::Kind::Arg;
      One.Value = std::int64_t(I) - X.ArgShift;
      const ValueId V = X.modelValue(C, One);
      if (T.value(V).Kind == ValueKind::Load)
        X.access(AccessKind::Read, T.value(V).A, QualType(),
                 Arg->getSourceRange());
      Args.push_back({V, false,
                      Type->isArrayType() ? U.Ctx.getDecayedType(Type) : Type,
                      /*Own=*/true});
    } else if (X.isReferenceWrapper(Type)) {
      PlaceId Wrapper = Arg->isGLValue() ? X.placeOf(Arg) : X.objectOf(Arg);
      Args.push_back({T.load(T.field(Wrapper, U.str("ptr"))), true});
    } else {
      PlaceId Copy = X.local("", Type, Arg->getBeginLoc());
      const PlaceId Source =
          Arg->isGLValue() ? X.placeOf(Arg) : X.objectOf(Arg);
      if (!Arg->isLValue() && mayBeEmptied(U, Type))
        X.GivenAway.insert(X.rootOf(Source));
      X.makeCopy(Type, Copy, Source, !Arg->isLValue(), Arg->getSourceRange());
      Args.push_back({T.addr(Copy), true, Type, /*Own=*/true});
    }
  }
}

void FunctionExtractor::TaskBuilder::arguments() {
  for (const ModelTerm &Term : Model.Args) {
    if (const Expr *Base = baseExpr(Term, C.ObjectExpr, C.Args, X.ArgShift))
      ItemsRange = Base->getSourceRange();
    if (Term.K == ModelTerm::Kind::Rest) {
      copyRest(Term.Value);
    } else if (Term.K == ModelTerm::Kind::Fresh) {
      Args.push_back({None, true}); // One for each task: argumentsOf.
    } else {
      Args.push_back(X.modelArgument(C, Term));
      // A thread gets what the caller has read, not the variable.
      if (const std::size_t I = Term.Value + X.ArgShift;
          Term.K == ModelTerm::Kind::Arg && !F.Parallels[Index].Blocking &&
          I < C.Args.size() && C.Args[I]->isPRValue())
        Args.back().Own = true;
    }
  }
}

/// A pointer to a data member reads what it is given, and calls nothing.
bool FunctionExtractor::TaskBuilder::readsMember() {
  const QualType Type = X.modelType(C, Model.Callable);
  if (Type.isNull() || !Type.getNonReferenceType()->isMemberDataPointerType() ||
      Args.size() != 1 || Args.front().Value == None)
    return false;
  std::vector<PlaceId> Reads;
  const ValueId Object = X.memberObject(Args.front(), Reads);
  Reads.push_back(X.pointee(Object, "an argument of a task"));
  ParallelCall::Task &Task = newTask();
  Task.Accesses = std::move(Own);
  addReads(Task, Reads);
  return true;
}

/// A copy of the callable of which somebody wrote how it is made, for a task to
/// have: it is made before the task starts.
void FunctionExtractor::TaskBuilder::copyCallable() {
  const Expr *From = baseExpr(Model.Callable, C.ObjectExpr, C.Args, X.ArgShift);
  const QualType Type = X.modelType(C, Model.Callable);
  if (!From || Type.isNull() || Model.Callable.K != ModelTerm::Kind::Arg)
    return;
  const QualType Class = Type.getNonReferenceType().getUnqualifiedType();
  const bool Moves = !From->isLValue();
  const PlaceId Source = X.modelPlace(C, Model.Callable);
  if (Moves && mayBeEmptied(U, Class))
    X.GivenAway.insert(X.rootOf(Source));
  if (!X.hasOwnCopy(Class, Moves))
    return;
  const PlaceId Copy = X.local("", Class, From->getBeginLoc());
  X.makeCopy(Class, Copy, Source, Moves, From->getSourceRange());
  for (CallableTarget &Target : Targets)
    if (Target.Object == T.addr(Source))
      Target.Object = T.addr(Copy);
}

void FunctionExtractor::TaskBuilder::findTargets() {
  if (!Model.Method.empty())
    Targets = X.methods(C, Model.Callable, Model.Method, Args.size());
  else
    Targets = X.targets(C, Model.Callable, Args.size());
  // One more argument than the model names: the stop_token.
  if (llvm::all_of(
          Targets,
          [](const CallableTarget &Target) { return !Target.Callee; }) &&
      Model.Method.empty())
    if (auto More = X.targets(C, Model.Callable, Args.size() + 1);
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
  X.chooseOverloads(Targets, Args, Const);
  if (Model.OwnCopy && !Call.Blocking)
    copyCallable();
}

/// The arguments of one task, with an object of its own for each that the
/// library makes for it.
std::vector<Passed>
FunctionExtractor::TaskBuilder::argumentsOf(ParallelCall::Task &Task,
                                            const CallableTarget &Target) {
  std::vector<Passed> Mine = Args;
  for (Passed &Arg : Mine) {
    if (Arg.Value != None)
      continue;
    PlaceId Temp = X.local("", QualType(U.Ctx.VoidPtrTy), C.Range.getBegin());
    for (const ParallelModel::Binding &B : Model.Bindings) {
      PlaceId Cell = Temp;
      llvm::SmallVector<llvm::StringRef, 2> Path;
      llvm::StringRef(B.Field).split(Path, '.');
      for (llvm::StringRef Step : Path)
        Cell = T.field(Cell, U.str(Step));
      Task.Bindings.push_back({Cell, X.modelValue(C, B.Value)});
    }
    Arg.Value = T.addr(Temp);
  }
  // A thread's callable may ask for the stop_token first.
  if (Target.Callee && Mine.size() + 1 == Target.Callee->getNumParams() &&
      U.facts(Target.Callee->getParamDecl(0)->getType())
          .is(TypeModel::Kind::Synchronized))
    Mine.insert(Mine.begin(),
                {T.addr(T.root(PlaceKind::Alloc, X.NextAlloc++)), true});
  return Mine;
}

void FunctionExtractor::TaskBuilder::add(CallableTarget &Target) {
  newTask().Accesses = Own;
  std::vector<Passed> Mine =
      argumentsOf(F.Parallels[Index].Tasks.back(), Target);
  std::vector<PlaceId> Reads;
  const ValueId Callable = Target.Object;
  std::vector<ValueId> Values = X.adaptArguments(Target, Mine, Reads);
  // The object of a member function is no argument.
  QualType Object = X.modelType(C, Model.Callable);
  if (!Mine.empty() && (Target.Object != Callable || Target.Member != None)) {
    Object = Mine.front().Own && Mine.front().IsAddress ? Mine.front().Type
                                                        : QualType();
    Mine.erase(Mine.begin());
  }
  ParallelCall::Task &Now = F.Parallels[Index].Tasks.back();
  // It is the pointer to a member function that is copied, not its object.
  Now.OwnCopy &= Target.Object == Callable;
  addReads(Now, Reads);
  Now.Args = std::move(Values);
  Now.Callable = Target.Object;
  Now.Callee = functionFor(Now, Target, Mine, Object);
}

/// Does anything in the unit end a thread in the middle of what it does?
static bool cancelsThreads(Unit &U) {
  const DeclContext *Global = U.Ctx.getTranslationUnitDecl();
  return llvm::any_of(
      Global->lookup(&U.Ctx.Idents.get("pthread_cancel")),
      [](const NamedDecl *D) { return D->isReferenced() || D->isUsed(); });
}

/// `std::thread(&std::thread::join, &other)`: what stands for that method,
/// which does no more than wait for its object; 0 if \p Callee is another one.
StringId
FunctionExtractor::TaskBuilder::waitingMethod(const FunctionDecl *Callee) {
  const auto *M = dyn_cast_or_null<CXXMethodDecl>(Callee);
  if (!M || M->isStatic() || !M->getParent()->isInStdNamespace() ||
      M->getNumParams() != 0 || !M->getReturnType()->isVoidType() ||
      isa<CXXDestructorDecl>(M) || U.leavingOf(M).Waits != 1 ||
      !U.facts(canonicalTagType(U.Ctx, M->getParent()))
           .is(TypeModel::Kind::Handle))
    return 0;
  const StringId Id = U.str("waits:" + U.Out.string(U.key(M)));
  if (!U.MemberCallers.insert(Id).second)
    return Id;
  FunctionSummary S = X.libraryFunction(Id, M, 2);
  const PlaceId Handle = S.T.deref(S.T.root(PlaceKind::This));
  Access A;
  // To wait for a future leaves it as it is.
  A.Kind = M->isConst() ? AccessKind::Read : AccessKind::Write;
  A.Place = Handle;
  A.Spelling = S.Name;
  A.Pos = S.Pos;
  S.Blocks[0].Events.push_back(std::move(A));
  S.Blocks[0].Events.push_back(Join{Handle, false, S.Pos});
  U.Out.Functions.push_back(std::move(S));
  return Id;
}

/// The function that task \p Now runs: the target, or one around it that does
/// what the library does before and after.
StringId FunctionExtractor::TaskBuilder::functionFor(
    ParallelCall::Task &Now, const CallableTarget &Target,
    llvm::ArrayRef<Passed> Mine, QualType Object) {
  if (const StringId Waits = waitingMethod(Target.Callee))
    return Waits;
  StringId Runs = 0;
  if (Target.Virtual || Target.Member != None) {
    Now.Args.insert(Now.Args.begin(),
                    Target.Virtual ? Target.Object : Target.Member);
    Now.OwnCopy = false;
  } else if (Target.Callee) {
    const FunctionDecl *Def = U.definition(Target.Callee);
    Runs = U.key(Def ? Def : Target.Callee);
    X.noteExtents(Target.Callee, Now.Args);
  }
  if (Target.Callee)
    U.need(Target.Callee);
  // What a result keeps, as a future's state does, may live on with it.
  std::optional<QualType> Owned;
  if (Model.OwnCopy && !Call.Blocking &&
      !(Call.HasHandle && Call.Handle.K == ModelTerm::Kind::Result))
    Owned = Object;
  Keeper By;
  if (!Call.Blocking && Model.Method.empty())
    By = {.Given = C.Callee, .Callable = X.modelType(C, Model.Callable)};
  if (StringId Caller = X.taskCaller(
          Target, Mine, Owned,
          baseExpr(Model.Callable, C.ObjectExpr, C.Args, X.ArgShift), By))
    Runs = Caller;
  // It need not have waited for all, where the handle keeps what it throws.
  const bool Keeps =
      Call.HasHandle && !Call.Blocking &&
      (Call.Handle.K == ModelTerm::Kind::Result ||
       (isa<CXXMethodDecl>(C.Callee) && !isa<CXXConstructorDecl>(C.Callee)));
  const bool EndsEarly =
      (Keeps && Target.Callee && X.mayEndEarly(Target.Callee)) ||
      (Target.Callee && !Call.Blocking && cancelsThreads(U) &&
       U.leavingOf(Target.Callee).Waits != 0) ||
      isPackagedTask(X.modelType(C, Model.Callable));
  if (!Model.Perhaps && !EndsEarly)
    return Runs;
  if (!Runs && Model.Perhaps) {
    Now.Args.insert(Now.Args.begin(), Target.Object);
    Now.OwnCopy = false;
  }
  return X.perhapsCaller(Runs, Now.Args.size(), Model.Perhaps);
}

/// Overloads that may run are one task that runs one of them.
void FunctionExtractor::TaskBuilder::unite() {
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
      X.giveUp("how a body is split was not understood", C.Range.getBegin());
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
    One.Callee = X.overloadCaller(Targets, Callees);
  if (Splits) {
    if (llvm::all_of(Targets, [](const CallableTarget &Target) {
          return isa<CXXMethodDecl>(Target.Callee);
        })) {
      One.Callee =
          X.splitCaller(Targets, One.Callee, Model, /*Original=*/!Many);
      One.SharesIndices = true;
    } else {
      One.Callee = 0;
      One.Callable = X.unknown("a body that is split and is no object");
    }
  }
  Tasks.resize(First + 1);
}

void FunctionExtractor::TaskBuilder::run() {
  ownAccesses();
  if (!Model.HasCallable) {
    newTask().Accesses = std::move(Own);
    return;
  }
  arguments();
  if (readsMember())
    return;
  findTargets();
  for (CallableTarget &Target : Targets)
    add(Target);
  unite();
}

void FunctionExtractor::addTask(CallSite &C, std::uint32_t Index,
                                const ParallelModel &Call,
                                const ParallelModel::Task &Model, bool Many) {
  TaskBuilder(*this, C, Index, Call, Model, Many).run();
}

} // namespace aether::analysis
