//===- ContainerFixes.cpp - Loops that only append ------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Loop.h"
#include "Makers.h"

#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace aether::analysis::fixes {
namespace {

/// The element type of an std::vector with the usual allocator.
QualType elementOf(QualType T) {
  const auto *Record = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      T.getNonReferenceType()->getAsCXXRecordDecl());
  if (!Record || !Record->isInStdNamespace() || Record->getName() != "vector" ||
      Record->getTemplateArgs().size() < 1)
    return {};
  return Record->getTemplateArgs()[0].getAsType();
}

/// Whether the vector is empty at \p L: declared so in the same block, and at
/// most told to make room in between.
bool isEmptyAt(const Syntax &S, const ValueDecl *Vector, const Loop &L) {
  const auto *Var = dyn_cast<VarDecl>(Vector);
  if (!Var || !Var->hasLocalStorage() || isa<ParmVarDecl>(Var) ||
      Var->getType()->isReferenceType())
    return false;
  const auto *Made = dyn_cast_or_null<CXXConstructExpr>(Var->getInit());
  if (!Made || Made->getNumArgs() != 0)
    return false;
  const auto *Block =
      dyn_cast_or_null<CompoundStmt>(S.parent(S.statementOf(L.Call)));
  bool Here = false;
  for (const Stmt *Child :
       Block ? Block->body() : CompoundStmt::body_const_range(nullptr, nullptr))
    if (const auto *Declares = dyn_cast<DeclStmt>(Child))
      Here |= llvm::is_contained(Declares->decls(), Var);
  if (!Here)
    return false;
  const SourceManager &Sources = S.context().getSourceManager();
  for (const Expr *Ref : S.references(Vector)) {
    if (!Sources.isBeforeInTranslationUnit(Ref->getBeginLoc(),
                                           L.Call->getBeginLoc()))
      continue;
    const auto *Member = dyn_cast_or_null<MemberExpr>(S.meaningfulParent(Ref));
    if (!Member ||
        Member->getMemberDecl()->getDeclName().getAsString() != "reserve")
      return false;
  }
  return true;
}

} // namespace

std::optional<Fix> mapInstead(const Request &R) {
  const Syntax &S = R.S;
  const CXXMemberCallExpr *Append = nullptr;
  const Expr *Vector = nullptr;
  for (const Expr *E : S.at(R.F.First.Pos)) {
    const auto *Call = dyn_cast<CXXMemberCallExpr>(E);
    if (!Call || Call->getNumArgs() != 1 || !Call->getMethodDecl())
      continue;
    const std::string Name = Call->getMethodDecl()->getNameAsString();
    if (Name == "push_back" || Name == "emplace_back") {
      Append = Call;
      Vector = plain(Call->getImplicitObjectArgument());
    }
  }
  if (!Append || !Vector || !named(Vector) || !isDiscarded(S, Append))
    return std::nullopt;
  QualType Element = elementOf(Vector->getType());
  if (Element.isNull() || Vector->getType()->isPointerType())
    return std::nullopt;
  std::optional<Loop> L = loopAround(S, Append);
  if (!L)
    return std::nullopt;
  const ValueDecl *Variable = named(Vector);
  for (const Expr *Ref : S.references(Variable))
    if (S.isWithin(Ref, L->Call) && !S.isWithin(Ref, Vector))
      return std::nullopt;

  const Expr *Argument = Append->getArg(0);
  bool Filter = L->Guard;
  if (Filter) {
    // The items that pass are the results.
    const Expr *Value = plain(Argument);
    if (const auto *Copy = dyn_cast<CXXConstructExpr>(Value))
      if (Copy->getNumArgs() == 1 &&
          Copy->getConstructor()->isCopyConstructor())
        Value = plain(Copy->getArg(0));
    if (named(Value) != L->Item->getCanonicalDecl() ||
        !S.context().hasSameUnqualifiedType(
            L->Item->getType().getNonReferenceType(), Element))
      return std::nullopt;
  }
  Draft D(S, Filter ? "filter instead of appending to a shared container"
                    : "map instead of appending to a shared container");
  std::string Name = D.text(Vector->getSourceRange());
  std::string Items = D.text(L->Call->getArg(0)->getSourceRange());
  const Expr *Returned = Filter ? L->Guard : Argument;
  bool SameType = S.context().hasSameUnqualifiedType(
      plain(Returned)->getType(), Filter ? S.context().BoolTy : Element);
  std::string Type = SameType ? "" : Filter ? "bool" : typeText(S, D, Element);
  std::string Made = std::string("aether::par_") +
                     (Filter ? "filter(" : "map(") + Items + ", " +
                     callableText(S, D, *L, Variable, Returned, Type,
                                  D.text(Returned->getSourceRange())) +
                     ")";
  if (isEmptyAt(S, Variable, *L)) {
    D.replace(L->Call->getSourceRange(), Name + " = " + Made);
  } else {
    std::string Results = S.freeName("results");
    std::optional<TextRange> Range = S.range(L->Call->getSourceRange());
    if (!Range)
      return std::nullopt;
    D.replace(*Range, "const auto " + Results + " = " + Made + ";\n" +
                          S.indent(Range->Begin).str() + Name + ".insert(" +
                          Name + ".end(), " + Results + ".begin(), " + Results +
                          ".end())");
  }
  return D.take();
}

} // namespace aether::analysis::fixes
