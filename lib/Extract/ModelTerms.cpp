//===- ModelTerms.cpp - What the terms of a model stand for ---------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Places, values and integers of a modelled call, in terms of its arguments.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include "aether-analysis/RandomNumber.h"

#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace aether::analysis {

/// Is \p C a draw by a distribution whose limits are no constants, but perhaps
/// each thread's own?
static bool drawsWithinOwn(const CallSite &C, const ASTContext &Ctx) {
  if (C.Args.empty() || !C.ObjectExpr)
    return false;
  const auto *Ref = dyn_cast<DeclRefExpr>(C.ObjectExpr->IgnoreParenImpCasts());
  const auto *VD = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  const auto *Made =
      VD && VD->getInit()
          ? dyn_cast<CXXConstructExpr>(VD->getInit()->IgnoreImplicit())
          : nullptr;
  return !Made || llvm::any_of(Made->arguments(), [&](const Expr *Limit) {
    return Limit->isValueDependent() || !Limit->isEvaluatable(Ctx);
  });
}

/// The expression that the term \p Term starts from.
const clang::Expr *
FunctionExtractor::baseExpr(const ModelTerm &Term, const Expr *Object,
                            llvm::ArrayRef<const Expr *> Args, unsigned Shift) {
  const ModelTerm *Base = &Term;
  while (!Base->Operands.empty())
    Base = &Base->Operands.front();
  if (Base->K == ModelTerm::Kind::This)
    return Object;
  if (Base->K == ModelTerm::Kind::Arg || Base->K == ModelTerm::Kind::Rest) {
    std::size_t I = Base->Value + (Base->K == ModelTerm::Kind::Arg ? Shift : 0);
    return I < Args.size() ? Args[I] : nullptr;
  }
  return nullptr;
}

/// Is \p Term an iterator that goes from the last element to the first, or what
/// it leads to? (The model of such a class says where its members go itself.)
bool FunctionExtractor::isBackwards(CallSite &C, const ModelTerm &Term) {
  const ModelTerm *Base = &Term;
  while (!Base->Operands.empty())
    Base = &Base->Operands.front();
  const std::size_t I = Base->Value + ArgShift;
  return Base->K == ModelTerm::Kind::Arg && I < C.Args.size() &&
         isBackwards(C.Args[I]->getType());
}

/// The argument whose elements \p Term is, if that is a range of the user: what
/// it shows may be in another object.
static const Expr *rangeOfUsers(Unit &U, const ModelTerm &Term,
                                llvm::ArrayRef<const Expr *> Args,
                                unsigned Shift) {
  using Kind = ModelTerm::Kind;
  if ((Term.K != Kind::Elements && Term.K != Kind::Some &&
       Term.K != Kind::Index) ||
      Term.Operands[0].K != Kind::Arg)
    return nullptr;
  const std::size_t I = Term.Operands[0].Value + Shift;
  if (I >= Args.size())
    return nullptr;
  const QualType Type = Args[I]->getType().getNonReferenceType();
  const auto *RD = Type->getAsCXXRecordDecl();
  return RD && U.inUserCode(RD) && !U.facts(Type).Model ? Args[I] : nullptr;
}

