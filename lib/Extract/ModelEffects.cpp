//===- ModelEffects.cpp - The effects that models state -------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What one effect of a model does at a call: the events it stands for. Those on
// locks and on what is waited for are in ModelLocks.cpp.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include "aether-analysis/AtExit.h"

using namespace clang;

namespace aether::analysis {

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

/// May an object of \p Type have a part that is a handle of tasks?
static bool hasHandles(Unit &U, QualType Type, unsigned Depth = 4) {
  if (Type.isNull() || Depth == 0)
    return false;
  Type = Type.getNonReferenceType();
  if (U.facts(Type).is(TypeModel::Kind::Handle))
    return true;
  const CXXRecordDecl *RD = Type->getAsCXXRecordDecl();
  if (const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(RD);
      Spec && !U.inUserCode(Spec))
    return llvm::any_of(Spec->getTemplateArgs().asArray(),
                        [&](const TemplateArgument &A) {
                          return A.getKind() == TemplateArgument::Type &&
                                 hasHandles(U, A.getAsType(), Depth - 1);
                        });
  return RD && RD->hasDefinition() && U.inUserCode(RD) &&
         llvm::any_of(RD->fields(), [&](const FieldDecl *FD) {
           return hasHandles(U, FD->getType(), Depth - 1);
         });
}

/// The container that \p Term names gives its handles to another. Not so if it
/// is only copied, which does not write it.
void FunctionExtractor::giveHandles(const CallSite &C, const ModelTerm &Term,
                                    ValueId V) {
  if (V == None || T.value(V).Kind != ValueKind::Load)
    return;
  const Expr *Base = baseExpr(Term, C.ObjectExpr, C.Args, ArgShift);
  const QualType Type = Base ? Base->getType() : C.ObjectType;
  if (Type.isNull() || !U.facts(Type).is(TypeModel::Kind::Container))
    return;
  PlaceId From = T.value(V).A;
  if (T.place(From).Kind == PlaceKind::Elements)
    From = T.place(From).Parent;
  constexpr std::size_t Most = 8;
  for (std::size_t I = Events->size(); I-- != 0 && Events->size() - I <= Most;)
    if (auto *A = std::get_if<Access>(&(*Events)[I]);
        A && A->Kind == AccessKind::Write && A->Place == From &&
        A->Nature == AccessNature::Container && hasHandles(U, Type))
      A->Nature = AccessNature::Plain;
}

SourceRange FunctionExtractor::termRange(const CallSite &C,
                                         const ModelTerm &Term) {
  const Expr *Base = baseExpr(Term, C.ObjectExpr, C.Args, ArgShift);
  if (!Base)
    return objectRange(C);
  // A range-based for loop works on what the user wrote behind the colon.
  if (const auto *Ref = dyn_cast<DeclRefExpr>(Base->IgnoreParenImpCasts()))
    if (const auto *VD = dyn_cast<VarDecl>(Ref->getDecl());
        VD && VD->isImplicit() && VD->getInit())
      return VD->getInit()->getSourceRange();
  return Base->getSourceRange();
}

void FunctionExtractor::touch(CallSite &C, AccessKind K,
                              const ModelTerm &Term) {
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
      access(K, P, QualType(), termRange(C, Term));
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
  // `p->f()`: an object of a class, and no number.
  else if (Whole && Base->K == ModelTerm::Kind::This && C.ObjectExpr &&
           C.ObjectExpr->getType()->isPointerType())
    Type = C.ObjectExpr->getType();
  access(K, P, Type, termRange(C, Term), N);
  if (!isWrite(K) || ModelStores || isLoopVariable(P))
    return;
  // The model says that it is written, not with what.
  if (Whole && Facts && Facts->IsCell && Base->K != ModelTerm::Kind::State)
    forget(P, BaseType, C.Range.getBegin());
  else if (Pointed)
    forget(P, BaseType->getPointeeType(), C.Range.getBegin());
}

void FunctionExtractor::writeEffect(CallSite &C, const ModelTerm &Term) {
  // What is not there does not go when another is put in its place.
  if (const auto *M = dyn_cast<CXXMethodDecl>(C.Callee);
      M && Term.K == ModelTerm::Kind::This && C.Object != None &&
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
  touch(C, AccessKind::Write, Term);
}

bool FunctionExtractor::atomicWrite(CallSite &C, const ModelEffect &E) {
  using Kind = ModelEffect::Kind;
  bool HasReturn = false;
  std::size_t Before = Events->size();
  touch(C, AccessKind::AtomicWrite, E.Operands[0]);
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
    handover(C, E.Operands[0], LockOp::Signal);
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
  return HasReturn;
}

void FunctionExtractor::takeEffect(CallSite &C, const ModelTerm &Term) {
  const Expr *Base = baseExpr(Term, C.ObjectExpr, C.Args, ArgShift);
  // What is handed to a task of an array is a pointer to it ([conv.array]),
  // also by way of a container that makes the thread.
  const bool Starts =
      CurrentParallel != None && !F.Parallels[CurrentParallel].Blocking;
  if (Term.K == ModelTerm::Kind::Arg && Base &&
      Base->getType()->isArrayType() &&
      (Starts || holdsHandles(U, C.ObjectType)))
    return;
  if (bindsInMaker(C, Base))
    return;
  touch(C, AccessKind::Read, Term);
  // What moves by copying stays as it is.
  if (Base && Base->isXValue() && !Base->getType().isConstQualified() &&
      !U.facts(Base->getType()).IsCell)
    touch(C, AccessKind::Write, Term);
}

void FunctionExtractor::storeEffect(CallSite &C, const ModelEffect &E) {
  PlaceId To = modelPlace(C, E.Operands[0]);
  // Nobody asks for the cell of a parameter that a loop counts with, but for
  // the first value.
  if (T.place(To).Kind == PlaceKind::Param && isLoopVariable(To))
    return;
  ValueId V = modelValue(C, E.Operands[1]);
  giveHandles(C, E.Operands[1], V);
  QualType Wrapper = modelType(C, E.Operands[0]);
  const Expr *Wrapped = baseExpr(E.Operands[1], C.ObjectExpr, C.Args, ArgShift);
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
}

void FunctionExtractor::returnEffect(CallSite &C, const ModelTerm &Term) {
  if (Term.K == ModelTerm::Kind::Random && !U.facts(C.E->getType()).IsInteger)
    return;
  // Const access to packed bits gives their values, not references to them.
  if (Term.K == ModelTerm::Kind::AddressOf && C.E->isPRValue() &&
      C.E->getType()->isArithmeticType()) {
    const ModelTerm &Element = Term.Operands[0];
    touch(C, AccessKind::Read, Element);
    remember(C.E, T.load(modelPlace(C, Element)));
    return;
  }
  ValueId V = modelValue(C, Term);
  giveHandles(C, Term, V);
  if (C.E->isGLValue() || U.facts(C.E->getType()).IsCell ||
      T.value(V).Kind == ValueKind::Range)
    remember(C.E, V);
  else if (!isa<CXXConstructExpr>(C.E))
    store(objectOf(C.E),
          T.value(V).Kind == ValueKind::Addr ? T.load(T.value(V).A) : V,
          C.Range.getBegin());
}

/// One effect of a model; true if it said what the call returns.
bool FunctionExtractor::effect(CallSite &C, const ModelEffect &E) {
  using Kind = ModelEffect::Kind;
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
      bool HasReturn = false;
      for (std::size_t I = Base->Value; I < C.Args.size(); ++I) {
        Inner->Value = I;
        HasReturn |= effect(C, Each);
      }
      return HasReturn;
    }
  }
  const ModelTerm *Term = E.Operands.empty() ? nullptr : &E.Operands[0];
  switch (E.K) {
  case Kind::Read:
    touch(C, AccessKind::Read, *Term);
    return false;
  case Kind::Write:
    writeEffect(C, *Term);
    return false;
  case Kind::End:
    if (!isKnownNull(C))
      end(C, *Term, termRange(C, *Term));
    return false;
  case Kind::AtomicRead:
    touch(C, AccessKind::AtomicRead, *Term);
    return false;
  case Kind::Signal:
  case Kind::Clear:
  case Kind::AtomicWrite:
    return atomicWrite(C, E);
  case Kind::Wait:
    handover(C, *Term, LockOp::Wait);
    return false;
  case Kind::WaitIfTrue:
    handover(C, *Term, LockOp::TryWait);
    return false;
  case Kind::Use:
    handover(C, *Term, LockOp::Use);
    return false;
  case Kind::Phase:
    phaseEffect(C, *Term);
    return false;
  case Kind::Take:
    takeEffect(C, *Term);
    return false;
  case Kind::Store:
    storeEffect(C, E);
    return false;
  case Kind::Require: // Requirements has seen to the rest.
    if (llvm::is_contained({"exit", "std::exit"}, U.modelName(C.Callee))) {
      aether::analysis::Call Ev;
      Ev.Result = NextResult++;
      Ev.Pos = U.pos(C.Range.getBegin());
      Ev.Spelling = calleeSpelling(C);
      Ev.Callee = U.str(ProgramExit);
      Events->push_back(std::move(Ev));
    }
    return false;
  case Kind::EndThread:
    return false;
  case Kind::AtExit:
    for (const CallableTarget &Target : targets(C, *Term, 0))
      if (const ValueNode Of = T.value(Target.Object);
          Of.Kind == ValueKind::Addr &&
          T.place(Of.A).Kind == PlaceKind::Function)
        U.ExitHandlers.insert(StringId(T.place(Of.A).Arg));
    return false;
  case Kind::Keep:
    keep(C, E);
    return false;
  case Kind::Construct:
    construct(C, E);
    return false;
  case Kind::Acquire:
    lockEffect(C, E, LockOp::Acquire);
    return false;
  case Kind::TryAcquire:
    lockEffect(C, E, LockOp::TryAcquire);
    return false;
  case Kind::Release:
    lockEffect(C, E, LockOp::Release);
    return false;
  case Kind::ReleaseGuard:
    lockEffect(C, E, LockOp::ReleaseGuard);
    return false;
  case Kind::MoveGuard:
    lockEffect(C, E, LockOp::MoveGuard);
    return false;
  case Kind::Call:
    callOperand(C, E, 0);
    return false;
  case Kind::Until:
    if (std::optional<std::uint32_t> Result = callOperand(C, E, 0))
      assumeTrue(*Result);
    return false;
  case Kind::Answer: {
    std::optional<std::uint32_t> Result = callOperand(C, E, 0);
    if (!Result || !C.E)
      return false;
    remember(C.E, T.load(T.root(PlaceKind::Result, *Result)));
    return true;
  }
  case Kind::Once:
    onceEffect(C, E);
    return false;
  case Kind::JoinIfFalse:
    joinIfFalse(C, E);
    return false;
  case Kind::Join:
    joinEffect(C, *Term);
    return false;
  case Kind::Return:
    if (C.E)
      returnEffect(C, *Term);
    return C.E;
  case Kind::State: {
    Access A;
    A.Kind = AccessKind::Write;
    A.Nature = AccessNature::NonReentrant;
    A.Place = T.root(PlaceKind::Global, U.hiddenState(E.Text));
    A.Spelling = U.spelling(C.Range);
    A.Pos = U.pos(C.Range.getBegin());
    Events->push_back(A);
    return false;
  }
  case Kind::Unknown:
    giveUp(E.Text, C.Range.getBegin());
    return false;
  }
  llvm_unreachable("unknown effect");
}

} // namespace aether::analysis
