//===- ModelSelection.cpp - Which model entry a call gets -----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The first entry of a function whose tests the arguments pass.
//
//===----------------------------------------------------------------------===//

#include "ClangVersions.h"
#include "Function.h"

#include "clang/AST/DeclTemplate.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace aether::analysis {

namespace {

/// Counts where a variable is named, and where directly as an argument of a
/// library function, outside of lambdas.
class NameCounter : public DynamicRecursiveASTVisitor {
public:
  NameCounter(Unit &U, const VarDecl *VD) : U(U), VD(VD) {}
  unsigned All = 0, Harmless = 0;

  bool TraverseLambdaExpr(LambdaExpr *E) override {
    const unsigned Before = Harmless;
    DynamicRecursiveASTVisitor::TraverseLambdaExpr(E);
    Harmless = Before;
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *E) override {
    All += E->getDecl() == VD;
    return true;
  }
  bool VisitCallExpr(CallExpr *E) override {
    const FunctionDecl *Callee = E->getDirectCallee();
    if (!Callee || U.inUserCode(Callee) || Callee->isInStdNamespace())
      return true;
    for (const Expr *Arg : E->arguments()) {
      const auto *Ref =
          dyn_cast<DeclRefExpr>(Arg->IgnoreUnlessSpelledInSource());
      Harmless += Ref && Ref->getDecl() == VD;
    }
    return true;
  }

private:
  Unit &U;
  const VarDecl *VD;
};

} // namespace

/// Is \p E made by library functions of things of its class that are so too,
/// or a local variable of \p FD that is and that no other thread can name?
static bool isUnshared(Unit &U, const FunctionDecl *FD, const Expr *E) {
  E = E->IgnoreUnlessSpelledInSource();
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    const auto *VD = dyn_cast<VarDecl>(Ref->getDecl());
    if (!VD || isa<ParmVarDecl>(VD) || !VD->hasLocalStorage() ||
        VD->getType()->isReferenceType() || VD->getDeclContext() != FD ||
        !VD->getInit() || !isUnshared(U, FD, VD->getInit()))
      return false;
    NameCounter Count(U, VD);
    Count.TraverseStmt(const_cast<Stmt *>(FD->getBody()));
    return Count.All == Count.Harmless;
  }
  const TypeModel *Class = U.facts(E->getType()).Model;
  auto Fits = [&](const Expr *Arg) {
    return U.facts(Arg->getType()).Model != Class || isUnshared(U, FD, Arg);
  };
  if (!Class)
    return false;
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return Call->getDirectCallee() && !U.inUserCode(Call->getDirectCallee()) &&
           llvm::all_of(Call->arguments(), Fits);
  if (const auto *Made = dyn_cast<CXXConstructExpr>(E))
    return !U.inUserCode(Made->getConstructor()) &&
           llvm::all_of(Made->arguments(), Fits);
  return false;
}

/// Of a call operator that is a template, its instances count.
static bool takesTwo(const Unit &U, QualType Type) {
  if (const auto *Fn = Type->isPointerType()
                           ? Type->getPointeeType()->getAs<FunctionProtoType>()
                           : Type->getAs<FunctionProtoType>())
    return Fn->getNumParams() == 2;
  const auto *RD = Type->getAsCXXRecordDecl();
  if (!RD || !RD->hasDefinition())
    return false;
  auto Fits = [](const FunctionDecl *Fn) { return Fn->getNumParams() == 2; };
  return llvm::any_of(
      RD->lookup(U.Ctx.DeclarationNames.getCXXOperatorName(OO_Call)),
      [&](const NamedDecl *D) {
        if (const auto *Template = dyn_cast<FunctionTemplateDecl>(D))
          return llvm::any_of(
              const_cast<FunctionTemplateDecl *>(Template)->specializations(),
              Fits);
        const auto *Fn = dyn_cast<FunctionDecl>(D);
        return Fn && Fits(Fn);
      });
}

