//===- IndexSymbols.cpp - The unknowns of an index question ---------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IndexProblem.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

bool IndexProblem::isAtom(IntId I) const {
  return !T.integer(I).isOperation() && T.integer(I).Kind != IntKind::Const;
}

bool IndexProblem::sharedPlace(PlaceId P, Side S) {
  for (PlaceId X = P; X != None; X = T.place(X).Parent) {
    const PlaceNode N = T.place(X);
    if ((N.Kind == PlaceKind::Index || N.Kind == PlaceKind::Offset) &&
        !shared(N.Arg, S))
      return false;
    if (N.Kind == PlaceKind::Elements || N.Kind == PlaceKind::Unknown)
      return false;
    if (N.Parent == None && N.Kind == PlaceKind::Local) {
      const std::uint32_t Owner = C.E.Locals[N.Arg].Strand;
      if (Owner != None && (Owner == Q.R->A || Owner == Q.R->B))
        return false;
      // A callee's, of which each round has a value of its own.
      if (C.E.Locals[N.Arg].Callee && C.E.Locals[N.Arg].Many)
        return false;
    }
    if (N.Parent == None && (C.isThreadLocal(X) || C.maybePerInstance(*Q.R, X)))
      return false;
  }
  return Q.Stable(P);
}

/// Is \p P, which a pointer leads to, one place for both sides?
bool IndexProblem::sharedPointee(PlaceId P, Side S) {
  for (; P != None; P = T.place(P).Parent) {
    const PlaceNode N = T.place(P);
    if (N.Kind == PlaceKind::Deref)
      return sharedPlace(N.Parent, S);
    if (N.Kind != PlaceKind::Field &&
        ((N.Kind != PlaceKind::Index && N.Kind != PlaceKind::Offset) ||
         !shared(N.Arg, S)))
      return false;
  }
  return false;
}

/// Has \p I one value for both sides?
bool IndexProblem::shared(IntId I, Side S) {
  const IntNode N = T.integer(I);
  switch (N.Kind) {
  case IntKind::Const:
    return true;
  case IntKind::Cell:
    return sharedPlace(N.A, S);
  case IntKind::Distance:
    return sharedPointee(N.A, S) && sharedPointee(N.B, S);
  case IntKind::LoopVar:
    return C.E.Loops[N.A].Kind == LoopInfo::Role::Shared ||
           llvm::is_contained(Q.R->SharedLoops, N.A);
  case IntKind::TaskIndex:
  case IntKind::BlockBegin:
  case IntKind::BlockEnd:
    return N.A != strand(S).Group && llvm::is_contained(Q.R->OuterGroups, N.A);
  default:
    return N.isOperation() && shared(N.A, S) && shared(N.B, S);
  }
}

bool IndexProblem::fromCaller(IntId I) {
  const IntNode N = T.integer(I);
  if (N.Kind == IntKind::Cell || N.Kind == IntKind::Ticket) {
    const PlaceKind K = T.place(C.rootOf(N.A)).Kind;
    return K == PlaceKind::Param || K == PlaceKind::This;
  }
  return N.isOperation() && (fromCaller(N.A) || fromCaller(N.B));
}

bool aether::analysis::isInput(const Context &C, IntId I) {
  const IntNode N = C.T.integer(I);
  switch (N.Kind) {
  case IntKind::Const:
    return true;
  case IntKind::Cell: {
    const PlaceKind K = C.T.place(C.rootOf(N.A)).Kind;
    return K == PlaceKind::Param || K == PlaceKind::This;
  }
  case IntKind::Add:
  case IntKind::Mul:
  case IntKind::Div:
  case IntKind::Min:
  case IntKind::Max:
  case IntKind::Shl:
  case IntKind::Shr:
    return isInput(C, N.A) && isInput(C, N.B);
  default: // A remainder, or bits of it, may be few whatever it is of.
    return false;
  }
}

