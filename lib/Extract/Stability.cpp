//===- Stability.cpp - Which terms mean the same later on -----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A term is written down at one point of a function and read at others. It may
// stand for a variable only if nothing in it changes in between, as far as this
// function goes; what callees change is for Solve to find out.
//
//===----------------------------------------------------------------------===//

#include "ClangVersions.h"
#include "Function.h"

using namespace clang;

namespace aether::analysis {

bool FunctionExtractor::keepsAddress(PlaceId P) {
  bool Inside = false;
  for (; P != None; P = T.place(P).Parent) {
    const PlaceNode N = T.place(P);
    if (N.Kind == PlaceKind::Deref)
      return keepsContent(N.Parent);
    if ((N.Kind == PlaceKind::Index || N.Kind == PlaceKind::Offset) &&
        !keepsValue(IntId(N.Arg)))
      return false;
    const bool Held =
        N.Kind == PlaceKind::Index || N.Kind == PlaceKind::Elements ||
        (N.Kind == PlaceKind::Field && U.Out.string(N.Arg) == "owned");
    if (Held && mayGoElsewhere(P, Inside))
      return false;
    Inside |= Held;
  }
  return true;
}

bool FunctionExtractor::keepsContent(PlaceId P) {
  if (!keepsAddress(P))
    return false;
  // A field of an object, not of an object in that.
  const PlaceId Of =
      T.place(P).Kind == PlaceKind::Field ? T.place(P).Parent : None;
  for (;; P = T.place(P).Parent) {
    const PlaceNode N = T.place(P);
    switch (N.Kind) {
    case PlaceKind::Field:
      if (WrittenFields.contains(N.Arg))
        return false;
      break;
    case PlaceKind::Deref: {
      // A reference parameter is a variable by another name.
      const PlaceNode Cell = T.place(N.Parent);
      if (Cell.Kind == PlaceKind::Field && WrittenCaptures.contains(Cell.Arg))
        return P == Of && KeptCaptures.contains(Cell.Arg);
      if (Cell.Kind == PlaceKind::Param && Cell.Arg < FD->getNumParams()) {
        auto It = Variables.find(FD->getParamDecl(Cell.Arg));
        if (It != Variables.end() && !It->second.SetOnce &&
            FD->getParamDecl(Cell.Arg)->getType()->isReferenceType())
          return P == Of && It->second.FieldsKept;
      }
      return true;
    }
    case PlaceKind::Local:
      if (const VarDecl *VD = LocalDecls[N.Arg]) {
        auto It = Variables.find(VD);
        return It == Variables.end() ||
               (It->second.SetOnce && !It->second.Loop) ||
               (P == Of && It->second.FieldsKept);
      }
      return true;
    case PlaceKind::Global:
      return !WrittenGlobals.contains(N.Arg);
    default:
      if (N.Parent == None)
        return true;
      break;
    }
  }
}

bool FunctionExtractor::keepsValue(IntId I) {
  const IntNode N = T.integer(I);
  switch (N.Kind) {
  case IntKind::Cell:
    // Sizes are sizeOf's to state, and so are positions.
    return T.place(N.A).Kind == PlaceKind::Structure ||
           (T.place(N.A).Kind == PlaceKind::Field &&
            T.place(T.place(N.A).Parent).Kind == PlaceKind::Structure) ||
           keepsContent(N.A);
  case IntKind::Distance:
    return keepsAddress(N.A) && keepsAddress(N.B);
  default:
    return !N.isOperation() ||
           (keepsValue(IntId(N.A)) && keepsValue(IntId(N.B)));
  }
}

bool FunctionExtractor::keepsValue(const ValueNode &V) {
  switch (V.Kind) {
  case ValueKind::Int:
    return keepsValue(IntId(V.A));
  case ValueKind::Range:
    return keepsValue(IntId(V.A)) && keepsValue(IntId(V.B));
  case ValueKind::Addr:
    return keepsAddress(V.A);
  case ValueKind::Load:
    return keepsContent(V.A);
  case ValueKind::Choice:
    return llvm::all_of(std::vector<ValueId>(T.choice(V)), [&](ValueId Option) {
      return keepsValue(T.value(Option));
    });
  case ValueKind::Unknown:
    return false;
  }
  return false;
}

IntId FunctionExtractor::intIn(const Expr *E) {
  E = E->IgnoreParenNoopCasts(U.Ctx);
  const ValueDecl *D = nullptr;
  bool Indirect = false;
  if (IntId I = definedBy(E); I != None)
    return I;
  if (auto It = FieldReads.find(E); It != FieldReads.end())
    return It->second;
  if (IntId I = tableEntry(E); I != None)
    return I;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    D = Ref->getDecl();
    if (const auto *VD = dyn_cast<VarDecl>(D)) {
      ValueId V = valueOfVariable(VD, E);
      if (T.value(V).Kind == ValueKind::Int)
        return T.value(V).A;
    }
  } else if (const auto *M = dyn_cast<MemberExpr>(E)) {
    D = M->getMemberDecl();
  } else if (const auto *Op = dyn_cast<UnaryOperator>(E)) {
    if (Op->isIncrementDecrementOp()) {
      const IntId New = stepped(Op);
      return New != None ? New : opaque("the changing value of", E);
    }
    Indirect = true;
  } else if (const auto *B = dyn_cast<BinaryOperator>(E)) {
    if (B->getOpcode() == BO_Assign && U.facts(B->getType()).IsInteger &&
        U.facts(B->getRHS()->getType()).IsInteger &&
        U.Ctx.getIntWidth(B->getType()) >= 32 &&
        !B->getLHS()->refersToBitField())
      return fitted(exactInt(B->getRHS()), B->getType());
    if (B->isAssignmentOp())
      return opaque("the changing value of", E);
    Indirect = true;
  } else {
    Indirect = true;
  }
  if (D && Written.contains(D))
    return opaque("the changing value of", E);
  if (Indirect && !isa<MaterializeTemporaryExpr>(E) &&
      !EntryReads.contains(E)) {
    StringId Type = U.typeName(E->getType());
    if (WrittenTypes.contains(Type) || WrittenTypes.contains(0) || Type == 0)
      return opaque("the changing value of", E);
  }
  PlaceId P = placeOf(E);
  // Characters may be parts of any number (C17 6.5p7).
  if (Indirect && isUntyped(P) && U.Ctx.getTypeSize(E->getType()) < 32)
    return opaque("a part of", E);
  return keepsContent(P) ? T.cell(P) : opaque("the changing value of", E);
}

