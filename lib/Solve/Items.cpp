//===- Items.cpp - May pointers in two items lead to one object? ----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What an item leads to is what was stored in it. Two items got their pointers
// from different stores, or from different rounds of one store that fills one
// item at a time: the accesses, with the pointers replaced by what the two
// stores put in, are compared like any others.
//
//===----------------------------------------------------------------------===//

#include "Overlap.h"
#include "Paths.h"

#include "llvm/ADT/STLExtras.h"

#include <optional>
#include <tuple>

using namespace aether::analysis;

namespace {
/// A pointer that was put into some item.
struct StoredItem {
  PlaceId To = None; ///< the item
  PlaceId Target = None;
  const StoreEffect *Store = nullptr;
  bool Fresh = false;    ///< a new object for each item
  bool Renewed = false;  ///< by this store, in a copy of what holds it
  bool Single = false;   ///< into one item each time
  bool Repeated = false; ///< one object for several items
  bool Many = false;     ///< one name for what several rounds make
};
} // namespace

/// Is the pointer of the last Deref step of \p P moved on?
static bool isMoved(const Terms &T, PlaceId P) {
  for (; P != None && T.place(P).Kind != PlaceKind::Deref;
       P = T.place(P).Parent)
    if (T.place(P).Kind == PlaceKind::Offset)
      return true;
  return false;
}

/// Does \p P name the same place in each round?
static bool isFixed(const Terms &T, PlaceId P) {
  for (; P != None; P = T.place(P).Parent) {
    const PlaceNode N = T.place(P);
    if (N.Kind == PlaceKind::Elements || N.Kind == PlaceKind::Offset ||
        (N.Kind == PlaceKind::Index && T.integer(N.Arg).Kind != IntKind::Const))
      return false;
  }
  return true;
}

/// The counted loops around the store; nothing if one is not counted, or if
/// there are others that are not known here.
static std::optional<std::vector<std::uint32_t>> rounds(const Context &C,
                                                        const StoreEffect &S) {
  std::vector<std::uint32_t> Out;
  if (S.Block == None || S.Late || (S.Imported && S.InLoop))
    return std::nullopt;
  for (std::uint32_t L : C.Shape.around(S.Block)) {
    if (C.Shape.Loops[L].Counted == None)
      return std::nullopt;
    Out.push_back(C.Shape.Loops[L].Counted);
  }
  return Out;
}

/// Is one object stored in item after item, in a loop that is over when the
/// tasks begin?
static bool isRepeated(const Context &C, const Relation &R,
                       const StoredItem &Item) {
  const StoreEffect &S = *Item.Store;
  if (!isFixed(C.T, Item.Target) || S.Block == None)
    return false;
  const PlaceId Root = C.rootOf(Item.Target);
  const PlaceNode RootNode = C.T.place(Root);
  if (S.Imported) // Which loops there are in the callee is not known here.
    return RootNode.Kind != PlaceKind::Alloc && S.InLoop;
  if (Item.Single && isFixed(C.T, Item.To))
    return false; // The same item, again and again.
  std::vector<std::uint32_t> Around = C.Shape.around(S.Block);
  const std::uint32_t Group = C.E.Strands[R.A].Group;
  if (Group != None && Group < C.F.Parallels.size() &&
      C.E.Groups[Group].Function == C.Fn)
    if (const std::uint32_t Start = C.blockOf(C.E.Groups[Group].Index);
        Start != None)
      llvm::erase_if(Around, [&](std::uint32_t L) {
        return C.Shape.Loops[L].Contains[Start];
      });
  auto Mention = C.Mentions.find(Root);
  const bool Outside =
      Mention == C.Mentions.end() || RootNode.Kind == PlaceKind::Global ||
      llvm::any_of(Around, [&](std::uint32_t L) {
        return !C.Shape.Loops[L].Contains[Mention->second.first];
      });
  return !Around.empty() && Outside;
}

