//===- Tuples.cpp - Each member of a tuple by itself ----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Member N of a tuple is `members[N]`: a cell with an address in it if it is a
// reference, as those of std::tie are. A model cannot say that, for it knows
// no numbers of arguments. What is not here is left to the models.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace aether::analysis {

/// The types of the members of a tuple; nothing for other types.
std::optional<llvm::SmallVector<QualType, 4>>
FunctionExtractor::tupleMembers(QualType Type) {
  const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Type.isNull() ? nullptr
                    : Type.getNonReferenceType()->getAsCXXRecordDecl());
  if (!Spec || U.modelName(Spec) != "std::tuple" ||
      Spec->getTemplateArgs().size() != 1 ||
      Spec->getTemplateArgs()[0].getKind() != TemplateArgument::Pack)
    return std::nullopt;
  llvm::SmallVector<QualType, 4> Out;
  for (const TemplateArgument &A : Spec->getTemplateArgs()[0].pack_elements())
    Out.push_back(A.getAsType());
  return Out;
}

/// The types of the members of a pair; nothing for other types.
static std::optional<llvm::SmallVector<QualType, 4>>
pairMembers(QualType Type) {
  const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Type.getNonReferenceType()->getAsCXXRecordDecl());
  if (!Spec || !Spec->isInStdNamespace() || Spec->getName() != "pair")
    return std::nullopt;
  const TemplateArgumentList &Args = Spec->getTemplateArgs();
  return llvm::SmallVector<QualType, 4>{Args[0].getAsType(),
                                        Args[1].getAsType()};
}

PlaceId FunctionExtractor::tupleMember(PlaceId Tuple, std::size_t N) {
  return T.index(T.field(Tuple, U.str("members")),
                 T.constant(static_cast<std::int64_t>(N)));
}

/// A member of type \p Type is made from \p Arg.
void FunctionExtractor::fillMember(PlaceId Cell, QualType Type,
                                   const Expr *Arg) {
  const QualType From = Arg->getType().getNonReferenceType();
  const SourceLocation Loc = Arg->getBeginLoc();
  const PlaceId Place = Arg->isGLValue() || !U.facts(From).IsCell
                            ? (Arg->isGLValue() ? placeOf(Arg) : objectOf(Arg))
                            : None;
  if (Type->isReferenceType()) {
    if (isReferenceWrapper(From))
      store(Cell, T.load(T.field(Place, U.str("ptr"))), Loc);
    else
      store(Cell,
            Place != None ? T.addr(Place) : unknown("a reference in a tuple"),
            Loc);
    return;
  }
  if (Place != None) {
    access(AccessKind::Read, Place, From, Arg->getSourceRange());
    if (Arg->isXValue() && !From.isConstQualified() && !U.facts(From).IsCell)
      access(AccessKind::Write, Place, From, Arg->getSourceRange());
  }
  store(Cell, U.facts(From).IsCell ? valueOf(Arg) : T.load(Place), Loc);
}

/// `a = b` for a tuple and a tuple or pair, where references write what they
/// lead to.
void FunctionExtractor::assignTuple(CallSite &C,
                                    llvm::ArrayRef<QualType> Members,
                                    llvm::ArrayRef<QualType> From) {
  const PlaceId Source = placeOf(C.Args[0]);
  const bool Pair = !tupleMembers(C.Args[0]->getType());
  for (std::size_t I = 0; I != Members.size(); ++I) {
    const QualType Type = Members[I].getNonReferenceType();
    // std::ignore takes anything.
    if (const auto *RD = Type->getAsCXXRecordDecl();
        RD && RD->hasDefinition() && RD->isEmpty())
      continue;
    PlaceId To = tupleMember(C.Object, I);
    PlaceId Value = Pair ? T.field(Source, U.str(I == 0 ? "first" : "second"))
                         : tupleMember(Source, I);
    if (Members[I]->isReferenceType())
      To = T.deref(To);
    if (From[I]->isReferenceType())
      Value = T.deref(Value);
    access(AccessKind::Read, Value, From[I].getNonReferenceType(),
           C.Args[0]->getSourceRange());
    access(AccessKind::Write, To, Type, objectRange(C),
           U.facts(Type).is(TypeModel::Kind::Container)
               ? AccessNature::Container
               : AccessNature::Plain);
    store(To, T.load(Value), C.Range.getBegin());
  }
  remember(C.E, T.addr(C.Object));
}

