//===- WorkRounds.cpp - Threads that take one piece of work after another -===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `for (;;) { lock(m); if (next == n) break; i = next++; unlock(m); work(i);
// }`: each round takes something, and gives nothing back. What two threads do
// with what they have taken, in every round, is put in order by nothing that
// they take it with: of the last rounds that they make, neither is told.
//
//===----------------------------------------------------------------------===//

#include "Handover.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

using namespace aether::analysis;

/// What the variable that is tested is of: how many elements there are is a
/// part of the container, and what is in one of them goes with it.
static PlaceId containerOf(const Terms &T, PlaceId Variable) {
  for (PlaceId P = Variable; P != None; P = T.place(P).Parent) {
    const PlaceKind Kind = T.place(P).Kind;
    if (Kind == PlaceKind::Structure || Kind == PlaceKind::Elements ||
        Kind == PlaceKind::Index)
      return T.place(P).Parent;
  }
  return Variable;
}

/// Does each round of the loop that makes \p A write to \p Variable, a counter
/// or a container, in one place of the code, and before \p A?
bool Handover::isAfterItsWrite(const AccessEffect &A, std::uint32_t Strand,
                               PlaceId Variable) const {
  const PlaceId Whole = containerOf(T, Variable);
  const bool IsOfElement =
      Whole != Variable && T.place(Variable).Kind != PlaceKind::Structure;
  auto Is = [&](PlaceId P) { return P == Variable || P == Whole; };
  // (A call that finds nothing to take takes something in another round.)
  auto Tells = [&](PlaceId P) {
    if (const PlaceId Flag = T.place(P).Parent; Flag != None &&
                                                isGuardedFlag(T, C.W, Flag) &&
                                                P == perhapsSet(T, C.W, Flag))
      P = Flag;
    return Is(P) || (isGuardedFlag(T, C.W, P) && Is(T.place(P).Parent));
  };
  if (A.Made != Rounds::All || C.E.Strands[Strand].Parent ||
      llvm::none_of(A.Locks, [&](const HeldLock &L) {
        return L.Mode == LockMode::Signalled && Tells(L.Mutex);
      }))
    return false;
  auto IsWithin = [&](PlaceId P) {
    while (P != None && P != Whole)
      P = T.place(P).Parent;
    return P == Whole;
  };
  const AccessEffect *Only = nullptr;
  for (std::uint32_t N : C.E.Strands[Strand].Accesses) {
    const AccessEffect &W = C.E.All[N];
    if (!isWrite(W.Kind) || !C.mayOverlap(W.Place, Variable))
      continue;
    // What its elements become does not say how many there are.
    if (IsOfElement ? W.Nature == AccessNature::Released && W.Place != Whole
                    : !Is(W.Place) && IsWithin(W.Place))
      continue;
    // (Who takes all that is there leaves nothing for others.)
    const bool Takes =
        W.Nature == AccessNature::Container ? W.Step < 0 : W.Step != 0;
    if (!Is(W.Place) || W.Approximate || !Takes || W.Made == Rounds::One ||
        (Only && (Only->Pos != W.Pos || Only->Function != W.Function)))
      return false;
    Only = &W;
  }
  return Only != nullptr;
}

