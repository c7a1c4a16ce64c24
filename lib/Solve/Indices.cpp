//===- Indices.cpp - Can two element accesses meet? -----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Indices.h"

#include "Polynomial.h"

#include "llvm/ADT/STLExtras.h"

#include <isl/aff.h>
#include <isl/constraint.h>
#include <isl/ctx.h>
#include <isl/options.h>
#include <isl/set.h>
#include <isl/space.h>
#include <isl/val.h>

using namespace aether::analysis;

namespace {

enum Side : unsigned { SideA, SideB, Both };

/// One integer unknown of the question.
struct Symbol {
  Side Of;
  IntId Atom;
  bool Bound = false;   ///< a parameter that limits a loop or the tasks
  bool Unclear = false; ///< stands for something that was not understood
  bool Count = false;   ///< limits the tasks, and so is one for all of them
  bool Lower = false;   ///< a limit from below
};

/// One question, on its way to isl.
class Problem {
public:
  Problem(Context &C, isl_ctx *Ctx, const IndexQuestion &Q)
      : C(C), T(C.T), Ctx(Ctx), Q(Q), A(C.E.Strands[Q.R->A]),
        B(C.E.Strands[Q.R->B]) {}

  IndexAnswer ask();
  bool implies(const std::vector<std::pair<IntId, IntId>> &Then);

private:
  // Symbols.
  bool shared(IntId Atom, Side S);
  bool sharedPlace(PlaceId P, Side S);
  unsigned symbol(Side S, IntId Atom, bool Bound);
  void collect(Side S, IntId I, bool Bound = false);
  void collectTasks();
  void collectFacts();
  const Strand &strand(Side S) const { return S == SideA ? A : B; }

  // Translation.
  isl_pw_aff *affine(Side S, IntId I);
  isl_pw_aff *affine(Side S, const Polynomial &P);
  isl_pw_aff *variable(unsigned Number);
  isl_pw_aff *constant(std::int64_t Value);
  isl_set *universe();
  isl_set *bounds();
  isl_set *tasks();
  isl_set *facts(isl_set *S);
  bool delinearise(Polynomial X, Polynomial Y, isl_set *Domain, unsigned Depth);
  bool within(Side S, const Polynomial &P, IntId Size, isl_set *Domain);

  void unclear(const std::string &Reason, bool FromCaller) {
    Inexact = true;
    if (Why.empty())
      Why = Reason;
    this->FromCaller |= FromCaller;
  }
  bool fromCaller(IntId I);
  bool isParameter(const Symbol &S) const;

