//===- LibraryTasks.cpp - What else a library runs in tasks ---------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Besides the callables that it is given, a library that works in parallel runs
// functions of the user's types: the operators of the elements, and the
// splitting constructors of bodies that are made anew for each thread. Such a
// task is a small function of its own.
//
//===----------------------------------------------------------------------===//

#include "Deleters.h"
#include "Function.h"

using namespace clang;

namespace aether::analysis {

/// Further parameters of \p S, and what hands them on.
void FunctionExtractor::passOn(FunctionSummary &S,
                               llvm::ArrayRef<QualType> Types,
                               llvm::ArrayRef<ParmVarDecl *> Named, Call &Ev) {
  for (unsigned I = 0; I != Types.size(); ++I) {
    const PlaceId Cell = S.T.root(PlaceKind::Param, S.Params.size());
    S.Params.push_back(
        {U.str(I < Named.size() ? Named[I]->getName() : "argument"),
         U.typeName(Types[I])});
    Ev.Args.push_back(U.facts(Types[I]).IsCell && !Types[I]->isReferenceType()
                          ? S.T.load(Cell)
                          : S.T.addr(S.T.deref(Cell)));
  }
}

static llvm::SmallVector<QualType, 4> typesOf(const FunctionDecl *Fn) {
  llvm::SmallVector<QualType, 4> Out;
  for (const ParmVarDecl *P : Fn->parameters())
    Out.push_back(P->getType());
  return Out;
}

/// A function that is not the user's, of \p Blocks blocks one after the other.
/// \p Shown: whose name it bears; may be null.
FunctionSummary FunctionExtractor::libraryFunction(StringId Key,
                                                   const FunctionDecl *Shown,
                                                   std::uint32_t Blocks) {
  FunctionSummary S;
  S.Key = Key;
  S.Name = Shown ? U.displayName(Shown) : U.str("a callable");
  if (Shown)
    S.Pos = U.pos(Shown->getLocation());
  S.InUserCode = false;
  S.InternalLinkage = S.IsInstantiation = true;
  S.Blocks.resize(Blocks);
  for (std::uint32_t B = 0; B + 1 < Blocks; ++B)
    S.Blocks[B].Successors.push_back(B + 1);
  return S;
}

/// A call of \p Fn in such a function, without object and arguments.
Call FunctionExtractor::libraryCall(const FunctionDecl *Fn) {
  U.need(Fn);
  const FunctionDecl *Def = U.definition(Fn);
  Call Ev;
  Ev.Callee = U.key(Def ? Def : Fn);
  Ev.Spelling = U.displayName(Fn);
  Ev.Pos = U.pos(Fn->getLocation());
  return Ev;
}

//===----------------------------------------------------------------------===//
// Operators of the user's types
//===----------------------------------------------------------------------===//

/// Calls \p Callback for objects that nobody else has; not for certain if it
/// makes or ends objects, since nobody knows how many the library needs.
StringId FunctionExtractor::callbackCaller(const FunctionDecl *Fn) {
  const Callback What{Fn, isa<CXXConstructorDecl, CXXDestructorDecl>(Fn)};
  const FunctionDecl *Def = U.definition(Fn);
  const StringId Id = U.str("callback:" + U.Out.string(U.key(Def ? Def : Fn)));
  if (!U.MemberCallers.insert(Id).second)
    return Id;
  FunctionSummary S = libraryFunction(Id, Fn, 3);
  if (What.Perhaps)
    S.Blocks[0].Successors.push_back(2);
  std::uint32_t Fresh = 0;
  S.Blocks[1].Events.push_back(callOnFresh(S, What, Fresh));
  U.Out.Functions.push_back(std::move(S));
  return Id;
}

/// What they do to the elements is part of what the library does to them; what
/// else they do is done by several tasks at once.
void FunctionExtractor::callbackTasks(CallSite &C, std::uint32_t Index) {
  lookThroughAdaptors(C);
  for (const FunctionDecl *Callback : U.callbacks(C.Callee)) {
    if (!Callback) {
      giveUp("`" + U.modelName(C.Callee).str() +
                 "` calls back functions that are not followed",
             C.Range.getBegin());
      continue;
    }
    // The callables are tasks already.
    const auto *M = dyn_cast<CXXMethodDecl>(Callback);
    if (M && llvm::any_of(C.Args, [&](const Expr *Arg) {
          const auto *RD =
              Arg->getType().getNonReferenceType()->getAsCXXRecordDecl();
          return RD && M->getOverloadedOperator() == OO_Call &&
                 RD->getCanonicalDecl() == M->getParent()->getCanonicalDecl();
        }))
      continue;
    ParallelCall::Task Task;
    Task.Callee = callbackCaller(Callback);
    F.Parallels[Index].Tasks.push_back(std::move(Task));
  }
}

//===----------------------------------------------------------------------===//
// Tasks with what is made for them
//===----------------------------------------------------------------------===//

/// What runs \p Target and makes and ends its by-value parameters: the task
/// does, the caller does not. A task names a callee and an object; what calls a
/// virtual function, or through a pointer to a member that is known later, gets
/// the object as its first argument. If the task ends what it owns, \p Owned is
/// the type of the object, or null, and \p Made what makes it. 0 if the task
/// can run the target itself.
StringId FunctionExtractor::taskCaller(const CallableTarget &Target,
                                       llvm::ArrayRef<Passed> Args,
                                       std::optional<QualType> Owned,
                                       const Expr *Made, const Keeper &By) {
  const FunctionDecl *Fn = Target.Callee;
  const bool GivesObject = Target.Virtual || Target.Member != None;
  llvm::SmallVector<QualType, 4> Types;
  QualType Returned;
  std::string Key;
  if (Fn) {
    Types = typesOf(Fn);
    Returned = Fn->getReturnType();
    const FunctionDecl *Def = U.definition(Fn);
    Key = U.Out.string(U.key(Def ? Def : Fn));
  } else if (const auto *Proto = Target.Signature.isNull()
                                     ? Target.Wrapped
                                     : Target.Signature->getPointeeType()
                                           ->getAs<FunctionProtoType>()) {
    Types.append(Proto->param_type_begin(), Proto->param_type_end());
    Returned = Proto->getReturnType();
    Key = QualType(Proto, 0).getCanonicalType().getAsString();
    if (!Target.Signature.isNull())
      Key = Target.Signature.getCanonicalType().getAsString();
  }
  auto KeyOf = [&](const Callback &C) {
    return (C.Callee ? U.Out.string(U.key(C.Callee)) : std::string(C.Reason)) +
           (C.Perhaps ? "?" : "");
  };
  const Copied Around = copiedFor(Types, Args, Returned, By);
  llvm::SmallVector<TaskEnding, 2> Ends;
  if (Owned)
    Ends = taskEndings(*Owned, Args, Types, Made);
  if (!GivesObject && Around.Before.empty() && Around.After.empty() &&
      Around.FromPointers.empty() && Ends.empty())
    return 0;
  Key = (GivesObject ? "call:" : By.Wraps ? "wrapping:" : "copying:") + Key;
  for (unsigned I : Around.FromPointers)
    Key += ";" + std::to_string(I);
  for (const auto *List : {&Around.Before, &Around.After}) {
    Key += ";";
    for (const Callback &C : *List)
      Key += ";" + KeyOf(C);
  }
  for (const TaskEnding &E : Ends) {
    Key += ";~" + (E.Argument ? std::to_string(*E.Argument) : "");
    for (StringId Name : E.Path)
      Key += "." + U.Out.string(Name);
    Key += (E.Whole ? "=" : ":") + KeyOf(E.Runs);
  }
  const StringId Id = U.str(Key);
  if (!U.MemberCallers.insert(Id).second)
    return Id;

  FunctionSummary S = libraryFunction(Id, Fn, 2);
  std::vector<Event> &Does = S.Blocks[1].Events;
  std::uint32_t Results = 0, Fresh = 0;
  auto Add = [&](Call Ev) {
    Ev.Result = Results++;
    Does.push_back(std::move(Ev));
    return Results - 1;
  };
  Call Runs;
  if (Fn) {
    Runs = libraryCall(Fn);
    Runs.Virtual = Target.Virtual;
  } else {
    Runs.Target = S.T.load(S.T.root(PlaceKind::This));
    Runs.Spelling = S.Name;
    Runs.Pos = S.Pos;
  }
  if (GivesObject) {
    S.Params.push_back({U.str("object"), 0});
    Runs.This = S.T.load(S.T.root(PlaceKind::Param, 0));
  } else if (Fn) {
    Runs.This = S.T.load(S.T.root(PlaceKind::This));
  }
  for (const Callback &C : Around.Before)
    Add(callOnFresh(S, C, Fresh));
  const std::uint32_t First = S.Params.size();
  llvm::ArrayRef<ParmVarDecl *> Named;
  if (Fn)
    Named = Fn->parameters();
  passOn(S, Types, Named, Runs);
  for (unsigned I : Around.FromPointers) {
    // The parameter's object still holds the pointer; a wrapper gets it bare.
    PlaceId From = S.T.deref(S.T.root(PlaceKind::Param, First + I));
    if (!By.Wraps || Args[I].IsAddress)
      From = S.T.deref(From);
    for (PlaceId P :
         {From, S.T.offset(From, S.T.opaque(U.str("the length of a range")))}) {
      Access A;
      A.Place = P;
      A.Spelling = S.Params[First + I].Name;
      A.Pos = I < Named.size() ? U.pos(Named[I]->getLocation()) : S.Pos;
      Does.push_back(std::move(A));
    }
  }
  const std::uint32_t Result = Add(std::move(Runs));
  for (const Callback &C : Around.After)
    Add(callOnFresh(S, C, Fresh));
  const PlaceId Object = S.T.deref(GivesObject ? S.T.root(PlaceKind::Param, 0)
                                               : S.T.root(PlaceKind::This));
  for (const TaskEnding &E : Ends)
    Add(endInTask(S, E, Object, First, Fresh));
  Does.push_back(Return{S.T.load(S.T.root(PlaceKind::Result, Result)), S.Pos});
  U.Out.Functions.push_back(std::move(S));
  return Id;
}

/// Calls one of \p Targets, nobody knows which, by what \p Callees say runs
/// them. Their arguments come one list after the other.
StringId
FunctionExtractor::overloadCaller(llvm::ArrayRef<CallableTarget> Targets,
                                  llvm::ArrayRef<StringId> Callees) {
  std::string Key = "one of:";
  for (StringId Callee : Callees)
    Key += U.Out.string(Callee) + ";";
  const StringId Id = U.str(Key);
  if (!U.MemberCallers.insert(Id).second)
    return Id;
  FunctionSummary S = libraryFunction(Id, Targets.front().Callee, 0);
  S.Blocks.resize(Targets.size() + 2);
  for (std::uint32_t N = 0; N < Targets.size(); ++N) {
    const FunctionDecl *Fn = Targets[N].Callee;
    Call Ev = libraryCall(Fn);
    Ev.Result = N;
    Ev.Callee = Callees[N];
    Ev.This = S.T.load(S.T.root(PlaceKind::This));
    passOn(S, typesOf(Fn), Fn->parameters(), Ev);
    S.Blocks[0].Successors.push_back(N + 1);
    S.Blocks[N + 1].Events.push_back(std::move(Ev));
    S.Blocks[N + 1].Events.push_back(
        Return{S.T.load(S.T.root(PlaceKind::Result, N)), S.Pos});
    S.Blocks[N + 1].Successors.push_back(Targets.size() + 1);
  }
  U.Out.Functions.push_back(std::move(S));
  return Id;
}

//===----------------------------------------------------------------------===//
// Bodies that are split
//===----------------------------------------------------------------------===//

/// A task that runs one of \p Targets on the body that the user gave
/// (\p Original), or on one that its constructor (Body &, \p Model.SplitTag)
/// makes; then splits off another and takes over what that has. \p Runs: what
/// runs them, with their arguments one list after the other.
StringId FunctionExtractor::splitCaller(llvm::ArrayRef<CallableTarget> Targets,
                                        StringId Runs,
                                        const ParallelModel::Task &Model,
                                        bool Original) {
  const auto *Run = cast<CXXMethodDecl>(Targets.front().Callee);
  const CXXRecordDecl *RD = Run->getParent();
  const CXXConstructorDecl *Splits = nullptr;
  for (const CXXConstructorDecl *Ctor : RD->ctors())
    if (Ctor->getNumParams() == 2) {
      const auto *Tag = Ctor->getParamDecl(1)
                            ->getType()
                            .getNonReferenceType()
                            ->getAsCXXRecordDecl();
      if (Tag && U.modelName(Tag) == U.Models.canonicalName(Model.SplitTag))
        Splits = Ctor;
    }
  llvm::SmallVector<const CXXMethodDecl *, 2> Joins;
  for (const std::string &Name : Model.JoinedBy)
    for (const NamedDecl *D :
         RD->lookup(DeclarationName(&U.Ctx.Idents.get(Name))))
      if (const auto *M = dyn_cast<CXXMethodDecl>(D);
          M && M->getNumParams() == 1)
        Joins.push_back(M);
  if (!Splits || Joins.size() != Model.JoinedBy.size()) {
    giveUp("how `" + RD->getNameAsString() + "` is split was not understood",
           Run->getLocation());
    return 0;
  }

  const StringId Id =
      U.str((Original ? "body:" : "split:") + U.Out.string(Runs));
  if (!U.MemberCallers.insert(Id).second)
    return Id;
  FunctionSummary S = libraryFunction(Id, Run, 2);
  std::vector<Event> &Does = S.Blocks[1].Events;
  const ValueId Given = S.T.load(S.T.root(PlaceKind::This));
  std::uint32_t Results = 0, Fresh = 0;
  auto Make = [&](const FunctionDecl *Fn, ValueId Object) {
    Call Ev = libraryCall(Fn);
    Ev.This = Object;
    Ev.Result = Results++;
    return Ev;
  };
  auto Split = [&] {
    const ValueId Made = S.T.addr(S.T.root(PlaceKind::Alloc, Fresh++));
    Call Ev = Make(Splits, Made);
    Ev.Args = {Given, S.T.addr(S.T.root(PlaceKind::Alloc, Fresh++))};
    Does.push_back(std::move(Ev));
    return Made;
  };
  const ValueId Body = Original ? Given : Split();
  Call Ran = Make(Run, Body);
  Ran.Callee = Runs;
  for (const CallableTarget &Target : Targets)
    passOn(S, typesOf(Target.Callee), Target.Callee->parameters(), Ran);
  Does.push_back(std::move(Ran));
  const ValueId Other = Split();
  for (const CXXMethodDecl *M : Joins) {
    Call Ev = Make(M, Body);
    Ev.Args = {Other};
    Does.push_back(std::move(Ev));
  }
  U.Out.Functions.push_back(std::move(S));
  return Id;
}

//===----------------------------------------------------------------------===//
// Callables that are kept
//===----------------------------------------------------------------------===//

/// `keep P = V [in turn]`: two functions run the callable, of which one is
/// given its arguments by who calls it and the other is fed by the library.
/// Each stands in a cell of P, beside a copy of the callable and the lock that
/// is held.
void FunctionExtractor::keep(CallSite &C, const ModelEffect &E) {
  const SourceLocation Loc = C.Range.getBegin();
  const ModelTerm &What = E.Operands[1];
  const PlaceId P = modelPlace(C, E.Operands[0]);
  const QualType Type = modelType(C, What);
  const bool IsObject = !Type.isNull() && Type->isRecordType();
  // In a loop, one name stands for many of them, each with a turn of its own.
  const bool Several =
      E.InTurn && llvm::any_of(LoopRanges, [&](SourceRange Loop) {
        return Loop.fullyContains(C.Range);
      });
  for (const bool Fed : {false, true}) {
    const PlaceId To = T.field(P, U.str(Fed ? "fed" : "given"));
    const PlaceId Callable = T.field(To, U.str("callable"));
    if (IsObject)
      store(Callable, modelValue(C, What), Loc);
    if (E.InTurn)
      store(T.field(To, U.str("turn")), T.addr(T.field(P, U.str("lock"))), Loc);
    for (const CallableTarget &Target : targets(C, What, -1)) {
      ValueId Runs = unknown("a callable that a library keeps");
      if (Target.Callee && !Target.Virtual && !Several)
        Runs = T.addr(T.root(PlaceKind::Function,
                             keptCaller(Target.Callee, Fed, E.InTurn)));
      else if (!E.InTurn)
        Runs = IsObject ? T.addr(Callable) : modelValue(C, What);
      store(To, Runs, Loc);
    }
  }
}

/// What a message passes on its way is done one after the other; which way that
/// is, nobody knows. Of two that who puts them in chooses, that is known.
LockEvent FunctionExtractor::messageOrder(FunctionSummary &S, LockMode Mode) {
  LockEvent Out;
  Out.Mutex = S.T.field(
      S.T.root(PlaceKind::Global, U.hiddenState("messages between nodes")),
      U.str("(perhaps in order)"));
  Out.Mode = Mode;
  Out.Pos = S.Pos;
  return Out;
}

/// Runs \p Fn, which a cell of `keep` has, with the cell for `this`; numbers
/// and pointers are passed by value, whatever its parameters are. With \p Fed,
/// what it works on is its own and comes from nobody knows where.
StringId FunctionExtractor::keptCaller(const FunctionDecl *Fn, bool Fed,
                                       bool InTurn) {
  U.need(Fn);
  const FunctionDecl *Def = U.definition(Fn);
  const StringId Callee = U.key(Def ? Def : Fn);
  const StringId Id = U.str(std::string(Fed ? "fed:" : "given:") +
                            (InTurn ? "in turn:" : "") + U.Out.string(Callee));
  if (!U.MemberCallers.insert(Id).second)
    return Id;
  FunctionSummary S = libraryFunction(Id, Fn, 2);
  std::vector<Event> &Does = S.Blocks[1].Events;
  const PlaceId This = S.T.root(PlaceKind::This);
  Call Ev;
  Ev.Callee = Callee;
  Ev.Spelling = S.Name;
  Ev.Pos = S.Pos;
  if (const auto *M = dyn_cast<CXXMethodDecl>(Fn); M && !M->isStatic())
    Ev.This = S.T.addr(S.T.field(S.T.deref(This), U.str("callable")));
  for (const ParmVarDecl *P : Fn->parameters()) {
    const QualType To = P->getType(), Type = To.getNonReferenceType();
    const bool IsCell = U.facts(Type).IsCell;
    const bool ByValue = IsCell && !To->isReferenceType();
    ValueId Passed;
    if (Fed) {
      Passed = S.T.unknown(U.str("what a task gets from others"));
    } else {
      const PlaceId Cell = S.T.root(PlaceKind::Param, S.Params.size());
      S.Params.push_back({U.str(P->getName()), U.typeName(Type)});
      Passed = IsCell ? S.T.load(Cell) : S.T.addr(S.T.deref(Cell));
    }
    if (!ByValue && (Fed || IsCell)) {
      const PlaceId Own = S.T.root(PlaceKind::Local, S.Locals.size());
      S.Locals.push_back({U.str(P->getName()), U.typeName(Type), S.Pos});
      Does.push_back(Store{Own, Passed, S.Pos});
      Passed = S.T.addr(Own);
    }
    Ev.Args.push_back(Passed);
  }
  LockEvent Way = messageOrder(S, LockMode::Shared);
  if (!Fed)
    Does.push_back(Way);
  LockEvent L;
  if (InTurn) {
    L.Mutex = S.T.deref(S.T.field(S.T.deref(This), U.str("turn")));
    L.Spelling = S.Name;
    L.Pos = S.Pos;
    Does.push_back(L);
  }
  Does.push_back(std::move(Ev));
  if (InTurn) {
    L.Op = LockOp::Release;
    Does.push_back(L);
  }
  Way.Op = LockOp::Release;
  if (!Fed)
    Does.push_back(Way);
  Does.push_back(Return{S.T.load(S.T.root(PlaceKind::Result, 0)), S.Pos});
  U.Out.Functions.push_back(std::move(S));
  return Id;
}

/// Calls \p Callee, or if that is 0 its first argument, with the other \p Args,
/// or does not: nobody knows. \p InTurn with the others that do so; else, what
/// it is called on stands for Callee 0.
StringId FunctionExtractor::perhapsCaller(StringId Callee, std::size_t Args,
                                          bool InTurn) {
  const StringId Id = U.str((InTurn ? "perhaps:" : "ends early:") +
                            std::to_string(Args) + ":" + U.Out.string(Callee));
  if (!U.MemberCallers.insert(Id).second)
    return Id;
  FunctionSummary S = libraryFunction(Id, FD, 3);
  S.Blocks[0].Successors.push_back(2);
  Call Ev;
  Ev.Callee = Callee;
  Ev.Spelling = S.Name;
  Ev.Pos = S.Pos;
  Ev.Perhaps = InTurn;
  Ev.Result = 0;
  if (Callee || !InTurn)
    Ev.This = S.T.load(S.T.root(PlaceKind::This));
  if (!Callee && !InTurn)
    Ev.Target = Ev.This;
  for (std::size_t I = 0; I != Args; ++I) {
    const ValueId Passed =
        S.T.load(S.T.root(PlaceKind::Param, S.Params.size()));
    S.Params.push_back({U.str("argument"), 0});
    if (I == 0 && !Callee && InTurn)
      Ev.Target = Ev.This = Passed;
    else
      Ev.Args.push_back(Passed);
  }
  std::vector<Event> &Does = S.Blocks[1].Events;
  LockEvent Way;
  if (InTurn)
    Does.push_back(Way = messageOrder(S, LockMode::Exclusive));
  Does.push_back(std::move(Ev));
  Way.Op = LockOp::Release;
  if (InTurn)
    Does.push_back(Way);
  Does.push_back(Return{S.T.load(S.T.root(PlaceKind::Result, 0)), S.Pos});
  U.Out.Functions.push_back(std::move(S));
  return Id;
}

} // namespace aether::analysis
