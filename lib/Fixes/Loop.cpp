//===- Loop.cpp - A par_for_each with a body of one statement -------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Loop.h"

using namespace clang;
using llvm::ArrayRef;
using llvm::StringRef;

namespace aether::analysis::fixes {
namespace {

/// \p S without the braces and clean-ups around it.
const Stmt *single(const Stmt *S) {
  for (;;) {
    if (const auto *Block = dyn_cast_or_null<CompoundStmt>(S)) {
      if (Block->size() != 1)
        return nullptr;
      S = Block->body_front();
    } else if (const auto *Full = dyn_cast_or_null<FullExpr>(S)) {
      S = Full->getSubExpr();
    } else {
      return S;
    }
  }
}

/// The captures as written, without \p Unused, and without `this` unless
/// \p UsesThis. Nothing if a comment or a macro is among them.
std::optional<std::string> captures(const Syntax &S, const LambdaExpr *L,
                                    const ValueDecl *Unused, bool UsesThis) {
  std::string Text;
  auto Append = [&](StringRef More) {
    if (!Text.empty())
      Text += ", ";
    Text += More;
  };
  if (L->getCaptureDefault() == LCD_ByRef)
    Append("&");
  else if (L->getCaptureDefault() == LCD_ByCopy)
    Append("=");
  for (const LambdaCapture &C : L->explicit_captures()) {
    if (C.capturesThis()) {
      if (UsesThis)
        Append(C.getCaptureKind() == LCK_StarThis ? "*this" : "this");
      continue;
    }
    if (!C.capturesVariable() || C.isPackExpansion())
      return std::nullopt;
    const auto *V = cast<VarDecl>(C.getCapturedVar());
    if (V->isInitCapture())
      return std::nullopt;
    if (Unused && V->getCanonicalDecl() == Unused)
      continue;
    Append(C.getCaptureKind() == LCK_ByRef ? "&" : "");
    Text += V->getName();
  }
  return "[" + Text + "]";
}

} // namespace

std::optional<Loop> loopAround(const Syntax &S, const Stmt *Effect) {
  Loop L;
  L.Effect = Effect;
  const Stmt *Whole = Effect;
  const LambdaExpr *Lambda = nullptr;
  for (const Stmt *Up = S.parent(Effect); Up; Up = S.parent(Up)) {
    if ((Lambda = dyn_cast<LambdaExpr>(Up)))
      break;
    if (isa<FullExpr>(Up) || isa<CompoundStmt>(Up)) {
      if (single(Up) != single(Whole) && single(Up) != Whole)
        return std::nullopt;
    } else if (const auto *If = dyn_cast<IfStmt>(Up)) {
      if (L.Guard || If->getElse() || If->getInit() ||
          If->getConditionVariable() || If->isConstexpr() ||
          single(If->getThen()) != Effect)
        return std::nullopt;
      L.Guard = If->getCond();
      Whole = If;
      continue;
    } else {
      return std::nullopt;
    }
  }
  if (!Lambda || Lambda->isMutable() || Lambda->hasExplicitResultType() ||
      Lambda->getCallOperator()->getNumParams() != 1)
    return std::nullopt;
  const Body *In = S.bodyOf(Effect);
  if (!In || In->Lambda != Lambda)
    return std::nullopt;
  L.Lambda = Lambda;
  L.Item = In->Function->getParamDecl(0);
  L.Call = dyn_cast_or_null<CallExpr>(S.meaningfulParent(Lambda));
  if (!L.Call || calleeName(L.Call) != "aether::par_for_each" ||
      plain(L.Call->getArg(1)) != Lambda)
    return std::nullopt;
  for (unsigned I = 2; I < L.Call->getNumArgs(); ++I)
    if (!isa<CXXDefaultArgExpr>(plain(L.Call->getArg(I))))
      return std::nullopt;
  // What was remarked in it would get lost.
  std::optional<TextRange> Text = S.range(L.Call->getSourceRange());
  if (!Text || S.text(*Text).contains("//") || S.text(*Text).contains("/*"))
    return std::nullopt;
  // A block of its own around it, so that a second statement fits in.
  const Stmt *Statement = S.statementOf(L.Call);
  const auto *E = dyn_cast_or_null<Expr>(Statement);
  if (!E || plain(E) != L.Call || L.Call->getBeginLoc().isMacroID())
    return std::nullopt;
  return L;
}

std::string callableText(const Syntax &S, Draft &D, const Loop &L,
                         const ValueDecl *Unused, ArrayRef<const Expr *> Kept,
                         StringRef ReturnType, StringRef Value) {
  bool UsesThis = llvm::any_of(Kept, [](const Expr *E) {
    return contains(E, [](const Stmt *Part) { return isa<CXXThisExpr>(Part); });
  });
  std::optional<std::string> Captures = captures(S, L.Lambda, Unused, UsesThis);
  if (!Captures) {
    D.fail();
    return "";
  }
  const ParmVarDecl *Written = L.Lambda->getCallOperator()->getParamDecl(0);
  std::string Parameter = D.text(Written->getSourceRange());
  QualType T = Written->getType();
  if (T->isLValueReferenceType() && !T->getPointeeType().isConstQualified())
    Parameter = "const " + Parameter;
  return *Captures + "(" + Parameter + ") " +
         (ReturnType.empty() ? "" : "-> " + ReturnType.str() + " ") +
         "{ return " + Value.str() + "; }";
}

std::string typeText(const Syntax &S, Draft &D, QualType T) {
  PrintingPolicy Policy(S.language());
  Policy.SuppressTagKeyword = true;
  T = T.getNonReferenceType().getUnqualifiedType();
  std::string Text = T.getAsString(Policy);
  if (Text.find('(') != std::string::npos)
    D.fail();
  return Text;
}

} // namespace aether::analysis::fixes