  Context &C;
  Terms &T;
  isl_ctx *Ctx;
  const IndexQuestion &Q;
  const Strand &A, &B;
  std::vector<Symbol> Symbols;
  std::map<std::pair<unsigned, IntId>, unsigned> Numbers;
  std::vector<std::pair<Polynomial, Polynomial>> Equal;
  std::vector<std::pair<Side, Fact>> Facts;
  bool Inexact = false, FromCaller = false;
  // What kind of limits is collected.
  bool InCount = false, InLower = false;
  std::string Why;
};

//===----------------------------------------------------------------------===//
// Symbols
//===----------------------------------------------------------------------===//

bool Problem::sharedPlace(PlaceId P, Side S) {
  for (PlaceId X = P; X != None; X = T.place(X).Parent) {
    const PlaceNode N = T.place(X);
    if ((N.Kind == PlaceKind::Index || N.Kind == PlaceKind::Offset)) {
      std::vector<IntId> Work{N.Arg};
      while (!Work.empty()) {
        const IntId I = Work.back();
        Work.pop_back();
        const IntNode Node = T.integer(I);
        switch (Node.Kind) {
        case IntKind::Const:
          break;
        case IntKind::Add:
        case IntKind::Mul:
        case IntKind::Div:
        case IntKind::Mod:
        case IntKind::Min:
        case IntKind::Max:
          Work.push_back(Node.A);
          Work.push_back(Node.B);
          break;
        default:
          if (!shared(I, S))
            return false;
        }
      }
    }
    if (N.Kind == PlaceKind::Elements)
      return false;
    if (N.Parent == None && N.Kind == PlaceKind::Local) {
      const std::uint32_t Owner = C.E.Locals[N.Arg].Strand;
      if (Owner != None && (Owner == Q.R->A || Owner == Q.R->B))
        return false;
    }
    if (N.Kind == PlaceKind::Unknown)
      return false;
  }
  return Q.Stable(P);
}

/// Has \p Atom one value for both sides?
bool Problem::shared(IntId Atom, Side S) {
  const IntNode N = T.integer(Atom);
  switch (N.Kind) {
  case IntKind::Cell:
    return sharedPlace(N.A, S);
  case IntKind::LoopVar:
    return C.E.Loops[N.A].Kind == LoopInfo::Role::Shared ||
           llvm::is_contained(Q.R->SharedLoops, N.A);
  case IntKind::TaskIndex:
  case IntKind::BlockBegin:
  case IntKind::BlockEnd:
    return N.A != strand(S).Group && llvm::is_contained(Q.R->OuterGroups, N.A);
  default:
    return false;
  }
}

bool Problem::fromCaller(IntId I) {
  const IntNode N = T.integer(I);
  if (N.Kind == IntKind::Cell) {
    const PlaceKind K = T.place(C.rootOf(N.A)).Kind;
    return K == PlaceKind::Param || K == PlaceKind::This;
  }
  if (N.Kind == IntKind::Add || N.Kind == IntKind::Mul ||
      N.Kind == IntKind::Div || N.Kind == IntKind::Mod ||
      N.Kind == IntKind::Min || N.Kind == IntKind::Max)
    return fromCaller(N.A) || fromCaller(N.B);
  return false;
}

/// What is not known must not decide that two accesses meet. What only says how
/// many tasks and rounds there are may.
bool Problem::isParameter(const Symbol &S) const {
  if (S.Count)
    return false;
  if (S.Unclear || S.Of != Both)
    return S.Unclear;
  if (!S.Bound || S.Lower)
    return true;
  // Two strands may share the work by where the loops end; all of a container
  // is no such share.
  const IntNode &N = T.integer(S.Atom);
  return Q.R->A != Q.R->B && !(N.Kind == IntKind::Cell &&
                               T.place(N.A).Kind == PlaceKind::Structure);
}

unsigned Problem::symbol(Side S, IntId Atom, bool Bound) {
  const IntNode N = T.integer(Atom);
  const Side Of = shared(Atom, S) ? Both : S;
  auto [It, New] = Numbers.try_emplace({Of, Atom}, Symbols.size());
  if (!New) {
    Symbols[It->second].Bound |= Bound;
    Symbols[It->second].Count |= InCount;
    Symbols[It->second].Lower |= InLower;
    return It->second;
  }
  Symbol Out{Of, Atom, Bound, false, InCount, InLower};
  Out.Unclear =
      N.Kind == IntKind::Opaque || (N.Kind == IntKind::Cell && Of != Both);
  Symbols.push_back(Out);
  const unsigned Number = It->second;
  if (N.Kind == IntKind::LoopVar) {
    const Loop L = C.E.Loops[N.A].L;
    const bool Outer = std::exchange(InLower, true);
    collect(S, L.Lo, true);
    InLower = Outer;
    collect(S, L.Hi, true);
  } else if (N.Kind == IntKind::TaskIndex || N.Kind == IntKind::BlockBegin ||
             N.Kind == IntKind::BlockEnd) {
    const auto &Dims = C.E.Groups[N.A].Dimensions;
    if (N.B < Dims.size()) {
      if (Dims[N.B].IsBlock) {
        symbol(S, T.atom(IntKind::BlockBegin, N.A, N.B), false);
        symbol(S, T.atom(IntKind::BlockEnd, N.A, N.B), false);
      }
      const ParallelCall::Dimension D = C.E.Groups[N.A].Dimensions[N.B];
      const bool Outer = std::exchange(InCount, true);
      collect(S, D.Lo, true);
      collect(S, D.Hi, true);
      InCount = Outer;
    }
  }
  return Number;
}

void Problem::collect(Side S, IntId I, bool Bound) {
  if (I == None)
    return;
  const IntNode N = T.integer(I);
  switch (N.Kind) {
  case IntKind::Const:
    return;
  case IntKind::Add:
  case IntKind::Mul:
  case IntKind::Div:
  case IntKind::Mod:
  case IntKind::Min:
  case IntKind::Max:
    collect(S, N.A, Bound);
    collect(S, N.B, Bound);
    return;
  default:
    symbol(S, I, Bound);
  }
}

void Problem::collectTasks() {
  if (Q.R->Instances) {
    for (std::uint32_t L : Q.R->InstanceLoops)
      for (Side S : {SideA, SideB})
        symbol(S, T.atom(IntKind::LoopVar, L), false);
    return;
  }
  for (std::uint32_t L : Q.R->InstanceLoops)
    for (Side S : {SideA, SideB})
      symbol(S, T.atom(IntKind::LoopVar, L), false);
  if (Q.R->A != Q.R->B || A.Group == None)
    return;
  const std::size_t Count = C.E.Groups[A.Group].Dimensions.size();
  for (std::uint32_t D = 0; D != Count; ++D)
    for (Side S : {SideA, SideB})
      symbol(S,
             T.atom(C.E.Groups[A.Group].Dimensions[D].IsBlock
                        ? IntKind::BlockBegin
                        : IntKind::TaskIndex,
                    A.Group, D),
             false);
}

/// Facts about variables that nothing else mentions decide nothing.
void Problem::collectFacts() {
  auto Known = [&](Side S, IntId I, auto &&Self) -> bool {
    const IntNode N = T.integer(I);
    switch (N.Kind) {
    case IntKind::Add:
    case IntKind::Mul:
    case IntKind::Div:
    case IntKind::Mod:
    case IntKind::Min:
    case IntKind::Max:
      return Self(S, N.A, Self) && Self(S, N.B, Self);
    case IntKind::LoopVar:
      return Numbers.count({shared(I, S) ? Both : S, I}) != 0;
    default:
      return true;
    }
  };
  auto Unclear = [&](Side S, IntId I) {
    const IntNode N = T.integer(I);
    return N.Kind == IntKind::Opaque ||
           (N.Kind == IntKind::Cell && !shared(I, S));
  };
  auto TaskDependent = [&](IntId I, auto &&Self) -> bool {
    const IntNode N = T.integer(I);
    switch (N.Kind) {
    case IntKind::Add:
    case IntKind::Mul:
      return Self(N.A, Self) || Self(N.B, Self);
    case IntKind::TaskIndex:
    case IntKind::LoopVar:
      return true;
    default:
      return false;
    }
  };
  for (Side S : {SideA, SideB}) {
    const std::vector<Fact> *List = S == SideA ? Q.FactsA : Q.FactsB;
    if (!List)
      continue;
    for (const Fact &F : *List) {
      if (!Known(S, F.Lhs, Known) || !Known(S, F.Rhs, Known))
        continue;
      if (Unclear(S, F.Lhs) || Unclear(S, F.Rhs)) {
        // `if (i == chosen)` may let one task through only.
        if (F.Op == CompareOp::Equal && (TaskDependent(F.Lhs, TaskDependent) ||
                                         TaskDependent(F.Rhs, TaskDependent)))
          unclear("only some tasks get past the test of `" +
                      C.describeInt(F.Lhs) + " == " + C.describeInt(F.Rhs) +
                      "`",
                  fromCaller(F.Lhs) || fromCaller(F.Rhs));
        if (F.Op == CompareOp::Equal)
          continue;
      }
      Facts.push_back({S, F});
    }
  }
  for (const auto &[S, F] : Facts) {
    collect(S, F.Lhs);
    collect(S, F.Rhs);
  }
}

//===----------------------------------------------------------------------===//
// Translation
//===----------------------------------------------------------------------===//

isl_set *Problem::universe() {
  return isl_set_universe(
      isl_space_set_alloc(Ctx, 0, static_cast<unsigned>(Symbols.size())));
}

isl_pw_aff *Problem::variable(unsigned Number) {
  isl_local_space *Space = isl_local_space_from_space(
      isl_space_set_alloc(Ctx, 0, static_cast<unsigned>(Symbols.size())));
  return isl_pw_aff_from_aff(isl_aff_var_on_domain(Space, isl_dim_set, Number));
}

isl_pw_aff *Problem::constant(std::int64_t Value) {
  isl_local_space *Space = isl_local_space_from_space(
      isl_space_set_alloc(Ctx, 0, static_cast<unsigned>(Symbols.size())));
  return isl_pw_aff_from_aff(isl_aff_val_on_domain(
      Space, isl_val_int_from_si(Ctx, static_cast<long>(Value))));
}

/// Null if \p I is not (quasi-)affine.
isl_pw_aff *Problem::affine(Side S, IntId I) {
  const IntNode N = T.integer(I);
  switch (N.Kind) {
  case IntKind::Const:
    return constant(N.Value);
  case IntKind::Add:
  case IntKind::Min:
  case IntKind::Max: {
    isl_pw_aff *X = affine(S, N.A);
    if (!X)
      return nullptr;
    isl_pw_aff *Y = affine(S, N.B);
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
      return nullptr;
    isl_pw_aff *X = affine(S, N.A);
    if (!X)
      return nullptr;
    isl_pw_aff *Y = constant(T.integer(N.B).Value);
    return N.Kind == IntKind::Mul   ? isl_pw_aff_mul(X, Y)
           : N.Kind == IntKind::Div ? isl_pw_aff_tdiv_q(X, Y)
                                    : isl_pw_aff_tdiv_r(X, Y);
  }
  default: {
    auto It = Numbers.find({shared(I, S) ? Both : S, I});
    return It == Numbers.end() ? nullptr : variable(It->second);
  }
  }
}

isl_pw_aff *Problem::affine(Side S, const Polynomial &P) {
  isl_pw_aff *Sum = constant(P.constant());
  for (const auto &[Atoms, Factor] : P.Monomials) {
    if (Atoms.empty())
      continue;
    isl_pw_aff *X = Atoms.size() == 1 ? affine(S, Atoms.front()) : nullptr;
    if (!X) {
      isl_pw_aff_free(Sum);
      return nullptr;
    }
    Sum = isl_pw_aff_add(Sum, isl_pw_aff_mul(X, constant(Factor)));
  }
  return Sum;
}

/// Limits of the symbols: loops, sizes, the tasks' index spaces.
isl_set *Problem::bounds() {
  isl_set *Out = universe();
  auto Require = [&](isl_set *S) { Out = isl_set_intersect(Out, S); };
  for (unsigned Number = 0; Number != Symbols.size(); ++Number) {
    const Symbol Sym = Symbols[Number];
    const IntNode N = T.integer(Sym.Atom);
    const Side S = Sym.Of == Both ? SideA : Sym.Of;
    IntId Lo = None, Hi = None;
    std::int64_t Step = 1;
    switch (N.Kind) {
    case IntKind::Cell:
      if (T.place(N.A).Kind == PlaceKind::Structure)
        Require(isl_pw_aff_ge_set(variable(Number), constant(0)));
      continue;
    case IntKind::LoopVar:
      Lo = C.E.Loops[N.A].L.Lo;
      Hi = C.E.Loops[N.A].L.Hi;
      Step = C.E.Loops[N.A].L.Step;
      break;
    case IntKind::TaskIndex:
    case IntKind::BlockBegin:
    case IntKind::BlockEnd: {
      const auto &Dims = C.E.Groups[N.A].Dimensions;
      if (N.B >= Dims.size())
        continue;
      Lo = Dims[N.B].Lo;
      Hi = Dims[N.B].Hi;
      break;
    }
    default:
      continue;
    }
    const bool End = N.Kind == IntKind::BlockEnd;
    if (Lo != None)
      if (isl_pw_aff *X = affine(S, Lo)) {
        if (Step > 1)
          Require(isl_pw_aff_eq_set(
              isl_pw_aff_mod_val(
                  isl_pw_aff_sub(variable(Number), isl_pw_aff_copy(X)),
                  isl_val_int_from_si(Ctx, Step)),
              constant(0)));
        Require(End ? isl_pw_aff_gt_set(variable(Number), X)
                    : isl_pw_aff_ge_set(variable(Number), X));
      }
    if (Hi != None)
      if (isl_pw_aff *X = affine(S, Hi))
        Require(End ? isl_pw_aff_le_set(variable(Number), X)
                    : isl_pw_aff_lt_set(variable(Number), X));
    if (N.Kind == IntKind::BlockBegin)
      if (isl_pw_aff *X = affine(S, T.atom(IntKind::BlockEnd, N.A, N.B)))
        Require(isl_pw_aff_lt_set(variable(Number), X));
  }
  return Out;
}

/// The two sides are different tasks.
isl_set *Problem::tasks() {
  isl_set *Out = nullptr;
  auto Or = [&](isl_set *S) { Out = Out ? isl_set_union(Out, S) : S; };
  for (std::uint32_t L : Q.R->InstanceLoops) {
    const IntId Var = T.atom(IntKind::LoopVar, L);
    Or(isl_pw_aff_ne_set(affine(SideA, Var), affine(SideB, Var)));
  }
  if (Out || Q.R->Instances || Q.R->A != Q.R->B || A.Group == None)
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

isl_set *Problem::facts(isl_set *Out) {
  for (const auto &[S, F] : Facts) {
    isl_pw_aff *X = affine(S, F.Lhs);
    if (!X)
      continue;
    isl_pw_aff *Y = affine(S, F.Rhs);
    if (!Y) {
      isl_pw_aff_free(X);
      continue;
    }
    isl_set *Holds = nullptr;
    switch (F.Op) {
    case CompareOp::Less:
      Holds = isl_pw_aff_lt_set(X, Y);
      break;
    case CompareOp::LessEqual:
      Holds = isl_pw_aff_le_set(X, Y);
      break;
    case CompareOp::Equal:
      Holds = isl_pw_aff_eq_set(X, Y);
      break;
    case CompareOp::NotEqual:
      Holds = isl_pw_aff_ne_set(X, Y);
      break;
    }
    Out = isl_set_intersect(Out, Holds);
  }
  return Out;
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

/// Is 0 <= P < Size on all of \p Domain?
bool Problem::within(Side S, const Polynomial &P, IntId Size, isl_set *Domain) {
  isl_pw_aff *X = affine(S, P);
  isl_pw_aff *N = affine(S, Size);
  if (!X || !N) {
    isl_pw_aff_free(X);
    isl_pw_aff_free(N);
    return false;
  }
  isl_set *Outside = isl_pw_aff_lt_set(isl_pw_aff_copy(X), constant(0));
  Outside = isl_set_union(Outside, isl_pw_aff_ge_set(X, N));
  Outside = isl_set_intersect(Outside, isl_set_copy(Domain));
  const bool Empty = isl_set_is_empty(Outside) == isl_bool_true;
  isl_set_free(Outside);
  return Empty;
}

/// `i * n + j` with 0 <= j < n is the pair (i, j): two such sums are equal if
/// and only if both parts are.
bool Problem::delinearise(Polynomial X, Polynomial Y, isl_set *Domain,
                          unsigned Depth) {
  if (X.isAffine() && Y.isAffine()) {
    Equal.emplace_back(std::move(X), std::move(Y));
    return true;
  }
  if (Depth == 4)
    return false;
  std::set<IntId> Candidates;
  for (const Polynomial *P : {&X, &Y})
    for (const auto &[Atoms, Factor] : P->Monomials)
      if (Atoms.size() > 1)
        for (IntId Atom : Atoms)
          if (shared(Atom, SideA) && shared(Atom, SideB))
            Candidates.insert(Atom);
  for (IntId N : Candidates) {
    auto [HighX, LowX] = X.divide(N);
    auto [HighY, LowY] = Y.divide(N);
    if (!LowX.isAffine() || !LowY.isAffine())
      continue;
    if (!within(SideA, LowX, N, Domain) || !within(SideB, LowY, N, Domain))
      continue;
    const std::size_t Before = Equal.size();
    Equal.emplace_back(LowX, LowY);
    if (delinearise(HighX, HighY, Domain, Depth + 1))
      return true;
    Equal.resize(Before);
  }
  return false;
}

//===----------------------------------------------------------------------===//
// Questions
//===----------------------------------------------------------------------===//

IndexAnswer Problem::ask() {
  IndexAnswer Out;
  for (auto [X, Y] : Q.Equal) {
    collect(SideA, X);
    collect(SideB, Y);
  }
  const bool NoIndex = Q.Equal.empty();
  collectTasks();
  collectFacts();
  if (NoIndex && Facts.empty() && !Inexact) {
    // Nothing can keep them apart but that there is one task only.
    Out.Result = Meeting::Meets;
    return Out;
  }

  isl_ctx_reset_operations(Ctx);
  isl_ctx_reset_error(Ctx);
  isl_set *Domain = facts(isl_set_intersect(bounds(), tasks()));
  std::vector<std::string> NotAffine;
  for (auto [X, Y] : Q.Equal) {
    Polynomial P = Polynomial::of(T, X), R = Polynomial::of(T, Y);
    if (!delinearise(P, R, Domain, 0))
      unclear("index `" + C.describeInt(X) +
                  "` is not an affine function of the task's index",
              fromCaller(X) || fromCaller(Y));
  }
  for (auto [X, Y] : Q.Equal)
    for (auto [S, I] : {std::pair<Side, IntId>(SideA, X), {SideB, Y}}) {
      const Polynomial P = Polynomial::of(T, I);
      for (const auto &[Atoms, Factor] : P.Monomials)
        for (IntId Atom : Atoms) {
          std::vector<IntId> Work{Atom};
          while (!Work.empty()) {
            const IntId W = Work.back();
            Work.pop_back();
            const IntNode N = T.integer(W);
            if (N.Kind == IntKind::Div || N.Kind == IntKind::Mod ||
                N.Kind == IntKind::Min || N.Kind == IntKind::Max ||
                N.Kind == IntKind::Add || N.Kind == IntKind::Mul) {
              Work.push_back(N.A);
              Work.push_back(N.B);
            } else if (N.Kind == IntKind::Opaque ||
                       (N.Kind == IntKind::Cell && !shared(W, S))) {
              const std::string Text = C.describeInt(W);
              unclear("index `" + Text +
                          "` is not an affine function of the task's index",
                      fromCaller(W));
            }
          }
        }
    }

  isl_set *Meet = isl_set_copy(Domain);
  for (const auto &[X, Y] : Equal) {
    isl_pw_aff *L = affine(SideA, X);
    isl_pw_aff *R = affine(SideB, Y);
    if (!L || !R) {
      isl_pw_aff_free(L);
      isl_pw_aff_free(R);
      unclear("index is not an affine function of the task's index", false);
      continue;
    }
    Meet = isl_set_intersect(Meet, isl_pw_aff_eq_set(L, R));
  }
  const isl_bool Empty = isl_set_is_empty(Meet);
  if (Empty == isl_bool_true) {
    Out.Result = Meeting::Disjoint;
    Out.Distinct = Q.R->A == Q.R->B && !NoIndex;
  } else if (Empty == isl_bool_error) {
    Out.Reason = "the comparison of two indices took too long";
  } else if (Inexact) {
    Out.Reason = Why;
    Out.FromCaller = FromCaller;
  } else {
    // Parameters must not decide it, but for those that only say how many
    // tasks and rounds there are.
    isl_set *Ways = Domain;
    Domain = nullptr;
    isl_set *Left = isl_set_copy(Meet);
    bool Params = false;
    for (unsigned N = static_cast<unsigned>(Symbols.size()); N-- != 0;) {
      const bool Param = isParameter(Symbols[N]);
      Params |= Param;
      if (Param)
        continue;
      Ways = isl_set_project_out(Ways, isl_dim_set, N, 1);
      Left = isl_set_project_out(Left, isl_dim_set, N, 1);
    }
    const bool Always =
        !Params || isl_set_is_subset(Ways, Left) == isl_bool_true;
    isl_set_free(Ways);
    isl_set_free(Left);
    if (Always) {
      Out.Result = Meeting::Meets;
    } else {
      std::string Name;
      for (const Symbol &S : Symbols)
        if (isParameter(S)) {
          if (Name.empty())
            Name = C.describeInt(S.Atom);
          Out.FromCaller |= fromCaller(S.Atom);
        }
      Out.Reason = "whether the elements differ depends on `" + Name + "`";
    }
  }
  isl_set_free(Meet);
  isl_set_free(Domain);
  return Out;
}

bool Problem::implies(const std::vector<std::pair<IntId, IntId>> &Then) {
  for (auto [X, Y] : Q.Equal) {
    collect(SideA, X);
    collect(SideB, Y);
  }
  for (auto [X, Y] : Then) {
    collect(SideA, X);
    collect(SideB, Y);
  }
  collectTasks();
  collectFacts();
  isl_ctx_reset_operations(Ctx);
  isl_ctx_reset_error(Ctx);
  isl_set *Domain = facts(isl_set_intersect(bounds(), tasks()));
  for (auto [X, Y] : Q.Equal) {
    // The same term on both sides is the same function of the same symbols,
    // but only affine ones are understood.
    if (!delinearise(Polynomial::of(T, X), Polynomial::of(T, Y), Domain, 0))
      continue;
  }
  isl_set *Meet = Domain;
  for (const auto &[X, Y] : Equal) {
    isl_pw_aff *L = affine(SideA, X);
    isl_pw_aff *R = affine(SideB, Y);
    if (L && R) {
      Meet = isl_set_intersect(Meet, isl_pw_aff_eq_set(L, R));
    } else {
      isl_pw_aff_free(L);
      isl_pw_aff_free(R);
    }
  }
  bool Holds = true;
  for (auto [X, Y] : Then) {
    isl_pw_aff *L = affine(SideA, X);
    isl_pw_aff *R = affine(SideB, Y);
    if (!L || !R) {
      isl_pw_aff_free(L);
      isl_pw_aff_free(R);
      Holds = false;
      break;
    }
    isl_set *Apart =
        isl_set_intersect(isl_pw_aff_ne_set(L, R), isl_set_copy(Meet));
    Holds = isl_set_is_empty(Apart) == isl_bool_true;
    isl_set_free(Apart);
    if (!Holds)
      break;
  }
  isl_set_free(Meet);
  return Holds;
}

} // namespace

Indices::Indices(Context &C) : C(C), Ctx(isl_ctx_alloc()) {
  isl_options_set_on_error(Ctx, ISL_ON_ERROR_CONTINUE);
  isl_ctx_set_max_operations(Ctx, C.W.Options.MaxIslOperations);
}

Indices::~Indices() { isl_ctx_free(Ctx); }

IndexAnswer Indices::ask(const IndexQuestion &Q) {
  return Problem(C, Ctx, Q).ask();
}

bool Indices::implies(const IndexQuestion &Q,
                      const std::vector<std::pair<IntId, IntId>> &Then) {
  return Problem(C, Ctx, Q).implies(Then);
}
