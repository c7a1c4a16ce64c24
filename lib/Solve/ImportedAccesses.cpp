//===- ImportedAccesses.cpp - Callees' accesses in the caller's terms -----===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One access of a callee becomes one or several of the caller, under what is
// known and held around the call.
//
//===----------------------------------------------------------------------===//

#include "Context.h"
#include "Paths.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

namespace {
constexpr std::size_t MaxFacts = 24;
} // namespace

/// Indices that a recursion would count up for ever become one that is not
/// known.
PlaceId Context::widen(PlaceId P) {
  const PlaceNode N = T.place(P);
  if (N.Parent == None)
    return P;
  const PlaceId Parent = widen(N.Parent);
  IntId At = N.Arg;
  if (N.Kind == PlaceKind::Index || N.Kind == PlaceKind::Offset) {
    const IntKind K = T.integer(At).Kind;
    if (K != IntKind::Const && K != IntKind::Cell)
      At = T.atom(IntKind::Opaque, W.str("an index of a recursive call"),
                  0x7fffffff);
  }
  switch (N.Kind) {
  case PlaceKind::Index:
    return T.index(Parent, At);
  case PlaceKind::Offset:
    return T.offset(Parent, At);
  default:
    return rebase(P, N.Parent, Parent, true);
  }
}

/// Is the call a task of which each round of a loop starts one, where the loop
/// also takes one element of a container after the other? Then rounds need not
/// mean the same one.
bool Context::visitsElements(const CallInstance &Call) const {
  if (!Call.Task || Call.Strand == None || E.Strands[Call.Strand].Many)
    return false;
  const std::vector<std::uint32_t> Around = Shape.around(Call.Block);
  return !Around.empty() && llvm::any_of(AllStores, [&](const StoreEffect &S) {
    const ValueNode V = T.value(S.Value);
    const bool Moves = V.Kind == ValueKind::Unknown ||
                       (V.Kind == ValueKind::Addr && elementSteps(T, V.A) != 0);
    return Moves &&
           (S.Block == None || llvm::any_of(Around, [&](std::uint32_t L) {
              return bool(Shape.Loops[L].Contains[S.Block]);
            }));
  });
}

/// The objects of which a callee's access touches one.
std::vector<PlaceId> Context::importOneOf(const AccessEffect &A, Import &Map) {
  if (A.Approximate && A.OneOf.empty())
    return {};
  std::set<PlaceId> All;
  for (PlaceId P : A.Approximate ? A.OneOf : std::vector<PlaceId>{A.Place})
    for (PlaceId Q : Map.place(P))
      for (PlaceId To : Places(resolve(Q)))
        All.insert(To);
  if ((!A.Approximate && All.size() <= 1) || All.size() > MaxOneOf)
    return {};
  return {All.begin(), All.end()};
}

/// The locks that are held at a callee's access, and those that were given back
/// before it.
void Context::importLocks(const AccessEffect &A, Import &Map,
                          const Surroundings &At, AccessEffect &Out) {
  const bool Recursion = W.InProgress[Map.Callee];
  for (HeldLock L : A.Locks) {
    const Places Named = Map.place(L.Mutex);
    if (Named.size() != 1) {
      // One of these is held, nobody knows which.
      const bool Perhaps = isPerhapsHeld(Map.from().T, W, L);
      if ((isHeld(L.Mode) || Perhaps) && Named.size() <= MaxOneOf)
        for (PlaceId Q : Named)
          for (PlaceId P : Places(resolve(Q))) {
            const HeldLock One{P, None, L.Mode, L.Spelling};
            Out.Locks.push_back(Perhaps ? One : perhaps(One));
          }
      continue;
    }
    // What is called begins to count anew.
    if ((!Map.Call.Task || Map.Call.Outer || Recursion) &&
        (phaseOf(Map.from().T, W, L.Mutex) ||
         meetingsSoFar(Map.from().T, W, L.Mutex) != None))
      continue;
    // One of several is known by the pointer that names it.
    const Places Mutex = resolve(Named.front());
    L.Mutex = Mutex.size() == 1 ? Mutex.front() : Named.front();
    L.Guard = None;
    L.If = Recursion ? Fact() : imported(L.If, Map);
    if (!llvm::is_contained(Out.Locks, L))
      Out.Locks.push_back(L);
  }
  for (PlaceId R : A.Released)
    for (PlaceId Q : Map.place(R))
      for (PlaceId P : Places(resolve(Q)))
        if (!llvm::is_contained(Out.Released, P))
          Out.Released.push_back(P);
  for (HeldLock L : At.Locks) {
    if (isHeld(L.Mode) && llvm::any_of(Out.Released, [&](PlaceId R) {
          return mayBeSameLock(R, L.Mutex);
        }))
      continue;
    if (isTurn(L) &&
        llvm::any_of(Out.Released, [&](PlaceId R) { return isPermit(R); }))
      continue;
    L.Guard = None;
    if (!llvm::is_contained(Out.Locks, L))
      Out.Locks.push_back(L);
  }
  Out.Released.insert(Out.Released.end(), At.Released.begin(),
                      At.Released.end());
}

/// Whom a callee has waited for when it makes its access.
void Context::importJoins(const AccessEffect &A, Import &Map,
                          AccessEffect &Out) {
  for (const auto *List : {&A.Joined, &A.MayJoined})
    for (PlaceId H : *List) {
      Places To;
      for (PlaceId Q : Map.place(H))
        To.append(Places(resolve(Q)));
      const bool Certain =
          List == &A.Joined && To.size() == 1 && !W.InProgress[Map.Callee] &&
          elementSteps(T, To.front()) <= Map.elements(H) &&
          T.place(rootOf(To.front())).Kind != PlaceKind::Unknown;
      auto &Into = Certain ? Out.Joined : Out.MayJoined;
      Into.insert(Into.end(), To.begin(), To.end());
    }
}

