//===- IndexTickets.cpp - Numbers drawn from counters ---------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// As long as all that is done to a counter are constant steps in one direction,
// no two steps find the same value there: who comes later finds at least what
// the earlier one left.
//
//===----------------------------------------------------------------------===//

#include "IndexProblem.h"

#include "llvm/ADT/STLExtras.h"

#include <isl/aff.h>
#include <isl/val.h>

using namespace aether::analysis;

/// Is counter \p P one object for both sides?
bool IndexProblem::isOneCounter(PlaceId P) {
  for (PlaceId X = P; X != None; X = T.place(X).Parent) {
    const PlaceNode N = T.place(X);
    switch (N.Kind) {
    case PlaceKind::Index:
    case PlaceKind::Offset:
      if (!shared(N.Arg, SideA) || !shared(N.Arg, SideB))
        return false;
      break;
    case PlaceKind::Elements:
    case PlaceKind::Unknown:
    case PlaceKind::Function:
      return false;
    case PlaceKind::Deref:
      if (!Q.Stable(N.Parent))
        return false;
      break;
    case PlaceKind::Local: {
      const LocalInfo &L = C.E.Locals[N.Arg];
      if (L.Many ||
          (L.Strand != None && (L.Strand == Q.R->A || L.Strand == Q.R->B)))
        return false;
      break;
    }
    case PlaceKind::Alloc:
    case PlaceKind::Result:
      if (auto It = C.Mentions.find(X);
          It == C.Mentions.end() || !C.Shape.around(It->second.first).empty())
        return false;
      break;
    case PlaceKind::Global:
      if (C.W.P.Globals[N.Arg].ThreadLocal)
        return false;
      break;
    default:
      break;
    }
    if (N.Parent == None && C.maybePerInstance(*Q.R, X))
      return false;
  }
  return true;
}

/// Does nothing that runs beside others touch \p P but steps up, or down?
bool IndexProblem::onlySteps(PlaceId P, bool Up) {
  // One holds the other, and no pointer leads on between them.
  auto Holds = [&](PlaceId Whole, PlaceId Part) {
    for (; Part != None && Part != Whole; Part = T.place(Part).Parent)
      if (T.place(Part).Kind == PlaceKind::Deref)
        return false;
    return Part == Whole;
  };
  for (const Strand &S : C.E.Strands)
    for (std::uint32_t N : S.Accesses) {
      const AccessEffect &W = C.E.All[N];
      // (Steps that are not atomic are ordered, or a race of their own.)
      if (!isWrite(W.Kind) || (W.Nature != AccessNature::Container &&
                               (Up ? W.Step > 0 : W.Step < 0)))
        continue;
      // Plain writes by other names are a race of their own.
      if (W.Kind == AccessKind::Write && !Holds(W.Place, P) &&
          !Holds(P, W.Place))
        continue;
      if (C.mayOverlap(W.Place, P))
        return false;
    }
  return true;
}

bool IndexProblem::isTicket(IntId I) {
  const IntNode N = T.integer(I);
  if (N.Kind != IntKind::Ticket || N.Value == 0)
    return false;
  auto [It, New] = Steps.try_emplace(N.A);
  if (New && isOneCounter(N.A))
    It->second = {onlySteps(N.A, false), onlySteps(N.A, true)};
  return It->second[N.Value > 0];
}

/// Does each of the tasks draw ticket \p I, so that somebody has each number?
bool IndexProblem::drawnByAll(IntId I) {
  auto By = C.E.Drawn.find(I);
  if (By == C.E.Drawn.end() || By->second != Q.R->A || Q.R->A != Q.R->B ||
      Q.R->Instances || A.Group == None || !isTicket(I))
    return false;
  for (const std::vector<Fact> *Facts : {Q.FactsA, Q.FactsB})
    if (Facts && !Facts->empty())
      return false;
  const auto &Dims = C.E.Groups[A.Group].Dimensions;
  return Dims.size() == 1 && !Dims[0].IsBlock && Dims[0].Lo != None &&
         Dims[0].Hi != None;
}

