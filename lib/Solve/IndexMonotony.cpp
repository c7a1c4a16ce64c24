//===- IndexMonotony.cpp - Products and quotients of unknowns -------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// To isl, w * c and n / k are unknowns. But a later w has a product that is
// greater by c or more, and a greater n no smaller quotient. That tells the
// parts apart that n elements are cut into: [w * (n / k), (w + 1) * (n / k)),
// with the rest for the last one, and [n * w / k, n * (w + 1) / k).
//
//===----------------------------------------------------------------------===//

#include "IndexProblem.h"

#include "llvm/ADT/STLExtras.h"

#include <isl/aff.h>

using namespace aether::analysis;

/// More elements than a container has.
static constexpr std::int64_t TooMany = std::int64_t(1) << 40;

/// \p Rule, which holds but perhaps for \p But; that is left out if it has
/// nothing in common with \p In.
static isl_set *unless(isl_set *In, isl_set *But, isl_set *Rule) {
  isl_set *Both = isl_set_intersect(isl_set_copy(But), isl_set_copy(In));
  const bool Never = isl_set_is_empty(Both) == isl_bool_true;
  isl_set_free(Both);
  if (!Never)
    return isl_set_union(But, Rule);
  isl_set_free(But);
  return Rule;
}

/// Products are what they are multiplied out: `n * (w + 1)` is n * w + n.
isl_set *IndexProblem::products(isl_set *Out) {
  for (unsigned N = 0; N != Symbols.size(); ++N) {
    const Symbol Sym = Symbols[N];
    if (Sym.Kind == Role::Count || T.integer(Sym.Atom).Kind != IntKind::Mul)
      continue;
    const Polynomial P = Polynomial::of(T, Sym.Atom);
    // What counts from the start of its loop makes other products.
    bool Named = false;
    for (const auto &[Atoms, Factor] : P.Monomials) {
      for (IntId Atom : Atoms)
        Named |= Rebased.count(Atom) != 0;
      Named |= Atoms.size() > 1 && Factor == 1 && P.Monomials.size() == 1 &&
               product(Atoms) == Sym.Atom;
    }
    if (Named)
      continue;
    if (isl_pw_aff *X = affine(Sym.Of == Both ? SideA : Sym.Of, P))
      Out = isl_set_intersect(Out, isl_pw_aff_eq_set(variable(N), X));
  }
  return Out;
}

/// Where n is not below zero and k is above, n / k is neither below zero nor
/// above n.
isl_set *IndexProblem::quotients(isl_set *Out) {
  for (unsigned N = 0; N != Symbols.size(); ++N) {
    const Symbol Sym = Symbols[N];
    if (Sym.Kind == Role::Count || T.integer(Sym.Atom).Kind != IntKind::Div)
      continue;
    const IntNode D = T.integer(Sym.Atom);
    const Side S = Sym.Of == Both ? SideA : Sym.Of;
    isl_pw_aff *X = affine(S, multiplied(D.A)), *K = affine(S, D.B);
    if (X && K) {
      isl_set *But =
          isl_set_union(isl_pw_aff_lt_set(isl_pw_aff_copy(X), constant(0)),
                        isl_pw_aff_le_set(isl_pw_aff_copy(K), constant(0)));
      isl_set *Rule =
          isl_set_intersect(isl_pw_aff_ge_set(variable(N), constant(0)),
                            isl_pw_aff_le_set(variable(N), isl_pw_aff_copy(X)));
      Out = isl_set_intersect(Out, unless(Out, But, Rule));
    }
    isl_pw_aff_free(X);
    isl_pw_aff_free(K);
  }
  return Out;
}

