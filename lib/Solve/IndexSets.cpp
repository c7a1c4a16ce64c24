//===- IndexSets.cpp - Index questions as integer sets --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IndexProblem.h"

#include "llvm/ADT/STLExtras.h"

#include <isl/aff.h>
#include <isl/ctx.h>
#include <isl/space.h>
#include <isl/val.h>

#include <cstdlib>

using namespace aether::analysis;

//===----------------------------------------------------------------------===//
// Terms
//===----------------------------------------------------------------------===//

IntId IndexProblem::product(const std::vector<IntId> &Atoms) {
  IntId Out = Atoms.front();
  for (std::size_t I = 1; I != Atoms.size(); ++I)
    Out = T.mul(Out, Atoms[I]);
  return Out;
}

Polynomial IndexProblem::multiplied(IntId I) {
  Polynomial Sum = Polynomial::of(T, I), Out;
  Out.Overflows = Sum.Overflows;
  for (const auto &[Atoms, Factor] : Sum.Monomials) {
    Polynomial Product;
    Product.Monomials[{}] = Factor;
    for (IntId Atom : Atoms) {
      Polynomial One;
      One.Monomials[{Atom}] = 1;
      if (Rebased.count(Atom)) {
        const Loop &L = C.E.Loops[T.integer(Atom).A].L;
        if (Rounds.count(Atom))
          One = Polynomial::product(One, multiplied(L.By));
        One.add(multiplied(L.Lo), 1);
      }
      Product = Polynomial::product(Product, One);
    }
    Out.add(Product, 1);
  }
  return Out;
}

std::vector<Polynomial> IndexProblem::minima(IntId I) {
  const IntNode N = T.integer(I);
  std::vector<Polynomial> Out;
  if (N.Kind == IntKind::Min) {
    Out = minima(N.A);
    for (Polynomial &P : minima(N.B))
      Out.push_back(std::move(P));
  } else if (N.Kind == IntKind::Add && T.integer(N.B).Kind == IntKind::Const) {
    Out = minima(N.A);
    for (Polynomial &P : Out)
      P.add(Polynomial::of(T, N.B), 1);
  } else {
    Out.push_back(multiplied(I));
  }
  return Out;
}

bool IndexProblem::isExact(IntId I) {
  const IntNode N = T.integer(I);
  switch (N.Kind) {
  case IntKind::Mul:
  case IntKind::Div:
  case IntKind::Mod:
    return T.integer(N.B).Kind == IntKind::Const && isExact(N.A);
  case IntKind::Add:
  case IntKind::Min:
  case IntKind::Max:
    return isExact(N.A) && isExact(N.B);
  default:
    return !Rebased.count(I);
  }
}

bool IndexProblem::isExact(const Polynomial &P) {
  return !P.Overflows && llvm::all_of(P.Monomials, [&](const auto &M) {
    return M.first.empty() ||
           (M.first.size() == 1 &&
            (Rebased.count(M.first.front()) || isExact(M.first.front())));
  });
}

//===----------------------------------------------------------------------===//
// Affine functions
//===----------------------------------------------------------------------===//

isl_set *IndexProblem::universe() {
  return isl_set_universe(
      isl_space_set_alloc(Ctx, 0, static_cast<unsigned>(Symbols.size())));
}

isl_pw_aff *IndexProblem::variable(unsigned Number) {
  isl_local_space *Space = isl_local_space_from_space(
      isl_space_set_alloc(Ctx, 0, static_cast<unsigned>(Symbols.size())));
  return isl_pw_aff_from_aff(isl_aff_var_on_domain(Space, isl_dim_set, Number));
}

isl_pw_aff *IndexProblem::constant(std::int64_t Value) {
  isl_local_space *Space = isl_local_space_from_space(
      isl_space_set_alloc(Ctx, 0, static_cast<unsigned>(Symbols.size())));
  return isl_pw_aff_from_aff(isl_aff_val_on_domain(
      Space, isl_val_int_from_si(Ctx, static_cast<long>(Value))));
}

