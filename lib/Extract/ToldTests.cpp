//===- ToldTests.cpp - Tests of what is no number -------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `if (name == "left")`, `if (!strcmp(a, b))`, `if (level > 0.5)`: what comes
// of such a test is a number that nobody knows. Its name says which variables
// it is told by, so that Solve does not take two tests of one variable to come
// out in whatever way a race needs.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include <set>

using namespace clang;

namespace aether::analysis {

namespace {

/// The variables that an expression reads.
class Tellers {
public:
  void look(const Stmt *S, unsigned Depth) {
    if (!S || Depth > 16)
      return;
    if (const auto *Ref = dyn_cast<DeclRefExpr>(S)) {
      if (const auto *VD = dyn_cast<VarDecl>(Ref->getDecl()))
        note(*VD, *Ref, Depth);
      return;
    }
    if (const auto *M = dyn_cast<MemberExpr>(S)) {
      const Expr *Base = M->getBase()->IgnoreParenImpCasts();
      if (isa<CXXThisExpr>(Base) && isa<FieldDecl>(M->getMemberDecl())) {
        Names.insert("c:" + M->getMemberDecl()->getNameAsString());
        return;
      }
    }
    if (const auto *Call = dyn_cast<CallExpr>(S))
      if (const FunctionDecl *Callee = Call->getDirectCallee();
          Callee && Callee->getIdentifier() && Call->getNumArgs() == 0 &&
          (Callee->getName() == "get_id" || Callee->getName() == "gettid" ||
           Callee->getName() == "pthread_self" ||
           Callee->getName() == "thrd_current"))
        Names.insert("t:" + Callee->getNameAsString());
    for (const Stmt *Child : S->children())
      look(Child, Depth + 1);
  }
  std::set<std::string> Names;

private:
  void note(const VarDecl &VD, const DeclRefExpr &Ref, unsigned Depth) {
    if (VD.getType()->isFunctionPointerType() || VD.isConstexpr())
      return;
    const bool Captured = Ref.refersToEnclosingVariableOrCapture();
    const bool Own = !Captured && VD.isLocalVarDeclOrParm();
    if (!VD.getName().empty())
      Names.insert((!Own                   ? "c:"
                    : isa<ParmVarDecl>(VD) ? "p:"
                                           : "l:") +
                   VD.getNameAsString());
    // What a variable was made from, as a rule it is still.
    if (Own && VD.isLocalVarDecl())
      look(VD.getInit(), Depth + 1);
  }
};

/// Is \p Test an equality, or if false the opposite, of what is no number?
std::optional<bool> equality(const Expr *Test) {
  if (const auto *Op = dyn_cast<CXXRewrittenBinaryOperator>(Test);
      Op && (Op->getOperator() == BO_EQ || Op->getOperator() == BO_NE))
    return Op->getOperator() == BO_EQ;
  if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(Test);
      Op && (Op->getOperator() == OO_EqualEqual ||
             Op->getOperator() == OO_ExclaimEqual))
    return Op->getOperator() == OO_EqualEqual;
  if (const auto *Op = dyn_cast<BinaryOperator>(Test);
      Op && Op->isEqualityOp() && Op->getLHS()->getType()->isPointerType())
    return Op->getOpcode() == BO_EQ;
  return std::nullopt;
}

/// Is a string, a character, a number or an address spelled out in \p S?
bool namesConstant(const Stmt *S) {
  if (!S || isa<CXXDefaultArgExpr>(S))
    return false;
  if (const auto *Op = dyn_cast<UnaryOperator>(S);
      Op && Op->getOpcode() == UO_AddrOf)
    return true;
  if (isa<StringLiteral, CharacterLiteral, IntegerLiteral, FloatingLiteral>(S))
    return true;
  return llvm::any_of(S->children(), namesConstant);
}

} // namespace

Condition FunctionExtractor::condition(const CFGBlock &B) {
  const Expr *Test = nullptr;
  bool Negated = false;
  Condition Out = comparison(B, Test, Negated);
  const Stmt *Ends = B.getTerminatorStmt();
  if (!Test || isa<ForStmt, CXXForRangeStmt, WhileStmt, DoStmt>(Ends))
    return Out;
  auto IsKnown = [&](IntId I) {
    return I != None && T.integer(I).Kind == IntKind::Const;
  };
  auto IsOpaque = [&](IntId I) {
    return I != None && T.integer(I).Kind == IntKind::Opaque;
  };
  // What a variable was given may be known from elsewhere, too.
  auto IsCall = [](const Expr *E) {
    return isa<CallExpr, CXXRewrittenBinaryOperator>(E->IgnoreParenImpCasts());
  };
  const auto *Sides = dyn_cast_or_null<BinaryOperator>(Test);
  const bool Fresh =
      Sides ? IsCall(Sides->getLHS()) || IsCall(Sides->getRHS()) : IsCall(Test);
  const bool Replaces = Out.Kind == Condition::Kind::Compare && Fresh &&
                        ((IsKnown(Out.Lhs) && IsOpaque(Out.Rhs)) ||
                         (IsOpaque(Out.Lhs) && IsKnown(Out.Rhs)));
  if (Out.Kind != Condition::Kind::None && !Replaces)
    return Out;
  Tellers Found;
  Found.look(Test, 0);
  if (Found.Names.empty())
    return Out;
  std::string Name = "told by";
  for (const std::string &By : Found.Names)
    Name += " " + By;
  // Which way few values go: that of an equality, or of a number that a call
  // returns; either, if it is about a constant that is written there.
  const std::optional<bool> Equal = equality(Test);
  const Expr *Number = Sides ? Sides->getLHS() : Test;
  const bool IsNumber =
      Replaces && !Equal &&
      !Number->IgnoreParenImpCasts()->getType()->isBooleanType();
  if (Equal || IsNumber) {
    Name += Equal && *Equal ? " =:other" : " =:zero";
    if (namesConstant(IsNumber ? Number : Test))
      Name += " =:either";
  }
  const IntId Told = T.opaque(U.str(Name + " | " + text(Test)));
  if (Replaces) {
    (IsOpaque(Out.Lhs) ? Out.Lhs : Out.Rhs) = Told;
    return Out;
  }
  Out.Kind = Condition::Kind::Compare;
  Out.Op = Negated ? CompareOp::Equal : CompareOp::NotEqual;
  Out.Lhs = Told;
  Out.Rhs = T.constant(0);
  return Out;
}

} // namespace aether::analysis