IndexProblem::Role IndexProblem::roleOf(IntId Atom, Side Of) {
  const IntNode N = T.integer(Atom);
  switch (N.Kind) {
  case IntKind::TaskIndex:
  case IntKind::BlockBegin:
  case IntKind::BlockEnd:
    return Role::Task;
  case IntKind::LoopVar:
    // All rounds of a loop around the call take place, unless it is left.
    if (Of == Both)
      return C.E.Loops[N.A].L.Complete ? Role::Task : Role::Given;
    if (llvm::is_contained(Q.R->InstanceLoops, N.A))
      return Role::Task;
    // In which rounds of its loops a function started the two is not known.
    return Q.R->Instances && C.E.Loops[N.A].Kind == LoopInfo::Role::Own
               ? Role::Unclear
               : Role::Inner;
  case IntKind::Ticket:
    return drawnByAll(Atom) ? Role::Task : Role::Unclear;
  case IntKind::Mul:
    // How far a loop has come goes by its round.
    for (auto [Round, By] : {std::pair(N.A, N.B), std::pair(N.B, N.A)})
      if (Rounds.count(Round) && shared(By, SideA) && shared(By, SideB))
        return roleOf(Round, Of);
    return Of == Both ? Role::Given : Role::Unclear;
  default:
    return Of == Both ? Role::Given : Role::Unclear;
  }
}

/// Is \p Atom the variable of a loop that grows by a number which is the same
/// for both sides? Such a sum is one of a multiple of that and the start.
bool IndexProblem::countsRounds(IntId Atom, Role Kind) {
  const Loop &L = C.E.Loops[T.integer(Atom).A].L;
  return L.Step == 0 && L.By != None && L.Lo != None && Kind != Role::Task &&
         T.integer(L.By).Kind != IntKind::Const && isExact(L.By) &&
         shared(L.By, SideA) && shared(L.By, SideB);
}

unsigned IndexProblem::symbol(Side S, IntId Atom) {
  const IntNode N = T.integer(Atom);
  const Side Of = shared(Atom, S) ? Both : S;
  auto [It, New] = Numbers.try_emplace({Of, Atom}, Symbols.size());
  const unsigned Number = It->second;
  if (!New) {
    Symbols[Number].InIndex |= CollectingIndex;
    return Number;
  }
  Symbols.push_back(
      {Of, Atom, roleOf(Atom, Of), CollectingIndex, CollectingGuard});
  const bool InIndex = std::exchange(CollectingIndex, false);
  if (N.Kind == IntKind::LoopVar) {
    const Loop L = C.E.Loops[N.A].L;
    collect(S, L.Hi);
    if (L.Lo != None) {
      collect(S, L.Lo);
      const Polynomial Start = multiplied(L.Lo);
      if (countsRounds(Atom, roleOf(Atom, Of))) {
        Rebased.insert(Atom);
        Rounds.insert(Atom);
        collect(S, L.By);
        collect(S, multiplied(Atom));
      } else if (!isExact(Start)) {
        Rebased.insert(Atom);
      }
      collect(S, Start);
      if (L.Hi != None)
        for (Polynomial End : minima(L.Hi)) {
          End.add(Start, -1);
          collect(S, End);
        }
    }
    if (L.Hi != None)
      for (const Polynomial &End : minima(L.Hi))
        collect(S, End);
  } else if (N.Kind == IntKind::Ticket) {
    collectTickets(S, Atom);
  } else if (roleOf(Atom, Of) == Role::Task) {
    const auto &Dims = C.E.Groups[N.A].Dimensions;
    if (N.B < Dims.size()) {
      if (Dims[N.B].IsBlock) {
        symbol(S, T.atom(IntKind::BlockBegin, N.A, N.B));
        symbol(S, T.atom(IntKind::BlockEnd, N.A, N.B));
      }
      const ParallelCall::Dimension D = C.E.Groups[N.A].Dimensions[N.B];
      for (IntId Bound : {D.Lo, D.Hi})
        if (Bound != None) {
          collect(S, Bound);
          collect(S, multiplied(Bound));
        }
    }
  }
  CollectingIndex = InIndex;
  return Number;
}

void IndexProblem::collect(Side S, IntId I) {
  if (I == None || T.integer(I).Kind == IntKind::Const)
    return;
  if (isAtom(I)) {
    symbol(S, I);
    return;
  }
  const IntNode N = T.integer(I);
  if (N.Kind == IntKind::List)
    return;
  collect(S, IntId(N.A));
  collect(S, IntId(N.B));
  // A product or quotient of unknowns is an unknown of its own.
  const bool Product = N.Kind == IntKind::Mul || N.Kind == IntKind::Div;
  const bool Linear = N.Kind == IntKind::Add || N.Kind == IntKind::Min ||
                      N.Kind == IntKind::Max ||
                      ((Product || N.Kind == IntKind::Mod) &&
                       T.integer(N.B).Kind == IntKind::Const);
  if (Linear)
    return;
  symbol(S, I);
  if (Product)
    collect(S, multiplied(N.Kind == IntKind::Div ? N.A : I));
}