/// Is \p I 1 where something holds, and 0 elsewhere?
bool IndexProblem::isTruth(IntId I) const {
  const IntNode N = T.integer(I);
  if (N.Kind != IntKind::Min && N.Kind != IntKind::Max)
    return false;
  if (isTruth(N.A) && isTruth(N.B))
    return true;
  auto IsConst = [&](IntId Of, std::int64_t Value) {
    return T.integer(Of).Kind == IntKind::Const && T.integer(Of).Value == Value;
  };
  for (auto [One, Other] : {std::pair(N.A, N.B), std::pair(N.B, N.A)}) {
    const IntNode Rest = T.integer(Other);
    if (N.Kind == IntKind::Min && IsConst(One, 1) &&
        Rest.Kind == IntKind::Max && (IsConst(Rest.A, 0) || IsConst(Rest.B, 0)))
      return true;
  }
  return false;
}

/// The greater of \p A and \p B, if these are the two sides of a choice, of
/// which a test lowers the one that does not count by more than anything is:
/// then it is that choice, however large they are. Null if it is none.
isl_pw_aff *IndexProblem::choice(Side S, IntId A, IntId B) {
  constexpr std::int64_t Least = std::int64_t(1) << 32;
  Polynomial X = Polynomial::of(T, A), Y = Polynomial::of(T, B);
  if (X.Overflows || Y.Overflows)
    return nullptr;
  for (const auto &[Atoms, Factor] : X.Monomials) {
    if (Atoms.size() != 1 || std::abs(Factor) < Least || !isTruth(Atoms[0]))
      continue;
    const std::vector<IntId> Test = Atoms;
    const std::int64_t Far = std::abs(Factor);
    const bool First = Factor > 0; // A counts where the test holds.
    auto Other = Y.Monomials.find(Test);
    if (Other == Y.Monomials.end() || Other->second != -Factor)
      continue;
    Polynomial &Lowered = First ? X : Y;
    if (Lowered.constant() > -Far / 2)
      continue;
    X.Monomials.erase(Test);
    Y.Monomials.erase(Test);
    Lowered.Monomials[{}] += Far;
    isl_pw_aff *Holds = affine(S, Test[0]), *Yes = affine(S, First ? X : Y),
               *No = affine(S, First ? Y : X);
    if (Holds && Yes && No)
      return isl_pw_aff_cond(Holds, Yes, No);
    isl_pw_aff_free(Holds);
    isl_pw_aff_free(Yes);
    isl_pw_aff_free(No);
    return nullptr;
  }
  return nullptr;
}

/// Null if something in \p I was not collected.
isl_pw_aff *IndexProblem::affine(Side S, IntId I) {
  const IntNode N = T.integer(I);
  switch (N.Kind) {
  case IntKind::Const:
    return constant(N.Value);
  case IntKind::Add:
  case IntKind::Min:
  case IntKind::Max: {
    if (N.Kind == IntKind::Max)
      if (isl_pw_aff *Either = choice(S, N.A, N.B))
        return Either;
    isl_pw_aff *X = affine(S, IntId(N.A));
    if (!X)
      return nullptr;
    isl_pw_aff *Y = affine(S, IntId(N.B));
    if (!Y) {
      isl_pw_aff_free(X);
      return nullptr;
    }
    return N.Kind == IntKind::Add   ? isl_pw_aff_add(X, Y)
           : N.Kind == IntKind::Min ? isl_pw_aff_min(X, Y)
                                    : isl_pw_aff_max(X, Y);
  }
  case IntKind::Mul:
  case IntKind::Div:
  case IntKind::Mod: {
    if (T.integer(N.B).Kind != IntKind::Const)
      break;
    isl_pw_aff *X = affine(S, IntId(N.A));
    if (!X)
      return nullptr;
    isl_pw_aff *Y = constant(T.integer(N.B).Value);
    return N.Kind == IntKind::Mul   ? isl_pw_aff_mul(X, Y)
           : N.Kind == IntKind::Div ? isl_pw_aff_tdiv_q(X, Y)
                                    : isl_pw_aff_tdiv_r(X, Y);
  }
  default:
    break;
  }
  // Whose products are those of how far they have counted.
  if (Rounds.count(I) ||
      (N.Kind == IntKind::Mul && T.anyOperand(I, [&](const IntNode &Of) {
         return Of.Kind == IntKind::LoopVar &&
                Rounds.count(T.atom(IntKind::LoopVar, Of.A)) != 0;
       })))
    return affine(S, multiplied(I));
  auto It = Numbers.find({shared(I, S) ? Both : S, I});
  if (It == Numbers.end())
    return nullptr;
  isl_pw_aff *Out = variable(It->second);
  if (!Rebased.count(I))
    return Out;
  isl_pw_aff *Start = affine(S, multiplied(C.E.Loops[N.A].L.Lo));
  if (!Start) {
    isl_pw_aff_free(Out);
    return nullptr;
  }
  return isl_pw_aff_add(Out, Start);
}

