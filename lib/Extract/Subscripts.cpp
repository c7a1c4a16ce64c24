//===- Subscripts.cpp - What a subscript may be ---------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Of a number that the program reads, often no more is known than how many
// values it may have: those of its type, the remainders of a division, the
// elements of the array that it is a subscript of.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace aether::analysis {

IntId FunctionExtractor::tableEntry(const Expr *E) {
  const auto [VD, At] = Tables::element(E);
  const std::vector<std::int64_t> *Numbers = VD ? U.Arrays.of(VD) : nullptr;
  if (!Numbers)
    return None;
  const IntId List = T.list(*Numbers);
  return T.binary(IntKind::Select, exactInt(At), List);
}

IntId FunctionExtractor::numberIn(PlaceId P) {
  const PlaceNode N = T.place(P);
  if (N.Kind == PlaceKind::Index) {
    const PlaceNode Array = T.place(N.Parent);
    const VarDecl *VD =
        Array.Kind == PlaceKind::Local ? LocalDecls[Array.Arg] : nullptr;
    if (const std::vector<std::int64_t> *Numbers =
            VD ? U.Arrays.of(VD) : nullptr) {
      const IntId List = T.list(*Numbers);
      return T.binary(IntKind::Select, N.Arg, List);
    }
  }
  return T.cell(P);
}

std::optional<Extent> FunctionExtractor::rangeOf(const Expr *E,
                                                 unsigned Depth) {
  E = E->IgnoreParens();
  const QualType Type = E->getType();
  if (Depth > 8 || !Type->isIntegralOrEnumerationType())
    return std::nullopt;
  if (std::optional<llvm::APSInt> C = constantOf(E);
      C && C->isRepresentableByInt64())
    return Extent{C->getExtValue(), C->getExtValue()};
  // What the type allows.
  std::optional<Extent> Out;
  const unsigned Width = U.Ctx.getIntWidth(Type);
  if (const auto *Enum = Type->getAs<EnumType>();
      Enum && U.Ctx.getLangOpts().CPlusPlus && !Enum->getDecl()->isFixed() &&
      Enum->getDecl()->isComplete() &&
      Enum->getDecl()->getNumNegativeBits() == 0 &&
      Enum->getDecl()->getNumPositiveBits() <= 16)
    Out = Extent{0, (std::int64_t(1) << Enum->getDecl()->getNumPositiveBits()) -
                        1};
  else if (Type->isBooleanType())
    Out = Extent{0, 1};
  else if (Width <= 16)
    Out = Type->isUnsignedIntegerOrEnumerationType()
              ? Extent{0, (std::int64_t(1) << Width) - 1}
              : Extent{-(std::int64_t(1) << (Width - 1)),
                       (std::int64_t(1) << (Width - 1)) - 1};
  std::optional<Extent> By;
  if (const auto *Cast = dyn_cast<CastExpr>(E)) {
    switch (Cast->getCastKind()) {
    case CK_LValueToRValue: {
      const auto *Ref =
          dyn_cast<DeclRefExpr>(Cast->getSubExpr()->IgnoreParens());
      const auto *VD = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
      if (!VD || !VD->getInit() || VD->getType()->isReferenceType() ||
          isa<ParmVarDecl>(VD))
        break;
      auto It = Variables.find(VD);
      if (VD->getType().isConstQualified() ||
          (It != Variables.end() && It->second.SetOnce && !It->second.Loop))
        By = rangeOf(VD->getInit(), Depth + 1);
      break;
    }
    case CK_IntegralCast:
    case CK_IntegralToBoolean:
    case CK_NoOp:
      By = rangeOf(Cast->getSubExpr(), Depth + 1);
      // What does not fit becomes something else.
      if (By && Type->isUnsignedIntegerOrEnumerationType() && By->Least < 0)
        By = std::nullopt;
      if (By && Out && (By->Least < Out->Least || By->Greatest > Out->Greatest))
        By = std::nullopt;
      break;
    default:
      break;
    }
  } else if (const auto *Op = dyn_cast<BinaryOperator>(E)) {
    if (Op->isComparisonOp() || Op->isLogicalOp()) {
      By = Extent{0, 1};
    } else {
      const auto C = constantOf(Op->getRHS());
      const std::int64_t K =
          C && C->isRepresentableByInt64() ? C->getExtValue() : 0;
      const auto X = rangeOf(Op->getLHS(), Depth + 1);
      const bool Positive =
          (X && X->Least >= 0) ||
          Op->getLHS()->getType()->isUnsignedIntegerOrEnumerationType();
      switch (Op->getOpcode()) {
      case BO_And:
        if (K > 0)
          By = Extent{0, K};
        break;
      case BO_Rem:
        if (K > 0)
          By = Extent{Positive ? 0 : 1 - K, K - 1};
        break;
      case BO_Div:
        if (K > 0 && X && X->Least >= 0)
          By = Extent{X->Least / K, X->Greatest / K};
        break;
      case BO_Shr:
        if (C && K >= 0 && K < 62 && X && X->Least >= 0)
          By = Extent{X->Least >> K, X->Greatest >> K};
        break;
      case BO_Add:
      case BO_Sub:
        if (C && X && K > -(1 << 30) && K < (1 << 30) &&
            !Type->isUnsignedIntegerOrEnumerationType()) {
          const std::int64_t Step = Op->getOpcode() == BO_Add ? K : -K;
          By = Extent{X->Least + Step, X->Greatest + Step};
        }
        break;
      default:
        break;
      }
    }
  } else if (const auto *Choice = dyn_cast<ConditionalOperator>(E)) {
    const auto A = rangeOf(Choice->getTrueExpr(), Depth + 1);
    const auto B = rangeOf(Choice->getFalseExpr(), Depth + 1);
    if (A && B)
      By = Extent{std::min(A->Least, B->Least),
                  std::max(A->Greatest, B->Greatest)};
  } else if (const auto *Not = dyn_cast<UnaryOperator>(E);
             Not && Not->getOpcode() == UO_LNot) {
    By = Extent{0, 1};
  }
  return By ? By : Out;
}