bool FunctionExtractor::passes(const ArgumentTest &Test, const CallSite &C) {
  QualType Type;
  const Expr *Arg = nullptr;
  if (Test.OfThis) {
    if (C.ObjectType.isNull())
      return Test.Negated;
    Type = C.ObjectType;
    Arg = C.ObjectExpr;
  } else {
    if (Test.Arg >= C.Args.size())
      return Test.Negated;
    Arg = C.Args[Test.Arg];
    Type = Arg->getType();
  }
  Type = Type.getNonReferenceType();
  const TypeFacts &Facts = U.facts(Type);
  const auto *RD = Type->getAsCXXRecordDecl();
  auto Holds = [&]() -> bool {
    llvm::StringRef Is = Test.Is;
    if (Is == "integral")
      return Facts.IsInteger;
    if (Is == "floating")
      return Type->isFloatingType();
    if (Is == "pointer")
      return Type->isPointerType() || Type->isArrayType();
    if (Is == "iterator")
      return Facts.IsPointer || Type->isArrayType();
    if (Is == "callable")
      return isCallable(Type);
    if (Is == "binary")
      return isCallable(Type) && takesTwo(U, Type);
    if (Is == "contiguous")
      return Type->isArrayType() || (Facts.Model && Facts.Model->Contiguous);
    if (Is == "range") {
      if (Type->isArrayType() || Facts.is(TypeModel::Kind::Container) ||
          Facts.is(TypeModel::Kind::View) ||
          Facts.is(TypeModel::Kind::IntegerRange))
        return true;
      if (!RD || !RD->hasDefinition() || isCallable(Type))
        return false;
      return RD->hasMemberName(DeclarationName(&U.Ctx.Idents.get("begin")));
    }
    if (Is == "linked")
      return followsLinks(Type);
    if (Is == "class")
      return RD != nullptr;
    if (Is == "same") {
      const auto *M = dyn_cast_or_null<CXXMethodDecl>(C.Callee);
      const CXXRecordDecl *Class = C.MadeClass ? C.MadeClass
                                   : M         ? M->getParent()
                                               : nullptr;
      return Class && RD && RD->getCanonicalDecl() == Class->getCanonicalDecl();
    }
    if (Is == "of-arrays") {
      const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(RD);
      return Spec && Spec->getTemplateArgs().size() > 0 &&
             Spec->getTemplateArgs()[0].getKind() == TemplateArgument::Type &&
             Spec->getTemplateArgs()[0].getAsType()->isArrayType();
    }
    if (Is == "parallel-policy")
      return Facts.is(TypeModel::Kind::Policy) && Facts.Model->Parallel;
    if (Is == "sequential-policy")
      return Facts.is(TypeModel::Kind::Policy) && !Facts.Model->Parallel;
    if (Is == "of-references") {
      const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(RD);
      auto IsReference = [](const TemplateArgument &A) {
        return A.getKind() == TemplateArgument::Type &&
               A.getAsType()->isReferenceType();
      };
      return Spec && llvm::any_of(Spec->getTemplateArgs().asArray(),
                                  [&](const TemplateArgument &A) {
                                    return A.getKind() == TemplateArgument::Pack
                                               ? llvm::any_of(A.pack_elements(),
                                                              IsReference)
                                               : IsReference(A);
                                  });
    }
    if (Is == "of-iterators") {
      const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(RD);
      return Spec && Spec->getTemplateArgs().size() > 0 &&
             Spec->getTemplateArgs()[0].getKind() == TemplateArgument::Type &&
             U.facts(Spec->getTemplateArgs()[0].getAsType()).IsPointer;
    }
    if (Is == "const")
      return Type.isConstQualified();
    if (Is == "true" || Is == "false") {
      bool Value = false;
      return Arg && !Arg->isValueDependent() &&
             Arg->EvaluateAsBooleanCondition(Value, U.Ctx) &&
             Value == (Is == "true");
    }
    if (Is == "zero" || Is == "one" || Is == "several" || Is == "npos" ||
        Is == "releasing" || Is == "acquiring") {
      Expr::EvalResult Value;
      if (!Arg || Arg->isValueDependent())
        return false;
      if (Is == "zero" &&
          Arg->isNullPointerConstant(U.Ctx, Expr::NPC_ValueDependentIsNotNull))
        return true;
      // A number may stand for a pointer, as SIG_IGN does.
      const auto *Cast = dyn_cast<CastExpr>(Arg->IgnoreParens());
      while (Cast && Cast->getCastKind() != CK_IntegralToPointer)
        Cast = dyn_cast<CastExpr>(Cast->getSubExpr()->IgnoreParens());
      if (!(Cast ? Cast->getSubExpr() : Arg)->EvaluateAsInt(Value, U.Ctx))
        return false;
      if (Is == "npos")
        return Value.Val.getInt().isAllOnes();
      const std::int64_t N = Value.Val.getInt().getExtValue();
      if (Is == "zero" || Is == "one")
        return N == (Is == "one");
      if (Is == "several")
        return N > 1;
      // relaxed, consume, acquire, release, acq_rel, seq_cst ([atomics.order]);
      // consume is acquire, see setOrder().
      return N >= 4 || (Is == "releasing" ? N == 3 : N == 1 || N == 2);
    }
    if (Is == "deferred") {
      Expr::EvalResult Value;
      return Arg && !Arg->isValueDependent() && Type->isEnumeralType() &&
             Arg->EvaluateAsInt(Value, U.Ctx) && Value.Val.getInt() == 2;
    }
    if (llvm::all_of(Is, [](char C) { return llvm::isDigit(C); })) {
      Expr::EvalResult Value;
      return Arg && !Arg->isValueDependent() &&
             Arg->EvaluateAsInt(Value, U.Ctx) &&
             std::to_string(Value.Val.getInt().getExtValue()) == Is;
    }
    if (Is == "rvalue")
      return Arg && !Arg->isLValue();
    if (Is == "unshared")
      return Arg && isUnshared(U, FD, Arg);
    if (RD)
      return U.modelName(RD) == U.Models.canonicalName(Is) ||
             (Facts.Model && Facts.Model->Name == Is);
    if (const auto *Enum = Type->getAs<EnumType>())
      return U.modelName(Enum->getDecl()) == U.Models.canonicalName(Is);
    return Type.getCanonicalType().getUnqualifiedType().getAsString() == Is;
  };
  return Holds() != Test.Negated;
}

const FunctionModel *FunctionExtractor::selectModel(const CallSite &C) {
  for (const FunctionModel &M : U.models(C.Callee)) {
    if (M.ArgCount >= 0 && unsigned(M.ArgCount) != C.Args.size())
      continue;
    if (M.MinArgs >= 0 && C.Args.size() < unsigned(M.MinArgs))
      continue;
    if (llvm::all_of(M.Where,
                     [&](const ArgumentTest &Test) { return passes(Test, C); }))
      return &M;
  }
  return nullptr;
}

} // namespace aether::analysis