isl_pw_aff *IndexProblem::affine(Side S, const Polynomial &P) {
  if (P.Overflows)
    return nullptr;
  isl_pw_aff *Sum = constant(P.constant());
  for (const auto &[Atoms, Factor] : P.Monomials) {
    if (Atoms.empty())
      continue;
    isl_pw_aff *X = nullptr;
    const IntId I = Atoms.size() == 1 ? Atoms.front() : product(Atoms);
    if (Atoms.size() == 1 && !Rebased.count(I)) {
      X = affine(S, I);
    } else if (auto It = Numbers.find({shared(I, S) ? Both : S, I});
               It != Numbers.end()) {
      X = variable(It->second);
    }
    if (!X) {
      isl_pw_aff_free(Sum);
      return nullptr;
    }
    Sum = isl_pw_aff_add(Sum, isl_pw_aff_mul(X, constant(Factor)));
  }
  return Sum;
}

//===----------------------------------------------------------------------===//
// Limits
//===----------------------------------------------------------------------===//

/// Limits of the symbols: loops, sizes, the tasks' index spaces.
/// How far the variable \p Atom of a loop, symbol \p Number, is from where it
/// counts from.
isl_pw_aff *IndexProblem::grown(IntId Atom, Side S, unsigned Number) {
  if (!Rounds.count(Atom))
    return variable(Number);
  Polynomial Far = multiplied(Atom);
  Far.add(multiplied(C.E.Loops[T.integer(Atom).A].L.Lo), -1);
  return affine(S, Far);
}

isl_set *IndexProblem::bounds() {
  isl_set *Out = universe();
  auto Require = [&](isl_set *S) { Out = isl_set_intersect(Out, S); };
  for (auto [Number, Value] : Counts)
    if (isl_pw_aff *X = affine(SideA, multiplied(Value)))
      Require(isl_pw_aff_eq_set(variable(Number), X));
  for (unsigned Number = 0; Number != Symbols.size(); ++Number) {
    const Symbol Sym = Symbols[Number];
    if (Sym.Kind == Role::Count)
      continue;
    const IntNode N = T.integer(Sym.Atom);
    const Side S = Sym.Of == Both ? SideA : Sym.Of;
    if (N.Kind == IntKind::Cell) {
      if (T.place(N.A).Kind == PlaceKind::Structure)
        Require(isl_pw_aff_ge_set(variable(Number), constant(0)));
      continue;
    }
    if (N.Kind == IntKind::LoopVar) {
      const Loop L = C.E.Loops[N.A].L;
      Polynomial Start;
      const bool Moved = Rebased.count(Sym.Atom) != 0;
      if (L.Lo != None) {
        Start = multiplied(L.Lo);
        isl_pw_aff *X = Moved ? constant(0) : affine(S, Start);
        if (X && L.Step > 1)
          Require(isl_pw_aff_eq_set(
              isl_pw_aff_mod_val(
                  isl_pw_aff_sub(variable(Number), isl_pw_aff_copy(X)),
                  isl_val_int_from_si(Ctx, L.Step)),
              constant(0)));
        if (X)
          Require(isl_pw_aff_ge_set(variable(Number), X));
      }
      if (L.Hi != None)
        for (Polynomial End : minima(L.Hi)) {
          if (Moved)
            End.add(Start, -1);
          isl_pw_aff *X = affine(S, End);
          isl_pw_aff *Grown = X ? grown(Sym.Atom, S, Number) : nullptr;
          if (Grown)
            Require(isl_pw_aff_lt_set(Grown, X));
          else
            isl_pw_aff_free(X);
        }
      if (Rounds.count(Sym.Atom))
        if (isl_pw_aff *Grown = grown(Sym.Atom, S, Number))
          Require(isl_pw_aff_ge_set(Grown, constant(0)));
      continue;
    }
    if (N.Kind != IntKind::TaskIndex && N.Kind != IntKind::BlockBegin &&
        N.Kind != IntKind::BlockEnd)
      continue;
    const auto &Dims = C.E.Groups[N.A].Dimensions;
    if (N.B >= Dims.size())
      continue;
    const IntId Lo = Dims[N.B].Lo, Hi = Dims[N.B].Hi;
    const bool End = N.Kind == IntKind::BlockEnd;
    if (Lo != None)
      if (isl_pw_aff *X = affine(S, multiplied(Lo)))
        Require(End ? isl_pw_aff_gt_set(variable(Number), X)
                    : isl_pw_aff_ge_set(variable(Number), X));
    if (Hi != None)
      if (isl_pw_aff *X = affine(S, multiplied(Hi)))
        Require(End ? isl_pw_aff_le_set(variable(Number), X)
                    : isl_pw_aff_lt_set(variable(Number), X));
    if (N.Kind == IntKind::BlockBegin)
      if (isl_pw_aff *X = affine(S, T.atom(IntKind::BlockEnd, N.A, N.B)))
        Require(isl_pw_aff_lt_set(variable(Number), X));
  }
  return Out;
}