/// A pair with references is made of two objects, or of another pair; or it is
/// assigned one, which writes what they lead to.
bool FunctionExtractor::pairCall(CallSite &C, const CXXMethodDecl *Method) {
  const auto Members =
      C.Object == None ? std::nullopt : pairMembers(C.ObjectType);
  if (!Members || llvm::none_of(*Members, [](QualType Member) {
        return Member->isReferenceType();
      }))
    return false;
  auto Part = [&](PlaceId Pair, std::size_t N) {
    return T.field(Pair, U.str(N == 0 ? "first" : "second"));
  };
  const bool Makes = isa<CXXConstructorDecl>(Method);
  if (Makes && C.Args.size() == 2) {
    for (std::size_t N = 0; N != 2; ++N)
      fillMember(Part(C.Object, N), (*Members)[N], C.Args[N]);
    callCallbacks(C);
    return true;
  }
  const auto Given =
      C.Args.size() == 1 ? pairMembers(C.Args[0]->getType()) : std::nullopt;
  if (!Given || (!Makes && Method->getOverloadedOperator() != OO_Equal)) {
    if (!isa<CXXDestructorDecl>(Method))
      giveUp("the references in a pair are not followed", C.Range.getBegin());
    return false;
  }
  const PlaceId Source =
      C.Args[0]->isGLValue() ? placeOf(C.Args[0]) : objectOf(C.Args[0]);
  for (std::size_t N = 0; N != 2; ++N) {
    const bool Refers = (*Given)[N]->isReferenceType();
    const PlaceId From = Refers ? T.deref(Part(Source, N)) : Part(Source, N);
    PlaceId To = Part(C.Object, N);
    if (Makes && (*Members)[N]->isReferenceType()) {
      store(To, T.addr(From), C.Range.getBegin());
      continue;
    }
    const QualType Type = (*Members)[N].getNonReferenceType();
    if ((*Members)[N]->isReferenceType())
      To = T.deref(To);
    access(AccessKind::Read, From, (*Given)[N].getNonReferenceType(),
           C.Args[0]->getSourceRange());
    if (!Makes)
      access(AccessKind::Write, To, Type, objectRange(C),
             U.facts(Type).is(TypeModel::Kind::Container)
                 ? AccessNature::Container
                 : AccessNature::Plain);
    store(To, T.load(From), C.Range.getBegin());
  }
  if (!Makes)
    remember(C.E, T.addr(C.Object));
  callCallbacks(C);
  return true;
}

/// A tuple is made of members of another, from \p First on.
void FunctionExtractor::copyMembersOf(PlaceId To, std::size_t First,
                                      llvm::ArrayRef<QualType> Members,
                                      const Expr *Tuple,
                                      llvm::ArrayRef<QualType> From) {
  const PlaceId Source = Tuple->isGLValue() ? placeOf(Tuple) : objectOf(Tuple);
  for (std::size_t I = 0; I != From.size(); ++I) {
    const PlaceId Cell = tupleMember(To, First + I),
                  Value = tupleMember(Source, I);
    const bool Refers = From[I]->isReferenceType();
    const PlaceId Object = Refers ? T.deref(Value) : Value;
    if (Members[First + I]->isReferenceType()) {
      store(Cell, Refers ? T.load(Value) : T.addr(Value), Tuple->getBeginLoc());
      continue;
    }
    access(AccessKind::Read, Object, From[I].getNonReferenceType(),
           Tuple->getSourceRange());
    store(Cell, T.load(Object), Tuple->getBeginLoc());
  }
}

