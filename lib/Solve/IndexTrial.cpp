//===- IndexTrial.cpp - An index question, number by number ---------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// All that may happen is looked at: if no two tasks meet in that, none do. What
// is taken not to happen in every run (later rounds of a loop that may be left,
// what a test may keep out) shows no meeting.
//
//===----------------------------------------------------------------------===//

#include "IndexTrial.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// So many elements are looked at for one question.
static constexpr unsigned long MostPoints = 100000;

/// Of a number of tasks that nobody knows, so many are taken to be there.
static constexpr std::int64_t FewTasks = 16;

/// Those who meet often do so early.
static constexpr std::int64_t FirstTasks = 256, FirstRounds = 32;

bool IndexTrial::isOdd(const Terms &T, IntId I) {
  const IntNode N = T.integer(I);
  if (!N.isOperation())
    return false;
  switch (N.Kind) {
  case IntKind::Add:
  case IntKind::Min:
  case IntKind::Max:
    break;
  case IntKind::Mul:
  case IntKind::Div:
  case IntKind::Mod:
    if (T.integer(N.B).Kind == IntKind::Const)
      break;
    return true;
  default:
    return true;
  }
  return isOdd(T, N.A) || isOdd(T, N.B);
}

bool IndexTrial::testsNumbers() const {
  return llvm::any_of(P.Facts, [&](const auto &Known) {
    const Fact &F = Known.second;
    auto IsCell = [](const IntNode &N) {
      return N.Kind != IntKind::Const && N.Kind != IntKind::LoopVar &&
             N.Kind != IntKind::TaskIndex;
    };
    return (isOdd(T, F.Lhs) || isOdd(T, F.Rhs)) &&
           !T.anyOperand(F.Lhs, IsCell) && !T.anyOperand(F.Rhs, IsCell);
  });
}

bool IndexTrial::isOdd() const {
  for (const Pairs *List : {&P.Q.Equal, &Then})
    for (auto [X, Y] : *List)
      if (isOdd(T, X) || isOdd(T, Y))
        return true;
  if (llvm::any_of(P.Facts, [&](const auto &Known) {
        return isOdd(T, Known.second.Lhs) || isOdd(T, Known.second.Rhs);
      }))
    return true;
  return llvm::any_of(P.Symbols, [&](const IndexProblem::Symbol &Sym) {
    if (Sym.Kind == IndexProblem::Role::Count ||
        T.integer(Sym.Atom).Kind != IntKind::LoopVar)
      return false;
    const Loop L = P.C.E.Loops[T.integer(Sym.Atom).A].L;
    return L.Step == 0 || (L.Lo != None && isOdd(T, L.Lo)) ||
           (L.Hi != None && isOdd(T, L.Hi));
  });
}

//===----------------------------------------------------------------------===//
// Terms
//===----------------------------------------------------------------------===//

const IndexTrial::Variable *IndexTrial::variable(Side S, IntId Atom) const {
  for (const Variable &V : Variables)
    if (V.Atom == Atom && (V.Of == S || V.Of == IndexProblem::Both))
      return &V;
  return nullptr;
}

/// One number, the same for both sides, that nobody knows.
bool IndexTrial::isGiven(Side S, IntId I) const {
  const IntNode N = T.integer(I);
  if (N.Kind == IntKind::Const || N.Kind == IntKind::List)
    return true;
  if (N.isOperation())
    return isGiven(S, N.A) && isGiven(S, N.B);
  return N.Kind == IntKind::Cell && P.shared(I, IndexProblem::SideA) &&
         P.shared(I, IndexProblem::SideB);
}

/// Does it consist of constants and variables only?
bool IndexTrial::isEvaluable(Side S, IntId I) const {
  const IntNode N = T.integer(I);
  if (N.Kind == IntKind::Const || N.Kind == IntKind::List)
    return true;
  if (N.isOperation())
    return isEvaluable(S, N.A) && isEvaluable(S, N.B);
  return variable(S, I) != nullptr;
}