void IndexProblem::collect(Side S, const Polynomial &P) {
  for (const auto &[Atoms, Factor] : P.Monomials) {
    for (IntId Atom : Atoms)
      collect(S, Atom);
    if (Atoms.size() > 1)
      symbol(S, product(Atoms));
  }
}

void IndexProblem::collectTasks() {
  for (std::uint32_t L : Q.R->InstanceLoops)
    for (Side S : {SideA, SideB})
      symbol(S, T.atom(IntKind::LoopVar, L));
  if (Q.R->Instances || !shareIndices() || A.Group == None)
    return;
  const std::size_t Count = C.E.Groups[A.Group].Dimensions.size();
  for (std::uint32_t D = 0; D != Count; ++D)
    for (Side S : {SideA, SideB})
      symbol(S, T.atom(C.E.Groups[A.Group].Dimensions[D].IsBlock
                           ? IntKind::BlockBegin
                           : IntKind::TaskIndex,
                       A.Group, D));
}

/// Is it one or zero, as what a comparison makes? FunctionExtractor::truthOf
/// writes these.
static bool isTruth(Terms &T, IntId I) {
  const IntNode N = T.integer(I);
  const IntId Zero = T.constant(0), One = T.constant(1);
  if (N.Kind == IntKind::Add)
    return T.integer(I).B == One && isTruth(T, T.sub(One, I));
  if (N.Kind != IntKind::Min && N.Kind != IntKind::Max)
    return false;
  if (N.Kind == IntKind::Min && (N.A == One || N.B == One)) {
    const IntNode Above = T.integer(N.A == One ? N.B : N.A);
    return Above.Kind == IntKind::Max && (Above.A == Zero || Above.B == Zero);
  }
  return isTruth(T, N.A) && isTruth(T, N.B);
}

/// The comparison that a test of one that was kept stands for: `first != 0`,
/// where first is `i == 0`.
static Fact unfolded(Terms &T, Fact F) {
  const IntId Zero = T.constant(0), One = T.constant(1);
  if ((F.Op != CompareOp::Equal && F.Op != CompareOp::NotEqual) ||
      (F.Rhs != Zero && F.Rhs != One) || !isTruth(T, F.Lhs))
    return F;
  bool Holds = (F.Op == CompareOp::Equal) == (F.Rhs == One);
  IntId I = F.Lhs;
  if (T.integer(I).Kind == IntKind::Add) {
    I = T.sub(One, I);
    Holds = !Holds;
  }
  const IntNode N = T.integer(I);
  if (N.Kind == IntKind::Min && (N.A == One || N.B == One)) {
    const IntNode Above = T.integer(N.A == One ? N.B : N.A);
    I = Above.A == Zero ? Above.B : Above.A;
    if (const IntNode D = T.integer(I);
        D.Kind == IntKind::Max && D.B == T.mul(D.A, T.constant(-1))) {
      // `a - 3 == 0` reads better the other way.
      const IntNode Sum = T.integer(D.B);
      const bool Moved =
          Sum.Kind == IntKind::Add && T.integer(Sum.B).Kind == IntKind::Const;
      return {Holds ? CompareOp::NotEqual : CompareOp::Equal,
              Moved ? IntId(Sum.A) : IntId(D.B),
              Moved ? T.mul(Sum.B, T.constant(-1)) : Zero};
    }
  }
  return Holds ? Fact{CompareOp::Less, Zero, I}
               : Fact{CompareOp::LessEqual, I, Zero};
}

