//===- HandedOn.cpp - Contents that other objects take over -------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A pointer to an element is as good as the element's name, unless another
// container takes the element over: then it leads there, and the name does not.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace aether::analysis {

/// May an object of type \p Type hold elements that another takes over, and
/// which somebody points to?
static bool mayHoldElements(Unit &U, QualType Type, unsigned Depth = 0) {
  constexpr unsigned MaxDepth = 4;
  Type = U.Ctx.getBaseElementType(Type.getNonReferenceType());
  const auto *RD = Type->getAsCXXRecordDecl();
  if (!RD)
    return false;
  const TypeFacts &Facts = U.facts(Type);
  if (Facts.Model || !RD->hasDefinition() || !U.isFollowed(RD) ||
      RD->isUnion() || Depth == MaxDepth)
    return !Facts.Model || Facts.is(TypeModel::Kind::Container) ||
           Facts.is(TypeModel::Kind::Value) || Facts.Model->UniqueOwner;
  return llvm::any_of(RD->fields(),
                      [&](const FieldDecl *Field) {
                        return mayHoldElements(U, Field->getType(), Depth + 1);
                      }) ||
         llvm::any_of(RD->bases(), [&](const CXXBaseSpecifier &Base) {
           return mayHoldElements(U, Base.getType(), Depth + 1);
         });
}

/// May the elements of the container at \p E hold elements, or own objects,
/// that go along with them when they change places?
static bool holdsHolders(Unit &U, const Expr *E) {
  const QualType Type = E->getType().getNonReferenceType();
  const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Type->getAsCXXRecordDecl());
  if (!Spec || !U.facts(Type).is(TypeModel::Kind::Container))
    return false;
  return llvm::any_of(
      Spec->getTemplateArgs().asArray(), [&](const TemplateArgument &A) {
        if (A.getKind() != TemplateArgument::Type)
          return false;
        const TypeFacts &Facts = U.facts(A.getAsType());
        const auto *RD = A.getAsType()->getAsCXXRecordDecl();
        return (Facts.Model && Facts.Model->UniqueOwner) ||
               Facts.is(TypeModel::Kind::Container) ||
               (RD && U.isFollowed(RD) && mayHoldElements(U, A.getAsType()));
      });
}

/// Does \p Method leave each element where it is?
static bool keepsElements(const CXXMethodDecl *Method) {
  if (Method->isConst() || !Method->getIdentifier())
    return Method->isConst() || Method->getOverloadedOperator() == OO_Subscript;
  return llvm::is_contained({"begin", "end", "rbegin", "rend", "data", "front",
                             "back", "at", "find", "lower_bound", "upper_bound",
                             "reserve", "push_back", "emplace_back", "top"},
                            Method->getName());
}

/// Does \p Call, by itself, make something take over what another has?
static bool movesContents(const CallExpr &Call, llvm::StringRef Name) {
  return Call.isCallToStdMove() ||
         llvm::is_contained({"swap", "exchange", "forward", "iter_swap",
                             "splice", "splice_after", "merge", "extract",
                             "rotate", "reverse", "sort", "release"},
                            Name);
}

/// May \p Fn, which is the user's, hand on what it has been given?
static bool mayHandOn(Unit &U, const FunctionDecl *Fn, unsigned Depth = 0) {
  constexpr unsigned MaxDepth = 3;
  const FunctionDecl *Def = U.definition(Fn);
  if (!Def || Depth == MaxDepth)
    return true;
  if (Def->isDefaulted())
    return false; // What it takes over has been moved, or is nobody else's.
  llvm::SmallVector<const Stmt *, 32> Work{Def->getBody()};
  if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(Def))
    for (const CXXCtorInitializer *Init : Ctor->inits())
      Work.push_back(Init->getInit());
  while (!Work.empty()) {
    const Stmt *S = Work.pop_back_val();
    if (!S)
      continue;
    Work.append(S->child_begin(), S->child_end());
    if (const auto *Cast = dyn_cast<ExplicitCastExpr>(S);
        Cast && Cast->getSubExpr()->isLValue() && Cast->isXValue())
      return true;
    const auto *Call = dyn_cast<CallExpr>(S);
    const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
    if (!Callee)
      continue;
    llvm::StringRef Name = Callee->getIdentifier() ? Callee->getName() : "";
    if (Callee->getOverloadedOperator() == OO_Call)
      if (const auto *Ref =
              dyn_cast<DeclRefExpr>(Call->getArg(0)->IgnoreImpCasts());
          Ref && Ref->getDecl()->getIdentifier())
        Name = Ref->getDecl()->getName();
    if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call);
        Member && holdsHolders(U, Member->getImplicitObjectArgument()) &&
        !keepsElements(Member->getMethodDecl()))
      return true;
    if ((!U.inUserCode(Callee) && movesContents(*Call, Name)) ||
        (U.inUserCode(Callee) &&
         Callee->getCanonicalDecl() != Fn->getCanonicalDecl() &&
         mayHandOn(U, Callee, Depth + 1)))
      return true;
  }
  return false;
}