PlaceId FunctionExtractor::modelPlace(CallSite &C, const ModelTerm &Term) {
  using Kind = ModelTerm::Kind;
  if (const Expr *Range = rangeOfUsers(U, Term, C.Args, ArgShift))
    return T.pointee(unknown("what the range `" + text(Range) +
                             "` of a class without a model shows"),
                     0);
  switch (Term.K) {
  case Kind::This:
    return C.Object != None ? C.Object : T.root(PlaceKind::Alloc, NextAlloc++);
  case Kind::Arg: {
    std::size_t I = Term.Value + ArgShift;
    if (I >= C.Args.size())
      return T.root(PlaceKind::Alloc, NextAlloc++);
    const Expr *Arg = C.Args[I];
    if (Arg->getType()->isPointerType() && Arg->isPRValue() &&
        isa<ImplicitCastExpr>(Arg) &&
        cast<ImplicitCastExpr>(Arg)->getCastKind() == CK_ArrayToPointerDecay)
      return placeOf(cast<ImplicitCastExpr>(Arg)->getSubExpr());
    if (Arg->isGLValue())
      return placeOf(Arg);
    if (!U.facts(Arg->getType()).IsCell)
      return objectOf(Arg);
    // What was read from a variable is still there.
    if (const auto *Cast = dyn_cast<ImplicitCastExpr>(Arg->IgnoreParens());
        Cast && Cast->getCastKind() == CK_LValueToRValue)
      return placeOf(Cast->getSubExpr());
    // A value: a cell of its own.
    PlaceId Temp = local("", Arg->getType(), Arg->getBeginLoc());
    store(Temp, valueOf(Arg), Arg->getBeginLoc());
    return Temp;
  }
  case Kind::Result:
    return C.E && !U.facts(C.E->getType()).IsCell && C.E->isPRValue()
               ? objectOf(C.E)
               : T.root(PlaceKind::Alloc, NextAlloc++);
  case Kind::State:
    return T.root(PlaceKind::Global, U.hiddenState(Term.Name));
  case Kind::Pointee:
    if (leadsNowhere(C, Term.Operands[0]))
      return T.root(PlaceKind::Alloc, NextAlloc++);
    if (const Expr *Unread = iteratorOfUsers(Term.Operands[0], C.Args))
      return T.pointee(unknown("what the iterator `" + text(Unread) +
                               "` of a class without a model leads to"),
                       0);
    return pointee(modelValue(C, Term.Operands[0]),
                   "what `" +
                       (C.Callee ? U.modelName(C.Callee).str() : "a call") +
                       "` works on");
  case Kind::Structure:
    return T.structure(modelPlace(C, Term.Operands[0]));
  case Kind::Elements:
    // get<N> of an array
    if (std::optional<unsigned> N = templateNumber(C);
        N && Term.Operands[0].K == Kind::Arg && C.Callee->getIdentifier() &&
        C.Callee->getName() == "get")
      return T.index(modelPlace(C, Term.Operands[0]), T.constant(*N));
    if (PlaceId First = firstOfView(C, Term.Operands[0]); First != None) {
      const IntId Size =
          T.cell(T.field(modelPlace(C, Term.Operands[0]), U.str("size")));
      return keepsAddress(First) && keepsValue(Size)
                 ? countedSpan(First, Size, nullptr, QualType())
                 : wholeRange(First);
    }
    return T.elements(modelPlace(C, Term.Operands[0]));
  case Kind::Some: {
    if (PlaceId First = firstOfView(C, Term.Operands[0]); First != None)
      return someElement(C, wholeRange(First));
    if (Term.Operands[0].K != Kind::Span)
      return someElement(C, modelPlace(C, Term.Operands[0]));
    if (leadsNowhere(C, Term.Operands[0].Operands[0]))
      return T.root(PlaceKind::Alloc, NextAlloc++);
    if (const PlaceId Found = foundIn(C, Term.Operands[0]); Found != None)
      return Found;
    // What a span has is one object if its iterators are no array's.
    PlaceId Of = wholeRange(spanEnd(C, Term.Operands[0].Operands[0]));
    if (T.place(Of).Kind != PlaceKind::Elements &&
        T.place(Of).Kind != PlaceKind::Offset)
      return Of;
    return someElement(C, Of);
  }
  case Kind::Found: {
    PlaceId Of = modelPlace(C, Term.Operands[0]);
    const ModelTerm &Key = Term.Operands[1];
    const Expr *Arg = baseExpr(Key, C.ObjectExpr, C.Args, ArgShift);
    if (Key.K == Kind::Arg && Arg && U.facts(Arg->getType()).IsInteger &&
        hasIntegralKeys(modelType(C, Term.Operands[0])))
      return T.index(Of, modelInt(C, Key));
    // All statements of the model mean the same one.
    for (const CallSite::FoundElement &Known : C.Found)
      if (Arg && Known.Container == Of && Known.Key == Arg)
        return Known.Element;
    const PlaceId Constant = foundByConstant(C, Of, Arg);
    const PlaceId Element = Constant != None ? Constant : someElement(C, Of);
    C.Found.push_back({Of, Arg, Element});
    return Element;
  }
  case Kind::Owner:
    return T.owner(modelPlace(C, Term.Operands[0]));
  case Kind::Index:
    if (PlaceId First = firstOfView(C, Term.Operands[0]); First != None)
      return T.offset(First, modelInt(C, Term.Operands[1], true));
    if (const Expr *At =
            baseExpr(Term.Operands[1], C.ObjectExpr, C.Args, ArgShift);
        At && Term.Operands[1].K == Kind::Arg &&
        U.facts(At->getType()).IsInteger)
      return noteValues(T.index(modelPlace(C, Term.Operands[0]),
                                modelInt(C, Term.Operands[1], true)),
                        At, modelType(C, Term.Operands[0]));
    return T.index(modelPlace(C, Term.Operands[0]),
                   modelInt(C, Term.Operands[1], true));
  case Kind::Offset: {
    PlaceId From = modelPlace(C, Term.Operands[0]);
    IntId By = modelInt(C, Term.Operands[1], true);
    if (isBackwards(C, Term.Operands[0]))
      By = T.sub(T.constant(0), By);
    if (const Expr *Base =
            baseExpr(Term.Operands[0], C.ObjectExpr, C.Args, ArgShift);
        Base && followsLinks(Base->getType()) &&
        T.place(From).Kind == PlaceKind::Index)
      return someElement(C, T.place(From).Parent);
    // The iterator of a list starts at some element; how far on from there is
    // still different for each step.
    if (T.place(From).Kind == PlaceKind::Elements)
      return T.index(T.place(From).Parent, By);
    return T.offset(From, By);
  }
  case Kind::Field:
    return T.field(modelPlace(C, Term.Operands[0]),
                   U.fieldName(modelType(C, Term.Operands[0]), Term.Name));
  case Kind::Span:
    if (leadsNowhere(C, Term.Operands[0]))
      return T.root(PlaceKind::Alloc, NextAlloc++);
    return spanOf(C, Term);
  case Kind::Fresh:
    return T.root(PlaceKind::Alloc, NextAlloc++);
  default:
    return T.pointee(
        unknown("a term of the model of `" + U.modelName(C.Callee).str() + "`"),
        0);
  }
}