std::optional<std::int64_t> IndexTrial::value(Side S, IntId I) const {
  const IntNode &N = T.integer(I);
  if (N.Kind == IntKind::Const)
    return N.Value;
  if (!N.isOperation()) {
    const Variable *V = variable(S, I);
    return V ? V->Now : std::nullopt;
  }
  const auto X = value(S, N.A);
  if (!X)
    return std::nullopt;
  if (N.Kind == IntKind::Select)
    return T.element(N.B, *X);
  const auto Y = value(S, N.B);
  return Y ? Terms::compute(N.Kind, *X, *Y) : std::nullopt;
}

/// The least of several is not above those of them that are known.
std::optional<std::int64_t> IndexTrial::atMost(Side S, IntId I) const {
  if (const auto Exact = value(S, I))
    return Exact;
  const IntNode &N = T.integer(I);
  if (N.Kind == IntKind::Min) {
    const auto X = atMost(S, N.A), Y = atMost(S, N.B);
    return X && Y ? std::min(*X, *Y) : X ? X : Y;
  }
  if (N.Kind == IntKind::Add && T.integer(N.B).Kind == IntKind::Const)
    if (const auto X = atMost(S, N.A))
      return Terms::compute(IntKind::Add, *X, T.integer(N.B).Value);
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Preparation
//===----------------------------------------------------------------------===//

/// Adds the variables of \p I; false if it has others.
bool IndexTrial::addTerm(Side S, IntId I) {
  if (I == None)
    return true;
  const IntNode N = T.integer(I);
  if (N.Kind == IntKind::Const || N.Kind == IntKind::List)
    return true;
  if (N.isOperation())
    return addTerm(S, N.A) && addTerm(S, N.B);
  if (N.Kind == IntKind::LoopVar || N.Kind == IntKind::TaskIndex)
    return addVariable(S, I, false);
  return N.Kind == IntKind::Cell && isGiven(S, I);
}

bool IndexTrial::addVariable(Side S, IntId Atom, bool IsTask) {
  const Side Of = P.shared(Atom, S) ? IndexProblem::Both : S;
  for (Variable &V : Variables)
    if (V.Atom == Atom && V.Of == Of) {
      V.IsTask |= IsTask;
      return true;
    }
  if (Variables.size() == 16)
    return false;
  const IntNode N = T.integer(Atom);
  if (N.Kind == IntKind::LoopVar) {
    const Loop L = P.C.E.Loops[N.A].L;
    // In which rounds of its loops a function started the two is not known.
    if (P.Q.R->Instances && Of != IndexProblem::Both &&
        P.C.E.Loops[N.A].Kind == LoopInfo::Role::Own &&
        !llvm::is_contained(P.Q.R->InstanceLoops, N.A))
      return false;
    // Limits that are not understood leave no end, or no beginning.
    if (!addTerm(S, L.Lo) || !addTerm(S, L.By))
      return false;
    if (!addTerm(S, L.Hi))
      Complete = false;
  } else {
    const auto &Dims = P.C.E.Groups[N.A].Dimensions;
    if (N.B >= Dims.size() || Dims[N.B].IsBlock || Dims[N.B].Lo == None)
      return false;
    if (!addTerm(S, Dims[N.B].Lo))
      return false;
    if (Dims[N.B].Hi == None || !addTerm(S, Dims[N.B].Hi))
      Complete = false;
  }
  Variables.push_back({Atom, Of, IsTask, false, std::nullopt});
  return true;
}

bool IndexTrial::addSum(Side S, IntId I, std::vector<Sum> &To) {
  const Polynomial Of = Polynomial::of(T, I);
  if (Of.Overflows)
    return false;
  Sum Out;
  for (const auto &[Atoms, Factor] : Of.Monomials) {
    Sum::Part Next;
    Next.Factor = Factor;
    std::vector<IntId> Unknown;
    for (IntId Atom : Atoms)
      if (isEvaluable(S, Atom))
        Next.Known.push_back(Atom);
      else if (isGiven(S, Atom))
        Unknown.push_back(Atom);
      else
        return false;
    llvm::sort(Unknown);
    auto It = llvm::find(Products, Unknown);
    if (It == Products.end())
      It = Products.insert(Products.end(), Unknown);
    Next.Unknown = static_cast<unsigned>(It - Products.begin());
    Out.Parts.push_back(std::move(Next));
  }
  To.push_back(std::move(Out));
  return true;
}

bool IndexTrial::prepare() {
  const Relation &R = *P.Q.R;
  if (R.Instances && R.InstanceLoops.empty())
    return false;
  // As IndexProblem::tasks has it.
  for (std::uint32_t L : R.InstanceLoops)
    Tasks.push_back(P.T.atom(IntKind::LoopVar, L));
  if (Tasks.empty() && P.shareIndices() && P.A.Group != None)
    for (std::uint32_t D = 0; D != P.C.E.Groups[P.A.Group].Dimensions.size();
         ++D)
      Tasks.push_back(P.T.atom(IntKind::TaskIndex, P.A.Group, D));
  if (Tasks.size() > Task().size() || (R.Later != 0 && Tasks.size() != 1))
    return false;
  for (Side S : {IndexProblem::SideA, IndexProblem::SideB}) {
    for (IntId I : Tasks)
      if (!addVariable(S, I, true))
        return false;
    for (const Pairs *List : {&P.Q.Equal, &Then})
      for (auto [X, Y] : *List)
        if (!addTerm(S, S == IndexProblem::SideA ? X : Y))
          return false;
    std::vector<Sum> &Of = Index[S], &More = ThenOf[S];
    for (auto [X, Y] : P.Q.Equal)
      if (!addSum(S, S == IndexProblem::SideA ? X : Y, Of))
        return false;
    for (auto [X, Y] : Then)
      if (!addSum(S, S == IndexProblem::SideA ? X : Y, More))
        return false;
  }
  if (Products.size() > 4)
    return false;
  // What tells tasks apart has to be known of each side by itself.
  for (Variable &V : Variables) {
    if (V.IsTask && V.Of == IndexProblem::Both)
      return false;
    Order[V.Of].push_back(&V);
  }
  for (const auto &[S, F] : P.Facts) {
    auto Speaks = [&](IntId I) {
      return T.anyOperand(I, [&](const IntNode &N) {
        return N.Kind != IntKind::Const && N.Kind != IntKind::Cell;
      });
    };
    if (isEvaluable(S, F.Lhs) && isEvaluable(S, F.Rhs))
      Facts.push_back({S, F});
    else if (Speaks(F.Lhs) || Speaks(F.Rhs) || !isGiven(S, F.Lhs) ||
             !isGiven(S, F.Rhs))
      CanShow = false;
    else // A test of what is the same for all: the call may happen.
      TaskLimitUnknown = true;
  }
  if (P.Inexact)
    CanShow = false;
  findNamed();
  return CanShow || Complete;
}

/// Which of the variables of both sides do the sides speak of?
void IndexTrial::findNamed() {
  auto Name = [&](IntId I) {
    if (I != None)
      for (Variable &V : Variables)
        V.IsNamed |= T.anyOperand(
            I, [&](const IntNode &N) { return N == T.integer(V.Atom); });
  };
  for (const Pairs *List : {&P.Q.Equal, &Then})
    for (auto [X, Y] : *List) {
      Name(X);
      Name(Y);
    }
  for (const Known &K : Facts) {
    Name(K.F.Lhs);
    Name(K.F.Rhs);
  }
  for (const Variable &V : Variables) {
    const IntNode N = T.integer(V.Atom);
    if (V.Of == IndexProblem::Both)
      continue;
    if (N.Kind == IntKind::LoopVar) {
      for (IntId I : {P.C.E.Loops[N.A].L.Lo, P.C.E.Loops[N.A].L.Hi,
                      P.C.E.Loops[N.A].L.By})
        Name(I);
    } else {
      Name(P.C.E.Groups[N.A].Dimensions[N.B].Lo);
      Name(P.C.E.Groups[N.A].Dimensions[N.B].Hi);
    }
  }
}

//===----------------------------------------------------------------------===//
// Enumeration
//===----------------------------------------------------------------------===//

bool IndexTrial::isDone() const {
  if (Points > MostPoints)
    return true;
  return Then.empty() ? Must || (May && !CanShow) : MustDiffer;
}

void IndexTrial::round(Side Which, std::size_t At, std::int64_t Value,
                       bool Certain) {
  ++Points;
  Order[Which][At]->Now = Value;
  each(Which, At + 1, Certain);
  Order[Which][At]->Now = std::nullopt;
}

/// All values of one variable.
void IndexTrial::count(Side Which, std::size_t At, bool Certain) {
  const Variable &V = *Order[Which][At];
  const Side S = Which == IndexProblem::Both ? IndexProblem::SideA : Which;
  const IntNode N = T.integer(V.Atom);
  Loop L;
  if (N.Kind == IntKind::LoopVar) {
    L = P.C.E.Loops[N.A].L;
  } else {
    const auto &D = P.C.E.Groups[N.A].Dimensions[N.B];
    L.Lo = D.Lo;
    L.Hi = D.Hi;
    L.Complete = true;
  }
  const auto Lo = L.Lo == None ? std::nullopt : value(S, L.Lo);
  if (!Lo) {
    Complete = false;
    return;
  }
  const auto Exact = L.Hi == None ? std::nullopt : value(S, L.Hi);
  auto Most = L.Hi == None ? std::nullopt : atMost(S, L.Hi);
  std::optional<std::int64_t> By;
  if (L.Step > 0)
    By = L.Step;
  else if (L.By != None)
    By = value(S, L.By);
  if (By && *By <= 0)
    By = std::nullopt;
  const bool Times = L.Step == 0 && !By && L.Factor > 1 && *Lo > 0;
  const bool Stepped = By || Times;
  const bool Started = V.IsTask || N.Kind == IntKind::TaskIndex;
  if (!Exact) {
    // Where callers say how many tasks there are, there may be a few.
    const bool Limited =
        TaskLimitUnknown || (L.Hi != None && !isInput(P.C, L.Hi));
    if (Started && !Limited)
      Most = std::min(Most.value_or(*Lo + FewTasks), *Lo + FewTasks);
    else
      Most = std::min(Most.value_or(*Lo + 1), *Lo + 1);
    Complete = false;
    if (Started && Limited)
      Certain = false;
  }
  // The round must take place; of a loop that counts down, the first is last.
  Certain &= Which == IndexProblem::Both ? L.Complete : !mayBeLeft(P.C, L);
  std::int64_t Rounds = 0;
  for (std::int64_t I = *Lo; I < *Most && !isDone();) {
    if (Short && Rounds++ == (Started ? FirstTasks : FirstRounds)) {
      Cut = true;
      return;
    }
    round(Which, At, I, Certain && (I == *Lo || Stepped));
    std::int64_t Next = I;
    if (__builtin_add_overflow(I, By.value_or(1), &Next) ||
        (Times && __builtin_mul_overflow(I, L.Factor, &Next)))
      return;
    I = Next;
  }
}

void IndexTrial::each(Side Which, std::size_t At, bool Certain) {
  if (isDone())
    return;
  if (At != Order[Which].size())
    return count(Which, At, Certain);
  if (Which != IndexProblem::Both)
    return point(Which, Certain);
  // What says no more than how far others go has been looked at with these.
  Values Chosen{Certain};
  for (const Variable *V : Order[IndexProblem::Both])
    if (V->IsNamed)
      Chosen.push_back(*V->Now);
  if (!Choices.insert(std::move(Chosen)).second)
    return;
  Seen.clear();
  each(IndexProblem::SideA, 0, Certain);
  each(IndexProblem::SideB, 0, Certain);
}

bool IndexTrial::evaluate(const std::vector<Sum> &Sums, Side S,
                          Values &Out) const {
  for (const Sum &Each : Sums) {
    const std::size_t Base = Out.size();
    Out.append(Products.size(), 0);
    for (const Sum::Part &Part : Each.Parts) {
      std::int64_t Product = Part.Factor;
      for (IntId Atom : Part.Known) {
        const auto X = value(S, Atom);
        if (!X || __builtin_mul_overflow(Product, *X, &Product))
          return false;
      }
      std::int64_t &To = Out[Base + Part.Unknown];
      if (__builtin_add_overflow(To, Product, &To))
        return false;
    }
  }
  return true;
}

/// May they be the two tasks of the question, the first on side A?
bool IndexTrial::differ(const Task &A, const Task &B) const {
  if (Tasks.empty())
    return true;
  const int Later = P.Q.R->Later;
  return Later > 0 ? A[0] < B[0] : Later < 0 ? A[0] > B[0] : A != B;
}

/// Keeps the first and the last task, and of these that are certainly there.
void IndexTrial::note(Element &E, Visit V) const {
  E.Mixed |= !E.Visits.empty() && E.Visits.front().Then != V.Then;
  auto Keep = [&](bool Certain) {
    Visit *First = nullptr, *Last = nullptr;
    for (Visit &X : E.Visits)
      if (X.Certain == Certain) {
        First = !First || X.By < First->By ? &X : First;
        Last = !Last || X.By > Last->By ? &X : Last;
      }
    Visit New = V;
    New.Certain = Certain;
    if (!First || First == Last) {
      if (!First || V.By != First->By)
        E.Visits.push_back(std::move(New));
    } else if (V.By < First->By) {
      *First = std::move(New);
    } else if (V.By > Last->By) {
      *Last = std::move(New);
    }
  };
  if (V.Certain)
    Keep(true);
  Keep(false);
}

void IndexTrial::meet(const Element &E, const Visit &V) {
  for (const Visit &X : E.Visits) {
    if (!differ(X.By, V.By))
      continue;
    May = true;
    const bool Both = X.Certain && V.Certain && CanShow;
    Must |= Both;
    MayDiffer |= E.Mixed || X.Then != V.Then;
    MustDiffer |= Both && X.Then != V.Then;
  }
}

void IndexTrial::point(Side Which, bool Certain) {
  for (const Known &K : Facts) {
    if (K.Of != Which)
      continue;
    const auto X = value(Which, K.F.Lhs), Y = value(Which, K.F.Rhs);
    if (!X || !Y) {
      Certain = false;
      continue;
    }
    const bool Holds = K.F.Op == CompareOp::Less        ? *X < *Y
                       : K.F.Op == CompareOp::LessEqual ? *X <= *Y
                       : K.F.Op == CompareOp::Equal     ? *X == *Y
                                                        : *X != *Y;
    if (!Holds)
      return;
  }
  Visit V;
  Values At;
  if (!evaluate(Index[Which], Which, At) ||
      !evaluate(ThenOf[Which], Which, V.Then)) {
    Complete = false;
    return;
  }
  // Where the unknowns count more for one than for another, what they are
  // decides.
  Values Factors;
  for (std::size_t I = 0; I != At.size(); ++I)
    if (I % Products.size() != 0)
      Factors.push_back(At[I]);
  if (!Unknowns)
    Unknowns = Factors;
  else if (*Unknowns != Factors)
    Complete = false;
  for (std::size_t I = 0; I != Tasks.size(); ++I)
    V.By[I] = *value(Which, Tasks[I]);
  V.Certain = Certain;
  if (Which == IndexProblem::SideA)
    note(Seen[At], std::move(V));
  else if (auto It = Seen.find(At); It != Seen.end())
    meet(It->second, V);
}

IndexTrial::Outcome IndexTrial::run() {
  Outcome Out;
  if (!prepare())
    return Out;
  const bool WasComplete = Complete;
  each(IndexProblem::Both, 0, true);
  Out.Operations = Points;
  if (Cut && !isDone()) {
    Choices.clear();
    Short = Cut = false;
    Complete = WasComplete;
    Points = 0;
    each(IndexProblem::Both, 0, true);
    Out.Operations += Points;
  }
  const bool All = Complete && !Cut && Points <= MostPoints;
  if (Must)
    Out.Result = Meeting::Meets;
  else if (All && !May)
    Out.Result = Meeting::Disjoint;
  if (MustDiffer)
    Out.Same = Implied::No;
  else if (All && !MayDiffer)
    Out.Same = Implied::Yes;
  return Out;
}
