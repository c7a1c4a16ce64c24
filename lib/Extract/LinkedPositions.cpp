//===- LinkedPositions.cpp - Where elements are that links lead to --------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An element of a list or a map is found from its neighbour or by its key, and
// where that is nobody knows. But as long as the container does not change, its
// first element stays the first one, and what a key finds the same.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace aether::analysis {

/// May \p S hand something to a task? It makes a lambda, or has to do with a
/// thread or the like.
static bool mayStartTasks(Unit &U, const Stmt *S) {
  if (!S)
    return false;
  if (isa<LambdaExpr>(S))
    return true;
  if (const auto *E = dyn_cast<Expr>(S)) {
    const QualType Type = E->getType();
    const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
        Type->getAsCXXRecordDecl());
    if (U.facts(Type).is(TypeModel::Kind::Handle) ||
        (Spec &&
         llvm::any_of(
             Spec->getTemplateArgs().asArray(), [&](const TemplateArgument &A) {
               return A.getKind() == TemplateArgument::Type &&
                      U.facts(A.getAsType()).is(TypeModel::Kind::Handle);
             })))
      return true;
  }
  return llvm::any_of(S->children(), [&](const Stmt *Child) {
    return mayStartTasks(U, Child);
  });
}

/// The number of elements of \p Container, if \p Iterator is what its member
/// function \p End (or that for constants) returns.
IntId FunctionExtractor::linkedSize(const Expr *Iterator, PlaceId Container,
                                    llvm::StringRef End) {
  const IntId Unknown = T.opaque(U.str("the number of linked elements"));
  auto Strip = [&](const Expr *E) {
    return E ? stripToMaker(E, U)->IgnoreImpCasts() : nullptr;
  };
  Iterator = Strip(Iterator);
  if (const auto *Ref = dyn_cast_or_null<DeclRefExpr>(Iterator))
    if (const auto *VD = dyn_cast<VarDecl>(Ref->getDecl()))
      if (auto It = Variables.find(VD);
          It == Variables.end() || It->second.SetOnce)
        Iterator = Strip(VD->getInit());
  const auto *Call = dyn_cast_or_null<CXXMemberCallExpr>(Iterator);
  const CXXMethodDecl *M = Call ? Call->getMethodDecl() : nullptr;
  if (!M || !M->getIdentifier() ||
      (M->getName() != End && M->getName() != ("c" + End).str()) ||
      !U.facts(canonicalTagType(U.Ctx, M->getParent()))
           .is(TypeModel::Kind::Container))
    return Unknown;
  const Expr *Object = Call->getImplicitObjectArgument();
  if (Object->getType()->isPointerType()
          ? pointee(valueOf(Object), "") != Container
          : placeOf(Object) != Container)
    return Unknown;
  return sizeOf(Container, canonicalTagType(U.Ctx, M->getParent()),
                Call->getExprLoc());
}

/// An iterator over links that a loop counts with: each round has another
/// element, and nobody knows more of where they are. The first one's position
/// is chosen here, once for all rounds. (Where no round is a task's, it is
/// enough that they are elements.)
void FunctionExtractor::beginOverLinks(const VarDecl *VD) {
  auto Counts = Variables.find(VD);
  if (Counts == Variables.end() || !Counts->second.Loop ||
      !mayStartTasks(U, Loops[*Counts->second.Loop].Body) ||
      !followsLinks(VD->getType()))
    return;
  const PlaceNode First = T.place(pointee(valueOf(VD->getInit()), ""));
  if (First.Kind != PlaceKind::Elements && First.Kind != PlaceKind::Index)
    return;
  const StringId Name = U.str("the first position of a loop");
  // Loops over all of one container that does not change begin at one place.
  if (const PlaceId Begin = T.field(T.structure(First.Parent), Name);
      First.Kind == PlaceKind::Elements &&
      T.integer(linkedSize(VD->getInit(), First.Parent, "begin")).Kind ==
          IntKind::Cell) {
    VariableValue[VD] = T.addr(T.index(First.Parent, T.cell(Begin)));
    return;
  }
  const PlaceId Position = local("", U.Ctx.IntTy, VD->getLocation());
  F.Locals.back().Name = Name;
  store(Position, T.integerValue(T.opaque(Name)), VD->getLocation());
  VariableValue[VD] = T.addr(T.index(First.Parent, T.cell(Position)));
}

/// The element of \p Container that the key \p Key, a string of the source,
/// finds: for as long as the container does not change, one and the same
/// wherever somebody looks.
PlaceId FunctionExtractor::foundByConstant(CallSite &C, PlaceId Container,
                                           const Expr *Key) {
  const auto *M = dyn_cast_or_null<CXXMethodDecl>(C.Callee);
  if (!M || !Key || T.place(Container).Kind == PlaceKind::Elements ||
      U.modelName(M->getParent()).contains("multi"))
    return None;
  const QualType Type = canonicalTagType(U.Ctx, M->getParent());
  for (const Expr *Last = nullptr; Key != Last;) {
    Last = Key;
    Key = stripToMaker(Key, U)->IgnoreParenImpCasts();
    // `std::string("a")`, with an allocator perhaps.
    if (const auto *Made = dyn_cast<CXXConstructExpr>(Key);
        Made && Made->getNumArgs() > 0 &&
        llvm::all_of(llvm::drop_begin(Made->arguments()),
                     [](const Expr *A) { return isa<CXXDefaultArgExpr>(A); }))
      Key = Made->getArg(0);
  }
  const auto *Literal = dyn_cast<StringLiteral>(Key);
  if (!Literal || !Literal->isOrdinary() ||
      T.integer(sizeOf(Container, Type, C.Range.getBegin())).Kind !=
          IntKind::Cell)
    return None;
  const StringId Name =
      U.str("the position of \"" + Literal->getString().str() + "\"");
  return T.index(Container, T.cell(T.field(T.structure(Container), Name)));
}

} // namespace aether::analysis
