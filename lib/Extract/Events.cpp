//===- Events.cpp - Emitting accesses, stores and sources -----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What an access or a store of a summary says, and which accesses nobody else
// could see and are left out.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include "aether-analysis/RandomNumber.h"

using namespace clang;

namespace aether::analysis {

PlaceId FunctionExtractor::rootOf(PlaceId P) {
  while (T.place(P).Parent != None)
    P = T.place(P).Parent;
  return P;
}

/// Memory that no other task can name, so that its accesses need no event: a
/// local that nobody else was told of, and constants.
bool FunctionExtractor::isInvisible(PlaceId P) {
  bool IsHeld = false;
  for (PlaceId Q = P; Q != None; Q = T.place(Q).Parent) {
    const PlaceNode N = T.place(Q);
    if (N.Kind == PlaceKind::Deref)
      return false;
    IsHeld |= N.Kind == PlaceKind::Index || N.Kind == PlaceKind::Elements ||
              (N.Kind == PlaceKind::Field && U.Out.string(N.Arg) == "owned");
  }
  const PlaceNode Root = T.place(rootOf(P));
  switch (Root.Kind) {
  case PlaceKind::Param:
  case PlaceKind::This:
  case PlaceKind::Result:
  case PlaceKind::Function:
    return true;
  case PlaceKind::Global:
    return U.Out.Globals[Root.Arg].Constant;
  case PlaceKind::Local:
    // A temporary is known by its expression only.
    if (const VarDecl *VD = LocalDecls[Root.Arg]) {
      auto It = Variables.find(VD);
      return VD->isImplicit() || It == Variables.end() || !It->second.Exposed;
    }
    // What it holds, it may have taken over from where others look.
    return !ProlongedLocals.contains(Root.Arg) && !IsHeld;
  default:
    return false;
  }
}

void FunctionExtractor::access(AccessKind K, PlaceId P, QualType Type,
                               SourceRange Range, AccessNature N) {
  if (isInvisible(P))
    return;
  if (isWrite(K)) {
    // Different variables have no memory in common.
    auto IsVariable = [&](PlaceId Q) {
      return T.place(Q).Kind == PlaceKind::Local ||
             T.place(Q).Kind == PlaceKind::Global;
    };
    bool Direct = IsVariable(rootOf(P));
    for (PlaceId Q = P; Q != None; Q = T.place(Q).Parent)
      Direct &= T.place(Q).Kind != PlaceKind::Deref;
    std::erase_if(ElementValues, [&](const auto &Element) {
      const PlaceId Array = T.place(Element.first).Parent;
      return !Direct || !IsVariable(Array) || rootOf(P) == Array;
    });
  }
  Access A;
  A.Kind = K;
  A.Nature = N;
  A.Place = P;
  A.Values = valuesOf(P);
  A.Spelling = U.spelling(Range);
  A.Type = Type.isNull() || !U.facts(Type).IsCell || isUntyped(P)
               ? 0
               : U.typeName(Type);
  A.Pos = U.pos(Range.getBegin());
  Events->push_back(std::move(A));
}

void FunctionExtractor::store(PlaceId To, ValueId V, SourceLocation Loc) {
  const ValueNode N = T.value(V);
  if ((N.Kind == ValueKind::Load && isUntyped(T.deref(N.A))) ||
      (N.Kind == ValueKind::Addr && isUntyped(N.A)))
    Untyped.insert(T.deref(To));
  if (!Events)
    return;
  Events->push_back(Store{To, V, U.pos(Loc)});
  // Wherever that is, somebody may find it there.
  PlaceId Root = To;
  while (T.place(Root).Parent != None)
    Root = T.place(Root).Parent;
  if (T.place(Root).Kind == PlaceKind::Unknown &&
      (N.Kind == ValueKind::Addr || N.Kind == ValueKind::Load))
    tell(V, Loc);
}

void FunctionExtractor::tell(ValueId Address, SourceLocation Loc) {
  store(T.root(PlaceKind::Global, U.hiddenState(UnfollowedAddresses)), Address,
        Loc);
}

void FunctionExtractor::giveUp(llvm::StringRef Reason, SourceLocation Loc) {
  Events->push_back(Opaque{U.str(Reason), U.pos(Loc)});
}

void FunctionExtractor::remember(const Expr *E, ValueId V) {
  if (E)
    Known[E->IgnoreParens()] = V;
}

void FunctionExtractor::rememberResult(const Expr *E, std::uint32_t Result) {
  if (!E)
    return;
  PlaceId Cell = T.root(PlaceKind::Result, Result);
  if (E->isGLValue()) {
    remember(E, T.addr(T.deref(Cell)));
  } else if (U.facts(E->getType()).IsCell) {
    if (!E->getType()->isVoidType())
      remember(E, T.load(Cell));
  } else {
    // The object stands where the caller wants it.
    store(objectOf(E), T.load(Cell), E->getBeginLoc());
  }
}

AccessNature FunctionExtractor::natureOf(const Expr *E) {
  if (U.facts(E->getType()).is(TypeModel::Kind::ThreadBound))
    return AccessNature::ThreadBound;
  return AccessNature::Plain;
}

/// Is \p E a member of a union of pointers to functions? Whichever member it is
/// called by, it is the function that was put there.
static bool holdsFunctions(const Expr *E) {
  const auto *M = dyn_cast<MemberExpr>(E->IgnoreParens());
  const auto *Of =
      M ? dyn_cast<RecordDecl>(M->getMemberDecl()->getDeclContext()) : nullptr;
  return Of && Of->isUnion() &&
         llvm::all_of(Of->fields(), [](const FieldDecl *Field) {
           return Field->getType()->isFunctionPointerType();
         });
}

/// The places whose values \p E was computed from, through variables that are
/// set once.
void FunctionExtractor::collectSources(const Expr *E, std::vector<PlaceId> &Out,
                                       unsigned Depth) {
  if (!E || Depth > 16 || Out.size() > 16)
    return;
  E = E->IgnoreParens();
  auto Add = [&](PlaceId P) {
    if (!isInvisible(P) && !llvm::is_contained(Out, P))
      Out.push_back(P);
  };
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    if (const auto *VD = dyn_cast<VarDecl>(Ref->getDecl())) {
      Add(placeOfVariable(VD, E));
      if (VD->getInit() && VD->isLocalVarDecl() && !Captures.contains(VD))
        collectSources(VD->getInit(), Out, Depth + 1);
    }
    return;
  }
  if (isa<MemberExpr, ArraySubscriptExpr>(E) && E->isGLValue()) {
    Add(placeOf(E));
  }
  if (isa<LambdaExpr>(E))
    return;
  for (const Stmt *Child : E->children())
    if (const auto *Sub = dyn_cast_or_null<Expr>(Child))
      collectSources(Sub, Out, Depth + 1);
}

