//===- ModelCalls.cpp - Calls that a model describes ----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a modelled call does: the effects of its entry, in order, as events.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace aether::analysis {

/// By how many elements a call makes its container larger, if that is one: `end
/// this.some, write this` takes one out, `take arg0, store this.some = arg0`
/// puts one in.
static int itemStep(const FunctionModel &M, const FunctionDecl &Callee,
                    llvm::ArrayRef<const Expr *> Args) {
  using Kind = ModelTerm::Kind;
  auto IsItem = [](const ModelTerm &Term) {
    return (Term.K == Kind::Some || Term.K == Kind::Index ||
            Term.K == Kind::Elements) &&
           Term.Operands[0].K == Kind::This;
  };
  bool Takes = false, Puts = false;
  for (const ModelEffect &E : M.Effects) {
    if (E.K == ModelEffect::Kind::End && IsItem(E.Operands[0]))
      // A number says how many stay, a range which of them go.
      return Args.empty() ||
                     (Args.size() == 1 && !Args[0]->getType()->isIntegerType())
                 ? -1
                 : 0;
    Takes |= E.K == ModelEffect::Kind::Take;
    Puts |= (E.K == ModelEffect::Kind::Store ||
             E.K == ModelEffect::Kind::Construct) &&
            IsItem(E.Operands[0]);
  }
  // (A set or a map may have had it.)
  const QualType Result = Callee.getReturnType();
  return Takes && Puts && !Callee.isOverloadedOperator() &&
         (Result->isVoidType() || Result->isReferenceType());
}

/// A container of threads?
static bool holdsHandles(Unit &U, QualType Type) {
  const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Type.isNull() ? nullptr : Type->getAsCXXRecordDecl());
  if (!Spec || !U.facts(Type).is(TypeModel::Kind::Container))
    return false;
  const TemplateArgument &Element = Spec->getTemplateArgs().get(0);
  return Element.getKind() == TemplateArgument::Type &&
         U.facts(Element.getAsType()).is(TypeModel::Kind::Handle);
}

/// Does \p C take memory for a container, or give it back, from a resource that
/// others may have as well, and that need not synchronise itself?
static bool usesResource(Unit &U, const CallSite &C) {
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(C.Callee);
  const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Method && !Method->isConst() && !C.ObjectType.isNull()
          ? C.ObjectType.getNonReferenceType()->getAsCXXRecordDecl()
          : nullptr);
  // What begins empty takes none, and who looks at elements changes none.
  if (!Spec || !U.facts(C.ObjectType).is(TypeModel::Kind::Container) ||
      (isa<CXXConstructorDecl>(Method) && C.Args.empty()) ||
      (Method->getOverloadedOperator() == OO_Subscript &&
       !U.facts(C.ObjectType).Model->Associative) ||
      (Method->getIdentifier() &&
       llvm::is_contained({"begin", "end", "rbegin", "rend", "data", "front",
                           "back", "at", "find"},
                          Method->getName())))
    return false;
  return llvm::any_of(
      Spec->getTemplateArgs().asArray(), [&](const TemplateArgument &A) {
        const auto *RD = A.getKind() == TemplateArgument::Type
                             ? A.getAsType()->getAsCXXRecordDecl()
                             : nullptr;
        return RD && U.modelName(RD) == "std::pmr::polymorphic_allocator";
      });
}

