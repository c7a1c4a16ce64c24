//===- Excluded.cpp - Do the tests of two accesses exclude each other? ----===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `if (key[i] < 0)` in one task and `if (key[i] >= 0)` in the other let no
// round of both through. What the tests read is not understood, but where it is
// one unchanged number for two accesses that meet, no demonstration can rest on
// both tests.
//
//===----------------------------------------------------------------------===//

#include "Overlap.h"
#include "Paths.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>
#include <limits>
#include <numeric>

using namespace aether::analysis;

/// Is \p Y, of the other side, the number \p X where what \p M says is equal?
bool Overlap::isSameNumber(IntId X, IntId Y, const Match &M,
                           unsigned Depth) const {
  if (X == Y && isSharedInt(X))
    return true;
  if (Depth > 8 || llvm::is_contained(M.Equal, std::pair(X, Y)))
    return Depth <= 8;
  const IntNode NX = T.integer(X), NY = T.integer(Y);
  if (NX.Kind != NY.Kind)
    return false;
  if (NX.isOperation())
    return isSameNumber(NX.A, NY.A, M, Depth + 1) &&
           isSameNumber(NX.B, NY.B, M, Depth + 1);
  // Nobody knows what it is, but each round of two tasks may have its own.
  if (NX.Kind == IntKind::Opaque)
    return R.A != R.B && !M.Equal.empty();
  if (NX.Kind != IntKind::Cell)
    return false;
  const PlaceId RX = C.rootOf(NX.A), RY = C.rootOf(NY.A);
  if (RX != RY || isTaskPrivate(RX) || C.isThreadLocal(RX) ||
      T.place(RX).Kind == PlaceKind::Unknown)
    return false;
  StepPairs S(T, NX.A, NY.A);
  for (; S.kind() == StepPairs::Kind::Same; S.next()) {
    const PlaceNode A = S.a(), B = S.b();
    if (A.Kind == PlaceKind::Elements ||
        ((A.Kind == PlaceKind::Index || A.Kind == PlaceKind::Offset) &&
         !isSameNumber(A.Arg, B.Arg, M, Depth + 1)) ||
        (A.Kind == PlaceKind::Deref && !isStable(A.Parent)))
      return false;
  }
  return S.endsA() && S.endsB() && isStable(NX.A) && isStable(NY.A);
}

namespace {

/// What a comparison with a constant leaves to a number.
struct Remaining {
  std::int64_t Lo = std::numeric_limits<std::int64_t>::min();
  std::int64_t Hi = std::numeric_limits<std::int64_t>::max();
  std::optional<std::int64_t> Hole;

  bool isApartFrom(const Remaining &Other) const {
    const std::int64_t From = std::max(Lo, Other.Lo);
    const std::int64_t To = std::min(Hi, Other.Hi);
    return From > To || (From == To && (Hole == From || Other.Hole == From));
  }
};

/// The number that is compared with a constant, and what is left to it.
std::pair<IntId, Remaining> remaining(const Terms &T, const Fact &F) {
  const bool Left = T.integer(F.Rhs).Kind == IntKind::Const;
  const IntNode By = T.integer(Left ? F.Rhs : F.Lhs);
  Remaining Out;
  if (By.Kind != IntKind::Const ||
      By.Value == std::numeric_limits<std::int64_t>::min() ||
      By.Value == std::numeric_limits<std::int64_t>::max())
    return {None, Out};
  const std::int64_t Off = F.Op == CompareOp::Less ? 1 : 0;
  switch (F.Op) {
  case CompareOp::Less:
  case CompareOp::LessEqual:
    (Left ? Out.Hi : Out.Lo) = Left ? By.Value - Off : By.Value + Off;
    break;
  case CompareOp::Equal:
    Out.Lo = Out.Hi = By.Value;
    break;
  case CompareOp::NotEqual:
    Out.Hole = By.Value;
    break;
  }
  return {Left ? F.Lhs : F.Rhs, Out};
}

/// The numbers that leave \c Rest when they are divided by \c By; of By 0, Rest
/// alone.
struct Residue {
  IntId Of = None;
  std::int64_t By = 0, Rest = 0;

  bool isApartFrom(const Residue &Other) const {
    const std::int64_t Common = std::gcd(By, Other.By);
    return Common != 0 && (Rest - Other.Rest) % Common != 0;
  }
};

/// What \p F says of the remainder of a number; Of None if nothing.
Residue residue(const Terms &T, const Fact &F) {
  constexpr std::int64_t Limit = std::int64_t(1) << 32;
  auto Small = [&](IntId I) {
    const IntNode N = T.integer(I);
    return N.Kind == IntKind::Const && N.Value > -Limit && N.Value < Limit;
  };
  Residue Out;
  if (F.Op != CompareOp::Equal || !Small(F.Rhs))
    return Out;
  Out.Of = F.Lhs;
  Out.Rest = T.integer(F.Rhs).Value;
  if (const IntNode N = T.integer(F.Lhs);
      N.Kind == IntKind::Mod && Small(N.B) && T.integer(N.B).Value > 0) {
    Out.Of = N.A;
    Out.By = T.integer(N.B).Value;
    IntNode Sum = T.integer(N.A);
    // Where that wraps it is another number, which is rare.
    if (const IntNode Word = Sum; Word.Kind == IntKind::Mod)
      if (const IntNode Size = T.integer(Word.B);
          Size.Kind == IntKind::Const && Size.Value == Limit)
        Sum = T.integer(Word.A);
    if (Sum.Kind == IntKind::Add && Small(Sum.B)) {
      Out.Of = Sum.A;
      Out.Rest -= T.integer(Sum.B).Value;
    }
  }
  return Out;
}

} // namespace