/// A guard on a loop's variable limits the bounds of the loop, and these may
/// tell one task from another. Of tasks that nothing else mentions, facts
/// decide nothing.
void IndexProblem::collectFacts() {
  struct Contents {
    bool Known = false, Unknown = false; ///< variables: collected, or not
    bool Task = false, Unclear = false, NewTask = false;
    bool Data = false; ///< a number that a task reads from a table
  };
  auto Look = [&](Side S, IntId I, Contents &Out, auto &&Self) -> void {
    const IntNode N = T.integer(I);
    if (N.Kind == IntKind::List)
      return;
    if (N.Kind == IntKind::Select) {
      Contents At;
      Self(S, N.A, At, Self);
      Out.Known |= At.Known;
      Out.Unknown |= At.Unknown;
      Out.Unclear |= At.Unclear;
      Out.NewTask |= At.NewTask;
      Out.Data = true;
    } else if (N.isOperation()) {
      Self(S, N.A, Out, Self);
      Self(S, N.B, Out, Self);
    } else if (isAtom(I)) {
      const Side Of = shared(I, S) ? Both : S;
      switch (roleOf(I, Of)) {
      case Role::Unclear:
        Out.Unclear = true;
        break;
      case Role::Task:
        Out.Task = true;
        Out.NewTask |= !Numbers.count({Of, I});
        [[fallthrough]];
      case Role::Inner:
        (Numbers.count({Of, I}) ? Out.Known : Out.Unknown) = true;
        break;
      default:
        break;
      }
    }
  };
  struct Candidate {
    Side S;
    Fact F;
  };
  std::vector<Candidate> Left;
  for (Side S : {SideA, SideB})
    if (const std::vector<Fact> *List = S == SideA ? Q.FactsA : Q.FactsB)
      for (const Fact &F : *List)
        if (!C.isNullTest(F.Lhs))
          Left.push_back({S, unfolded(T, F)});
  for (bool Changed = true; Changed;) {
    Changed = false;
    llvm::erase_if(Left, [&](const Candidate &X) {
      Contents In;
      Look(X.S, X.F.Lhs, In, Look);
      Look(X.S, X.F.Rhs, In, Look);
      // `if (i == chosen)` may let one task through only; but a test of what
      // a task has read says nothing about which task it is.
      if (In.Unclear && (In.Task || In.Data || (!In.Known && !In.Unknown))) {
        if (In.Task && X.F.Op != CompareOp::NotEqual)
          unclear("only some tasks get past the test of `" +
                      C.describeInt(X.F.Lhs) +
                      (X.F.Op == CompareOp::Equal  ? " == "
                       : X.F.Op == CompareOp::Less ? " < "
                                                   : " <= ") +
                      C.describeInt(X.F.Rhs) + "`",
                  fromCaller(X.F.Lhs) || fromCaller(X.F.Rhs));
        return true;
      }
      if (In.Unknown && !In.Known && (In.NewTask || In.Unclear))
        return false;
      CollectingGuard = In.Unknown && !In.Known;
      Facts.push_back({X.S, X.F});
      collect(X.S, X.F.Lhs);
      collect(X.S, X.F.Rhs);
      Polynomial P = multiplied(X.F.Lhs);
      P.add(multiplied(X.F.Rhs), -1);
      collect(X.S, P);
      CollectingGuard = false;
      Changed = true;
      return true;
    });
  }
  for (const IndexQuestion::Within &X : Q.Bounds) {
    const Side S = X.OfB ? SideB : SideA;
    Facts.push_back({S, {CompareOp::LessEqual, T.constant(0), X.Index}});
    Facts.push_back({S, {CompareOp::Less, X.Index, T.constant(X.Elements)}});
  }
}

/// `lo <= i < hi` leaves only few values to lo and hi when it leaves few to
/// their difference.
void IndexProblem::countTasks() {
  const std::size_t Before = Symbols.size();
  for (unsigned Number = 0; Number != Before; ++Number) {
    const Symbol Sym = Symbols[Number];
    if (Sym.Kind != Role::Task || Sym.Of == Both)
      continue;
    const IntNode N = T.integer(Sym.Atom);
    if (N.Kind == IntKind::Ticket)
      continue;
    IntId Lo = None, Hi = None;
    if (N.Kind == IntKind::LoopVar) {
      Lo = C.E.Loops[N.A].L.Lo;
      Hi = C.E.Loops[N.A].L.Hi;
    } else if (N.B < C.E.Groups[N.A].Dimensions.size()) {
      Lo = C.E.Groups[N.A].Dimensions[N.B].Lo;
      Hi = C.E.Groups[N.A].Dimensions[N.B].Hi;
    }
    if (Lo == None || Hi == None)
      continue;
    const IntId Count = T.sub(Hi, Lo);
    if (T.integer(Count).Kind == IntKind::Const || !shared(Count, Sym.Of) ||
        llvm::any_of(Counts, [&](auto X) { return X.second == Count; }))
      continue;
    collect(Sym.Of, Count);
    collect(Sym.Of, multiplied(Count));
    Counts.push_back({static_cast<unsigned>(Symbols.size()), Count});
    Symbols.push_back({Both, None, Role::Count, false});
  }
}