void FunctionExtractor::modelledCall(CallSite &C, const FunctionModel &M) {
  bool HasReturn = false;
  bool Outer = ModelStores;
  ModelStores = llvm::any_of(M.Effects, [](const ModelEffect &E) {
    return E.K == ModelEffect::Kind::Store;
  });
  const std::size_t First = Events->size();
  findMaker(C, M);
  for (const ModelEffect &E : M.Effects)
    effect(C, E, HasReturn);
  ModelStores = Outer;
  if (const int Step = C.Callee ? itemStep(M, *C.Callee, C.Args) : 0)
    for (std::size_t I = First; I < Events->size(); ++I)
      if (auto *A = std::get_if<Access>(&(*Events)[I]);
          A && A->Kind == AccessKind::Write &&
          A->Nature == AccessNature::Container)
        A->Step = Step;
  spinLock(C, First);
  callCallbacks(C);
  callDeleter(C);
  if (callsStoredLambda(C))
    giveUp("`" + U.modelName(C.Callee).str() +
               "` may call a lambda that the object holds",
           C.Range.getBegin());
  if (usesResource(U, C))
    giveUp("the memory resource of a container is not followed",
           C.Range.getBegin());
  if (HasReturn || !C.E || isa<CXXConstructExpr>(C.E))
    return;
  QualType Type = C.E->getType();
  if (C.E->isGLValue() && C.Object != None &&
      U.typeName(Type) == U.typeName(C.ObjectType))
    remember(C.E, T.addr(C.Object)); // Assignments return their object.
  else if (!Type->isVoidType() && (C.E->isGLValue() || U.facts(Type).IsPointer))
    remember(C.E, unknown("what `" + U.modelName(C.Callee).str() +
                          "` returns is not described by its model"));
  else
    returnFresh(C);
}

bool FunctionExtractor::joinsWhenDestroyed(QualType Type) {
  const auto *RD = Type->getAsCXXRecordDecl();
  const CXXDestructorDecl *D =
      RD && RD->hasDefinition() ? RD->getDestructor() : nullptr;
  return D && llvm::any_of(U.models(D), [](const FunctionModel &M) {
           return llvm::any_of(M.Effects, [](const ModelEffect &E) {
             return E.K == ModelEffect::Kind::Join;
           });
         });
}

