//===- Races.cpp - What a race is reported as -----------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Its pattern, its two sides and how the memory came to be shared.
//
//===----------------------------------------------------------------------===//

#include "Judge.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

std::optional<Pattern> Judge::pattern(Overlap &O, const Pair &Both) {
  const AccessEffect &A = Both.A, &B = Both.B;
  auto Either = [&](AccessNature N) { return A.Nature == N || B.Nature == N; };
  // Not what merely stands for the order of one thread.
  auto HasLock = [&](const AccessEffect &X) {
    return llvm::any_of(X.Locks, [&](const HeldLock &L) {
      return isHeld(L.Mode) && !C.W.text(L.Spelling).empty();
    });
  };
  if (HasLock(A) && HasLock(B))
    return Pattern::WrongLock;
  if (isAtomic(A.Kind) && isAtomic(B.Kind))
    return Pattern::LostUpdate;
  if (Either(AccessNature::ThreadBound))
    return Pattern::ThreadBoundObject;
  if (Either(AccessNature::NonReentrant))
    return Pattern::NonReentrantCall;
  // Reached by a pointer that each task has in an item of its own.
  auto ByItem = [&](const AccessEffect &X) {
    if (X.Via == None || X.Via == X.Place)
      return false;
    for (PlaceId P = X.Via; P != None; P = T.place(P).Parent)
      if (T.place(P).Kind == PlaceKind::Deref &&
          O.isIndexedByTask(T.place(P).Parent))
        return true;
    return false;
  };
  if (Both.M.Items ||
      ((ByItem(A) || ByItem(B)) && !O.isIndexedByTask(A.Place) &&
       !O.isIndexedByTask(B.Place)))
    return Pattern::AliasedItems;
  auto InElement = [&](PlaceId P) {
    auto Named = [&](PlaceId Q, const char *Part) {
      return T.place(Q).Kind == PlaceKind::Field &&
             C.W.text(T.place(Q).Arg) == Part;
    };
    // What an element owns lies elsewhere, and a tuple's members are no
    // elements.
    for (;
         P != None && T.place(P).Kind != PlaceKind::Deref && !Named(P, "owned");
         P = T.place(P).Parent)
      if ((T.place(P).Kind == PlaceKind::Index &&
           !Named(T.place(P).Parent, "members")) ||
          T.place(P).Kind == PlaceKind::Elements ||
          T.place(P).Kind == PlaceKind::Offset)
        return true;
    return false;
  };
  const PlaceKind Root = T.place(C.rootOf(A.Place)).Kind;
  const Pattern OfVariable = Root == PlaceKind::Global
                                 ? Pattern::GlobalMutation
                                 : Pattern::CapturedMutation;
  if (A.EndsScope || B.EndsScope)
    return InElement(A.Place) || InElement(B.Place)
               ? Pattern::OverlappingElements
               : OfVariable;
  // What ends with its container, as far as it lies in there; not memory that
  // is given back as a whole.
  auto EndsInside = [&](const AccessEffect &X) {
    return X.Nature == AccessNature::Released && isWrite(X.Kind) &&
           T.place(X.Place).Kind != PlaceKind::Offset && InElement(X.Place);
  };
  if (EndsInside(A) || EndsInside(B))
    return Pattern::SharedContainer;
  if (Either(AccessNature::PackedBit) || O.isIndexedByTask(A.Place) ||
      O.isIndexedByTask(B.Place) ||
      (!Either(AccessNature::Container) && InElement(A.Place)))
    return Pattern::OverlappingElements;
  if (Either(AccessNature::Container))
    return Pattern::SharedContainer;
  if (A.Member || B.Member)
    return Pattern::MemberMutation;
  return OfVariable;
}