/// Where n is not below zero and k is above, n % k is n less as many k as are
/// in it.
isl_set *IndexProblem::remainders(isl_set *Out) {
  for (unsigned N = 0; N != Symbols.size(); ++N) {
    const Symbol Sym = Symbols[N];
    if (Sym.Kind == Role::Count || T.integer(Sym.Atom).Kind != IntKind::Mod)
      continue;
    const IntNode D = T.integer(Sym.Atom);
    const Side S = Sym.Of == Both ? SideA : Sym.Of;
    isl_pw_aff *X = affine(S, multiplied(D.A)), *K = affine(S, D.B);
    if (X && K) {
      auto Copy = [](isl_pw_aff *P) { return isl_pw_aff_copy(P); };
      isl_set *But = isl_set_union(isl_pw_aff_lt_set(Copy(X), constant(0)),
                                   isl_pw_aff_le_set(Copy(K), constant(0)));
      isl_pw_aff *Less = isl_pw_aff_sub(Copy(X), Copy(K));
      isl_set *Once =
          isl_set_intersect(isl_pw_aff_lt_set(Copy(X), Copy(K)),
                            isl_pw_aff_eq_set(variable(N), Copy(X)));
      isl_set *Twice = isl_set_intersect(
          isl_set_intersect(isl_pw_aff_ge_set(Copy(X), Copy(K)),
                            isl_pw_aff_lt_set(Copy(Less), Copy(K))),
          isl_pw_aff_eq_set(variable(N), Copy(Less)));
      isl_set *More = isl_set_intersect(
          isl_set_intersect(isl_pw_aff_ge_set(Copy(Less), Copy(K)),
                            isl_pw_aff_ge_set(variable(N), constant(0))),
          isl_pw_aff_lt_set(variable(N), Copy(K)));
      isl_pw_aff_free(Less);
      Out = isl_set_intersect(
          Out,
          unless(Out, But, isl_set_union(Once, isl_set_union(Twice, More))));
    }
    isl_pw_aff_free(X);
    isl_pw_aff_free(K);
  }
  return Out;
}

/// Is symbol \p N the product of \p W, which differs from task to task, and \p
/// By, which does not?
bool IndexProblem::isMultiple(unsigned N, IntId &W, IntId &By) {
  const Symbol Sym = Symbols[N];
  if (Sym.Of == Both || Sym.Kind == Role::Count ||
      T.integer(Sym.Atom).Kind != IntKind::Mul)
    return false;
  const Polynomial P = Polynomial::of(T, Sym.Atom);
  if (P.Overflows || P.Monomials.size() != 1 ||
      P.Monomials.begin()->second != 1 ||
      P.Monomials.begin()->first.size() != 2)
    return false;
  W = P.Monomials.begin()->first[0];
  By = P.Monomials.begin()->first[1];
  if (shared(W, Sym.Of))
    std::swap(W, By);
  return !Rebased.count(W) && !Rebased.count(By) && shared(By, SideA) &&
         shared(By, SideB) && !shared(W, Sym.Of);
}

/// From one w to the next, w * c grows by c, if that is not below zero.
isl_set *IndexProblem::multiples(isl_set *Out) {
  auto Copy = [](isl_pw_aff *X) { return isl_pw_aff_copy(X); };
  for (unsigned N = 0; N != Symbols.size(); ++N) {
    IntId W = None, By = None;
    if (!isMultiple(N, W, By))
      continue;
    const Side Of = Symbols[N].Of;
    isl_pw_aff *At = affine(Of, W), *Step = affine(SideA, By), *Next = nullptr;
    auto Other = Numbers.find({SideB, Symbols[N].Atom});
    if (Of == SideA && Other != Numbers.end())
      Next = affine(SideB, W);
    if (At && Step) {
      isl_set *Rule = isl_set_intersect(
          unless(Out, isl_pw_aff_lt_set(Copy(At), constant(0)),
                 isl_pw_aff_ge_set(variable(N), constant(0))),
          unless(Out, isl_pw_aff_lt_set(Copy(At), constant(1)),
                 isl_pw_aff_ge_set(variable(N), Copy(Step))));
      if (Next) {
        const unsigned M = Other->second;
        auto Grows = [&](isl_pw_aff *X, unsigned From, isl_pw_aff *Y,
                         unsigned To) {
          return isl_set_intersect(
              isl_pw_aff_lt_set(Copy(X), Copy(Y)),
              isl_pw_aff_le_set(isl_pw_aff_add(variable(From), Copy(Step)),
                                variable(To)));
        };
        isl_set *Pair =
            isl_set_intersect(isl_pw_aff_eq_set(Copy(At), Copy(Next)),
                              isl_pw_aff_eq_set(variable(N), variable(M)));
        Pair = isl_set_union(Pair, Grows(At, N, Next, M));
        Pair = isl_set_union(Pair, Grows(Next, M, At, N));
        Rule = isl_set_intersect(Rule, Pair);
      }
      Out = isl_set_intersect(
          Out, unless(Out, isl_pw_aff_lt_set(Copy(Step), constant(0)), Rule));
    }
    isl_pw_aff_free(At);
    isl_pw_aff_free(Step);
    isl_pw_aff_free(Next);
  }
  return Out;
}

