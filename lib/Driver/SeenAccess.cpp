//===- SeenAccess.cpp - The source of an executed access ------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SeenAccess.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace aether::analysis {
namespace {

/// Finds the outermost expression that names memory at a place.
class Finder : public DynamicRecursiveASTVisitor {
public:
  Finder(const ASTContext &Context, unsigned Line, unsigned Column,
         bool InLibrary)
      : SM(Context.getSourceManager()), Line(Line), Column(Column),
        InLibrary(InLibrary) {}
  const Expr *Found = nullptr;

  bool VisitExpr(Expr *E) override {
    const PresumedLoc At =
        SM.getPresumedLoc(SM.getExpansionLoc(E->getExprLoc()));
    if (At.isInvalid() || At.getLine() != Line || At.getColumn() != Column)
      return true;
    Found = memoryOf(E);
    return !Found;
  }

private:
  /// What \p E itself reads or writes.
  const Expr *memoryOf(const Expr *E) const {
    if (InLibrary) {
      if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E))
        return Call->getImplicitObjectArgument();
      if (const auto *Call = dyn_cast<CXXOperatorCallExpr>(E))
        return Call->getOperator() == OO_Call ? nullptr : Call->getArg(0);
      return nullptr;
    }
    if (const auto *Binary = dyn_cast<BinaryOperator>(E))
      return Binary->isAssignmentOp() ? Binary->getLHS() : nullptr;
    if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
      if (Unary->isIncrementDecrementOp())
        return Unary->getSubExpr();
      return Unary->getOpcode() == UO_Deref ? Unary : nullptr;
    }
    return isa<DeclRefExpr, MemberExpr, ArraySubscriptExpr>(E) ? E : nullptr;
  }

  const SourceManager &SM;
  const unsigned Line, Column;
  const bool InLibrary;
};

WitnessForm formOf(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  if (isa<ArraySubscriptExpr>(E))
    return WitnessForm::Element;
  if (const auto *Call = dyn_cast<CXXOperatorCallExpr>(E))
    return Call->getOperator() == OO_Subscript ? WitnessForm::Element
                                               : WitnessForm::Variable;
  const auto *Member = dyn_cast<MemberExpr>(E);
  if (!Member || !isa<FieldDecl>(Member->getMemberDecl()))
    return WitnessForm::Variable;
  return Member->isArrow() ? WitnessForm::Member : formOf(Member->getBase());
}

} // namespace

SeenAccess
findAccess(const ASTContext &Context, const FunctionDecl *FD, unsigned Line,
           unsigned Column, bool InLibrary,
           llvm::function_ref<bool(const CXXRecordDecl *)> IsContainer) {
  Finder F(Context, Line, Column, InLibrary);
  F.ShouldVisitImplicitCode = true; // The rounds of a range-based loop.
  F.TraverseDecl(const_cast<FunctionDecl *>(FD));
  SeenAccess Out;
  if (!F.Found)
    return Out;
  const CXXRecordDecl *Class = F.Found->getType()->getAsCXXRecordDecl();
  Out.Form = InLibrary && Class && IsContainer(Class) ? WitnessForm::Container
                                                      : formOf(F.Found);
  const SourceRange Range = F.Found->getSourceRange();
  if (Range.getBegin().isMacroID() || Range.getEnd().isMacroID())
    return Out;
  const llvm::StringRef Text =
      Lexer::getSourceText(CharSourceRange::getTokenRange(Range),
                           Context.getSourceManager(), Context.getLangOpts());
  if (Text.size() <= 60 && !Text.contains('\n'))
    Out.Spelling = Text.str();
  return Out;
}

} // namespace aether::analysis