/// The numbers among this function's own parameters that \p E was computed
/// from. They are no memory that others see, but tell values of tasks apart.
void FunctionExtractor::collectNumbers(const Expr *E, std::vector<PlaceId> &Out,
                                       unsigned Depth) {
  if (!E || Depth > 16 || Out.size() > 16 || isa<LambdaExpr>(E))
    return;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParens())) {
    const auto *VD = dyn_cast<VarDecl>(Ref->getDecl());
    if (VD && isa<ParmVarDecl>(VD) && U.facts(VD->getType()).IsInteger) {
      const PlaceId P = placeOfVariable(VD, Ref);
      if (T.place(P).Kind == PlaceKind::Param && !llvm::is_contained(Out, P))
        Out.push_back(P);
    } else if (VD && VD->isLocalVarDecl() && !Captures.contains(VD)) {
      collectNumbers(VD->getInit(), Out, Depth + 1);
    }
    return;
  }
  for (const Stmt *Child : E->children())
    if (const auto *Sub = dyn_cast_or_null<Expr>(Child))
      collectNumbers(Sub, Out, Depth + 1);
}

/// Is \p I a number that was drawn, or made of one in one way for all?
bool FunctionExtractor::isRandom(IntId I) const {
  const IntNode N = T.integer(I);
  switch (N.Kind) {
  case IntKind::Opaque:
    return llvm::StringRef(U.Out.string(N.A)).starts_with(RandomNumber);
  case IntKind::Mod:
    return isRandom(N.A);
  case IntKind::Add:
  case IntKind::Mul:
  case IntKind::Div:
    return T.integer(N.B).Kind == IntKind::Const && isRandom(N.A);
  default:
    return false;
  }
}

