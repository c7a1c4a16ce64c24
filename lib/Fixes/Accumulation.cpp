//===- Accumulation.cpp - Sums, products, extremes, flags -----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Accumulation.h"

#include "clang/AST/Attr.h"

using namespace clang;

namespace aether::analysis::fixes {
namespace {

std::optional<Accumulates> kindOf(BinaryOperatorKind Op) {
  switch (Op) {
  case BO_Add:
  case BO_Sub:
  case BO_AddAssign:
  case BO_SubAssign:
    return Accumulates::Sum;
  case BO_Mul:
  case BO_MulAssign:
    return Accumulates::Product;
  case BO_And:
  case BO_AndAssign:
    return Accumulates::And;
  case BO_Or:
  case BO_OrAssign:
    return Accumulates::Or;
  case BO_Xor:
  case BO_XorAssign:
    return Accumulates::Xor;
  default:
    return std::nullopt;
  }
}

/// Whether \p A and \p B are the same variable, or the same member of the same
/// object.
bool sameScalar(const Expr *A, const Expr *B) {
  A = plain(A);
  B = plain(B);
  if (!A || !B)
    return false;
  if (isa<CXXThisExpr>(A) && isa<CXXThisExpr>(B))
    return true;
  if (!named(A) || named(A) != named(B))
    return false;
  const auto *MA = dyn_cast<MemberExpr>(A);
  const auto *MB = dyn_cast<MemberExpr>(B);
  if (MA && MB)
    return sameScalar(MA->getBase(), MB->getBase());
  return !MA && !MB;
}

/// The lvalue that \p Mention is the root of: `h[i]` for the `h` in it.
const Expr *lvalueOf(const Syntax &S, const Expr *Mention) {
  const Expr *At = Mention;
  for (;;) {
    const Stmt *Up = S.meaningfulParent(At);
    if (const auto *Sub = dyn_cast_or_null<ArraySubscriptExpr>(Up)) {
      if (!S.isWithin(Mention, Sub->getBase()))
        return nullptr;
      At = Sub;
    } else if (const auto *Op = dyn_cast_or_null<CXXOperatorCallExpr>(Up)) {
      if (Op->getOperator() != OO_Subscript || !Op->isLValue() ||
          !S.isWithin(Mention, Op->getArg(0)))
        return At;
      At = Op;
    } else if (const auto *Member = dyn_cast_or_null<MemberExpr>(Up)) {
      if (!isa<FieldDecl>(Member->getMemberDecl()))
        return At;
      At = Member;
    } else {
      return At;
    }
  }
}

/// Every address that \p Target can have suits an atomic access.
bool isAligned(const Syntax &S, const Expr *Target) {
  const ASTContext &Context = S.context();
  if (Target->refersToBitField() || Target->refersToVectorElement())
    return false;
  CharUnits Size = Context.getTypeSizeInChars(Target->getType());
  if (Context.getTypeAlignInChars(Target->getType()) < Size)
    return false;
  return !contains(Target, [&](const Stmt *Part) {
    const auto *Member = dyn_cast<MemberExpr>(Part);
    const auto *Field =
        Member ? dyn_cast<FieldDecl>(Member->getMemberDecl()) : nullptr;
    return Field && (Field->getParent()->hasAttr<PackedAttr>() ||
                     Field->hasAttr<PackedAttr>() ||
                     Field->getParent()->hasAttr<MaxFieldAlignmentAttr>());
  });
}

/// `std::min(x, e)`, `std::max(e, x)`: the other argument.
const Expr *otherOfExtreme(const Expr *E, const Expr *Target,
                           Accumulates &Kind) {
  const auto *Call = dyn_cast_or_null<CallExpr>(plain(E));
  if (!Call || Call->getNumArgs() != 2)
    return nullptr;
  std::string Name = calleeName(Call);
  if (Name != "std::min" && Name != "std::max")
    return nullptr;
  Kind = Name == "std::min" ? Accumulates::Min : Accumulates::Max;
  for (unsigned I : {0u, 1u})
    if (sameScalar(Call->getArg(I), Target))
      return Call->getArg(1 - I);
  return nullptr;
}

/// `x = ...`, with \p Target on the left.
bool readAssignment(const Syntax &S, const BinaryOperator *Assign,
                    Accumulation &A) {
  const Expr *Value = plain(Assign->getRHS());
  if (!Value)
    return false;
  Expr::EvalResult Constant;
  if (!Value->isValueDependent() &&
      Value->EvaluateAsRValue(Constant, S.context()) &&
      !Constant.HasSideEffects && Constant.Val.isInt()) {
    A.Kind = Accumulates::Set;
    A.Operand = Assign->getRHS();
    return true;
  }
  // Only what is named without computing is certainly the same twice.
  if (!sameScalar(A.Target, A.Target))
    return false;
  if (const auto *Op = dyn_cast<BinaryOperator>(Value)) {
    std::optional<Accumulates> Kind = kindOf(Op->getOpcode());
    if (!Kind || !Op->getType()->isIntegerType())
      return false;
    A.Kind = *Kind;
    A.Negative = Op->getOpcode() == BO_Sub;
    if (sameScalar(Op->getLHS(), A.Target))
      A.Operand = Op->getRHS();
    else if (!A.Negative && sameScalar(Op->getRHS(), A.Target))
      A.Operand = Op->getLHS();
    return A.Operand;
  }
  A.Operand = otherOfExtreme(Value, A.Target, A.Kind);
  return A.Operand;
}

bool sameText(const Syntax &S, const Expr *A, const Expr *B) {
  std::optional<TextRange> RA = S.range(plain(A)->getSourceRange());
  std::optional<TextRange> RB = S.range(plain(B)->getSourceRange());
  return RA && RB && S.text(*RA) == S.text(*RB);
}

bool hasEffects(const Syntax &S, const Expr *E) {
  return E->HasSideEffects(S.context());
}

/// `if (x < e) x = e;`, found from the comparison or from the assignment.
std::optional<Accumulation> readConditional(const Syntax &S, const IfStmt *If) {
  const auto *Test = dyn_cast<BinaryOperator>(plain(If->getCond()));
  if (!Test || !Test->isRelationalOp() || If->getElse() || If->getInit() ||
      If->getConditionVariable() || If->isConstexpr())
    return std::nullopt;
  const Stmt *Then = If->getThen();
  if (const auto *Block = dyn_cast<CompoundStmt>(Then)) {
    if (Block->size() != 1)
      return std::nullopt;
    Then = Block->body_front();
  }
  const auto *ThenExpr = dyn_cast<Expr>(Then);
  const auto *Assign =
      dyn_cast_or_null<BinaryOperator>(ThenExpr ? plain(ThenExpr) : nullptr);
  if (!Assign || Assign->getOpcode() != BO_Assign)
    return std::nullopt;
  Accumulation A;
  A.Whole = If;
  bool Less = Test->getOpcode() == BO_LT || Test->getOpcode() == BO_LE;
  const Expr *Left = Test->getLHS(), *Right = Test->getRHS();
  if (!sameScalar(Left, Assign->getLHS())) {
    std::swap(Left, Right);
    Less = !Less;
  }
  if (!sameScalar(Left, Assign->getLHS()) ||
      !sameText(S, Right, Assign->getRHS()) || hasEffects(S, Right))
    return std::nullopt;
  A.Kind = Less ? Accumulates::Max : Accumulates::Min;
  A.Target = plain(Left);
  A.Operand = Right;
  // `if (unsigned < int)` compares other values than it assigns.
  if (!S.context().hasSameUnqualifiedType(plain(Left)->getType(),
                                          plain(Right)->getType()))
    return std::nullopt;
  return A;
}

std::optional<Accumulation> read(const Syntax &S, const Expr *Mention) {
  const Expr *Target = lvalueOf(S, Mention);
  if (!Target)
    return std::nullopt;
  Accumulation A;
  A.Target = Target;
  const Stmt *Up = S.meaningfulParent(Target);
  for (const Stmt *If = Up; If && !isa<CompoundStmt, LambdaExpr>(If);
       If = S.parent(If))
    if (const auto *Test = dyn_cast<IfStmt>(If))
      if (std::optional<Accumulation> Extreme = readConditional(S, Test);
          Extreme && sameScalar(Extreme->Target, Target))
        return Extreme;
  if (const auto *Block = dyn_cast_or_null<BinaryOperator>(Up))
    if (const Stmt *Outer = S.parent(Block))
      if (isa<CompoundStmt>(Outer))
        if (const auto *Test = dyn_cast_or_null<IfStmt>(S.parent(Outer)))
          if (std::optional<Accumulation> Extreme = readConditional(S, Test);
              Extreme && sameScalar(Extreme->Target, Target))
            return Extreme;
  if (const auto *Unary = dyn_cast_or_null<UnaryOperator>(Up)) {
    if (!Unary->isIncrementDecrementOp() || !isDiscarded(S, Unary))
      return std::nullopt;
    A.Whole = Unary;
    A.Negative = Unary->isDecrementOp();
    A.Compound = true;
    return A;
  }
  const auto *Binary = dyn_cast_or_null<BinaryOperator>(Up);
  // `x = x + e` is found from each `x`.
  for (const Stmt *Out = Up; Out && isa<Expr>(Out); Out = S.parent(Out))
    if (const auto *Assign = dyn_cast<BinaryOperator>(Out))
      if (Assign->isAssignmentOp()) {
        Binary = Assign;
        break;
      }
  if (!Binary || !isDiscarded(S, Binary))
    return std::nullopt;
  A.Whole = Binary;
  if (const auto *Op = dyn_cast<CompoundAssignOperator>(Binary)) {
    std::optional<Accumulates> Kind = kindOf(Op->getOpcode());
    if (!Kind || plain(Op->getLHS()) != Target ||
        !Op->getComputationResultType()->isIntegerType() ||
        !Op->getRHS()->getType()->isIntegralOrUnscopedEnumerationType())
      return std::nullopt;
    A.Kind = *Kind;
    A.Negative = Op->getOpcode() == BO_SubAssign;
    A.Operand = Op->getRHS();
    A.Compound = true;
    return A;
  }
  if (Binary->getOpcode() != BO_Assign)
    return std::nullopt;
  if (plain(Binary->getLHS()) != Target) {
    if (!sameScalar(Binary->getLHS(), Target))
      return std::nullopt;
    A.Target = plain(Binary->getLHS());
  }
  if (!readAssignment(S, Binary, A))
    return std::nullopt;
  return A;
}

} // namespace

llvm::StringRef operatorOf(Accumulates Kind) {
  switch (Kind) {
  case Accumulates::Sum:
    return "+";
  case Accumulates::Product:
    return "*";
  case Accumulates::And:
    return "&";
  case Accumulates::Or:
    return "|";
  case Accumulates::Xor:
    return "^";
  case Accumulates::Min:
    return "min";
  case Accumulates::Max:
    return "max";
  case Accumulates::Set:
    break;
  }
  return "";
}

std::string assignmentOf(const Accumulation &A) {
  return (A.Negative ? "-" : operatorOf(A.Kind).str()) + "=";
}

bool isAtomicInteger(const ASTContext &Context, QualType T) {
  const auto *Builtin = T->getAs<BuiltinType>();
  return Builtin && Builtin->isInteger() && !T->isBooleanType() &&
         !T.isVolatileQualified() && Context.getTypeSize(T) <= 64;
}

std::optional<Accumulation> accumulationOf(const Syntax &S,
                                           const Expr *Mention) {
  const ValueDecl *Variable = named(Mention);
  if (!Variable)
    return std::nullopt;
  std::optional<Accumulation> A = read(S, Mention);
  if (!A)
    return std::nullopt;
  QualType T = A->Target->getType();
  bool Suits = isAtomicInteger(S.context(), T) ||
               (A->Kind == Accumulates::Set && T->isBooleanType() &&
                !T.isVolatileQualified());
  if (!Suits || !A->Target->isLValue() || !isAligned(S, A->Target))
    return std::nullopt;
  A->Variable = Variable;
  for (const Expr *Ref : S.references(Variable))
    if (S.isWithin(Ref, A->Whole)) {
      A->Mentions.push_back(Ref);
      // In the operand it would be read beside the operation, not in it.
      if (A->Operand && S.isWithin(Ref, A->Operand))
        return std::nullopt;
    }
  return A;
}

} // namespace aether::analysis::fixes
