//===- Synthesis.cpp - Code that the program does not spell ---------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Synthesis.h"

#include "ClangVersions.h"

#include "clang/AST/DeclOpenMP.h"
#include "clang/AST/StmtCXX.h"
#include "clang/AST/StmtOpenMP.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"

using namespace clang;

namespace aether::analysis {

void forEachStmt(Stmt *S, llvm::function_ref<bool(Stmt *)> Visit) {
  if (!S || !Visit(S))
    return;
  if (auto *D = dyn_cast<OMPExecutableDirective>(S)) {
    for (OMPClause *C : D->clauses())
      for (Stmt *Child : C->children())
        forEachStmt(Child, Visit);
    if (D->hasAssociatedStmt())
      forEachStmt(D->getRawStmt(), Visit);
    return;
  }
  if (auto *Captured = dyn_cast<CapturedStmt>(S)) {
    forEachStmt(Captured->getCapturedStmt(), Visit);
    return;
  }
  // What Clang has a clause compute in front of the construct.
  if (auto *Name = dyn_cast<DeclRefExpr>(S))
    if (auto *Asked = dyn_cast<OMPCapturedExprDecl>(Name->getDecl()))
      forEachStmt(Asked->getInit(), Visit);
  for (Stmt *Child : S->children())
    forEachStmt(Child, Visit);
}

//===----------------------------------------------------------------------===//
// Changes
//===----------------------------------------------------------------------===//

void Synthesis::takeBack(std::size_t Changes) {
  while (Undo.size() > Changes) {
    Undo.back()();
    Undo.pop_back();
  }
}

void Synthesis::replace(Stmt *&Slot, Stmt *By) {
  Undo.push_back([&Slot, Old = Slot] { Slot = Old; });
  Slot = By;
}

void Synthesis::rename(DeclRefExpr *Use, ValueDecl *To) {
  Undo.push_back([Use, Old = Use->getDecl()] { Use->setDecl(Old); });
  Use->setDecl(To);
}

void Synthesis::move(VarDecl *D, DeclContext *To) {
  Undo.push_back([D, Old = D->getDeclContext()] { D->setDeclContext(Old); });
  D->setDeclContext(To);
}

void Synthesis::setLHS(BinaryOperator *Op, Expr *To) {
  Undo.push_back([Op, Old = Op->getLHS()] { Op->setLHS(Old); });
  Op->setLHS(To);
}

void Synthesis::setRHS(BinaryOperator *Op, Expr *To) {
  Undo.push_back([Op, Old = Op->getRHS()] { Op->setRHS(Old); });
  Op->setRHS(To);
}

void Synthesis::setBody(FunctionDecl *FD, Stmt *Body) {
  Undo.push_back([FD, Old = FD->getBody()] { FD->setBody(Old); });
  FD->setBody(Body);
}

//===----------------------------------------------------------------------===//
// Declarations
//===----------------------------------------------------------------------===//

FunctionDecl *Synthesis::function(llvm::StringRef Name, SourceLocation Loc) {
  FunctionDecl *&Known = Functions[Name];
  if (Known)
    return Known;
  FunctionProtoType::ExtProtoInfo Info;
  Info.Variadic = true;
  const QualType Type = Ctx.getFunctionType(Ctx.VoidTy, {}, Info);
  Known = FunctionDecl::Create(Ctx, Ctx.getTranslationUnitDecl(), Loc, Loc,
                               DeclarationName(&Ctx.Idents.get(Name)), Type,
                               Ctx.getTrivialTypeSourceInfo(Type), SC_Extern);
  return Known;
}

VarDecl *Synthesis::global(llvm::StringRef Name, SourceLocation Loc) {
  VarDecl *&Known = Globals[Name];
  if (!Known)
    Known = VarDecl::Create(Ctx, Ctx.getTranslationUnitDecl(), Loc, Loc,
                            &Ctx.Idents.get(Name), Ctx.IntTy,
                            Ctx.getTrivialTypeSourceInfo(Ctx.IntTy), SC_Extern);
  return Known;
}

VarDecl *Synthesis::variable(llvm::StringRef Name, QualType Type,
                             DeclContext *In, SourceLocation Loc, Expr *Init) {
  auto *D = VarDecl::Create(Ctx, In, Loc, Loc, &Ctx.Idents.get(Name), Type,
                            Ctx.getTrivialTypeSourceInfo(Type), SC_None);
  if (Init) {
    D->setInit(Init);
    D->setInitStyle(VarDecl::CInit);
  }
  return D;
}

ParmVarDecl *Synthesis::parameter(llvm::StringRef Name, QualType Type,
                                  DeclContext *In, SourceLocation Loc) {
  return ParmVarDecl::Create(Ctx, In, Loc, Loc, &Ctx.Idents.get(Name), Type,
                             Ctx.getTrivialTypeSourceInfo(Type), SC_None,
                             nullptr);
}

//===----------------------------------------------------------------------===//
// Expressions and statements
//===----------------------------------------------------------------------===//

Expr *Synthesis::name(ValueDecl *D, SourceLocation Loc) {
  return DeclRefExpr::Create(Ctx, NestedNameSpecifierLoc(), SourceLocation(), D,
                             /*RefersToEnclosingVariableOrCapture=*/false, Loc,
                             D->getType().getNonReferenceType(), VK_LValue);
}

Expr *Synthesis::value(Expr *E) {
  if (!E->isGLValue())
    return E;
  return ImplicitCastExpr::Create(Ctx, E->getType().getUnqualifiedType(),
                                  CK_LValueToRValue, E, nullptr, VK_PRValue,
                                  FPOptionsOverride());
}

Expr *Synthesis::address(VarDecl *D, SourceLocation Loc) {
  return UnaryOperator::Create(
      Ctx, name(D, Loc), UO_AddrOf,
      Ctx.getPointerType(D->getType().getNonReferenceType()), VK_PRValue,
      OK_Ordinary, Loc, /*CanOverflow=*/false, FPOptionsOverride());
}

Expr *Synthesis::number(std::int64_t Value, QualType Type, SourceLocation Loc) {
  const unsigned Width = Ctx.getIntWidth(Type);
  return IntegerLiteral::Create(
      Ctx, llvm::APInt(64, std::uint64_t(Value)).sextOrTrunc(Width), Type, Loc);
}

Expr *Synthesis::binary(BinaryOperatorKind Op, Expr *L, Expr *R,
                        QualType Type) {
  return BinaryOperator::Create(Ctx, L, R, Op, Type, VK_PRValue, OK_Ordinary,
                                L->getExprLoc(), FPOptionsOverride());
}

Expr *Synthesis::call(FunctionDecl *Callee, llvm::ArrayRef<Expr *> Args,
                      SourceLocation Loc, QualType Result) {
  Expr *Function = ImplicitCastExpr::Create(
      Ctx, Ctx.getPointerType(Callee->getType()), CK_FunctionToPointerDecay,
      DeclRefExpr::Create(Ctx, NestedNameSpecifierLoc(), SourceLocation(),
                          Callee, false, Loc, Callee->getType(), VK_LValue),
      nullptr, VK_PRValue, FPOptionsOverride());
  return CallExpr::Create(Ctx, Function, Args,
                          Result.isNull() ? QualType(Ctx.VoidTy) : Result,
                          VK_PRValue, Loc, FPOptionsOverride());
}

Stmt *Synthesis::declare(VarDecl *D) {
  return new (Ctx)
      DeclStmt(DeclGroupRef(D), D->getBeginLoc(), D->getLocation());
}

CompoundStmt *Synthesis::block(llvm::ArrayRef<Stmt *> Stmts,
                               SourceRange Range) {
  return CompoundStmt::Create(Ctx, Stmts, FPOptionsOverride(), Range.getBegin(),
                              Range.getEnd());
}

Expr *Synthesis::copy(Expr *E, const Substitution &To) {
  const FPOptionsOverride Options;
  if (isa<IntegerLiteral, FloatingLiteral, CXXBoolLiteralExpr,
          CharacterLiteral>(E))
    return E;
  if (auto *Name = dyn_cast<DeclRefExpr>(E)) {
    const auto It = To.find(Name->getDecl());
    return name(It == To.end() ? Name->getDecl() : It->second, E->getExprLoc());
  }
  if (auto *Paren = dyn_cast<ParenExpr>(E))
    return copy(Paren->getSubExpr(), To);
  if (auto *Cast = dyn_cast<CastExpr>(E)) {
    Expr *Sub = copy(Cast->getSubExpr(), To);
    if (!Sub || !Cast->path_empty())
      return nullptr;
    return ImplicitCastExpr::Create(Ctx, E->getType(), Cast->getCastKind(), Sub,
                                    nullptr, E->getValueKind(), Options);
  }
  if (auto *Op = dyn_cast<UnaryOperator>(E)) {
    Expr *Sub = copy(Op->getSubExpr(), To);
    return !Sub ? nullptr
                : UnaryOperator::Create(Ctx, Sub, Op->getOpcode(), E->getType(),
                                        E->getValueKind(), E->getObjectKind(),
                                        E->getExprLoc(), false, Options);
  }
  if (auto *Op = dyn_cast<BinaryOperator>(E);
      Op && !isa<CompoundAssignOperator>(E)) {
    Expr *L = copy(Op->getLHS(), To), *R = copy(Op->getRHS(), To);
    return !L || !R ? nullptr
                    : BinaryOperator::Create(Ctx, L, R, Op->getOpcode(),
                                             E->getType(), E->getValueKind(),
                                             E->getObjectKind(),
                                             E->getExprLoc(), Options);
  }
  // What the run-time library is asked for may be asked twice.
  if (auto *Call = dyn_cast<CallExpr>(E); Call && !Call->getNumArgs())
    if (const FunctionDecl *Callee = Call->getDirectCallee();
        Callee && Callee->getIdentifier() &&
        Callee->getName().starts_with("omp_get_"))
      return CallExpr::Create(Ctx, Call->getCallee(), {}, E->getType(),
                              E->getValueKind(), E->getExprLoc(), Options);
  if (isa<CXXThisExpr>(E) && To.empty())
    return E;
  // So may a container how much is in it.
  const auto *Member = dyn_cast<MemberExpr>(E);
  if (auto *Call = dyn_cast<CXXMemberCallExpr>(E);
      Call && !Call->getNumArgs() && Call->getMethodDecl() &&
      Call->getMethodDecl()->isConst()) {
    Expr *Callee = copy(Call->getCallee(), To);
    return !Callee ? nullptr
                   : CXXMemberCallExpr::Create(Ctx, Callee, {}, E->getType(),
                                               E->getValueKind(),
                                               E->getExprLoc(), Options);
  }
  if (Member && isa<FieldDecl, CXXMethodDecl>(Member->getMemberDecl())) {
    Expr *Of = copy(Member->getBase(), To);
    return !Of ? nullptr
               : MemberExpr::Create(
                     Ctx, Of, Member->isArrow(), Member->getOperatorLoc(),
                     NestedNameSpecifierLoc(), SourceLocation(),
                     Member->getMemberDecl(), Member->getFoundDecl(),
                     Member->getMemberNameInfo(), nullptr, E->getType(),
                     E->getValueKind(), E->getObjectKind(), NOUR_None);
  }
  // Or an element of it.
  if (auto *Call = dyn_cast<CXXOperatorCallExpr>(E);
      Call && Call->getOperator() == OO_Subscript && Call->getNumArgs() == 2) {
    Expr *Of = copy(Call->getArg(0), To), *At = copy(Call->getArg(1), To);
    return !Of || !At
               ? nullptr
               : CXXOperatorCallExpr::Create(
                     Ctx, OO_Subscript, Call->getCallee(), {Of, At},
                     E->getType(), E->getValueKind(), E->getExprLoc(), Options);
  }
  if (auto *Element = dyn_cast<ArraySubscriptExpr>(E)) {
    Expr *L = copy(Element->getLHS(), To), *R = copy(Element->getRHS(), To);
    return !L || !R ? nullptr
                    : new (Ctx) ArraySubscriptExpr(
                          L, R, E->getType(), E->getValueKind(),
                          E->getObjectKind(), Element->getRBracketLoc());
  }
  return nullptr;
}

//===----------------------------------------------------------------------===//
// Lambdas
//===----------------------------------------------------------------------===//

namespace {
/// What a body uses that is declared around it.
struct Uses {
  llvm::SmallDenseSet<const ValueDecl *, 16> Declared;
  llvm::MapVector<ValueDecl *, SourceLocation> Variables;
  const CXXThisExpr *This = nullptr;
};
} // namespace

static Uses usesOf(Stmt *Body) {
  Uses Found;
  llvm::SmallVector<DeclRefExpr *, 32> Names;
  forEachStmt(Body, [&](Stmt *S) {
    if (auto *Decls = dyn_cast<DeclStmt>(S)) {
      for (Decl *D : Decls->decls())
        if (auto *VD = dyn_cast<ValueDecl>(D)) {
          Found.Declared.insert(VD);
          if (auto *Parts = dyn_cast<DecompositionDecl>(VD))
            Found.Declared.insert(Parts->bindings().begin(),
                                  Parts->bindings().end());
        }
    } else if (auto *Handler = dyn_cast<CXXCatchStmt>(S)) {
      Found.Declared.insert(Handler->getExceptionDecl());
    } else if (auto *Inner = dyn_cast<LambdaExpr>(S)) {
      for (ParmVarDecl *P : Inner->getCallOperator()->parameters())
        Found.Declared.insert(P);
      for (const LambdaCapture &C : Inner->captures())
        if (Inner->isInitCapture(&C))
          Found.Declared.insert(C.getCapturedVar());
    } else if (auto *Name = dyn_cast<DeclRefExpr>(S)) {
      Names.push_back(Name);
    } else if (auto *This = dyn_cast<CXXThisExpr>(S)) {
      Found.This = This;
    }
    return true;
  });
  for (DeclRefExpr *Name : Names) {
    ValueDecl *D = Name->getDecl();
    const auto *VD = dyn_cast<VarDecl>(D);
    if ((VD ? VD->hasLocalStorage() : isa<BindingDecl>(D)) &&
        !Found.Declared.contains(D))
      Found.Variables.insert({D, Name->getLocation()});
  }
  return Found;
}

LambdaExpr *Synthesis::lambda(FunctionDecl *In,
                              llvm::ArrayRef<ParmVarDecl *> Parameters,
                              CompoundStmt *Body,
                              llvm::ArrayRef<CopyCapture> Copies,
                              SourceLocation Loc) {
  Uses Used = usesOf(Body);
  llvm::SmallVector<QualType, 2> Types;
  for (ParmVarDecl *P : Parameters) {
    Types.push_back(P->getType());
    Used.Variables.erase(P);
  }
  const QualType Signature =
      Ctx.getFunctionType(Ctx.VoidTy, Types, FunctionProtoType::ExtProtoInfo());
  TypeSourceInfo *Info = Ctx.getTrivialTypeSourceInfo(Signature);
  CXXRecordDecl *Class = CXXRecordDecl::CreateLambda(
      Ctx, In, Info, Loc, CXXRecordDecl::LDK_NeverDependent,
      /*IsGeneric=*/false, LCD_ByRef);

  llvm::SmallVector<LambdaCapture, 8> Captures;
  llvm::SmallVector<Expr *, 8> Inits;
  auto Capture = [&](LambdaCaptureKind Kind, ValueDecl *D, QualType Type,
                     Expr *Init) {
    Captures.push_back(LambdaCapture(Loc, /*Implicit=*/true, Kind, D));
    Inits.push_back(Init);
    auto *Field = FieldDecl::Create(Ctx, Class, Loc, Loc, nullptr, Type,
                                    Ctx.getTrivialTypeSourceInfo(Type), nullptr,
                                    /*Mutable=*/false, ICIS_NoInit);
    Field->setAccess(AS_private);
    Class->addDecl(Field);
  };
  for (const CopyCapture &C : Copies)
    if (Used.Variables.erase(C.Variable))
      Capture(LCK_ByCopy, C.Variable,
              C.Variable->getType().getNonReferenceType(), C.Init);
  for (auto [D, At] : Used.Variables)
    Capture(LCK_ByRef, D,
            Ctx.getLValueReferenceType(D->getType().getNonReferenceType()),
            name(D, At));
  if (Used.This)
    Capture(LCK_This, nullptr, Used.This->getType(),
            CXXThisExpr::Create(Ctx, Loc, Used.This->getType(),
                                /*IsImplicit=*/true));

  DeclarationNameInfo Name(Ctx.DeclarationNames.getCXXOperatorName(OO_Call),
                           Loc);
  auto *Operator = CXXMethodDecl::Create(
      Ctx, Class, Loc, Name, Signature, Info, SC_None, /*UsesFPIntrin=*/false,
      /*isInline=*/true, ConstexprSpecKind::Unspecified, Body->getEndLoc());
  Operator->setAccess(AS_public);
  Operator->setParams(Parameters);
  for (unsigned I = 0; I != Parameters.size(); ++I) {
    Parameters[I]->setOwningFunction(Operator);
    Parameters[I]->setScopeInfo(/*scopeDepth=*/0, I);
  }
  Operator->setBody(Body);
  Class->addDecl(Operator);
  Class->completeDefinition();
  Class->setCaptures(Ctx, Captures);

  forEachStmt(Body, [&](Stmt *S) {
    if (isa<LambdaExpr>(S))
      return false;
    if (auto *Decls = dyn_cast<DeclStmt>(S))
      for (Decl *D : Decls->decls())
        if (auto *VD = dyn_cast<VarDecl>(D); VD && VD->hasLocalStorage())
          move(VD, Operator);
    return true;
  });
  return LambdaExpr::Create(Ctx, Class, SourceRange(Loc, Loc), LCD_ByRef, Loc,
                            /*ExplicitParams=*/true,
                            /*ExplicitResultType=*/true, Inits,
                            Body->getEndLoc(),
                            /*ContainsUnexpandedParameterPack=*/false);
}

} // namespace aether::analysis