/// Where k is above zero, a greater n has no smaller n / k.
isl_set *IndexProblem::order(isl_set *Out) {
  auto IsQuotient = [&](const Symbol &Sym, Side S) {
    return Sym.Of == S && Sym.Kind != Role::Count &&
           T.integer(Sym.Atom).Kind == IntKind::Div;
  };
  for (unsigned N = 0; N != Symbols.size(); ++N)
    for (unsigned M = 0; M != Symbols.size(); ++M) {
      if (!IsQuotient(Symbols[N], SideA) || !IsQuotient(Symbols[M], SideB))
        continue;
      const IntNode DA = T.integer(Symbols[N].Atom),
                    DB = T.integer(Symbols[M].Atom);
      if (DA.B != DB.B || !shared(DA.B, SideA) || !shared(DA.B, SideB))
        continue;
      isl_pw_aff *X = affine(SideA, multiplied(DA.A)),
                 *Y = affine(SideB, multiplied(DB.A)), *K = affine(SideA, DA.B);
      if (X && Y && K) {
        auto Copy = [](isl_pw_aff *P) { return isl_pw_aff_copy(P); };
        isl_set *Rule =
            isl_set_intersect(isl_pw_aff_eq_set(Copy(X), Copy(Y)),
                              isl_pw_aff_eq_set(variable(N), variable(M)));
        Rule = isl_set_union(
            Rule,
            isl_set_intersect(isl_pw_aff_lt_set(Copy(X), Copy(Y)),
                              isl_pw_aff_le_set(variable(N), variable(M))));
        Rule = isl_set_union(
            Rule,
            isl_set_intersect(isl_pw_aff_gt_set(Copy(X), Copy(Y)),
                              isl_pw_aff_ge_set(variable(N), variable(M))));
        Out = isl_set_intersect(
            Out, unless(Out, isl_pw_aff_le_set(Copy(K), constant(0)), Rule));
      }
      isl_pw_aff_free(X);
      isl_pw_aff_free(Y);
      isl_pw_aff_free(K);
    }
  return Out;
}

bool IndexProblem::hasProducts() const {
  return llvm::any_of(Symbols, [&](const Symbol &Sym) {
    if (Sym.Kind == Role::Count)
      return false;
    const IntKind Kind = T.integer(Sym.Atom).Kind;
    return Kind == IntKind::Mul || Kind == IntKind::Div;
  });
}

/// No container has as many elements as lie between the one of two numbers
/// that counts and the other, where a term chooses.
isl_set *IndexProblem::sizes(isl_set *Out) {
  for (unsigned N = 0; N != Symbols.size(); ++N) {
    if (Symbols[N].Kind == Role::Count)
      continue;
    const IntNode I = T.integer(Symbols[N].Atom);
    if (I.Kind == IntKind::Cell && T.place(I.A).Kind == PlaceKind::Structure)
      Out = isl_set_intersect(
          Out, isl_pw_aff_lt_set(variable(N), constant(TooMany)));
  }
  return Out;
}

/// The index \p Task of the first task, and how far it is to the next; nothing
/// if it is not a known number.
std::optional<std::pair<std::int64_t, std::int64_t>>
IndexProblem::firstTask(IntId Task) const {
  const IntNode N = T.integer(Task);
  IntId First = None;
  std::int64_t Step = 1;
  if (N.Kind == IntKind::LoopVar) {
    First = C.E.Loops[N.A].L.Lo;
    Step = C.E.Loops[N.A].L.Step;
  } else if (const auto &Dims = C.E.Groups[N.A].Dimensions;
             N.Kind == IntKind::TaskIndex && N.B < Dims.size()) {
    First = Dims[N.B].Lo;
  }
  if (First == None || T.integer(First).Kind != IntKind::Const || Step <= 0)
    return std::nullopt;
  return std::pair(T.integer(First).Value, Step);
}

/// Side \p S is the first task, or the one after it: `w * c` is 0 for the one
/// and c for the other, whatever c is. Null if that says nothing.
isl_set *IndexProblem::numbered(Side S, bool Next) {
  isl_set *Out = nullptr;
  for (unsigned N = 0; N != Symbols.size(); ++N) {
    IntId W = None, By = None;
    if (Symbols[N].Of != S || !isMultiple(N, W, By) ||
        roleOf(W, S) != Role::Task)
      continue;
    const auto First = firstTask(W);
    isl_pw_aff *Times = First ? affine(S, By) : nullptr;
    if (!Times)
      continue;
    isl_pw_aff *Number = constant(First->first + (Next ? First->second : 0));
    isl_set *Known = isl_set_intersect(
        isl_pw_aff_eq_set(affine(S, W), isl_pw_aff_copy(Number)),
        isl_pw_aff_eq_set(variable(N), isl_pw_aff_mul(Times, Number)));
    Out = Out ? isl_set_intersect(Out, Known) : Known;
  }
  return Out;
}

isl_set *IndexProblem::monotony(isl_set *S) {
  return order(multiples(remainders(quotients(products(S)))));
}