void IndexProblem::collectTickets(Side S, IntId I) {
  if (!drawnByAll(I))
    return;
  const ParallelCall::Dimension D = C.E.Groups[A.Group].Dimensions[0];
  collect(S, T.sub(D.Hi, D.Lo));
  collect(S, multiplied(T.sub(D.Hi, D.Lo)));
  const IntId Start = T.cell(T.integer(I).A);
  if (Numbers.try_emplace({Both, Start}, Symbols.size()).second)
    Symbols.push_back({Both, Start, Role::Given});
}

/// Two draws differ by the step of the earlier one at least.
isl_set *IndexProblem::tickets(isl_set *Out) {
  auto DrawnBy = [&](IntId I, std::uint32_t S) {
    auto It = C.E.Drawn.find(I);
    return It != C.E.Drawn.end() && It->second == S;
  };
  for (unsigned X = 0; X != Symbols.size(); ++X)
    for (unsigned Y = 0; Y != Symbols.size(); ++Y) {
      const Symbol SX = Symbols[X], SY = Symbols[Y];
      if (SX.Of != SideA || SY.Of != SideB || !isTicket(SX.Atom) ||
          !isTicket(SY.Atom))
        continue;
      const IntNode A = T.integer(SX.Atom), B = T.integer(SY.Atom);
      // What was drawn outside may be the same number on both sides.
      if (A.A != B.A || (A.Value > 0) != (B.Value > 0) ||
          (!DrawnBy(SX.Atom, Q.R->A) && !DrawnBy(SY.Atom, Q.R->B)))
        continue;
      auto Later = [&](unsigned First, std::int64_t Step, unsigned Second) {
        isl_pw_aff *Left = isl_pw_aff_add(variable(First), constant(Step));
        return Step > 0 ? isl_pw_aff_le_set(Left, variable(Second))
                        : isl_pw_aff_ge_set(Left, variable(Second));
      };
      Out = isl_set_intersect(
          Out, isl_set_union(Later(X, A.Value, Y), Later(Y, B.Value, X)));
      const PlaceNode Root = T.place(C.rootOf(A.A));
      Tickets |= Root.Kind == PlaceKind::Param ||
                 Root.Kind == PlaceKind::This || Root.Kind == PlaceKind::Global;
    }
  return Out;
}

/// For a demonstration: as many numbers as there are tasks are drawn, in
/// whatever order, from some start on.
isl_set *IndexProblem::drawn(isl_set *Out) {
  for (unsigned X = 0; X != Symbols.size(); ++X) {
    const Symbol Sym = Symbols[X];
    if (Sym.Kind != Role::Task || T.integer(Sym.Atom).Kind != IntKind::Ticket)
      continue;
    const IntNode N = T.integer(Sym.Atom);
    const ParallelCall::Dimension D = C.E.Groups[A.Group].Dimensions[0];
    isl_pw_aff *Count = affine(SideA, multiplied(T.sub(D.Hi, D.Lo)));
    if (!Count)
      continue;
    const std::int64_t Size = N.Value > 0 ? N.Value : -N.Value;
    isl_pw_aff *Way =
        isl_pw_aff_sub(variable(X), variable(Numbers.at({Both, T.cell(N.A)})));
    if (N.Value < 0)
      Way = isl_pw_aff_neg(Way);
    Out = isl_set_intersect(
        Out,
        isl_pw_aff_eq_set(isl_pw_aff_mod_val(isl_pw_aff_copy(Way),
                                             isl_val_int_from_si(Ctx, Size)),
                          constant(0)));
    Out = isl_set_intersect(
        Out, isl_pw_aff_ge_set(isl_pw_aff_copy(Way), constant(0)));
    Out = isl_set_intersect(
        Out, isl_pw_aff_lt_set(Way, isl_pw_aff_mul(Count, constant(Size))));
  }
  return Out;
}