PlaceId FunctionExtractor::someElement(CallSite &C, PlaceId Container) {
  // Which one is chosen once, here.
  PlaceId Which = local("", U.Ctx.IntTy, C.Range.getBegin());
  F.Locals.back().Name = U.str("the position that `" +
                               U.Out.string(calleeSpelling(C)) + "` finds");
  store(Which, T.integerValue(T.opaque(F.Locals.back().Name)),
        C.Range.getBegin());
  IntId At = T.cell(Which);
  const PlaceNode N = T.place(Container);
  if (N.Kind == PlaceKind::Elements)
    return T.index(N.Parent, At);
  if (N.Kind == PlaceKind::Offset)
    return T.offset(N.Parent, At);
  return T.index(Container, At);
}

/// The N of `get<N>`.
std::optional<unsigned> FunctionExtractor::templateNumber(const CallSite &C) {
  const TemplateArgumentList *Args =
      C.Callee ? C.Callee->getTemplateSpecializationArgs() : nullptr;
  if (!Args || Args->size() == 0 ||
      Args->get(0).getKind() != TemplateArgument::Integral)
    return std::nullopt;
  return Args->get(0).getAsIntegral().getLimitedValue(1 << 16);
}

/// The order or the equality of the keys must be that of the language.
bool FunctionExtractor::hasIntegralKeys(QualType Container) {
  const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Container.isNull() ? nullptr : Container->getAsCXXRecordDecl());
  if (!Spec || !U.facts(Container).is(TypeModel::Kind::Container) ||
      !U.facts(Container).Model->Associative)
    return false;
  llvm::ArrayRef<TemplateArgument> Args = Spec->getTemplateArgs().asArray();
  if (Args.empty() || Args[0].getKind() != TemplateArgument::Type ||
      !U.facts(Args[0].getAsType()).IsInteger)
    return false;
  bool Maps =
      Spec->hasMemberName(DeclarationName(&U.Ctx.Idents.get("mapped_type")));
  return llvm::all_of(
      Args.drop_front(Maps ? 2 : 1), [&](const TemplateArgument &A) {
        if (A.getKind() != TemplateArgument::Type)
          return true;
        const auto *RD = A.getAsType()->getAsCXXRecordDecl();
        return RD && !U.inUserCode(RD) && !U.isUserSpecialisation(RD) &&
               !isCallable(A.getAsType());
      });
}

bool FunctionExtractor::followsLinks(QualType Type) {
  const TypeFacts &Facts = U.facts(Type);
  return Facts.is(TypeModel::Kind::Iterator) &&
         U.Models.functions(Facts.Model->Name + "::operator+").empty() &&
         U.Models.functions(Facts.Model->Name + "::operator+=").empty();
}