RaceSide Judge::side(const AccessEffect &A, bool Parent) {
  RaceSide Out;
  Out.Kind = givesUpShare(A) || A.EndsScope ? AccessKind::Write : A.Kind;
  Out.Spelling = A.Spelling;
  Out.Pos = userPosition(A.Pos, A.Function, A.Chain);
  Out.Chain = A.Chain;
  for (const HeldLock &Lock : A.Locks)
    if (isHeld(Lock.Mode) && !C.W.text(Lock.Spelling).empty() &&
        !llvm::is_contained(Out.Locks, Lock.Spelling))
      Out.Locks.push_back(Lock.Spelling);
  Out.Parent = Parent;
  return Out;
}

/// The race of the two in a rehearsal, if there was one.
const Witness *Judge::witness(const Pair &P) {
  // What ends an object is not seen there.
  if (C.W.Witnesses.empty() || P.EndsScope || P.Ends)
    return nullptr;
  auto Side = [&](const AccessEffect &A, std::uint32_t Strand) {
    const PlaceNode Root = T.place(C.rootOf(A.Place));
    JudgedSide Out;
    Out.Pos = userPosition(A.Pos, A.Function, A.Chain);
    if (C.hasDeref(A.Place))
      ; // It is some other object's.
    else if (Root.Kind == PlaceKind::Global)
      Out.Variable = C.W.text(C.W.P.Globals[Root.Arg].Name);
    else if (Root.Kind == PlaceKind::Local)
      Out.Variable = C.W.text(E.Locals[Root.Arg].Name);
    if (const auto [Scope, Name] = Out.Variable.rsplit("::"); !Name.empty())
      Out.Variable = Name;
    Out.Parent = E.Strands[Strand].Parent;
    return Out;
  };
  return witnessOf(C.W.P, C.W.Witnesses, sites(P.R), Side(P.A, P.R.A),
                   Side(P.B, P.R.B));
}

void Judge::race(const Pair &Both, Pattern Kind, bool Rehearsed) {
  const auto &[R, A, B] = std::tie(Both.R, Both.A, Both.B);
  Race Out;
  Out.Kind = Kind;
  Out.Rehearsed = Rehearsed;
  Out.First = side(A, E.Strands[R.A].Parent);
  Out.Second = side(B, E.Strands[R.B].Parent);
  Out.Sites = sites(R);
  // The racing line is a write in a task.
  if (!isWrite(Out.First.Kind) ||
      (Out.First.Parent && isWrite(Out.Second.Kind)))
    std::swap(Out.First, Out.Second);
  Out.Variable = C.describe(A.Place);
  const PlaceId Root = C.rootOf(A.Place);
  const PlaceNode N = T.place(Root);
  if (N.Kind == PlaceKind::Global) {
    Out.SharedPos = C.W.P.Globals[N.Arg].Pos;
    if (C.W.P.inUserCode(Out.SharedPos))
      Out.SharedHow = "`" + C.describe(Root) + "` is one object for all tasks";
  } else {
    // Where its address was handed to the tasks.
    for (const StoreEffect &S : C.stores()) {
      const ValueNode V = T.value(S.Value);
      if (V.Kind != ValueKind::Addr || V.A != Root ||
          T.place(S.To).Kind != PlaceKind::Field || !C.W.P.inUserCode(S.Pos))
        continue;
      Out.SharedHow =
          "`" + C.describe(Root) + "` is captured by reference here";
      Out.SharedPos = S.Pos;
      break;
    }
    if (Out.SharedHow.empty() && N.Kind == PlaceKind::Local &&
        !C.describe(Root).empty() && !C.W.text(E.Locals[N.Arg].Name).empty() &&
        C.W.P.inUserCode(E.Locals[N.Arg].Pos)) {
      Out.SharedHow = "`" + C.describe(Root) + "` is declared here";
      Out.SharedPos = E.Locals[N.Arg].Pos;
    }
  }
  if (Out.SharedHow.empty())
    Out.SharedPos = SourcePos();
  L.Races.push_back(std::move(Out));
}