/// All that was stored in the item \p Cell; nothing if that is not known.
static std::optional<std::vector<StoredItem>>
storedIn(Context &C, const Relation &R, PlaceId Cell) {
  Terms &T = C.T;
  const Context::Content Held = C.contents(Cell);
  if (Held.Initial || !Held.Stores || C.exposed().count(C.rootOf(Cell)))
    return std::nullopt; // Or not all of it.
  std::vector<StoredItem> Out;
  for (const auto &[To, Number] : C.storesTo(Cell)) {
    const StoreEffect &S = C.stores()[Number];
    ValueNode V = T.value(S.Value);
    PlaceId Into = To;
    const bool Copied = C.depth(To) != C.depth(Cell);
    if (Copied) {
      const auto Member = C.copiedMember(Cell, To, V);
      if (!Member)
        return std::nullopt; // A copy of something larger.
      std::tie(V.A, Into) = *Member;
    }
    if (V.Kind == ValueKind::Int ||
        (V.Kind == ValueKind::Load && C.isBlank(V.A)))
      continue; // A null pointer.
    Places Targets;
    if (V.Kind == ValueKind::Addr)
      Targets = C.resolve(V.A);
    else if (V.Kind == ValueKind::Load)
      Targets = C.resolve(T.deref(V.A));
    if (Targets.size() != 1)
      return std::nullopt;
    StoredItem Item;
    Item.To = C.resolveIndices(Into);
    Item.Target = C.resolveIndices(Targets.front());
    Item.Store = &S;
    const PlaceId Root = C.rootOf(Item.Target);
    const PlaceNode RootNode = T.place(Root);
    if (RootNode.Kind == PlaceKind::Unknown || C.hasDeref(Item.Target))
      return std::nullopt;
    const bool Heap =
        RootNode.Kind == PlaceKind::Alloc ||
        (RootNode.Kind == PlaceKind::Local && C.E.Locals[RootNode.Arg].Heap);
    // Of what a callee makes, one name stands for all.
    if (Copied && Heap && RootNode.Kind == PlaceKind::Local)
      return std::nullopt;
    const bool New = Heap && Item.Target == Root &&
                     C.storesFresh(S, Copied ? T.load(V.A) : S.Value);
    (Copied ? Item.Renewed : Item.Fresh) = New;
    Item.Single = C.fillsOne(S, Item.To);
    Item.Repeated = !New && isRepeated(C, R, Item);
    if (auto It = C.Mentions.find(Root); Heap && It != C.Mentions.end())
      Item.Many = !C.Shape.around(It->second.first).empty();
    Out.push_back(Item);
  }
  return Out;
}