/// The argument that \p Term names if it is an object of a class that no model
/// describes, whose operators may lead anywhere, or one that leads to integers,
/// which have no place.
const Expr *
FunctionExtractor::iteratorOfUsers(const ModelTerm &Term,
                                   llvm::ArrayRef<const Expr *> Args) {
  const std::size_t I = Term.Value + ArgShift;
  if (Term.K != ModelTerm::Kind::Arg || I >= Args.size() ||
      !Args[I]->getType().getNonReferenceType()->isRecordType() ||
      (U.facts(Args[I]->getType()).Model &&
       !U.facts(Args[I]->getType()).is(TypeModel::Kind::IntegerIterator)))
    return nullptr;
  return Args[I];
}

/// An argument that is no pointer, or a null one, has nothing behind it.
bool FunctionExtractor::leadsNowhere(CallSite &C, const ModelTerm &Term) {
  if (Term.K != ModelTerm::Kind::Arg)
    return false;
  std::size_t I = Term.Value + ArgShift;
  if (I >= C.Args.size())
    return true;
  const Expr *Arg = C.Args[I];
  const TypeFacts &Facts = U.facts(Arg->getType());
  if (Arg->getType()->isArrayType() || !Facts.IsCell)
    return false;
  if (!Facts.IsPointer)
    return true;
  return Arg->isNullPointerConstant(U.Ctx, Expr::NPC_ValueDependentIsNull) !=
         Expr::NPCK_NotNull;
}

ValueId FunctionExtractor::modelValue(CallSite &C, const ModelTerm &Term) {
  using Kind = ModelTerm::Kind;
  switch (Term.K) {
  case Kind::This:
    if (C.ObjectExpr && countsIntegers(C.ObjectType))
      if (ValueId V = valueOf(C.ObjectExpr);
          T.value(V).Kind == ValueKind::Range)
        return V;
    if (C.ObjectExpr && U.facts(C.ObjectType).IsPointer)
      return C.ObjectExpr->isGLValue() ||
                     U.facts(C.ObjectExpr->getType()).IsCell
                 ? valueOf(C.ObjectExpr)
                 : T.load(C.Object);
    return T.load(modelPlace(C, Term));
  case Kind::Arg: {
    std::size_t I = Term.Value + ArgShift;
    if (I >= C.Args.size())
      return unknown("a missing argument");
    const Expr *Arg = C.Args[I];
    if (Arg->getType()->isArrayType())
      return T.addr(T.index(placeOf(Arg), T.constant(0)));
    return valueOf(Arg);
  }
  case Kind::AddressOf: {
    const ModelTerm &Of = Term.Operands[0];
    if (ValueId V = integerAt(C, Of); V != None)
      return V;
    // An integer range has values instead of elements.
    if ((Of.K == Kind::Index || Of.K == Kind::Offset) &&
        Of.Operands[0].K == Kind::Arg) {
      std::size_t I = Of.Operands[0].Value + ArgShift;
      if (I < C.Args.size()) {
        const ValueNode V = T.value(valueOf(C.Args[I]));
        if (V.Kind == ValueKind::Range)
          return T.integerValue(T.add(V.A, modelInt(C, Of.Operands[1])));
        // What else is iterated over has elements only it knows of.
        const TypeFacts &Facts = U.facts(C.Args[I]->getType());
        if (!C.Args[I]->getType()->isArrayType() && !Facts.IsPointer &&
            !Facts.is(TypeModel::Kind::Container) &&
            !Facts.is(TypeModel::Kind::View) &&
            !Facts.is(TypeModel::Kind::BlockRange))
          return unknown("the elements of the range `" + text(C.Args[I]) + "`");
      }
    }
    return T.addr(modelPlace(C, Of));
  }
  case Kind::Joined:
    return joinedValue(C, Term.Operands[0]);
  case Kind::Fresh:
    return T.addr(T.root(PlaceKind::Alloc, NextAlloc++));
  case Kind::Range:
    return T.range(modelInt(C, Term.Operands[0]),
                   modelInt(C, Term.Operands[1]));
  case Kind::Const:
  case Kind::Size:
  case Kind::TaskIndex:
  case Kind::BlockBegin:
  case Kind::BlockEnd:
  case Kind::Add:
  case Kind::Sub:
  case Kind::Mul:
    return T.integerValue(modelInt(C, Term));
  case Kind::Nth:
    if (std::optional<unsigned> N = templateNumber(C);
        N && *N < Term.Operands.size())
      return modelValue(C, Term.Operands[*N]);
    [[fallthrough]];
  case Kind::Either: {
    std::vector<ValueId> Options;
    for (const ModelTerm &Option : Term.Operands)
      Options.push_back(modelValue(C, Option));
    return T.choice(std::move(Options));
  }
  case Kind::Unknown:
    return unknown("what the model of `" +
                   (C.Callee ? U.modelName(C.Callee).str() : "a call") +
                   "` leaves open");
  case Kind::Random:
    return T.integerValue(opaque(
        drawsWithinOwn(C, U.Ctx) ? "what is returned by" : RandomNumber, C.E));
  case Kind::Returned:
    if (CurrentParallel != None)
      return unknown("what the tasks return");
    return T.load(T.root(PlaceKind::Result, NextResult ? NextResult - 1 : 0));
  default:
    return T.load(modelPlace(C, Term));
  }
}