/// An access of a callee, in the caller's terms.
void Context::importAccess(const AccessEffect &A, Import &Map,
                           const Surroundings &At) {
  AccessEffect Base;
  for (Dispatch Made : A.Dispatches) {
    const std::optional<bool> Known = imported(Made, Map);
    if (Known == false)
      return;
    if (!Known)
      Base.Dispatches.push_back(Made);
  }
  const bool Recursion = W.InProgress[Map.Callee];
  const std::optional<Places> Range =
      Recursion ? withinFootprint(A.Place, Map) : std::nullopt;
  const Places Named = Range ? *Range : Map.place(A.Place);
  static_cast<AccessCore &>(Base) = A;
  Base.Kept |= A.KeptHere;
  Base.KeptHere = false;
  if (At.Strand == None) // The arguments are no task's.
    Base.Values = 0;
  if (A.Made == Rounds::One && At.Strand == None) {
    Base.Made = roundsOf(At.Block);
    if (Base.Made == Rounds::All && !A.Always)
      Base.Made = Rounds::Some;
  }
  if (A.Chosen != None)
    Base.Chosen = Recursion ? None : Map.integer(A.Chosen);
  const bool IsOne = !Map.Call.uncertain() && !Map.Call.Outer && !Recursion;
  Base.Always &= IsOne && (At.Strand != None ||
                           (!Shape.Exits.empty() && everyRun(At.Block)));
  Base.Certain &=
      IsOne && (At.Strand != None || (!E.TakesLocks && everyRun(At.Block)));
  Base.AtFirst &= IsOne && At.Before.Waited.empty() &&
                  (At.Strand != None || isAtFirst({At.Block, At.Event}));
  Base.OneOf = importOneOf(A, Map);
  for (PlaceId P : A.Bases)
    for (PlaceId Q : Map.place(P))
      for (PlaceId To : Places(resolve(Q)))
        Base.Bases.push_back(To);
  for (PlaceId S : A.Sources)
    for (PlaceId Q : Map.place(S))
      for (PlaceId P : Places(resolve(Q)))
        Base.Sources.push_back(P);
  importLocks(A, Map, At, Base);
  Base.Before = imported(A.Before, Map);
  Base.Before.append(At.Before);
  importJoins(A, Map, Base);
  for (const Fact &Known : A.Facts)
    Base.Facts.push_back(
        {Known.Op, Map.integer(Known.Lhs), Map.integer(Known.Rhs)});
  for (const Fact &Known : At.Facts)
    if ((Base.Facts.size() < MaxFacts || W.Unrolling) &&
        !llvm::is_contained(Base.Facts, Known))
      Base.Facts.push_back(Known);
  bool Deeper = false;
  if (Recursion) {
    // What the arguments rule out is not done by this call; by those below it
    // it is once more, as theirs.
    if (llvm::any_of(Base.Facts, [&](const Fact &Known) {
          return decided(T, Known) == false;
        }))
      return;
    // Of one number, it may be that no call below has it.
    Deeper = !Range && llvm::any_of(Base.Facts, [&](const Fact &Known) {
      return Known.Op == CompareOp::Equal && decided(T, Known) != true;
    });
    Base.Facts = Range ? At.Facts : std::vector<Fact>();
    llvm::erase_if(Base.Locks, [&](const HeldLock &L) {
      return T.place(rootOf(L.Mutex)).Kind != PlaceKind::Global &&
             T.place(rootOf(L.Mutex)).Kind != PlaceKind::Param &&
             T.place(rootOf(L.Mutex)).Kind != PlaceKind::This;
    });
  }
  for (std::size_t N = 0; N != Named.size(); ++N) {
    const PlaceId Q = Named[N];
    const Places To = resolve(Q);
    for (std::size_t K = 0; K != To.size(); ++K) {
      PlaceId P = To[K];
      const bool Last = N + 1 == Named.size() && K + 1 == To.size();
      AccessEffect Out = Last ? std::move(Base) : Base;
      if (Range) {
        Out.Sources.clear();
      } else if (Recursion) {
        // A lambda speaks of its captures; whose these are is shorter again.
        P = depth(P) > Map.depth(A.Place) && !F.IsLambda
                ? unknownPlace("a recursive call follows a linked structure")
                : widen(P);
        Out.Sources.clear();
      }
      Out.Place = P;
      Out.Via = Named.size() == 1 ? Q : None;
      Out.Keeper = Named.size() == 1 ? keeperOf(Q) : None;
      Out.Approximate |= Named.size() > 1 || To.size() > 1;
      // It touches some elements, nobody knows which; or perhaps none.
      if (Range || Deeper) {
        Out.Approximate = true;
        Out.OneOf.clear();
      }
      // The same object is certain only if this is where it was chosen.
      if (A.Approximate || Range || Deeper)
        Out.Via = None;
      // An element that the callee does not choose itself.
      if (elementSteps(T, P) > Map.elements(A.Place) &&
          visitsElements(Map.Call)) {
        Out.Approximate = true;
        Out.Via = None;
        Out.OneOf.clear();
      }
      Out.Chain = At.Chain(A.Chain);
      if (Map.Chosen && !Map.Call.Common.count(commonKey(Out)))
        Out.Dispatches.push_back(*Map.Chosen);
      addAccess(std::move(Out), At.Strand, At.Block, At.Event);
    }
  }
}