/// Whether \p E is computed from this function's arguments, from elements that
/// they choose and from constants, and so goes by the task's item. What is
/// called may ask which thread this is, and what tasks change may say whose
/// turn it is: then the tasks that get one value may be in order.
bool FunctionExtractor::goesByArguments(const Expr *E, unsigned Depth) {
  E = E->IgnoreParenCasts();
  if (Depth > 12)
    return false;
  if (constantOf(E))
    return true;
  auto All = [&](auto... Parts) {
    return (goesByArguments(Parts, Depth + 1) && ...);
  };
  if (const auto *Op = dyn_cast<BinaryOperator>(E))
    return !Op->isAssignmentOp() && Op->getOpcode() != BO_Comma &&
           All(Op->getLHS(), Op->getRHS());
  if (const auto *Op = dyn_cast<UnaryOperator>(E))
    return !Op->isIncrementDecrementOp() && All(Op->getSubExpr());
  if (const auto *Choice = dyn_cast<ConditionalOperator>(E))
    return All(Choice->getCond(), Choice->getTrueExpr(),
               Choice->getFalseExpr());
  if (const auto *Member = dyn_cast<MemberExpr>(E))
    return isa<FieldDecl>(Member->getMemberDecl()) &&
           !isa<CXXThisExpr>(Member->getBase()->IgnoreParenCasts()) &&
           All(Member->getBase());
  // Of an array, whoever owns it.
  auto Named = [](const Expr *Array) {
    Array = Array->IgnoreParenCasts();
    if (const auto *Member = dyn_cast<MemberExpr>(Array))
      return isa<FieldDecl>(Member->getMemberDecl()) &&
             isa<CXXThisExpr>(Member->getBase()->IgnoreParenCasts());
    const auto *Ref = dyn_cast<DeclRefExpr>(Array);
    const auto *VD = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    return VD && VD->getTLSKind() == VarDecl::TLS_None;
  };
  if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E))
    return Named(Element->getBase()) && All(Element->getIdx());
  if (const auto *Element = dyn_cast<CXXOperatorCallExpr>(E)) {
    const auto *Method =
        dyn_cast_or_null<CXXMethodDecl>(Element->getDirectCallee());
    return Element->getOperator() == OO_Subscript && Method &&
           Element->getNumArgs() == 2 &&
           Method->getParent()->isInStdNamespace() &&
           Named(Element->getArg(0)) && All(Element->getArg(1));
  }
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  const auto *VD = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  if (!VD || VD->getTLSKind() != VarDecl::TLS_None || Captures.contains(VD))
    return false;
  // A function that is called with more than the item says nothing of it.
  if (isa<ParmVarDecl>(VD))
    return VD->getDeclContext() == FD;
  auto It = Variables.find(VD);
  if (It == Variables.end() || !VD->isLocalVarDecl())
    return false;
  return It->second.Loop ||
         (It->second.SetOnce && VD->getInit() && All(VD->getInit()));
}

PlaceId FunctionExtractor::noteValues(PlaceId P, const Expr *At,
                                      QualType Array) {
  if (T.place(P).Kind != PlaceKind::Index || !goesByArguments(At))
    return P;
  std::int64_t Values = 0;
  auto Least = [&](std::int64_t Count) {
    if (Count > 0 && (Values == 0 || Count < Values))
      Values = Count;
  };
  if (const auto Has = rangeOf(At))
    Least(Has->Greatest - Has->Least + 1);
  // A subscript beyond the array is no subscript.
  constexpr std::int64_t Most = std::int64_t(1) << 32;
  if (const auto *Type = U.Ctx.getAsConstantArrayType(Array))
    Least(std::int64_t(Type->getSize().getLimitedValue(Most)));
  else if (const auto *Class =
               dyn_cast_or_null<ClassTemplateSpecializationDecl>(
                   Array.isNull()
                       ? nullptr
                       : Array.getNonReferenceType()->getAsCXXRecordDecl());
           Class && Class->isInStdNamespace() && Class->getIdentifier() &&
           Class->getName() == "array")
    Least(std::int64_t(
        Class->getTemplateArgs().get(1).getAsIntegral().getLimitedValue(Most)));
  if (Values == 0)
    return P;
  auto [It, New] = IndexValues.try_emplace(P, Values);
  It->second = std::min(It->second, Values);
  return P;
}

/// Of the last subscript on the way to \p P.
std::int64_t FunctionExtractor::valuesOf(PlaceId P) const {
  for (; P != None; P = T.place(P).Parent) {
    const PlaceKind Kind = T.place(P).Kind;
    if (Kind == PlaceKind::Index) {
      auto It = IndexValues.find(P);
      return It == IndexValues.end() ? 0 : It->second;
    }
    if (Kind != PlaceKind::Field && Kind != PlaceKind::Structure)
      return 0;
  }
  return 0;
}

} // namespace aether::analysis
