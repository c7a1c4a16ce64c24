//===- LeftBehind.cpp - Pointers into what has moved on -------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A task makes something, keeps a pointer to it, moves its owner into a queue,
// and uses the pointer; another takes the owner out of the queue, and uses what
// it holds. Each names it as a part of a variable of its own.
//
// The function that does it knows the order: here accesses are marked that go
// by a pointer from before the move, and those to what may have come from
// elsewhere. Who only gives away, and who only takes, do not meet.
//
//===----------------------------------------------------------------------===//

#include "Overlap.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// Is \p P what a unique owner owns?
static bool isOwned(const Context &C, PlaceId P) {
  const PlaceNode N = C.T.place(P);
  return N.Kind == PlaceKind::Field && C.W.text(N.Arg) == "owned";
}

/// May others than this function look at \p P?
bool Context::mayBeKnown(PlaceId P) const {
  const PlaceId Root = rootOf(P);
  const PlaceKind K = T.place(Root).Kind;
  return hasDeref(P) || K == PlaceKind::Global || K == PlaceKind::Param ||
         K == PlaceKind::This || K == PlaceKind::Unknown ||
         !E.Strands.empty() || Exposed.count(Root) != 0;
}

/// The name that what \p Holder holds has after \p M; None if it stays.
PlaceId Context::after(PlaceId Holder, const Move &M) {
  if (rootOf(M.From) != rootOf(Holder) || !mayOverlap(M.From, Holder))
    return None;
  // An object that was allocated stays where it is, and gets an owner.
  if (T.place(Holder).Kind == PlaceKind::Alloc &&
      (M.From != Holder || !isOwned(*this, M.To)))
    return None;
  // The owned object itself goes from one owner to another.
  if (isOwned(*this, M.From) && T.place(M.From).Parent == Holder)
    return isOwned(*this, M.To) ? T.place(M.To).Parent : M.To;
  if (depth(M.From) > depth(Holder))
    return None;
  PlaceId Top = Holder;
  while (depth(Top) > depth(M.From))
    Top = T.place(Top).Parent;
  return rebase(Holder, Top, M.To, false);
}

/// Is \p A, to something that \p Holder holds, made by a pointer from before
/// another one took it over that may be known elsewhere?
bool Context::isLeftBehind(const AccessEffect &A, PlaceId Holder,
                           const MovesByRoot &MovesFrom, const Spot *Here) {
  std::set<PlaceId> Names{Holder};
  std::vector<PlaceId> Work{Holder};
  std::vector<const Move *> Away;
  constexpr std::size_t Enough = 16;
  while (!Work.empty() && Names.size() < Enough) {
    const PlaceId Name = Work.back();
    Work.pop_back();
    auto Moves = MovesFrom.find(rootOf(Name));
    if (Moves == MovesFrom.end())
      continue;
    for (const Move *M : Moves->second) {
      const PlaceId Next = M->Copy ? None : after(Name, *M);
      if (Next == None)
        continue;
      if (mayBeKnown(M->To))
        Away.push_back(M);
      if (Names.insert(Next).second)
        Work.push_back(Next);
    }
  }
  if (T.place(Holder).Kind != PlaceKind::Alloc)
    return !Away.empty() && mayBeTakenBefore(A, Holder, Away, Here);
  // Nothing else is named by where it is made; in the next round it is new.
  std::set<Spot> Made;
  if (auto It = Mentions.find(Holder); It != Mentions.end())
    Made.insert(It->second);
  return llvm::any_of(Away, [&](const Move *M) {
    return !Here || reaches(M->At, *Here, Made);
  });
}

/// Does \p Holder hold what was perhaps taken from where others may look?
bool Context::isTakenOver(PlaceId Holder, const MovesByRoot &MovesTo) {
  std::set<PlaceId> Names{Holder};
  std::vector<PlaceId> Work{Holder};
  while (!Work.empty()) {
    const PlaceId Name = Work.back();
    Work.pop_back();
    auto Moves = MovesTo.find(rootOf(Name));
    if (Moves == MovesTo.end())
      continue;
    for (const Move *M : Moves->second) {
      const bool Owned = isOwned(*this, M->To) && T.place(M->To).Parent == Name;
      const PlaceId From = Owned ? M->From : before(Name, *M);
      if (From == None)
        continue;
      if (mayBeKnown(From) && rootOf(From) != rootOf(Holder))
        return true;
      const PlaceId Next =
          Owned && isOwned(*this, From) ? T.place(From).Parent : From;
      if (Names.insert(Next).second)
        Work.push_back(Next);
    }
  }
  return false;
}