void FunctionExtractor::effect(CallSite &C, const ModelEffect &E,
                               bool &HasReturn) {
  using Kind = ModelEffect::Kind;
  auto RangeOf = [&](const ModelTerm &Term) {
    const Expr *Base = baseExpr(Term, C.ObjectExpr, C.Args, ArgShift);
    if (!Base)
      return objectRange(C);
    // A range-based for loop works on what the user wrote behind the colon.
    if (const auto *Ref = dyn_cast<DeclRefExpr>(Base->IgnoreParenImpCasts()))
      if (const auto *VD = dyn_cast<VarDecl>(Ref->getDecl());
          VD && VD->isImplicit() && VD->getInit())
        return VD->getInit()->getSourceRange();
    return Base->getSourceRange();
  };
  // `rest` stands for every argument from its number on.
  if (!E.Operands.empty() && E.K != Kind::Call && E.K != Kind::Until &&
      E.K != Kind::Answer && E.K != Kind::Construct && E.K != Kind::Once) {
    const ModelTerm *Base = &E.Operands.front();
    while (!Base->Operands.empty())
      Base = &Base->Operands.front();
    if (Base->K == ModelTerm::Kind::Rest) {
      ModelEffect Each = E;
      ModelTerm *Inner = &Each.Operands.front();
      while (!Inner->Operands.empty())
        Inner = &Inner->Operands.front();
      Inner->K = ModelTerm::Kind::Arg;
      for (std::size_t I = Base->Value; I < C.Args.size(); ++I) {
        Inner->Value = I;
        effect(C, Each, HasReturn);
      }
      return;
    }
  }
  auto Touch = [&](AccessKind K, const ModelTerm &Term) {
    const ModelTerm *Base = &Term;
    while (!Base->Operands.empty())
      Base = &Base->Operands.front();
    if (Base->K == ModelTerm::Kind::Arg && &Term == Base) {
      // An argument passed by value is read when it is made.
      std::size_t I = Term.Value + ArgShift;
      if (I >= C.Args.size() ||
          (C.Args[I]->isPRValue() && U.facts(C.Args[I]->getType()).IsCell))
        return;
    }
    // Integers that are counted are read nowhere.
    if (const Expr *Range = baseExpr(Term, C.ObjectExpr, C.Args, ArgShift);
        K == AccessKind::Read && Range && &Term != Base &&
        countsIntegers(Range->getType()))
      return;
    if (auto Bytes = bytesOf(C, Term)) {
      for (PlaceId P : *Bytes)
        access(K, P, QualType(), RangeOf(Term));
      return;
    }
    PlaceId P = modelPlace(C, Term);
    AccessNature N = AccessNature::Plain;
    PlaceKind Last = T.place(P).Kind;
    QualType BaseType = modelType(C, *Base);
    const TypeFacts *Facts = BaseType.isNull() ? nullptr : &U.facts(BaseType);
    bool Whole = &Term == Base;
    if (Base->K == ModelTerm::Kind::State)
      N = AccessNature::NonReentrant;
    else if (Last == PlaceKind::Structure ||
             (Whole && Facts && Facts->is(TypeModel::Kind::Container)))
      N = AccessNature::Container;
    else if (!Whole && Facts && Facts->Model && Facts->Model->PackedBits)
      N = AccessNature::PackedBit;
    else if (Facts && Facts->is(TypeModel::Kind::ThreadBound))
      N = AccessNature::ThreadBound;
    const bool Pointed = Term.K == ModelTerm::Kind::Pointee &&
                         &Term.Operands[0] == Base && !BaseType.isNull() &&
                         BaseType->isPointerType();
    QualType Type;
    if (Whole && Facts && Facts->IsCell)
      Type = BaseType;
    else if (Pointed && U.facts(BaseType->getPointeeType()).IsCell)
      Type = BaseType->getPointeeType();
    access(K, P, Type, RangeOf(Term), N);
    if (!isWrite(K) || ModelStores || isLoopVariable(P))
      return;
    // The model says that it is written, not with what.
    if (Whole && Facts && Facts->IsCell && Base->K != ModelTerm::Kind::State)
      forget(P, BaseType, C.Range.getBegin());
    else if (Pointed)
      forget(P, BaseType->getPointeeType(), C.Range.getBegin());
  };
  auto Lock = [&](LockOp Op) {
    // std::lock and the like may lock a user's type as they wish.
    if (const ModelTerm &Locked = E.Operands[0];
        Locked.K == ModelTerm::Kind::Arg &&
        U.modelName(C.Callee).starts_with("std::") &&
        isUserLock(modelType(C, Locked))) {
      giveUp("`" + U.modelName(C.Callee).str() + "` over a user's lock",
             C.Range.getBegin());
      return;
    }
    LockEvent L;
    L.Op = Op;
    L.Mode = E.Shared ? LockMode::Shared : LockMode::Exclusive;
    const ModelTerm &First = E.Operands[0];
    L.Spelling = U.spelling(RangeOf(First));
    L.Pos = U.pos(C.Range.getBegin());
    if (Op == LockOp::ReleaseGuard || Op == LockOp::MoveGuard) {
      L.Guard = modelPlace(C, First);
      if (Op == LockOp::MoveGuard)
        L.From = modelPlace(C, E.Operands[1]);
    } else {
      L.Mutex = modelPlace(C, First);
      if (E.Operands.size() > 1)
        L.Guard = modelPlace(C, E.Operands[1]);
    }
    if (Op == LockOp::TryAcquire && C.E) {
      Tests.insert_or_assign(C.E->IgnoreParenImpCasts(), L);
      if (E.IfZero)
        ZeroSucceeds.insert(C.E->IgnoreParenImpCasts());
      if (L.Guard == None && !Uses.isDiscarded(FD->getBody(), C.E))
        L.From = L.Mutex;
    }
    Events->push_back(L);
    L.From = None;
    // Who gets a permit may have waited for who gave it.
    if (Op != LockOp::TryAcquire)
      return;
    if (const PlaceNode N = T.place(L.Mutex);
        N.Kind == PlaceKind::Field && N.Arg == U.str("permit")) {
      L.Op = LockOp::MayWait;
      L.Mutex = N.Parent;
      Events->push_back(L);
    }
  };
  auto Handover = [&](LockOp Op) {
    LockEvent L;
    L.Op = Op;
    L.Mutex = modelPlace(C, E.Operands[0]);
    L.Spelling = U.spelling(RangeOf(E.Operands[0]));
    L.Pos = U.pos(C.Range.getBegin());
    if (Op == LockOp::TryWait && C.E)
      Tests.insert_or_assign(C.E->IgnoreParenImpCasts(), L);
    Events->push_back(L);
    if (Op == LockOp::TryWait && C.E &&
        Uses.mayBeTestedElsewhere(FD->getBody(), C.E)) {
      L.Op = LockOp::MayWait;
      Events->push_back(L);
    }
  };
  std::uint32_t Called = None;
  auto Invoke = [&](std::size_t First) {
    const ModelTerm &What = E.Operands[First];
    std::vector<Passed> Args;
    for (std::size_t I = First + 1; I < E.Operands.size(); ++I) {
      if (E.Operands[I].K != ModelTerm::Kind::Rest) {
        Args.push_back(modelArgument(C, E.Operands[I]));
        continue;
      }
      for (std::size_t A = E.Operands[I].Value; A < C.Args.size(); ++A) {
        bool Object =
            C.Args[A]->isGLValue() || !U.facts(C.Args[A]->getType()).IsCell;
        Args.push_back(
            {Object ? T.addr(placeOf(C.Args[A])) : valueOf(C.Args[A]), Object,
             C.Args[A]->getType().getNonReferenceType()});
      }
    }
    llvm::SmallVector<CallableTarget, 2> Targets =
        targets(C, What, Args.size());
    chooseOverloads(Targets, Args);
    const std::uint32_t Before = NextResult;
    for (CallableTarget &Target : Targets) {
      invoke(Target, Args, U.spelling(RangeOf(What)), C.Range);
      if (auto *Made =
              Events->empty() ? nullptr : std::get_if<Call>(&Events->back()))
        Made->Repeated = E.K == Kind::Call || E.K == Kind::Until;
      // What does not wait for its tasks may leave this for later as well.
      if (CurrentParallel != None && !F.Parallels[CurrentParallel].Blocking)
        if (auto *Made = std::get_if<Call>(&Events->back()))
          Made->Perhaps = true;
    }
    if (Targets.size() == 1 && NextResult == Before + 1)
      Called = Before;
  };

  switch (E.K) {
  case Kind::Read:
    Touch(AccessKind::Read, E.Operands[0]);
    return;
  case Kind::Write:
    // What is not there does not go when another is put in its place.
    if (const auto *M = dyn_cast<CXXMethodDecl>(C.Callee);
        M && E.Operands[0].K == ModelTerm::Kind::This && C.Object != None &&
        (M->getOverloadedOperator() == OO_Equal ||
         (M->getIdentifier() &&
          (M->getName() == "reset" || M->getName() == "emplace"))) &&
        U.facts(C.ObjectType).Model) {
      // Who looks into an optional has seen there that something is in it.
      const TypeModel &Model = *U.facts(C.ObjectType).Model;
      const bool Optional = Model.Name == "std::optional";
      if ((Model.UniqueOwner || Optional) && isKnownNull(C)) {
        access(AccessKind::Write,
               T.field(C.Object,
                       U.fieldName(C.ObjectType, Optional ? "engaged" : "ptr")),
               QualType(), objectRange(C));
        return;
      }
    }
    Touch(AccessKind::Write, E.Operands[0]);
    return;
  case Kind::End:
    if (!isKnownNull(C))
      end(C, E.Operands[0], RangeOf(E.Operands[0]));
    return;
  case Kind::AtomicRead:
    Touch(AccessKind::AtomicRead, E.Operands[0]);
    return;
  case Kind::Signal:
  case Kind::Clear:
  case Kind::AtomicWrite: {
    std::size_t Before = Events->size();
    Touch(AccessKind::AtomicWrite, E.Operands[0]);
    // What returns a value has read the old one in the same step; a plain store
    // or assignment may lose what came between.
    const auto *M = dyn_cast<CXXMethodDecl>(C.Callee);
    bool Stores = C.Callee->getReturnType()->isVoidType() ||
                  (M && M->getOverloadedOperator() == OO_Equal);
    if (Stores && Events->size() > Before)
      if (auto *A = std::get_if<Access>(&Events->back()))
        for (const Expr *Arg : C.Args) {
          // Where the atomic is, not what is stored there.
          if (Arg == baseExpr(E.Operands[0], C.ObjectExpr, C.Args, ArgShift))
            continue;
          collectSources(Arg, A->Sources);
          collectNumbers(Arg, A->Sources);
        }
    if (E.K != Kind::AtomicWrite && Events->size() > Before)
      if (auto *A = std::get_if<Access>(&Events->back()))
        A->Nature =
            E.K == Kind::Signal ? AccessNature::Signal : AccessNature::Clear;
    if (E.K == Kind::Signal)
      Handover(LockOp::Signal);
    if (E.K == Kind::Signal && mayComplete(C))
      giveUp("the completion function of a barrier that is not waited at",
             C.Range.getBegin());
    if (std::int64_t Step = atomicStep(C); Step != 0 && Events->size() > Before)
      if (auto *A = std::get_if<Access>(&(*Events)[Before])) {
        A->Step = Step;
        // A narrow counter soon begins again.
        QualType Type = C.E ? C.E->getType() : QualType();
        if (!Type.isNull() && U.facts(Type).IsInteger &&
            U.Ctx.getIntWidth(Type) >= 32) {
          IntId Old = T.ticket(A->Place, Step);
          OverloadedOperatorKind Op = C.Callee->getOverloadedOperator();
          bool IsOld = !isCompoundAssignmentOperator(Op) &&
                       (Op == OO_None || C.Callee->getNumParams() > 0);
          remember(C.E,
                   T.integerValue(IsOld ? Old : T.add(Old, T.constant(Step))));
          HasReturn = true;
        }
      }
    // Who reads the old value may go on as the only one who saw it.
    if (!Stores && C.E) {
      LockEvent L;
      L.Op = LockOp::MayWait;
      L.Mutex = modelPlace(C, E.Operands[0]);
      L.Pos = U.pos(C.Range.getBegin());
      Tests.insert_or_assign(C.E->IgnoreParenImpCasts(), L);
      if (Uses.mayBeTestedElsewhere(FD->getBody(), C.E))
        Events->push_back(L);
    }
    return;
  }
  case Kind::Wait:
    Handover(LockOp::Wait);
    return;
  case Kind::WaitIfTrue:
    Handover(LockOp::TryWait);
    return;
  case Kind::Phase: {
    const PlaceId All = modelPlace(C, E.Operands[0]);
    const SourcePos Here = U.pos(C.Range.getBegin());
    meet(C, All, "", U.spelling(RangeOf(E.Operands[0])));
    if (mayComplete(C) && complete(C, All))
      meet(C, All, " done", U.spelling(RangeOf(E.Operands[0])));

    // One of those who meet is told that it is the one.
    if (C.E && !C.E->getType()->isVoidType() &&
        !Uses.isDiscarded(FD->getBody(), C.E)) {
      LockEvent L;
      L.Op = LockOp::MayWait;
      L.Mutex = T.field(All, U.str("chosen"));
      L.Pos = Here;
      Events->push_back(L);
    }
    return;
  }
  case Kind::Take: {
    const Expr *Base = baseExpr(E.Operands[0], C.ObjectExpr, C.Args, ArgShift);
    // What is handed to a task of an array is a pointer to it ([conv.array]),
    // also by way of a container that makes the thread.
    const bool Starts =
        CurrentParallel != None && !F.Parallels[CurrentParallel].Blocking;
    if (E.Operands[0].K == ModelTerm::Kind::Arg && Base &&
        Base->getType()->isArrayType() &&
        (Starts || holdsHandles(U, C.ObjectType)))
      return;
    if (bindsInMaker(C, Base))
      return;
    Touch(AccessKind::Read, E.Operands[0]);
    // What moves by copying stays as it is.
    if (Base && Base->isXValue() && !Base->getType().isConstQualified() &&
        !U.facts(Base->getType()).IsCell)
      Touch(AccessKind::Write, E.Operands[0]);
    return;
  }
  case Kind::Store: {
    PlaceId To = modelPlace(C, E.Operands[0]);
    // Nobody asks for the cell of a parameter that a loop counts with, but for
    // the first value.
    if (T.place(To).Kind == PlaceKind::Param && isLoopVariable(To))
      return;
    ValueId V = modelValue(C, E.Operands[1]);
    QualType Wrapper = modelType(C, E.Operands[0]);
    const Expr *Wrapped =
        baseExpr(E.Operands[1], C.ObjectExpr, C.Args, ArgShift);
    const bool Wraps = Wrapped && !Wrapper.isNull() &&
                       U.facts(Wrapper).is(TypeModel::Kind::Callable);
    if (Wraps && isCallable(Wrapped->getType()) &&
        (!Wrapped->getType()->isRecordType() ||
         (U.facts(Wrapped->getType()).is(TypeModel::Kind::Callable) &&
          !U.Ctx.hasSameUnqualifiedType(Wrapped->getType(), Wrapper))))
      V = wrappedPointer(C, V, Wrapper, Wrapped);
    store(To, V, C.Range.getBegin());
    // A range of integers has no memory: what was made is this value.
    if (T.value(V).Kind == ValueKind::Range &&
        E.Operands[0].K == ModelTerm::Kind::This &&
        isa_and_nonnull<CXXConstructExpr>(C.E))
      remember(C.E, V);
    // A wrapper takes over the object; which function that runs is known here
    // and not later, when the type is gone.
    if (Wraps && Wrapped->getType()->isRecordType() &&
        !U.facts(Wrapped->getType()).is(TypeModel::Kind::Callable))
      for (const CallableTarget &Target : callables(Wrapped, -1))
        if (Target.Callee) {
          const ValueId Runs = wrappedValue(C, Target, Wrapper, Wrapped);
          store(To,
                Runs != None ? Runs
                             : T.addr(placeOfVariable(Target.Callee, Wrapped)),
                C.Range.getBegin());
        }
    return;
  }
  case Kind::Require: // Requirements has seen to it.
  case Kind::EndThread:
    return;
  case Kind::AtExit:
    for (const CallableTarget &Target : targets(C, E.Operands[0], 0))
      if (const ValueNode Of = T.value(Target.Object);
          Of.Kind == ValueKind::Addr &&
          T.place(Of.A).Kind == PlaceKind::Function)
        U.ExitHandlers.insert(StringId(T.place(Of.A).Arg));
    return;
  case Kind::Keep:
    keep(C, E);
    return;
  case Kind::Construct:
    construct(C, E);
    return;
  case Kind::Acquire:
    Lock(LockOp::Acquire);
    return;
  case Kind::TryAcquire:
    Lock(LockOp::TryAcquire);
    return;
  case Kind::Release:
    Lock(LockOp::Release);
    return;
  case Kind::ReleaseGuard:
    Lock(LockOp::ReleaseGuard);
    return;
  case Kind::MoveGuard:
    Lock(LockOp::MoveGuard);
    return;
  case Kind::Call:
    Invoke(0);
    return;
  case Kind::Until:
    Invoke(0);
    if (Called != None)
      assumeTrue(Called);
    return;
  case Kind::Answer:
    Invoke(0);
    if (Called != None && C.E) {
      HasReturn = true;
      remember(C.E, T.load(T.root(PlaceKind::Result, Called)));
    }
    return;
  case Kind::Once: {
    LockEvent L;
    L.Mutex = modelPlace(C, E.Operands[0]);
    L.Spelling = U.spelling(RangeOf(E.Operands[0]));
    L.Pos = U.pos(C.Range.getBegin());
    Events->push_back(L);
    Invoke(1);
    L.Op = LockOp::Release;
    Events->push_back(L);
    L.Op = LockOp::Acquire;
    L.Mode = LockMode::After;
    Events->push_back(L);
    return;
  }
  case Kind::JoinIfFalse: {
    Join Test{modelPlace(C, E.Operands[0]), true, U.pos(C.Range.getBegin())};
    if (C.E)
      Tests.insert_or_assign(C.E->IgnoreParenImpCasts(), Test);
    if (C.E && E.IfZero)
      ZeroSucceeds.insert(C.E->IgnoreParenImpCasts());
    if (!E.IfZero)
      Events->push_back(Test);
    return;
  }
  case Kind::Join:
    // Guards that go let go of what they hold: those of a container all
    // together, since nobody knows which of them held what.
    if (QualType Type = modelType(C, E.Operands[0]);
        !Type.isNull() && U.facts(Type).is(TypeModel::Kind::Guard)) {
      PlaceId Guards = modelPlace(C, E.Operands[0]);
      if (T.place(Guards).Kind == PlaceKind::Index)
        Guards = T.elements(T.place(Guards).Parent);
      LockEvent L;
      L.Op = LockOp::ReleaseGuard;
      L.Guard = Guards;
      L.Spelling = U.spelling(RangeOf(E.Operands[0]));
      L.Pos = U.pos(C.Range.getBegin());
      Events->push_back(L);
      return;
    }
    // The elements of a container that are no handles are nobody to wait for,
    // and those that do not wait when they go must be over by then.
    if (QualType Type = modelType(C, E.Operands[0]);
        (E.Operands[0].K == ModelTerm::Kind::Elements ||
         E.Operands[0].K == ModelTerm::Kind::Index) &&
        !Type.isNull() &&
        (!U.facts(Type).is(TypeModel::Kind::Handle) ||
         (!isa<CXXDestructorDecl>(C.Callee) && !joinsWhenDestroyed(Type))))
      return;
    if (E.Operands[0].K == ModelTerm::Kind::Index) {
      Events->push_back(
          Join{T.pointee(unknown("which elements of `" +
                                 U.Out.string(U.spelling(objectRange(C))) +
                                 "` are gone"),
                         0),
               false, U.pos(C.Range.getBegin())});
      return;
    }
    Events->push_back(
        Join{modelPlace(C, E.Operands[0]), false, U.pos(C.Range.getBegin())});
    return;
  case Kind::Return: {
    if (!C.E)
      return;
    HasReturn = true;
    // Const access to packed bits gives their values, not references to them.
    if (E.Operands[0].K == ModelTerm::Kind::AddressOf && C.E->isPRValue() &&
        C.E->getType()->isArithmeticType()) {
      const ModelTerm &Element = E.Operands[0].Operands[0];
      Touch(AccessKind::Read, Element);
      remember(C.E, T.load(modelPlace(C, Element)));
      return;
    }
    ValueId V = modelValue(C, E.Operands[0]);
    if (C.E->isGLValue() || U.facts(C.E->getType()).IsCell ||
        T.value(V).Kind == ValueKind::Range)
      remember(C.E, V);
    else if (!isa<CXXConstructExpr>(C.E))
      store(objectOf(C.E),
            T.value(V).Kind == ValueKind::Addr ? T.load(T.value(V).A) : V,
            C.Range.getBegin());
    return;
  }
  case Kind::State: {
    Access A;
    A.Kind = AccessKind::Write;
    A.Nature = AccessNature::NonReentrant;
    A.Place = T.root(PlaceKind::Global, U.hiddenState(E.Text));
    A.Spelling = U.spelling(C.Range);
    A.Pos = U.pos(C.Range.getBegin());
    Events->push_back(A);
    return;
  }
  case Kind::Unknown:
    giveUp(E.Text, C.Range.getBegin());
    return;
  }
}

} // namespace aether::analysis