/// `To = From`, for scalars and pointers.
void FunctionExtractor::assign(const Expr *To, const Expr *From,
                               const Expr *Whole) {
  PlaceId P = placeOf(To);
  const PlaceId Part = partOfUnion(To, P);
  access(AccessKind::Write, Part, To->getType(), To->getSourceRange(),
         natureOf(To));
  if (!Events->empty())
    if (auto *A = std::get_if<Access>(&Events->back()); A && A->Place == Part)
      collectSources(From, A->Sources);
  forgetReached(To);
  const TypeFacts &Facts = U.facts(To->getType());
  PlaceKind Last = T.place(P).Kind;
  if (insideUnion(To) && !holdsFunctions(To)) {
    // The other members change with it.
    store(P, unknown("a member of a union"), Whole->getBeginLoc());
    if (Facts.IsPointer)
      tell(valueOf(From), Whole->getBeginLoc());
    else if (Facts.IsInteger)
      intOf(From);
  } else if (To->refersToBitField()) // Numbers are cut to fit.
    store(P, T.integerValue(opaque("a bit-field of", To)),
          Whole->getBeginLoc());
  else if (Facts.IsPointer)
    store(P, valueOf(From), Whole->getBeginLoc());
  else if (Facts.IsInteger && Last != PlaceKind::Index &&
           Last != PlaceKind::Elements && Last != PlaceKind::Offset)
    store(P, T.integerValue(exactInt(From)), Whole->getBeginLoc());
  else if (Facts.IsInteger &&
           (Last == PlaceKind::Index || Last == PlaceKind::Elements)) {
    if (isRandom(intOf(From->IgnoreParenImpCasts())))
      store(P, T.integerValue(opaque(RandomNumber, From)),
            Whole->getBeginLoc());
    else if (Last == PlaceKind::Index && keepsValue(IntId(T.place(P).Arg)))
      ElementValues[P] = exactInt(From);
  } else if (To->getType()->isRecordType()) { // A struct of C.
    const auto *Read = dyn_cast<ImplicitCastExpr>(From->IgnoreParens());
    const bool Named = Read && Read->getCastKind() == CK_LValueToRValue;
    store(P,
          Named ? T.load(placeOf(Read->getSubExpr()))
                : unknown("a struct that `" + text(From) + "` makes"),
          Whole->getBeginLoc());
  }
}

void FunctionExtractor::storeElements(llvm::ArrayRef<const Expr *> Args) {
  if (ElementValues.empty())
    return;
  for (const Expr *Arg : Args) {
    if (!Arg->getType()->isPointerType())
      continue;
    const ValueNode V = T.value(valueOf(Arg));
    auto It = V.Kind == ValueKind::Addr ? ElementValues.find(V.A)
                                        : ElementValues.end();
    if (It != ElementValues.end())
      store(V.A, T.integerValue(It->second), Arg->getBeginLoc());
  }
}

bool FunctionExtractor::isLoopVariable(PlaceId P) {
  const PlaceNode N = T.place(P);
  const VarDecl *VD = nullptr;
  if (N.Kind == PlaceKind::Local)
    VD = LocalDecls[N.Arg];
  else if (N.Kind == PlaceKind::Param && N.Arg < FD->getNumParams())
    VD = FD->getParamDecl(N.Arg);
  if (!VD)
    return false;
  auto It = Variables.find(VD);
  return It != Variables.end() && It->second.Loop.has_value();
}

void FunctionExtractor::forget(PlaceId P, QualType Type, SourceLocation Loc) {
  if (Type.isNull())
    return;
  const TypeFacts &Facts = U.facts(Type);
  PlaceKind Last = T.place(P).Kind;
  if (Facts.IsInteger) {
    if (Last != PlaceKind::Index && Last != PlaceKind::Elements &&
        Last != PlaceKind::Offset)
      store(P, T.integerValue(T.opaque(U.str("a value that was changed"))),
            Loc);
  } else if (Facts.IsPointer) {
    store(P, unknown("a pointer that was changed"), Loc);
  }
}

/// \p By, which names no variable, is set.
void FunctionExtractor::forgetReached(const Expr *By) {
  if (Reached.empty() || isa<DeclRefExpr>(By->IgnoreParenImpCasts()))
    return;
  const StringId Type = U.typeName(By->getType());
  for (const VarDecl *VD : Reached)
    if (Type == 0 || Type == U.typeName(VD->getType()))
      forget(placeOfVariable(VD, By), VD->getType().getNonReferenceType(),
             By->getBeginLoc());
}

} // namespace aether::analysis