/// `std::tuple_cat(a, b, ...)`
bool FunctionExtractor::joinTuples(CallSite &C) {
  const auto Members = tupleMembers(C.E->getType());
  std::size_t Number = 0;
  for (const Expr *Arg : C.Args) {
    const auto From = tupleMembers(Arg->getType());
    if (!From)
      return false;
    Number += From->size();
  }
  if (!Members || Members->size() != Number)
    return false;
  std::size_t First = 0;
  for (const Expr *Arg : C.Args) {
    const auto From = tupleMembers(Arg->getType());
    copyMembersOf(objectOf(C.E), First, *Members, Arg, *From);
    First += From->size();
  }
  callCallbacks(C);
  return true;
}

/// The member that `get` names, by its number or by its type.
static std::optional<std::size_t> memberOf(const FunctionDecl *Get,
                                           llvm::ArrayRef<QualType> Members) {
  const TemplateArgumentList *Args = Get->getTemplateSpecializationArgs();
  if (!Args || Args->size() == 0)
    return std::nullopt;
  const TemplateArgument &Which = Args->get(0);
  if (Which.getKind() == TemplateArgument::Integral) {
    const auto N = Which.getAsIntegral().getLimitedValue(1 << 16);
    return N < Members.size() ? std::optional<std::size_t>(N) : std::nullopt;
  }
  if (Which.getKind() != TemplateArgument::Type)
    return std::nullopt;
  for (std::size_t I = 0; I != Members.size(); ++I)
    if (Members[I].getCanonicalType() == Which.getAsType().getCanonicalType())
      return I;
  return std::nullopt;
}

/// `std::apply(f, t)` calls f with the members.
bool FunctionExtractor::applyTuple(CallSite &C) {
  const auto Members = tupleMembers(C.Args[1]->getType());
  if (!Members)
    return false;
  const PlaceId Tuple =
      C.Args[1]->isGLValue() ? placeOf(C.Args[1]) : objectOf(C.Args[1]);
  std::vector<Passed> Args;
  for (std::size_t I = 0; I != Members->size(); ++I) {
    const PlaceId Cell = tupleMember(Tuple, I);
    const QualType Type = (*Members)[I];
    Args.push_back({Type->isReferenceType() ? T.load(Cell) : T.addr(Cell), true,
                    Type.getNonReferenceType()});
  }
  llvm::SmallVector<CallableTarget, 2> Targets =
      callables(C.Args[0], static_cast<int>(Args.size()));
  chooseOverloads(Targets, Args);
  if (Targets.empty())
    return false;
  callCallbacks(C); // What is made for the parameters.
  for (CallableTarget &Target : Targets)
    invoke(Target, Args, U.spelling(C.Args[0]->getSourceRange()), C.Range);
  if (C.E && (C.E->isGLValue() || U.facts(C.E->getType()).IsCell) &&
      !C.E->getType()->isVoidType() && NextResult != 0)
    remember(C.E, T.load(T.root(PlaceKind::Result, NextResult - 1)));
  return true;
}

/// Whether a tuple of type \p Type leads elsewhere, by references if not by
/// pointers.
bool FunctionExtractor::tupleRefers(QualType Type, bool OrPoints) {
  const auto Members = tupleMembers(Type);
  return Members && llvm::any_of(*Members, [&](QualType Member) {
           return Member->isReferenceType() ||
                  (OrPoints && Member->isPointerType());
         });
}