/// Do the limits that \p A has passed let \p Variable, a counter, make two
/// steps at least?
bool Handover::lasts(const AccessEffect &A, PlaceId Variable) const {
  using Side = FlagLimit::Side;
  std::vector<FlagLimit> Limits;
  for (const HeldLock &L : A.Locks)
    if (T.place(L.Mutex).Parent == Variable)
      if (const auto Limit = flagLimit(T, C.W, L.Mutex))
        Limits.push_back(*Limit);
  // What an atomic counter has given out is a number with a name.
  const auto DrawnFrom = [&](IntId I) {
    return T.anyOperand(I, [&](const IntNode &N) {
      return N.Kind == IntKind::Ticket && C.mayOverlap(N.A, Variable);
    });
  };
  const auto IsConst = [&](IntId I) {
    return T.integer(I).Kind == IntKind::Const;
  };
  const bool IsAtomic = llvm::any_of(C.E.All, [&](const AccessEffect &W) {
    return W.Place == Variable && isAtomic(W.Kind);
  });
  for (const Fact &F : A.Facts) {
    if (F.Lhs == None || F.Rhs == None || F.Op == CompareOp::Equal)
      continue;
    const std::int64_t More = F.Op == CompareOp::LessEqual;
    for (const bool Turned : {false, true}) {
      const IntId Drawn = Turned ? F.Rhs : F.Lhs,
                  Bound = Turned ? F.Lhs : F.Rhs;
      if (!IsConst(Bound) || !DrawnFrom(Drawn))
        continue;
      // The number may have been changed since.
      const std::int64_t Less = T.integer(Drawn).Kind != IntKind::Ticket;
      const std::int64_t By = T.integer(Bound).Value;
      if (F.Op == CompareOp::NotEqual)
        Limits.push_back({Side::Either, By});
      else if (Turned)
        Limits.push_back({Side::Above, By - More + Less});
      else
        Limits.push_back({Side::Below, By + More - Less});
    }
  }
  std::vector<std::int64_t> Starts;
  const auto Start = [&](ValueId Value) {
    const ValueNode V = T.value(Value);
    if (V.Kind == ValueKind::Int && IsConst(V.A))
      Starts.push_back(T.integer(V.A).Value);
  };
  if (IsAtomic)
    for (ValueId V : C.contents(T.field(Variable, C.W.str("initial"))).Values)
      Start(V);
  else
    for (const auto &[To, Number] : C.storesTo(Variable))
      if (To == Variable && !C.stores()[Number].Late)
        Start(C.stores()[Number].Value);
  for (const AccessEffect &W : C.E.All) {
    if (!isWrite(W.Kind) || W.Place != Variable || W.Step == 0)
      continue;
    const bool Up = W.Step > 0;
    for (const FlagLimit &L : Limits) {
      if (L.Way == (Up ? Side::Above : Side::Below))
        continue;
      // The second round begins before the limit.
      const auto Leaves = [&](std::int64_t From) {
        return Up ? From + W.Step < L.Bound : From + W.Step > L.Bound;
      };
      if (Starts.empty() ? Up && !Leaves(0) : llvm::none_of(Starts, Leaves))
        return false;
    }
  }
  return true;
}

/// Does the function come to \p At more than once, for all that is known, in
/// each run? A test within a loop may let only one round pass.
bool Handover::comesAgain(Context::Spot At) const {
  auto IsConst = [&](IntId I) {
    return I != None && T.integer(I).Kind == IntKind::Const;
  };
  auto IsOneRound = [&](std::uint32_t N) {
    const NaturalLoop &L = C.Shape.Loops[N];
    if (L.Counted == None)
      return false;
    const Loop &Each = C.E.Loops[L.Counted].L;
    return IsConst(Each.Lo) && IsConst(Each.Hi) && Each.Step > 0 &&
           T.integer(Each.Hi).Value - T.integer(Each.Lo).Value <= Each.Step;
  };
  bool Several = false;
  std::uint32_t Block = At.first;
  for (std::uint32_t N : C.Shape.around(At.first)) {
    const NaturalLoop &L = C.Shape.Loops[N];
    if (!llvm::all_of(L.Latches, [&](std::uint32_t Latch) {
          return C.Shape.dominates(Block, Latch);
        }))
      return false;
    Several |= !IsOneRound(N);
    Block = L.Header;
  }
  return Several;
}

/// May \p W come only after what others have done, as it may tell by something
/// else than \p Variable?
bool Handover::isAnswered(const AccessEffect &W, PlaceId Variable) const {
  auto StrandOf = [&](const AccessEffect &X) {
    return All.StrandOf[&X - C.E.All.data()];
  };
  if (!W.Before.Waited.empty() || W.Before.Seen.size() >= MaxSeen)
    return true;
  return llvm::any_of(W.Before.Seen, [&](PlaceId P) {
    return !C.mayOverlap(P, containerOf(T, Variable)) &&
           llvm::any_of(C.E.All, [&](const AccessEffect &X) {
             return X.Kind == AccessKind::Write && holdsMutex(X.Locks) &&
                    StrandOf(X) != StrandOf(W) && C.mayOverlap(X.Place, P);
           });
  });
}