/// Is \p Element, an element of something, one that this function may hand on?
/// \p Inside: or what it holds in its turn, in memory of its own.
bool FunctionExtractor::mayGoElsewhere(PlaceId Element, bool Inside) {
  if (!HandedOn) {
    HandedOn.emplace();
    // What is given away, or changes places with something else.
    auto Names = [&](const Expr *E, auto &Out) {
      const VarDecl *Named = nullptr;
      for (;;) {
        E = E->IgnoreParenImpCasts();
        if (const auto *Member = dyn_cast<MemberExpr>(E))
          E = Member->getBase();
        else if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(E))
          E = Op->getArg(0); // An element, or the iterator beside it.
        else if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E))
          E = Call->getImplicitObjectArgument();
        else if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E))
          E = Element->getBase();
        else if (const auto *Made = dyn_cast<CXXConstructExpr>(E);
                 Made && Made->getNumArgs() == 1)
          E = Made->getArg(0);
        else if (const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(E))
          E = Temporary->getSubExpr();
        else if (const auto *Op = dyn_cast<UnaryOperator>(E))
          E = Op->getSubExpr();
        else
          break;
      }
      if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
        Named = dyn_cast<VarDecl>(Ref->getDecl());
      // Whose it is that a pointer or reference leads to is not known.
      if (Named && (Named->getType()->isReferenceType() ||
                    Named->getType()->isPointerType() || Captures.count(Named)))
        Named = nullptr;
      Out.insert(Named);
    };
    auto Gives = [&](const Expr *E) {
      E = E->IgnoreParenImpCasts();
      if (const auto *Address = dyn_cast<UnaryOperator>(E);
          Address && Address->getOpcode() == UO_AddrOf)
        E = Address->getSubExpr()->IgnoreParenImpCasts();
      if (!isa<MaterializeTemporaryExpr>(E) && mayHoldElements(U, E->getType()))
        Names(E, *HandedOn);
    };
    // Where algorithms work, elements may change places.
    auto Permutes = [&](const Expr *Iterator) {
      if (!U.facts(Iterator->getType().getNonReferenceType())
               .is(TypeModel::Kind::Iterator))
        return;
      const Stmt *S = Iterator;
      while (const auto *E = dyn_cast_or_null<Expr>(S)) {
        if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E)) {
          const Expr *Of = Call->getImplicitObjectArgument();
          if (holdsHolders(U, Of))
            Names(Of, Rearranged);
          return;
        }
        S = E->child_begin() == E->child_end() ? nullptr : *E->child_begin();
        if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(E))
          S = Op->getArg(0);
      }
    };
    auto Changed = [&](const FunctionDecl *Callee,
                       llvm::ArrayRef<const Expr *> Args) {
      if (!mayHandOn(U, Callee))
        return;
      for (unsigned I = 0; I < Args.size() && I < Callee->getNumParams(); ++I) {
        const QualType To = Callee->getParamDecl(I)->getType();
        const QualType Pointee = To->getPointeeType();
        if ((To->isReferenceType() || To->isPointerType()) &&
            !Pointee.isConstQualified())
          Gives(Args[I]);
      }
    };
    llvm::SmallVector<const Stmt *, 32> Work{FD->getBody()};
    while (!Work.empty()) {
      const Stmt *S = Work.pop_back_val();
      if (!S)
        continue;
      Work.append(S->child_begin(), S->child_end());
      if (const auto *Cast = dyn_cast<ExplicitCastExpr>(S);
          Cast && Cast->getSubExpr()->isLValue() && Cast->isXValue())
        Gives(Cast->getSubExpr());
      if (const auto *Made = dyn_cast<CXXConstructExpr>(S);
          Made && U.inUserCode(Made->getConstructor()))
        Changed(Made->getConstructor(),
                llvm::ArrayRef(Made->getArgs(), Made->getNumArgs()));
      const auto *Call = dyn_cast<CallExpr>(S);
      const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
      if (!Callee)
        continue;
      llvm::SmallVector<const Expr *, 4> Args(Call->arguments());
      const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
      const Expr *Object = nullptr;
      if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call)) {
        Object = Member->getImplicitObjectArgument();
      } else if (isa<CXXOperatorCallExpr>(Call) && Method && !Args.empty()) {
        Object = Args.front();
        Args.erase(Args.begin());
      }
      if (U.inUserCode(Callee)) {
        Changed(Callee, Args);
        if (Object && !Method->isConst() && !Method->getParent()->isLambda() &&
            mayHandOn(U, Callee))
          Gives(Object);
        continue;
      }
      if (Object && holdsHolders(U, Object) && !keepsElements(Method))
        Names(Object, Rearranged);
      if (!Method)
        llvm::for_each(Args, Permutes);
      // `std::ranges::swap` is an object.
      llvm::StringRef Name = Callee->getIdentifier() ? Callee->getName() : "";
      if (const auto *Ref = dyn_cast_or_null<DeclRefExpr>(
              Object ? Object->IgnoreImpCasts() : nullptr);
          Ref && Method->getOverloadedOperator() == OO_Call &&
          Ref->getDecl()->getIdentifier())
        Name = Ref->getDecl()->getName();
      if (!movesContents(*Call, Name))
        continue;
      for (const Expr *Arg : Args)
        Gives(Arg);
      if (Object)
        Gives(Object);
    }
  }
  if (HandedOn->empty() && Rearranged.empty())
    return false;
  // What stands in elements that change places goes along with them.
  bool Unsure = false;
  PlaceId Root = Element;
  for (; T.place(Root).Parent != None; Root = T.place(Root).Parent)
    Unsure |= T.place(Root).Kind == PlaceKind::Deref;
  const PlaceNode N = T.place(Root);
  auto Holds = [&](const llvm::DenseSet<const VarDecl *> &Set) {
    if (Set.empty())
      return false;
    // Perhaps an element of one of these.
    if (Unsure || Set.contains(nullptr))
      return true;
    if (N.Kind == PlaceKind::Local)
      return Set.contains(LocalDecls[N.Arg]);
    return N.Kind != PlaceKind::Global ||
           llvm::any_of(Set, [&](const VarDecl *VD) {
             return VD->hasGlobalStorage() && U.global(VD) == N.Arg;
           });
  };
  return Holds(*HandedOn) || (Inside && Holds(Rearranged));
}

} // namespace aether::analysis