bool FunctionExtractor::countsIntegers(QualType Type) {
  const TypeFacts &Facts = U.facts(Type);
  return Facts.is(TypeModel::Kind::IntegerRange) ||
         Facts.is(TypeModel::Kind::IntegerIterator);
}

/// What \p Of would be the place of if integers had places: an iterator that
/// counts leads to the integer that it is. None if it is another place.
ValueId FunctionExtractor::integerAt(CallSite &C, const ModelTerm &Of) {
  using Kind = ModelTerm::Kind;
  auto Position = [&](const ModelTerm &Term) -> IntId {
    const std::size_t I = Term.Value + ArgShift;
    if (Term.K != Kind::Arg || I >= C.Args.size() ||
        !U.facts(C.Args[I]->getType()).is(TypeModel::Kind::IntegerIterator))
      return None;
    const ValueNode V = T.value(valueOf(C.Args[I]));
    return V.Kind == ValueKind::Range ? V.A : None;
  };
  if (Of.K == Kind::Pointee) {
    const IntId At = Position(Of.Operands[0]);
    return At == None ? None : T.integerValue(At);
  }
  if (Of.K == Kind::Offset && Of.Operands[0].K == Kind::Pointee) {
    const IntId At = Position(Of.Operands[0].Operands[0]);
    return At == None ? None
                      : T.integerValue(T.add(At, modelInt(C, Of.Operands[1])));
  }
  if (Of.K != Kind::Span || Of.Operands.size() != 2)
    return None;
  const IntId Lo = Position(Of.Operands[0]), Hi = Position(Of.Operands[1]);
  if (Lo == None || Hi == None || !keepsValue(Lo) || !keepsValue(Hi))
    return None;
  Loop Rounds;
  Rounds.Lo = Lo;
  Rounds.Hi = Hi;
  const IntId At = T.atom(IntKind::LoopVar, Loops.size() + ModelLoops.size());
  ModelLoops.push_back(Rounds);
  return T.integerValue(At);
}