std::map<StringId, std::vector<FunctionIx>>
aether::analysis::membersNamed(const Program &P) {
  std::map<StringId, std::vector<FunctionIx>> Out;
  for (FunctionIx Fn = 0; Fn != P.Functions.size(); ++Fn)
    for (const PlaceNode &N : P.Functions[Fn].T.Places)
      if (N.Kind == PlaceKind::Field)
        if (auto &Of = Out[N.Arg]; Of.empty() || Of.back() != Fn)
          Of.push_back(Fn);
  return Out;
}

/// Is the member of this object that \p Variable is in named by functions that
/// this one does not run, but for what makes and ends the object?
static bool isMemberNamedElsewhere(const Context &C, PlaceId Variable) {
  PlaceId Member = None;
  for (PlaceId P = Variable; P != None; P = C.T.place(P).Parent)
    if (C.T.place(P).Kind == PlaceKind::Field)
      Member = P;
  if (Member == None)
    return true;
  const StringId Name = C.T.place(Member).Arg;
  const Program &P = C.W.P;
  std::set<FunctionIx> Runs{C.Fn};
  std::vector<FunctionIx> Work{C.Fn};
  while (!Work.empty()) {
    const FunctionIx Fn = Work.back();
    Work.pop_back();
    for (FunctionIx Callee : P.Callees[Fn])
      if (Runs.insert(Callee).second)
        Work.push_back(Callee);
  }
  if (!C.W.MembersNamed)
    C.W.MembersNamed = membersNamed(P);
  auto Makes = [&](FunctionIx Fn) {
    const llvm::StringRef Called(P.string(P.Functions[Fn].Name));
    const auto [Class, Method] = Called.rsplit("::");
    return Method.starts_with("~") ||
           (!Method.empty() && Class.rsplit("::").second == Method) ||
           Class == Method;
  };
  return llvm::any_of((*C.W.MembersNamed)[Name], [&](FunctionIx Fn) {
    return !Runs.count(Fn) && !Makes(Fn);
  });
}

/// Is there perhaps more than one thing in it? A counter goes on up to its
/// limit; into a container others put something in a loop, or callers as much
/// as they like.
bool Handover::isFilled(const AccessEffect &A, PlaceId Variable) const {
  const PlaceId Root = C.rootOf(Variable);
  const PlaceKind Of = T.place(Root).Kind;
  bool IsContainer = false;
  for (std::uint32_t N = 0; N != C.E.All.size(); ++N) {
    const AccessEffect &W = C.E.All[N];
    if (!isWrite(W.Kind) || C.rootOf(W.Place) != Root ||
        !C.mayOverlap(W.Place, Variable))
      continue;
    if (W.Nature != AccessNature::Container)
      continue;
    IsContainer = true;
    if (isAnswered(W, Variable) || W.Step <= 0 || All.StrandOf[N] == R.A ||
        All.StrandOf[N] == R.B)
      continue;
    // Put there again and again by this function, or by one that it calls.
    const Context::Spot At = C.spotOf(N);
    const bool Own = All.StrandOf[N] == None;
    if (W.Made != Rounds::One &&
        (!Own || C.Shape.around(At.first).empty() || comesAgain(At)))
      return true;
  }
  if (!IsContainer)
    return lasts(A, Variable);
  return Of == PlaceKind::Param ||
         (Of == PlaceKind::This && isMemberNamedElsewhere(C, Variable));
}

/// Have both threads taken a piece of work by \p Variable, each its own?
bool Handover::isWork(const AccessEffect &A, const AccessEffect &B,
                      PlaceId Variable) const {
  return isAfterItsWrite(A, R.A, Variable) &&
         isAfterItsWrite(B, R.B, Variable) && isFilled(A, Variable) &&
         isFilled(B, Variable);
}

/// The same where a thing that is waited for tells that there is something: an
/// atomic that counts, or what others signal again and again.
bool Handover::isOfferedAgain(const AccessEffect &A, const AccessEffect &B,
                              PlaceId P) const {
  if (A.Made != Rounds::All || B.Made != Rounds::All)
    return false;
  bool Own = false, Others = false;
  for (const Writer &Wr : Writers) {
    const AccessEffect &W = C.E.All[Wr.Access];
    if (!C.mayOverlap(W.Place, P))
      continue;
    if (Wr.Strand != None && (Wr.Strand == R.A || Wr.Strand == R.B))
      Own = true;
    else
      Others |= W.Nature == AccessNature::Signal && W.Made != Rounds::One;
  }
  return Own ? isWork(A, B, P) : Others;
}
