//===- Places.cpp - The places that expressions name ----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From glvalues, and prvalues that make objects, to places. Emits nothing,
// apart from what a temporary or a joined pointer needs.
//
//===----------------------------------------------------------------------===//

#include "ClangVersions.h"
#include "Function.h"

using namespace clang;

namespace aether::analysis {

PlaceId FunctionExtractor::placeOfVariable(const ValueDecl *D,
                                           const Expr *Use) {
  if (const auto *B = dyn_cast<BindingDecl>(D)) {
    if (auto It = Captures.find(B); It != Captures.end()) {
      PlaceId Field = fieldOfCapture(B);
      return It->second->getCaptureKind() == LCK_ByRef ? T.deref(Field) : Field;
    }
    if (const VarDecl *Holding = B->getHoldingVar())
      return placeOfVariable(Holding, Use);
    if (const Expr *E = B->getBinding())
      return placeOf(E);
    return T.pointee(unknown("a structured binding"), 0);
  }
  if (const auto *Fn = dyn_cast<FunctionDecl>(D)) {
    const FunctionDecl *Def = U.definition(Fn);
    StringId Key = U.key(Def ? Def : Fn);
    FunctionByKey[Key] = Fn;
    U.need(Fn);
    // Called by its address, no model is looked for: toupper touches nothing.
    const llvm::ArrayRef<FunctionModel> Models = U.models(Fn);
    const bool DoesNothing =
        !Models.empty() && llvm::all_of(Models, [](const FunctionModel &M) {
          return !M.IsParallel && M.Effects.empty();
        });
    if (!Def && DoesNothing && U.MemberCallers.insert(Key).second)
      U.Out.Functions.push_back(libraryFunction(Key, Fn, 1));
    return T.root(PlaceKind::Function, Key);
  }
  const auto *VD = dyn_cast<VarDecl>(D);
  if (!VD) {
    if (isa<TemplateParamObjectDecl, UnnamedGlobalConstantDecl>(D))
      return T.root(PlaceKind::Alloc, NextAlloc++);
    return T.pointee(unknown("`" + D->getNameAsString() + "`"), 0);
  }

  if (auto It = Captures.find(VD); It != Captures.end()) {
    PlaceId Field = fieldOfCapture(VD);
    // By reference: the closure holds the address of the variable, or of what
    // the reference variable names.
    if (It->second->getCaptureKind() == LCK_ByRef)
      return T.deref(Field);
    return Field;
  }
  if (VD->hasGlobalStorage()) {
    PlaceId G = T.root(PlaceKind::Global, U.global(VD));
    storeConstant(VD, G);
    return VD->getType()->isReferenceType() ? T.deref(G) : G;
  }
  if (const auto *P = dyn_cast<ParmVarDecl>(VD)) {
    PlaceId Param = T.root(PlaceKind::Param, P->getFunctionScopeIndex());
    if (P->getDeclContext() != FD)
      return T.pointee(unknown("parameter `" + P->getNameAsString() + "`"), 0);
    if (P->getType()->isReferenceType() || !U.facts(P->getType()).IsCell)
      return T.deref(Param);
    auto It = Variables.find(P);
    return It == Variables.end() || It->second.SetOnce
               ? Param
               : T.root(PlaceKind::Local, localOf(P));
  }
  if (VD->getType()->isReferenceType()) {
    // A reference is bound once: it is what it was bound to.
    if (const Expr *Init = VD->getInit();
        Init && InProgress.insert(VD).second) {
      PlaceId P = placeOf(Init);
      InProgress.erase(VD);
      // Unless the way there leads elsewhere by now.
      if (keepsAddress(P))
        return P;
    }
    return T.deref(T.root(PlaceKind::Local, localOf(VD)));
  }
  return T.root(PlaceKind::Local, localOf(VD));
}

static const FunctionDecl *functionIn(const APValue &Value) {
  return Value.isLValue()
             ? dyn_cast_or_null<FunctionDecl>(
                   Value.getLValueBase().dyn_cast<const ValueDecl *>())
             : nullptr;
}

/// The functions that a constant table holds: one of \p Values is what stands
/// in \p At. False if not all of them were understood.
bool FunctionExtractor::storeFunctions(llvm::ArrayRef<const APValue *> Values,
                                       QualType Type, PlaceId At,
                                       SourceLocation Loc) {
  // Larger ones are not written by hand.
  constexpr unsigned MostElements = 256;
  auto All = [&](auto Is) {
    return llvm::all_of(Values, [&](const APValue *V) { return Is(*V); });
  };
  if (Type->isFunctionPointerType()) {
    std::vector<ValueId> Functions;
    for (const APValue *Value : Values)
      if (const FunctionDecl *Fn = functionIn(*Value))
        Functions.push_back(T.addr(placeOfVariable(Fn, nullptr)));
      else if (!Value->isNullPointer()) // Which is not called.
        return false;
    if (!Functions.empty())
      store(At, T.choice(Functions), Loc);
    return true;
  }
  if (const ArrayType *Array = U.Ctx.getAsArrayType(Type)) {
    if (!All([](const APValue &V) {
          return V.isArray() && V.getArraySize() <= MostElements;
        }))
      return false;
    auto Element = [](const APValue &Of, unsigned I) {
      return I < Of.getArrayInitializedElts() ? &Of.getArrayInitializedElt(I)
                                              : &Of.getArrayFiller();
    };
    const unsigned Size = Values.front()->getArraySize();
    // Any of them is one of these.
    std::vector<const APValue *> Any;
    for (const APValue *Value : Values)
      for (unsigned I = 0; I < Size; ++I)
        Any.push_back(Element(*Value, I));
    const QualType Part = Array->getElementType();
    if (Any.empty())
      return true;
    if (Any.size() > MostElements ||
        !storeFunctions(Any, Part, T.elements(At), Loc))
      return false;
    for (unsigned I = 0; I < Size; ++I) {
      std::vector<const APValue *> One;
      for (const APValue *Value : Values)
        One.push_back(Element(*Value, I));
      storeFunctions(One, Part, T.index(At, T.constant(I)), Loc);
    }
    return true;
  }
  const RecordDecl *RD = Type->getAsRecordDecl();
  if (!RD)
    return true;
  const auto *Class = dyn_cast<CXXRecordDecl>(RD);
  if (RD->isUnion() || !All([](const APValue &V) { return V.isStruct(); }) ||
      (Class && (Class->getNumBases() != 0 || Class->isLambda())))
    return false;
  const bool Container = U.facts(Type).is(TypeModel::Kind::Container);
  bool Understood = true;
  for (const FieldDecl *Field : RD->fields()) {
    const unsigned N = Field->getFieldIndex();
    if (N >= Values.front()->getStructNumFields())
      continue;
    std::vector<const APValue *> Parts;
    for (const APValue *Value : Values)
      Parts.push_back(&Value->getStructField(N));
    // The elements of a std::array are its own.
    Understood &=
        storeFunctions(Parts, Field->getType(),
                       Container ? At : placeOfMember(At, Field), Loc);
  }
  return Understood;
}

/// What a constant of the program holds was never stored by anybody.
void FunctionExtractor::storeConstant(const VarDecl *VD, PlaceId At) {
  if (!Events || !U.isConstantGlobal(VD) || VD->getType()->isReferenceType() ||
      VD->getType()->isDependentType() ||
      !StoredConstants.insert({WalkedBlock, VD}).second)
    return;
  const QualType Element = U.Ctx.getBaseElementType(VD->getType());
  if (!Element->isFunctionPointerType() && !Element->isRecordType())
    return;
  const VarDecl *Initialised = nullptr;
  if (!VD->getAnyInitializer(Initialised) || !Initialised ||
      !Initialised->hasConstantInitialization())
    return;
  if (const APValue *Value = Initialised->evaluateValue())
    storeFunctions(Value, VD->getType(), At, VD->getLocation());
}

PlaceId FunctionExtractor::placeOfMember(PlaceId Base,
                                         const ValueDecl *Member) {
  if (const auto *VD = dyn_cast<VarDecl>(Member))
    return T.root(PlaceKind::Global, U.global(VD));
  if (const auto *Indirect = dyn_cast<IndirectFieldDecl>(Member)) {
    for (const NamedDecl *Step : Indirect->chain()) {
      const auto *Field = dyn_cast<FieldDecl>(Step);
      if (Field && Field->getParent()->isUnion())
        return Base;
      Base = placeOfMember(Base, cast<ValueDecl>(Step));
    }
    return Base;
  }
  const auto *Field = dyn_cast<FieldDecl>(Member);
  if (!Field)
    return Base;
  // The members of a union share their memory; so do bit-fields in a row
  // ([intro.memory]/3): the first of the row names it.
  if (Field->getParent()->isUnion())
    return Base;
  if (Field->isBitField()) {
    const FieldDecl *First = nullptr;
    for (const FieldDecl *Other : Field->getParent()->fields()) {
      if (!Other->isBitField() || isZeroLengthBitField(Other))
        First = nullptr;
      else if (!First)
        First = Other;
      if (Other == Field)
        break;
    }
    Field = First ? First : Field;
  }
  PlaceId P = T.field(Base, U.fieldName(Field));
  return Field->getType()->isReferenceType() ? T.deref(P) : P;
}

PlaceId FunctionExtractor::objectOf(const Expr *E) {
  E = stripToMaker(E, U);
  if (auto It = Placements.find(E); It != Placements.end()) {
    const CXXNewExpr *New = It->second;
    Placements.erase(It);
    return Objects[E] =
               pointee(valueOf(New->getPlacementArg(0)), "placement new");
  }
  auto [It, New] = Objects.try_emplace(E, None);
  if (!New)
    return It->second;
  if (E->isGLValue()) {
    PlaceId P = placeOf(E);
    return Objects[E] = P;
  }
  PlaceId Temp = local("", E->getType(), E->getBeginLoc());
  return Objects[E] = Temp;
}

PlaceId FunctionExtractor::placeOf(const Expr *E) {
  E = E->IgnoreParens();
  if (E->isPRValue() && !U.facts(E->getType()).IsCell)
    return objectOf(E);

  switch (E->getStmtClass()) {
  case Stmt::DeclRefExprClass:
    return placeOfVariable(cast<DeclRefExpr>(E)->getDecl(), E);
  case Stmt::MemberExprClass: {
    const auto *M = cast<MemberExpr>(E);
    if (const auto *Fn = dyn_cast<FunctionDecl>(M->getMemberDecl()))
      return placeOfVariable(Fn, E);
    PlaceId Base = M->isArrow()
                       ? pointee(valueOf(M->getBase()),
                                 "the pointer `" + text(M->getBase()) + "`")
                       : placeOf(M->getBase());
    // What a union holds has no parts that others could not have.
    if (!M->isArrow() && isa<FieldDecl>(M->getMemberDecl()) &&
        insideUnion(M->getBase()))
      return M->getMemberDecl()->getType()->isReferenceType()
                 ? T.pointee(unknown("a reference in a union"), 0)
                 : Base;
    return placeOfMember(Base, M->getMemberDecl());
  }
  case Stmt::ArraySubscriptExprClass: {
    const auto *Sub = cast<ArraySubscriptExpr>(E);
    if (Sub->getBase()->getType()->isVectorType())
      return placeOf(Sub->getBase());
    if (const auto *Decay =
            dyn_cast<ImplicitCastExpr>(Sub->getBase()->IgnoreParens());
        Decay && Decay->getCastKind() == CK_ArrayToPointerDecay &&
        insideUnion(Decay->getSubExpr()))
      return placeOf(Decay->getSubExpr());
    PlaceId P = pointee(valueOf(Sub->getBase()),
                        "the pointer `" + text(Sub->getBase()) + "`");
    const Expr *Base = Sub->getBase()->IgnoreParenImpCasts();
    // Of a pointer into an array, the subscript is not all that counts.
    const PlaceNode First = T.place(P);
    const bool Whole = First.Kind == PlaceKind::Index &&
                       T.integer(First.Arg).Kind == IntKind::Const;
    P = withinRow(T.offset(P, intOf(Sub->getIdx())), Sub->getBase(),
                  Sub->getType());
    return Whole ? noteValues(P, Sub->getIdx(), Base->getType()) : P;
  }
  case Stmt::UnaryOperatorClass: {
    const auto *Op = cast<UnaryOperator>(E);
    if (Op->getOpcode() == UO_Deref)
      return withinRow(pointee(valueOf(Op->getSubExpr()),
                               "the pointer `" + text(Op->getSubExpr()) + "`"),
                       Op->getSubExpr(), Op->getType());
    return placeOf(Op->getSubExpr());
  }
  case Stmt::BinaryOperatorClass:
  case Stmt::CompoundAssignOperatorClass: {
    const auto *Op = cast<BinaryOperator>(E);
    // Some member of the object; which one is not followed.
    if (Op->getOpcode() == BO_PtrMemI)
      return pointee(valueOf(Op->getLHS()),
                     "the pointer `" + text(Op->getLHS()) + "`");
    return placeOf(Op->getOpcode() == BO_Comma ? Op->getRHS() : Op->getLHS());
  }
  case Stmt::ConditionalOperatorClass: {
    const auto *Op = cast<ConditionalOperator>(E);
    return pointee(T.choice({T.addr(placeOf(Op->getTrueExpr())),
                             T.addr(placeOf(Op->getFalseExpr()))}),
                   "");
  }
  case Stmt::ExprWithCleanupsClass:
  case Stmt::ConstantExprClass:
    return placeOf(cast<FullExpr>(E)->getSubExpr());
  case Stmt::MaterializeTemporaryExprClass: {
    const Expr *Sub = cast<MaterializeTemporaryExpr>(E)->getSubExpr();
    if (!U.facts(Sub->getType()).IsCell)
      return objectOf(Sub);
    auto [It, New] = Objects.try_emplace(E, None);
    if (New) {
      PlaceId Temp = local("", Sub->getType(), Sub->getBeginLoc());
      Objects[E] = Temp;
      if (Events)
        store(Temp, valueOf(Sub), Sub->getBeginLoc());
    }
    return Objects[E];
  }
  case Stmt::CXXDefaultArgExprClass:
    return placeOf(cast<CXXDefaultArgExpr>(E)->getExpr());
  case Stmt::CXXDefaultInitExprClass:
    return placeOf(cast<CXXDefaultInitExpr>(E)->getExpr());
  case Stmt::SubstNonTypeTemplateParmExprClass:
    return placeOf(cast<SubstNonTypeTemplateParmExpr>(E)->getReplacement());
  case Stmt::CompoundLiteralExprClass:
    // A variable without a name, but for those outside of functions.
    if (const auto *Literal = cast<CompoundLiteralExpr>(E);
        !Literal->isFileScope() && !U.facts(Literal->getType()).IsCell)
      return objectOf(Literal->getInitializer());
    [[fallthrough]];
  case Stmt::StringLiteralClass:
  case Stmt::PredefinedExprClass:
  case Stmt::CXXTypeidExprClass: {
    auto [It, New] = Objects.try_emplace(E, None);
    if (New)
      Objects[E] = T.root(PlaceKind::Alloc, NextAlloc++);
    return Objects[E];
  }
  case Stmt::OpaqueValueExprClass:
    if (const Expr *Source = cast<OpaqueValueExpr>(E)->getSourceExpr())
      return placeOf(Source);
    break;
  case Stmt::CXXRewrittenBinaryOperatorClass:
    return placeOf(cast<CXXRewrittenBinaryOperator>(E)->getSemanticForm());
  default:
    break;
  }
  if (const auto *Cast = dyn_cast<CastExpr>(E)) {
    switch (Cast->getCastKind()) {
    case CK_LValueBitCast:
      // Signedness or char views keep their place; other types have their own
      // idea of what is where.
      if (U.facts(Cast->getType()).IsInteger &&
          U.facts(Cast->getSubExpr()->getType()).IsInteger &&
          U.Ctx.getTypeSize(Cast->getType()) ==
              U.Ctx.getTypeSize(Cast->getSubExpr()->getType()))
        return placeOf(Cast->getSubExpr());
      return T.pointee(
          unknown("reinterpretation of `" + text(Cast->getSubExpr()) + "`"), 0);
    case CK_UserDefinedConversion:
      return placeOf(Cast->getSubExpr());
    default:
      return placeOf(Cast->getSubExpr());
    }
  }
  // A call that returns a reference: the callee's value was noted when it was
  // visited.
  if (auto It = Known.find(E); It != Known.end())
    return pointee(It->second, "what `" + text(E) + "` returns");
  return T.pointee(unknown("what `" + text(E) + "` names"), 0);
}

} // namespace aether::analysis