IntId FunctionExtractor::modelInt(CallSite &C, const ModelTerm &Term,
                                  bool Subscript) {
  using Kind = ModelTerm::Kind;
  switch (Term.K) {
  case Kind::Const:
    return T.constant(Term.Value);
  case Kind::TaskIndex:
    return T.atom(IntKind::TaskIndex, CurrentParallel, Term.Value);
  case Kind::BlockBegin:
    return T.atom(IntKind::BlockBegin, CurrentParallel, Term.Value);
  case Kind::BlockEnd:
    return T.atom(IntKind::BlockEnd, CurrentParallel, Term.Value);
  case Kind::Add:
    return T.add(modelInt(C, Term.Operands[0], Subscript),
                 modelInt(C, Term.Operands[1], Subscript));
  case Kind::Sub:
    if (const IntId I = modelDistance(C, Term.Operands[0], Term.Operands[1]);
        I != None)
      return I;
    return T.sub(modelInt(C, Term.Operands[0], Subscript),
                 modelInt(C, Term.Operands[1], Subscript));
  case Kind::Mul:
    return T.mul(modelInt(C, Term.Operands[0], Subscript),
                 modelInt(C, Term.Operands[1], Subscript));
  case Kind::Size: {
    if (Term.Operands[0].K == Kind::Arg) {
      std::size_t I = Term.Operands[0].Value + ArgShift;
      if (I < C.Args.size()) {
        const ValueNode V = T.value(valueOf(C.Args[I]));
        if (V.Kind == ValueKind::Range)
          return T.sub(V.B, V.A);
        QualType Type = C.Args[I]->getType().getNonReferenceType();
        if (const auto *Array = U.Ctx.getAsConstantArrayType(Type))
          return T.constant(Array->getZExtSize());
      }
    }
    if (Term.Operands[0].K == Kind::This)
      if (const ValueNode V = T.value(modelValue(C, Term.Operands[0]));
          V.Kind == ValueKind::Range)
        return T.sub(V.B, V.A);
    if (firstOfView(C, Term.Operands[0]) != None)
      return T.cell(T.field(modelPlace(C, Term.Operands[0]), U.str("size")));
    return sizeOf(modelPlace(C, Term.Operands[0]),
                  modelType(C, Term.Operands[0]), C.Range.getBegin());
  }
  default:
    break;
  }
  if (Term.K == Kind::Arg) {
    std::size_t I = Term.Value + ArgShift;
    if (I >= C.Args.size())
      return T.opaque(U.str("a missing argument"));
    const Expr *Arg = C.Args[I];
    if (U.facts(Arg->getType()).IsInteger)
      return Subscript ? intOf(Arg) : exactInt(Arg);
    if (!U.facts(Arg->getType()).IsPointer && !countsIntegers(Arg->getType()))
      return opaque("the index", Arg);
  }
  const ValueNode V = T.value(modelValue(C, Term));
  // A range stands for its first integer.
  if (V.Kind == ValueKind::Range)
    return V.A;
  if (V.Kind == ValueKind::Int)
    return V.A;
  const Expr *Base = baseExpr(Term, C.ObjectExpr, C.Args, ArgShift);
  const bool Backwards = isBackwards(C, Term);
  if (V.Kind == ValueKind::Addr) {
    const PlaceNode P = T.place(V.A);
    if (P.Kind == PlaceKind::Index)
      return Backwards ? T.sub(T.constant(0), P.Arg) : P.Arg;
    if (P.Kind != PlaceKind::Offset)
      return T.constant(0);
    // It counts from where another iterator leads, nobody knows where.
    const PlaceNode From = T.place(P.Parent);
    if (From.Kind == PlaceKind::Deref && !Backwards && Base &&
        !U.facts(Base->getType()).IsPointer)
      return T.add(T.cell(From.Parent), P.Arg);
    return T.opaque(
        U.str("the position that `" + U.modelName(C.Callee).str() + "` gets"));
  }
  if (V.Kind == ValueKind::Load) {
    // A pointer counts from where it points.
    if (Base && (Backwards || countsIntegers(Base->getType())))
      return opaque("the position of", Base);
    if (Term.K == Kind::Arg && Base && U.facts(Base->getType()).IsPointer)
      return opaque("the position of", Base);
    return T.cell(V.A);
  }
  return T.opaque(
      U.str("an index in the model of `" + U.modelName(C.Callee).str() + "`"));
}

QualType FunctionExtractor::modelType(CallSite &C, const ModelTerm &Term) {
  const Expr *Base = baseExpr(Term, C.ObjectExpr, C.Args, ArgShift);
  const ModelTerm *Root = &Term;
  while (!Root->Operands.empty())
    Root = &Root->Operands.front();
  QualType Type = Base ? Base->getType() : C.ObjectType;
  if (Root->K == ModelTerm::Kind::Result)
    Type = C.E ? C.E->getType() : QualType();
  // `p->f()`: the object is what the pointer leads to.
  else if (Root->K == ModelTerm::Kind::This && Type->isPointerType() &&
           !C.ObjectType.isNull())
    Type = C.ObjectType;
  if (Type.isNull())
    return Type;
  Type = Type.getNonReferenceType();
  if (Term.K == ModelTerm::Kind::This || Term.K == ModelTerm::Kind::Arg)
    return Type;
  // Elements and pointees: the first template argument, as everywhere in the
  // standard library.
  if (Type->isPointerType())
    return Type->getPointeeType();
  const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Type->getAsCXXRecordDecl());
  if (!Spec)
    return QualType();
  // The second half of a pair, or of a map's elements.
  const unsigned N =
      Term.K == ModelTerm::Kind::Field && Term.Name == "second" ? 1 : 0;
  llvm::ArrayRef<TemplateArgument> Args = Spec->getTemplateArgs().asArray();
  if (N < Args.size() && Args[N].getKind() == TemplateArgument::Type)
    return Args[N].getAsType();
  return QualType();
}

} // namespace aether::analysis
