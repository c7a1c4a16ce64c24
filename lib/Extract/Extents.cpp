//===- Extents.cpp - How far integers go, where constants tell ------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A number of items that nobody knows is taken to be small enough for the
// arithmetic that is done with the indices. One that is written down is not:
// `i * 4` in 32 bits is the same for two of the indices below 2^31.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include "llvm/ADT/bit.h"

using namespace clang;

namespace aether::analysis {

/// Entries of so many bits may have arithmetic in 32 or in 64 bits wrap, even
/// where all else is small.
static constexpr unsigned MostEntryBits32 = 16, MostEntryBits64 = 40;

/// The numbers that the machine has for integer type \p Type, if they are few
/// enough for a term to go beyond them.
static std::optional<Extent> extentOfType(const ASTContext &Ctx,
                                          QualType Type) {
  Type = Type.getNonReferenceType();
  if (!Type->isIntegralOrEnumerationType() || Type->isBooleanType())
    return std::nullopt;
  const unsigned Width = Ctx.getIntWidth(Type);
  if (Width > 32)
    return std::nullopt;
  const std::int64_t All = std::int64_t(1) << Width;
  if (Type->isUnsignedIntegerOrEnumerationType())
    return Extent{0, All - 1};
  return Extent{-(All / 2), All / 2 - 1};
}

/// The least and the greatest number that \p I takes on, as far as constants
/// say so; not every number between has to be one.
std::optional<Extent> FunctionExtractor::extentOf(IntId I, unsigned Depth) {
  // Beyond this nothing fits any of the types that are asked about.
  constexpr std::int64_t Limit = std::int64_t(1) << 62;
  if (Depth > 16)
    return std::nullopt;
  auto Span = [&](const Expr *Lo, const Expr *Hi, bool LoIn,
                  bool HiIn) -> std::optional<Extent> {
    const auto A = Lo ? constantOf(Lo) : std::nullopt;
    const auto B = Hi ? constantOf(Hi) : std::nullopt;
    if (!A || !B || !A->isRepresentableByInt64() ||
        !B->isRepresentableByInt64())
      return std::nullopt;
    const Extent Out{A->getExtValue() + !LoIn, B->getExtValue() - !HiIn};
    return Out.Least <= Out.Greatest ? std::optional(Out) : std::nullopt;
  };
  const IntNode N = T.integer(I);
  switch (N.Kind) {
  case IntKind::Const:
    return Extent{N.Value, N.Value};
  case IntKind::Cell:
    if (const PlaceNode P = T.place(N.A);
        P.Kind == PlaceKind::Param && P.Arg < FD->getNumParams())
      if (auto It = U.ArgumentExtents.find(FD->getParamDecl(P.Arg));
          It != U.ArgumentExtents.end())
        return It->second;
    return std::nullopt;
  case IntKind::LoopVar: {
    if (N.A >= Loops.size() ||
        U.facts(Loops[N.A].Variable->getType()).IsPointer)
      return std::nullopt;
    const CountedLoop &L = Loops[N.A];
    return L.Downwards ? Span(L.Bound, L.Start, L.Inclusive, true)
                       : Span(L.Start, L.Bound, true, L.Inclusive);
  }
  case IntKind::TaskIndex: {
    const auto &Dimensions = F.Parallels[N.A].Dimensions;
    if (N.B >= Dimensions.size() || Dimensions[N.B].IsBlock ||
        Dimensions[N.B].Lo == None || Dimensions[N.B].Hi == None)
      return std::nullopt;
    const auto Lo = extentOf(Dimensions[N.B].Lo, Depth + 1);
    const auto Hi = extentOf(Dimensions[N.B].Hi, Depth + 1);
    if (!Lo || !Hi || Lo->Least >= Hi->Greatest)
      return std::nullopt;
    return Extent{Lo->Least, Hi->Greatest - 1};
  }
  case IntKind::Add:
  case IntKind::Mul: {
    const auto A = extentOf(N.A, Depth + 1), B = extentOf(N.B, Depth + 1);
    if (!A || !B)
      return std::nullopt;
    std::optional<Extent> Out;
    for (std::int64_t X : {A->Least, A->Greatest})
      for (std::int64_t Y : {B->Least, B->Greatest}) {
        const __int128 Exact =
            N.Kind == IntKind::Add ? __int128(X) + Y : __int128(X) * Y;
        if (Exact > Limit || Exact < -Limit)
          return std::nullopt;
        const auto Value = std::int64_t(Exact);
        Out = Out ? Extent{std::min(Out->Least, Value),
                           std::max(Out->Greatest, Value)}
                  : Extent{Value, Value};
      }
    // A square is not negative, whatever the number is.
    if (N.Kind == IntKind::Mul && N.A == N.B)
      Out->Least = std::max<std::int64_t>(Out->Least, 0);
    return Out;
  }
  case IntKind::Div:
  case IntKind::Mod: {
    const auto A = extentOf(N.A, Depth + 1);
    const IntNode By = T.integer(N.B);
    if (!A || A->Least < 0 || By.Kind != IntKind::Const || By.Value <= 0)
      return std::nullopt;
    if (N.Kind == IntKind::Div)
      return Extent{A->Least / By.Value, A->Greatest / By.Value};
    return A->Greatest < By.Value ? *A : Extent{0, By.Value - 1};
  }
  case IntKind::Select: {
    std::optional<Extent> Out;
    for (std::int64_t At = 0; const auto Value = T.element(N.B, At); ++At)
      Out = Out ? Extent{std::min(Out->Least, *Value),
                         std::max(Out->Greatest, *Value)}
                : Extent{*Value, *Value};
    return Out;
  }
  case IntKind::Min:
  case IntKind::Max: {
    const auto A = extentOf(N.A, Depth + 1), B = extentOf(N.B, Depth + 1);
    if (!A || !B)
      return std::nullopt;
    return N.Kind == IntKind::Min ? Extent{std::min(A->Least, B->Least),
                                           std::min(A->Greatest, B->Greatest)}
                                  : Extent{std::max(A->Least, B->Least),
                                           std::max(A->Greatest, B->Greatest)};
  }
  case IntKind::And:
  case IntKind::Or:
  case IntKind::Xor: {
    const auto A = extentOf(N.A, Depth + 1), B = extentOf(N.B, Depth + 1);
    if (!A || !B || A->Least < 0 || B->Least < 0)
      return std::nullopt;
    if (N.Kind == IntKind::And)
      return Extent{0, std::min(A->Greatest, B->Greatest)};
    const auto Most = std::uint64_t(std::max(A->Greatest, B->Greatest));
    return Extent{0, (std::int64_t(1) << llvm::bit_width(Most)) - 1};
  }
  default:
    return std::nullopt;
  }
}

/// How many bits \p I has if entries of a table are part of it and whatever is
/// not known is small; none if they are not.
unsigned FunctionExtractor::entryBits(IntId I) {
  bool HasEntry = false;
  auto Bits = [&](auto &&Self, IntId Of, unsigned Depth) -> unsigned {
    if (Depth > 12)
      return 64;
    const IntNode N = T.integer(Of);
    switch (N.Kind) {
    case IntKind::Const:
    case IntKind::Select: {
      HasEntry |= N.Kind == IntKind::Select;
      const auto Has = extentOf(Of);
      if (!Has)
        return 64;
      const auto Size = [](std::int64_t Value) {
        return std::uint64_t(Value < 0 ? -(Value + 1) : Value);
      };
      return unsigned(
          llvm::bit_width(std::max(Size(Has->Least), Size(Has->Greatest))));
    }
    case IntKind::List:
      return 64;
    default:
      break;
    }
    if (!N.isOperation())
      return 0;
    const unsigned A = Self(Self, N.A, Depth + 1);
    const unsigned B = Self(Self, N.B, Depth + 1);
    switch (N.Kind) {
    case IntKind::Mul:
      return std::min(A + B, 64u);
    case IntKind::Div:
    case IntKind::Shr:
      return A;
    case IntKind::Mod:
      return T.integer(N.B).Kind == IntKind::Const ? std::min(A, B) : A;
    case IntKind::Shl:
      return 64;
    default:
      return std::min(std::max(A, B) + 1, 64u);
    }
  };
  const unsigned Out = Bits(Bits, I, 0);
  return HasEntry ? std::max(Out, 1u) : 0;
}

/// The unsigned difference \p I of type \p Type, unless a table's entries may
/// have it wrap more than once.
IntId FunctionExtractor::difference(IntId I, QualType Type) {
  const unsigned Width = U.Ctx.getIntWidth(Type);
  if (!Type->isUnsignedIntegerOrEnumerationType() ||
      entryBits(I) < (Width > 32 ? MostEntryBits64 : MostEntryBits32))
    return I;
  const std::optional<Extent> Has = extentOf(I);
  const std::int64_t Least = Width > 32 ? 0 : -(std::int64_t(1) << Width);
  return Has && Has->Least > Least ? I
                                   : T.opaque(U.str("an integer that wraps"));
}

/// What an object of type \p Type holds that is given \p I: the bits that fit.
IntId FunctionExtractor::fitted(IntId I, QualType Type) {
  Type = Type.getNonReferenceType();
  auto Wraps = [&] { return T.opaque(U.str("an integer that wraps")); };
  const std::optional<Extent> Has = extentOf(I);
  if (Type->isBooleanType())
    return Has && Has->Least >= 0 && Has->Greatest <= 1 ? I : Wraps();
  const std::optional<Extent> Room = extentOfType(U.Ctx, Type);
  if (!Room)
    return Type->isUnsignedIntegerOrEnumerationType() &&
                   (!Has || Has->Least < 0) && entryBits(I) >= MostEntryBits64
               ? Wraps()
               : I;
  const std::int64_t Size = Room->Greatest - Room->Least + 1;
  if (!Has) {
    if (U.Ctx.getIntWidth(Type) >= 32)
      return entryBits(I) >= MostEntryBits32 ? Wraps() : I;
    // Nothing is too small to be more than a narrow type holds.
    return Room->Least < 0
               ? Wraps()
               : T.binary(IntKind::Mod, wrapped(I, std::int64_t(1) << 40),
                          T.constant(Size));
  }
  if (Has->Least >= Room->Least && Has->Greatest <= Room->Greatest)
    return I;
  // `%` is not what wrapping does to numbers below zero.
  if (Has->Least < Room->Least)
    return Wraps();
  const IntId Shift = T.constant(-Room->Least);
  return T.sub(T.binary(IntKind::Mod, T.add(I, Shift), T.constant(Size)),
               Shift);
}

/// Notes what a task or a call gives the parameters of \p Callee; if it is
/// summarised already, it is once more.
void FunctionExtractor::noteExtents(const FunctionDecl *Callee,
                                    llvm::ArrayRef<ValueId> Args) {
  const auto *M = dyn_cast<CXXMethodDecl>(Callee);
  const FunctionDecl *Def = U.definition(Callee);
  if (!Def)
    return;
  for (unsigned I = 0; I < Def->getNumParams() && I < Args.size(); ++I) {
    const ParmVarDecl *P = Def->getParamDecl(I);
    const ValueNode V = T.value(Args[I]);
    if (V.Kind != ValueKind::Int || !U.facts(P->getType()).IsInteger)
      continue;
    // Somebody else may pass less, and what is below zero wraps otherwise.
    const bool Lambda = M && M->getParent()->isLambda();
    if (!Lambda && !P->getType()->isUnsignedIntegerOrEnumerationType())
      continue;
    std::optional<Extent> Has = extentOf(V.A);
    if (!Has)
      continue;
    if (!Lambda) {
      // What small numbers are multiplied by is small as well.
      if (Has->Greatest < (std::int64_t(1) << 16))
        continue;
      Has->Least = std::min<std::int64_t>(Has->Least, 0);
    }
    auto [It, New] = U.ArgumentExtents.try_emplace(P, *Has);
    const Extent Before = It->second;
    if (!New)
      It->second = {std::min(Before.Least, Has->Least),
                    std::max(Before.Greatest, Has->Greatest)};
    if (New || It->second.Least != Before.Least ||
        It->second.Greatest != Before.Greatest)
      U.needAgain(Def);
  }
}

} // namespace aether::analysis