void Context::findLeftBehind() {
  std::vector<std::uint32_t> Held;
  for (std::uint32_t N = 0; N != E.All.size(); ++N)
    if (const PlaceKind K = T.place(rootOf(E.All[N].Place)).Kind;
        K != PlaceKind::Unknown && K != PlaceKind::Function &&
        (K == PlaceKind::Alloc || !holdersOf(E.All[N].Place).empty()))
      Held.push_back(N);
  if (Held.empty())
    return;
  const std::vector<Move> Moves = findMoves();
  if (Moves.empty())
    return;
  MovesByRoot MovesFrom, MovesTo;
  for (const Move &M : Moves) {
    MovesFrom[rootOf(M.From)].push_back(&M);
    MovesTo[rootOf(M.To)].push_back(&M);
  }
  std::vector<bool> OfTask(E.All.size(), false);
  for (const Strand &S : E.Strands)
    if (!S.Parent)
      for (std::uint32_t N : S.Accesses)
        OfTask[N] = true;
  std::map<PlaceId, bool> Taken;
  for (std::uint32_t N : Held) {
    AccessEffect &A = E.All[N];
    const PlaceId Root = rootOf(A.Place);
    std::vector<PlaceId> Holders = holdersOf(A.Place);
    // What an owner is given by its address.
    if (T.place(Root).Kind == PlaceKind::Alloc && !hasDeref(A.Place))
      Holders.push_back(Root);
    const Spot Here = spotOf(N);
    for (PlaceId Holder : Holders) {
      if (!A.LeftBehind && A.Via != None)
        A.LeftBehind =
            isLeftBehind(A, Holder, MovesFrom, OfTask[N] ? nullptr : &Here);
      const bool IsOwn =
          !hasDeref(Holder) && T.place(Root).Kind == PlaceKind::Local;
      if (!A.TakenOver && IsOwn && !Exposed.count(Root)) {
        auto [It, New] = Taken.try_emplace(Holder, false);
        if (New)
          It->second = isTakenOver(Holder, MovesTo);
        A.TakenOver = It->second;
      }
    }
  }
}

//===----------------------------------------------------------------------===//
// What Overlap asks
//===----------------------------------------------------------------------===//

/// All names of what \p Holder held, after it was moved on.
const std::set<PlaceId> &Overlap::namesAfter(PlaceId Holder) {
  auto [It, New] = Went.try_emplace(Holder);
  std::vector<PlaceId> Work;
  if (New)
    Work.push_back(Holder);
  constexpr std::size_t Enough = 16;
  while (!Work.empty() && It->second.size() < Enough) {
    const PlaceId From = Work.back();
    Work.pop_back();
    for (const Writes::Move &M : All.Moves)
      if (const PlaceId Next = C.after(From, M);
          Next != None && It->second.insert(Next).second)
        Work.push_back(Next);
  }
  return It->second;
}

/// Is one of them to what another task of them may have taken over since?
bool Overlap::mayHaveGoneOn(const AccessEffect &A, const AccessEffect &B) {
  if (!A.LeftBehind && !B.LeftBehind)
    return false;
  auto Took = [&](const AccessEffect &X, const AccessEffect &Y) {
    if (!X.LeftBehind)
      return false;
    if (Y.TakenOver)
      return true;
    // Each has made its own.
    const PlaceId To = C.rootOf(Y.Place);
    if (Y.LeftBehind || (isTaskPrivate(To) && !C.escaped().count(To)))
      return false;
    if (T.place(To).Kind == PlaceKind::Unknown || C.hasDeref(Y.Place))
      return true;
    std::vector<PlaceId> Holders = C.holdersOf(X.Place);
    if (Holders.empty())
      Holders.push_back(C.rootOf(X.Place));
    bool Seen = false;
    for (PlaceId Holder : Holders)
      for (PlaceId Name : namesAfter(Holder)) {
        Seen = true;
        const PlaceId Now = C.rebase(X.Place, Holder, Name, false);
        if (Now == None)
          return true;
        // Who adds to what is around it leaves it where it is.
        if (C.rootOf(Now) != To || (Y.Nature == AccessNature::Container &&
                                    C.depth(Y.Place) < C.depth(Name)))
          continue;
        AccessEffect Moved = X;
        Moved.Place = C.resolveIndices(Now);
        Moved.Via = None;
        Moved.LeftBehind = false;
        if (compare(Moved, Y).Result != Meeting::Disjoint)
          return true;
      }
    return !Seen && !C.holdersOf(Y.Place).empty();
  };
  return (Took(A, B) || Took(B, A)) && !liesApart(A, B, A.Place, B.Place);
}