/// `int id = *(int *)argument;` at the beginning of a function reads what was
/// there when it was called, whatever the function writes later.
void FunctionExtractor::findEntryReads() {
  // Adds what is below E; whether nothing is written or called there.
  auto Reads = [&](auto &&Self, const Stmt *S) -> bool {
    if (!S)
      return true;
    if (isa<CallExpr, CXXConstructExpr, CXXNewExpr, CXXDeleteExpr, LambdaExpr,
            AtomicExpr, StmtExpr>(S))
      return false;
    if (const auto *B = dyn_cast<BinaryOperator>(S); B && B->isAssignmentOp())
      return false;
    if (const auto *Op = dyn_cast<UnaryOperator>(S);
        Op && Op->isIncrementDecrementOp())
      return false;
    if (const auto *E = dyn_cast<Expr>(S))
      EntryReads.insert(E);
    return llvm::all_of(S->children(),
                        [&](const Stmt *Child) { return Self(Self, Child); });
  };
  const auto *Body = dyn_cast_or_null<CompoundStmt>(FD->getBody());
  if (!Body || isa<CXXConstructorDecl>(FD))
    return;
  for (const Stmt *S : Body->body()) {
    const auto *Declared = dyn_cast<DeclStmt>(S);
    if (!Declared)
      return;
    for (const Decl *D : Declared->decls()) {
      const auto *VD = dyn_cast<VarDecl>(D);
      if (!VD)
        continue;
      // A local reference or object may be what is read through.
      if (!VD->isLocalVarDecl() || VD->isStaticLocal() ||
          !U.facts(VD->getType()).IsCell)
        return;
      llvm::DenseSet<const Expr *> Before = EntryReads;
      if (!Reads(Reads, VD->getInit())) {
        EntryReads = std::move(Before);
        return;
      }
    }
  }
}

bool FunctionExtractor::insideUnion(const Expr *E) {
  for (;;) {
    E = E->IgnoreParens();
    if (const auto *M = dyn_cast<MemberExpr>(E)) {
      if (const auto *Field = dyn_cast<FieldDecl>(M->getMemberDecl());
          Field && Field->getParent()->isUnion())
        return true;
      if (M->isArrow())
        return false;
      E = M->getBase();
    } else if (const auto *Sub = dyn_cast<ArraySubscriptExpr>(E)) {
      E = Sub->getBase();
    } else if (const auto *Cast = dyn_cast<CastExpr>(E);
               Cast && (Cast->getCastKind() == CK_ArrayToPointerDecay ||
                        Cast->getCastKind() == CK_NoOp)) {
      E = Cast->getSubExpr();
    } else {
      return false;
    }
  }
}

/// Of \p E, which is known as \p P: one of its parts, nobody knows which, if E
/// names less than the whole of a union.
PlaceId FunctionExtractor::partOfUnion(const Expr *E, PlaceId P) {
  if (!insideUnion(E) || E->getType()->isIncompleteType())
    return P;
  const RecordDecl *Outermost = nullptr;
  for (const Expr *Of = E->IgnoreParenImpCasts();;) {
    if (const auto *M = dyn_cast<MemberExpr>(Of)) {
      const auto *Field = dyn_cast<FieldDecl>(M->getMemberDecl());
      if (Field && Field->getParent()->isUnion())
        Outermost = Field->getParent();
      if (M->isArrow())
        break;
      Of = M->getBase()->IgnoreParenImpCasts();
    } else if (const auto *Sub = dyn_cast<ArraySubscriptExpr>(Of)) {
      Of = Sub->getBase()->IgnoreParenImpCasts();
    } else {
      break;
    }
  }
  if (!Outermost || E->refersToBitField() ||
      U.Ctx.getTypeSize(E->getType()) ==
          U.Ctx.getTypeSize(canonicalTagType(U.Ctx, Outermost)))
    return P;
  return T.index(
      P, T.opaque(U.str("the part of a union that `" + text(E) + "` names")));
}

QualType FunctionExtractor::pointeeBeforeVoid(const Expr *E, unsigned Depth) {
  E = E->IgnoreParens();
  QualType Pointee = E->getType()->getPointeeType();
  if (Pointee.isNull() || Depth > 8)
    return QualType();
  if (!Pointee->isVoidType())
    return Pointee;
  if (const auto *Cast = dyn_cast<CastExpr>(E))
    return pointeeBeforeVoid(Cast->getSubExpr(), Depth + 1);
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  const auto *VD = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  if (VD && VD->getInit() && !isa<ParmVarDecl>(VD) && !VD->hasGlobalStorage())
    return pointeeBeforeVoid(VD->getInit(), Depth + 1);
  return QualType();
}

bool FunctionExtractor::isUntyped(PlaceId P) {
  for (; P != None; P = T.place(P).Parent)
    if (T.place(P).Kind == PlaceKind::Deref)
      return Untyped.contains(P);
  return false;
}

} // namespace aether::analysis