/// The two sides are different tasks.
isl_set *IndexProblem::tasks() {
  isl_set *Out = nullptr;
  auto Or = [&](isl_set *S) { Out = Out ? isl_set_union(Out, S) : S; };
  for (std::uint32_t L : Q.R->InstanceLoops) {
    const IntId Var = T.atom(IntKind::LoopVar, L);
    isl_pw_aff *X = affine(SideA, Var), *Y = affine(SideB, Var);
    Or(Q.R->Later > 0   ? isl_pw_aff_lt_set(X, Y)
       : Q.R->Later < 0 ? isl_pw_aff_gt_set(X, Y)
                        : isl_pw_aff_ne_set(X, Y));
  }
  if (Out || Q.R->Instances || !shareIndices() || A.Group == None)
    return Out ? Out : universe();
  const auto &Dims = C.E.Groups[A.Group].Dimensions;
  for (std::uint32_t D = 0; D != Dims.size(); ++D) {
    if (!Dims[D].IsBlock) {
      const IntId I = T.atom(IntKind::TaskIndex, A.Group, D);
      Or(isl_pw_aff_ne_set(affine(SideA, I), affine(SideB, I)));
      continue;
    }
    const IntId Begin = T.atom(IntKind::BlockBegin, A.Group, D);
    const IntId End = T.atom(IntKind::BlockEnd, A.Group, D);
    Or(isl_pw_aff_le_set(affine(SideA, End), affine(SideB, Begin)));
    Or(isl_pw_aff_le_set(affine(SideB, End), affine(SideA, Begin)));
  }
  return Out ? Out : universe();
}

isl_set *IndexProblem::facts(isl_set *Out) {
  for (const auto &[S, F] : Facts) {
    Polynomial P = multiplied(F.Lhs);
    P.add(multiplied(F.Rhs), -1);
    isl_pw_aff *X = affine(S, P);
    if (!X)
      continue;
    isl_pw_aff *Zero = constant(0);
    isl_set *Holds = nullptr;
    switch (F.Op) {
    case CompareOp::Less:
      Holds = isl_pw_aff_lt_set(X, Zero);
      break;
    case CompareOp::LessEqual:
      Holds = isl_pw_aff_le_set(X, Zero);
      break;
    case CompareOp::Equal:
      Holds = isl_pw_aff_eq_set(X, Zero);
      break;
    case CompareOp::NotEqual:
      Holds = isl_pw_aff_ne_set(X, Zero);
      break;
    }
    Out = isl_set_intersect(Out, Holds);
  }
  return Out;
}

isl_set *IndexProblem::domain() {
  Ctx = I.context();
  isl_ctx_reset_operations(Ctx);
  isl_ctx_reset_error(Ctx);
  return monotony(growth(tickets(facts(isl_set_intersect(bounds(), tasks())))));
}