/// Different items hold pointers: may these lead to one object?
Match Overlap::items(const AccessEffect &A, const AccessEffect &B,
                     const std::vector<std::pair<IntId, IntId>> &Rest) {
  const PlaceId DerefA = lastDeref(A.Place), DerefB = lastDeref(B.Place);
  const PlaceId CellA = T.place(DerefA).Parent, CellB = T.place(DerefB).Parent;
  // Even in one object, they may be different elements.
  if (!Rest.empty() && !isMoved(T, A.Place) && !isMoved(T, B.Place) &&
      I.ask(question(A, B, Rest)).Result == Meeting::Disjoint)
    return Match::apart();
  Match Out = Match::perhaps("the items are pointers that may name one object",
                             isFromCaller(CellA));
  const auto InA = storedIn(C, R, CellA), InB = storedIn(C, R, CellB);
  if (!InA || !InB || InA->empty() || InB->empty())
    return Out;

  // Of one object, do both certainly reach the same element?
  auto Meet = [&](const StoredItem &X) {
    const Walk W = walk(C.rebase(A.Place, DerefA, X.Target, true),
                        C.rebase(B.Place, DerefB, X.Target, true));
    if (W.Apart || W.Alias || W.Odd || W.Loose)
      return false;
    std::vector<std::pair<IntId, IntId>> Equal = W.Cell;
    Equal.insert(Equal.end(), W.Rest.begin(), W.Rest.end());
    return Equal.empty() ||
           I.ask(question(A, B, Equal)).Result == Meeting::Meets;
  };
  bool Differ = true, Again = false;
  for (const StoredItem &X : *InA)
    for (const StoredItem &Y : *InB) {
      const bool Same = X.Store == Y.Store;
      // One object by two stores, or all over the items.
      const bool Several = !Same && X.Target == Y.Target && !X.Fresh &&
                           !X.Many && (X.To != Y.To || !X.Single) &&
                           isFixed(T, X.Target);
      if (!Again && ((X.Repeated && Same) || Several))
        Again = Meet(X);
      if (C.rootOf(X.Target) != C.rootOf(Y.Target) || (Same && X.Fresh))
        continue;
      const PlaceId PA = C.rebase(A.Place, DerefA, X.Target, true);
      const PlaceId PB = C.rebase(B.Place, DerefB, Y.Target, true);
      const Walk W = walk(PA, PB);
      if (W.Apart || (Same && X.Renewed))
        continue;
      const auto Rounds = rounds(C, *X.Store);
      if (W.Alias || W.Odd || W.Loose || X.Fresh || Y.Fresh ||
          (Same && (!X.Single || !Rounds))) {
        Differ = false;
        continue;
      }
      if (Same && (Rounds->empty() || isFixed(T, X.To)))
        continue; // That is one item.
      Relation Stores;
      Stores.A = R.A;
      Stores.B = R.B;
      Stores.Instances = true;
      if (Same)
        Stores.InstanceLoops = *Rounds;
      IndexQuestion Q;
      Q.R = &Stores;
      Q.Equal = W.Cell;
      Q.Equal.insert(Q.Equal.end(), W.Rest.begin(), W.Rest.end());
      Q.FactsA = &A.Facts;
      Q.FactsB = &B.Facts;
      // What it holds now is not always what it held then.
      Q.Stable = [](PlaceId) { return false; };
      if (I.ask(Q).Result == Meeting::Disjoint)
        continue;
      // Which rounds filled the items of these two tasks?
      const PlaceNode To = T.place(X.To), NA = T.place(CellA),
                      NB = T.place(CellB);
      if (Same && Rounds->size() == 1 && To.Kind == PlaceKind::Index &&
          NA.Kind == PlaceKind::Index && NB.Kind == PlaceKind::Index &&
          NA.Parent == To.Parent && NB.Parent == To.Parent) {
        const Loop &L = C.F.Loops[Rounds->front()];
        const std::uint32_t Natural = C.Shape.natural(Rounds->front());
        std::set<std::uint32_t> Loops;
        collectLoopsOfInt(T, To.Arg, Loops);
        if (Loops.count(Rounds->front())) {
          Relation Filled = R;
          llvm::erase(Filled.SharedLoops, Rounds->front());
          std::vector<Fact> FactsA = A.Facts, FactsB = B.Facts;
          FactsA.push_back({CompareOp::Equal, NA.Arg, To.Arg});
          FactsB.push_back({CompareOp::Equal, NB.Arg, To.Arg});
          Q.R = &Filled;
          Q.FactsA = &FactsA;
          Q.FactsB = &FactsB;
          const Meeting Met = I.ask(Q).Result;
          if (Met == Meeting::Disjoint)
            continue;
          const bool Always =
              L.Complete && InA->size() == 1 && InB->size() == 1 &&
              !X.Store->Imported && !X.Many &&
              llvm::all_of(C.Shape.Loops[Natural].Latches,
                           [&](std::uint32_t Latch) {
                             return C.Shape.dominates(X.Store->Block, Latch);
                           });
          Again |= Met == Meeting::Meets && Always;
        }
      }
      Differ = false;
    }
  if (Again) {
    Out.Result = Meeting::Meets;
    Out.Items = true;
    Out.Reason.clear();
    return Out;
  }
  return Differ ? Match::apart() : Out;
}