/// Of a test that was not understood, the variables that it is told by, each
/// with what it is, and after a bar what it says; nothing of other numbers.
llvm::StringRef Overlap::toldBy(IntId I) const {
  const IntNode N = I == None ? IntNode{IntKind::Const} : T.integer(I);
  if (N.Kind != IntKind::Opaque)
    return "";
  llvm::StringRef Name = C.W.text(N.A);
  return Name.consume_front("told by ") ? Name : "";
}

/// Does a task of either side write to a variable \p Name, as far as names
/// tell?
bool Overlap::isWrittenByName(llvm::StringRef Name) const {
  auto Has = [&](llvm::StringRef Text) {
    auto IsPart = [](char X) { return llvm::isAlnum(X) || X == '_'; };
    for (std::size_t At = Text.find(Name); At != llvm::StringRef::npos;
         At = Text.find(Name, At + 1))
      if ((At == 0 || !IsPart(Text[At - 1])) &&
          (At + Name.size() == Text.size() || !IsPart(Text[At + Name.size()])))
        return true;
    return false;
  };
  for (std::uint32_t S : {R.A, R.B})
    for (std::uint32_t N : C.E.Strands[S].Accesses)
      if (const AccessEffect &A = C.E.All[N];
          isWrite(A.Kind) &&
          (Has(C.W.text(A.Spelling)) || Has(C.describe(A.Place))))
        return true;
  return false;
}

/// May the tests that were not understood come out so on one side only? So may
/// two of one variable that stays as it is, and one that an argument passes by
/// being equal to something, or one of a few constants, where two starts give
/// it something else. Which
/// thread runs it differs as it likes.
bool Overlap::areToldApart(const Fact &X, const Fact &Y) const {
  const llvm::StringRef TellX = toldBy(X.Lhs), TellY = toldBy(Y.Lhs);
  if (TellX.empty() || TellY.empty())
    return false;
  const auto [VariablesX, SaysX] = TellX.split(" | ");
  const auto [VariablesY, SaysY] = TellY.split(" | ");
  const bool Same = SaysX == SaysY && X.Op == Y.Op && X.Rhs == Y.Rhs;
  auto IsEqual = [](const Fact &F, llvm::StringRef Variables) {
    return Variables.contains(F.Op == CompareOp::Equal      ? " =:zero"
                              : F.Op == CompareOp::NotEqual ? " =:other"
                                                            : " =:none");
  };
  const bool Constants =
      VariablesX.contains(" =:either") && VariablesY.contains(" =:either");
  const bool EqualX = IsEqual(X, VariablesX), EqualY = IsEqual(Y, VariablesY);
  const bool Few = EqualX || VariablesX.contains(" =:either");
  // `mode != "quiet"` and `mode == "full"` go together.
  auto Constant = [](llvm::StringRef Says) {
    return Says.slice(Says.find('"'), Says.rfind('"') + 1);
  };
  const llvm::StringRef ConstantX = Constant(SaysX),
                        ConstantY = Constant(SaysY);
  const bool Together =
      Same || (Constants && !ConstantX.empty() && !ConstantY.empty() &&
               (EqualX && EqualY ? ConstantX == ConstantY
                                 : EqualX == EqualY || ConstantX != ConstantY));
  llvm::SmallVector<llvm::StringRef, 4> ByX, ByY;
  VariablesX.split(ByX, ' ');
  VariablesY.split(ByY, ' ');
  return llvm::any_of(ByX, [&](llvm::StringRef OneX) {
    const auto [KindX, Name] = OneX.split(':');
    return llvm::any_of(ByY, [&](llvm::StringRef OneY) {
      const auto [KindY, NameY] = OneY.split(':');
      if (Name != NameY || KindX == "=" || KindY == "=")
        return false;
      if (KindX == "t" || KindY == "t")
        return KindX == KindY;
      // What is captured here may be a variable of one's own there.
      const bool Own = KindX != "c" && KindY != "c";
      const bool Apart =
          Own ? KindX == "p" && KindY == "p" && R.A != R.B && (!Same || Few)
              : !Together;
      return Apart && !isWrittenByName(Name);
    });
  });
}

bool Overlap::exclude(const AccessEffect &A, const AccessEffect &B,
                      const Match &M) const {
  auto Contradict = [&](const Fact &X, const Fact &Y) {
    if (areToldApart(X, Y))
      return true;
    const Residue RestX = residue(T, X), RestY = residue(T, Y);
    if (RestX.Of != None && RestY.Of != None && RestX.isApartFrom(RestY) &&
        isSameNumber(RestX.Of, RestY.Of, M, 0))
      return true;
    const auto [NX, LeftX] = remaining(T, X);
    const auto [NY, LeftY] = remaining(T, Y);
    if (NX != None && NY != None)
      return LeftX.isApartFrom(LeftY) && isSameNumber(NX, NY, M, 0);
    // `a < b` and `a >= b`, `a == b` and `a != b`.
    const Fact Other = negated(Y);
    return X.Op == Other.Op && isSameNumber(X.Lhs, Other.Lhs, M, 0) &&
           isSameNumber(X.Rhs, Other.Rhs, M, 0);
  };
  return llvm::any_of(A.Facts, [&](const Fact &X) {
    return llvm::any_of(B.Facts,
                        [&](const Fact &Y) { return Contradict(X, Y); });
  });
}