bool FunctionExtractor::tupleCall(CallSite &C) {
  if (C.Args.empty() || U.inUserCode(C.Callee))
    return false;
  if (followedTupleCall(C))
    return true;
  // What else is done to one may change where it leads, or what is there.
  const auto *Method = dyn_cast<CXXMethodDecl>(C.Callee);
  const llvm::StringRef Name = U.modelName(C.Callee);
  const bool Own = Method && C.Object != None &&
                   U.modelName(Method->getParent()) == "std::tuple";
  const bool Passes = Name == "std::move" || Name == "std::forward" ||
                      C.Callee->getOverloadedOperator() != OO_None;
  const bool Points = Name == "std::swap" || Name == "std::exchange";
  const bool Open = Own ? !isa<CXXDestructorDecl>(Method) &&
                              tupleRefers(C.ObjectType, /*OrPoints=*/true)
                        : !Passes && llvm::any_of(C.Args, [&](const Expr *Arg) {
                            return tupleRefers(Arg->getType(), Points);
                          });
  if (!Open)
    return false;
  const char *Why = "the references and pointers in a tuple are not followed";
  giveUp(Why, C.Range.getBegin());
  llvm::SmallVector<const Expr *, 4> Tuples(C.Args);
  if (C.ObjectExpr)
    Tuples.push_back(C.ObjectExpr);
  for (const Expr *E : Tuples)
    if (E->isGLValue() && tupleRefers(E->getType(), true))
      for (std::size_t I = 0; I != tupleMembers(E->getType())->size(); ++I)
        store(tupleMember(placeOf(E), I), unknown(Why), C.Range.getBegin());
  return false;
}

/// A call that makes, reads or assigns a tuple, as far as all of its members
/// are known.
bool FunctionExtractor::followedTupleCall(CallSite &C) {
  const llvm::StringRef Name = U.modelName(C.Callee);
  auto Fill = [&](PlaceId Tuple, llvm::ArrayRef<QualType> Members) {
    for (std::size_t I = 0; I != Members.size(); ++I)
      fillMember(tupleMember(Tuple, I), Members[I], C.Args[I]);
    callCallbacks(C); // Copy constructors and the like.
    return true;
  };
  if (const auto *Method = dyn_cast<CXXMethodDecl>(C.Callee)) {
    if (pairCall(C, Method))
      return true;
    const auto Members =
        C.Object == None ? std::nullopt : tupleMembers(C.ObjectType);
    if (!Members || U.modelName(Method->getParent()) != "std::tuple")
      return false;
    const auto From = tupleMembers(C.Args[0]->getType());
    if (isa<CXXConstructorDecl>(Method)) {
      if (From && C.Args.size() == 1 && From->size() == Members->size()) {
        copyMembersOf(C.Object, 0, *Members, C.Args[0], *From);
        callCallbacks(C);
        return true;
      }
      return C.Args.size() == Members->size() && Fill(C.Object, *Members);
    }
    const auto Given = From ? From : pairMembers(C.Args[0]->getType());
    if (Method->getOverloadedOperator() != OO_Equal || !Given ||
        Given->size() != Members->size() || !C.Args[0]->isGLValue())
      return false;
    assignTuple(C, *Members, *Given);
    callCallbacks(C);
    return true;
  }
  if (!C.E)
    return false;
  if (Name == "std::make_tuple" || Name == "std::tie" ||
      Name == "std::forward_as_tuple") {
    const auto Members = tupleMembers(C.E->getType());
    return Members && Members->size() == C.Args.size() &&
           Fill(objectOf(C.E), *Members);
  }
  if (Name == "std::apply")
    return C.Args.size() == 2 && applyTuple(C);
  if (Name == "std::tuple_cat")
    return joinTuples(C);
  const auto Members = tupleMembers(C.Args[0]->getType());
  if (!Members || !C.Args[0]->isGLValue())
    return false;
  if (Name == "std::get") {
    const auto N = memberOf(C.Callee, *Members);
    if (!N)
      return false;
    const PlaceId Cell = tupleMember(placeOf(C.Args[0]), *N);
    remember(C.E,
             (*Members)[*N]->isReferenceType() ? T.load(Cell) : T.addr(Cell));
    return true;
  }
  // Comparisons read what references lead to.
  if (C.Callee->getOverloadedOperator() == OO_None || C.Args.size() != 2)
    return false;
  for (const Expr *Arg : C.Args)
    if (const auto Compared = tupleMembers(Arg->getType());
        Compared && Arg->isGLValue())
      for (std::size_t I = 0; I != Compared->size(); ++I)
        if ((*Compared)[I]->isReferenceType())
          access(AccessKind::Read, T.deref(tupleMember(placeOf(Arg), I)),
                 (*Compared)[I].getNonReferenceType(), Arg->getSourceRange());
  return false;
}

} // namespace aether::analysis
