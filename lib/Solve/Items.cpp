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
  unsigned OneOf = 1;    ///< this is one of so many that the store puts in
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

/// How many rounds \p L makes; nothing if that is not a constant.
static std::optional<std::int64_t> rounds(const Terms &T, const Loop &L) {
  if (L.Lo == None || L.Hi == None || L.Step <= 0 ||
      T.integer(L.Lo).Kind != IntKind::Const ||
      T.integer(L.Hi).Kind != IntKind::Const)
    return std::nullopt;
  const std::int64_t Way = T.integer(L.Hi).Value - T.integer(L.Lo).Value;
  return Way <= 0 ? 0 : (Way - 1) / L.Step + 1;
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

/// Is \p To what a library puts a value into one after the other, two elements
/// at least?
static bool fillsRange(const Context &C, PlaceId To) {
  const PlaceNode N = C.T.place(To);
  const IntNode At = N.Kind == PlaceKind::Index ? C.T.integer(N.Arg)
                                                : IntNode{IntKind::Opaque};
  if (At.Kind != IntKind::LoopVar || At.A >= C.F.Loops.size() ||
      C.Shape.natural(At.A) != None)
    return false;
  const Loop &L = C.F.Loops[At.A];
  const std::optional<std::int64_t> Rounds = rounds(C.T, L);
  return L.Complete && Rounds && *Rounds > 1;
}

/// Was the object there before all loops?
static bool isOutside(const Context &C, const StoredItem &Item) {
  const PlaceId Root = C.rootOf(Item.Target);
  auto Mention = C.Mentions.find(Root);
  return C.T.place(Root).Kind == PlaceKind::Global ||
         (Mention != C.Mentions.end() &&
          C.Shape.around(Mention->second.first).empty());
}

/// Does each round of the loop that starts the tasks put the object into an
/// item that is its own task's?
static bool isOwnRounds(const Context &C, const Relation &R, PlaceId Cell,
                        const StoredItem &Item) {
  const StoreEffect &S = *Item.Store;
  const std::uint32_t Start = C.startOf(R).first;
  if (Item.To != Cell || !Item.Single || S.Block == None || Start == None ||
      (S.Imported && !S.Sure) || !isFixed(C.T, Item.Target) ||
      R.InstanceLoops.empty() || !C.Shape.dominates(S.Block, Start) ||
      C.Shape.around(S.Block) != C.Shape.around(Start))
    return false;
  return isOutside(C, Item);
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
  if (fillsRange(C, Item.To))
    return true;
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
  // What a condition on the round's number picks may be one round.
  llvm::erase_if(Around, [&](std::uint32_t L) {
    return !llvm::all_of(C.Shape.Loops[L].Latches, [&](std::uint32_t Latch) {
      return C.Shape.dominates(S.Block, Latch);
    });
  });
  auto Mention = C.Mentions.find(Root);
  const bool Outside =
      Mention == C.Mentions.end() || RootNode.Kind == PlaceKind::Global ||
      llvm::any_of(Around, [&](std::uint32_t L) {
        return !C.Shape.Loops[L].Contains[Mention->second.first];
      });
  return !Around.empty() && Outside;
}

/// A store that puts one of \p Targets into the item \p To: adds each of them.
static bool choices(Context &C, const StoreEffect &S, PlaceId To,
                    const Places &Targets, std::vector<StoredItem> &Out) {
  for (PlaceId Target : Targets) {
    StoredItem Item;
    Item.To = C.resolveIndices(To);
    Item.Target = C.resolveIndices(Target);
    Item.Store = &S;
    Item.Single = C.fillsOne(S, Item.To);
    Item.OneOf = static_cast<unsigned>(Targets.size());
    const PlaceNode Root = C.T.place(C.rootOf(Item.Target));
    const bool Variable =
        Root.Kind == PlaceKind::Global ||
        (Root.Kind == PlaceKind::Local && !C.E.Locals[Root.Arg].Heap);
    if (!Variable || C.hasDeref(Item.Target))
      return false;
    Out.push_back(Item);
  }
  return true;
}

/// A container that was made of a list in braces, and has been filled in no
/// other way: its items, in the order of the list.
static std::vector<StoredItem> listed(Context &C, PlaceId Cell,
                                      const StoreEffect &S) {
  Terms &T = C.T;
  const ValueNode V = T.value(S.Value);
  const Places Loaded = V.Kind == ValueKind::Load ? C.resolve(V.A) : Places();
  if (Loaded.size() != 1)
    return {};
  const PlaceId Element = Loaded.front();
  const PlaceNode From = T.place(Element);
  if (T.place(S.To).Kind != PlaceKind::Elements || S.Imported ||
      From.Kind != PlaceKind::Index ||
      T.integer(From.Arg).Kind != IntKind::LoopVar ||
      T.place(From.Parent).Kind != PlaceKind::Local ||
      C.exposed().count(From.Parent) || C.storesTo(Cell).size() != 1)
    return {};
  std::vector<StoredItem> Out;
  for (const auto &[To, Number] : C.storesTo(Element)) {
    const StoreEffect &Put = C.stores()[Number];
    const PlaceNode At = T.place(To), Of = T.place(From.Parent);
    const ValueNode Value = T.value(Put.Value);
    if (At.Kind != PlaceKind::Index || At.Parent != From.Parent ||
        T.integer(At.Arg).Kind != IntKind::Const || Put.Imported ||
        Put.Block != S.Block || Of.Arg >= C.F.Locals.size() ||
        C.F.Locals[Of.Arg].Name != 0)
      return {};
    const Places Targets = Value.Kind == ValueKind::Addr ? C.resolve(Value.A)
                           : Value.Kind == ValueKind::Load
                               ? C.resolve(T.deref(Value.A))
                               : Places();
    StoredItem Item;
    Item.To = T.index(T.place(S.To).Parent, At.Arg);
    Item.Store = &S;
    Item.Single = true;
    if (Targets.size() != 1)
      return {};
    Item.Target = C.resolveIndices(Targets.front());
    const PlaceNode Root = T.place(C.rootOf(Item.Target));
    if (Root.Kind == PlaceKind::Unknown || C.hasDeref(Item.Target))
      return {};
    Out.push_back(Item);
  }
  return Out;
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
    if (const auto Listed = listed(C, Cell, S); !Listed.empty()) {
      Out.insert(Out.end(), Listed.begin(), Listed.end());
      continue;
    }
    Places Targets;
    if (V.Kind == ValueKind::Addr)
      Targets = C.resolve(V.A);
    else if (V.Kind == ValueKind::Load)
      Targets = C.resolve(T.deref(V.A));
    if (!Copied && V.Kind == ValueKind::Choice)
      for (ValueId Option : std::vector<ValueId>(T.choice(V))) {
        if (T.value(Option).Kind != ValueKind::Addr)
          return std::nullopt;
        Targets.append(Places(C.resolve(T.value(Option).A)));
      }
    if (Targets.size() > 1) {
      if (!choices(C, S, Into, Targets, Out))
        return std::nullopt;
      continue;
    }
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

/// The innermost index of the item \p P; None if it has none.
static IntId indexOf(const Terms &T, PlaceId P) {
  for (; P != None && T.place(P).Kind != PlaceKind::Deref;
       P = T.place(P).Parent)
    if (T.place(P).Kind == PlaceKind::Index)
      return T.place(P).Arg;
  return None;
}

/// Is \p At the number of a task, or of a round that starts one, of which there
/// are as many as somebody else says?
static bool visitsAll(const Context &C, IntId At) {
  const IntNode N = At == None ? IntNode{IntKind::Opaque} : C.T.integer(At);
  IntId Lo = None, Hi = None;
  if (N.Kind == IntKind::TaskIndex && N.B < C.E.Groups[N.A].Dimensions.size()) {
    Lo = C.E.Groups[N.A].Dimensions[N.B].Lo;
    Hi = C.E.Groups[N.A].Dimensions[N.B].Hi;
  } else if (N.Kind == IntKind::LoopVar) {
    Lo = C.E.Loops[N.A].L.Lo;
    Hi = C.E.Loops[N.A].L.Hi;
  }
  return Lo != None && Hi != None && C.T.integer(Lo).Kind == IntKind::Const &&
         C.T.integer(Lo).Value == 0 && C.T.integer(Hi).Kind == IntKind::Cell;
}

/// Is \p At, which takes the elements of the container of \p Item one after the
/// other, the number of \p Item as well? What was put there has a place there.
static bool visits(Context &C, IntId At, const StoredItem &Item) {
  PlaceId P = Item.To;
  while (P != None && C.T.place(P).Kind == PlaceKind::Field)
    P = C.T.place(P).Parent;
  const IntNode N = At == None ? IntNode{IntKind::Opaque} : C.T.integer(At);
  if (P == None || C.T.place(P).Kind != PlaceKind::Index ||
      N.Kind != IntKind::TaskIndex || !visitsAll(C, At))
    return false;
  const IntNode Size = C.T.integer(C.E.Groups[N.A].Dimensions[N.B].Hi);
  return Size.A == C.T.structure(C.T.place(P).Parent);
}

/// The counted loop of which each round makes a new item by the store; null if
/// there is none.
static const Loop *fillingLoop(const Context &C, const StoredItem &Item) {
  const StoreEffect &S = *Item.Store;
  if (S.Imported || !C.appends(S))
    return nullptr;
  const std::vector<std::uint32_t> Around = C.Shape.around(S.Block);
  if (Around.size() != 1)
    return nullptr;
  const NaturalLoop &L = C.Shape.Loops[Around.front()];
  const bool Always = llvm::all_of(L.Latches, [&](std::uint32_t Latch) {
    return C.Shape.dominates(S.Block, Latch);
  });
  if (!Always || L.Counted == None || !C.F.Loops[L.Counted].Complete)
    return nullptr;
  return &C.F.Loops[L.Counted];
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
  auto Kept = [&](const StoredItem &X, bool Rounds) {
    return C.isKept(*X.Store, X.To, R, Rounds);
  };
  // Do two tasks take these two items?
  auto Visited = [&](const StoredItem &X, const StoredItem &Y) {
    const IntId AtX = indexOf(T, X.To), AtY = indexOf(T, Y.To);
    auto IsConst = [&](IntId At) {
      return At != None && T.integer(At).Kind == IntKind::Const;
    };
    if (IsConst(AtX) != IsConst(AtY))
      return false;
    const IntId OfA = indexOf(T, CellA), OfB = indexOf(T, CellB);
    if (!IsConst(AtX))
      return visitsAll(C, OfA) && visitsAll(C, OfB);
    if (AtX != AtY && OfA == OfB && visits(C, OfA, X) && visits(C, OfA, Y))
      return true;
    return OfA != None && OfB != None &&
           I.ask(question(A, B, {{OfA, AtX}, {AtY, OfB}})).Result ==
               Meeting::Meets;
  };
  // Does each of more rounds than there are objects put one into a new item?
  auto Crowded = [&](const StoredItem &X) {
    const Loop *L = fillingLoop(C, X);
    return L && rounds(T, *L).value_or(MaxOneOf + 1) > X.OneOf &&
           visitsAll(C, indexOf(T, CellA)) && visitsAll(C, indexOf(T, CellB)) &&
           llvm::all_of(*InA, [&](const StoredItem &Z) {
             return Z.Store != X.Store || (isOutside(C, Z) && Meet(Z));
           });
  };
  bool Differ = true, Again = false;
  for (const StoredItem &X : *InA)
    for (const StoredItem &Y : *InB) {
      const bool Same = X.Store == Y.Store && X.To == Y.To;
      // One object by two stores, or all over the items.
      const bool OneRound =
          (X.Fresh || X.Renewed) && (Y.Fresh || Y.Renewed) &&
          !X.Store->Imported && !Y.Store->Imported &&
          C.Shape.around(X.Store->Block) == C.Shape.around(Y.Store->Block);
      const bool Several =
          !Same && X.Target == Y.Target && X.OneOf == 1 && Y.OneOf == 1 &&
          (OneRound || (!X.Fresh && !X.Many)) && (X.To != Y.To || !X.Single) &&
          isFixed(T, X.Target) &&
          (X.Store == Y.Store || C.goTogether(*X.Store, *Y.Store)) &&
          Visited(X, Y);
      const bool Repeated =
          Same && (X.Repeated || (isOwnRounds(C, R, CellA, X) &&
                                  isOwnRounds(C, R, CellB, X)));
      if (!Again && (Repeated || Several) && Kept(X, Repeated) &&
          Kept(Y, Repeated))
        Again = Meet(X);
      if (!Again && Same && X.OneOf > 1 && Kept(X, true))
        Again = Crowded(X);
      if (Again && Out.Object == None)
        Out.Object = X.Target;
      if (C.rootOf(X.Target) != C.rootOf(Y.Target) || (Same && X.Fresh))
        continue;
      const PlaceId PA = C.rebase(A.Place, DerefA, X.Target, true);
      const PlaceId PB = C.rebase(B.Place, DerefB, Y.Target, true);
      const Walk W = walk(PA, PB);
      if (W.Apart || (Same && X.Renewed))
        continue;
      const auto Rounds = rounds(C, *X.Store);
      if (W.Alias || W.Odd || W.Loose || X.Fresh || Y.Fresh || X.OneOf > 1 ||
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
      const Meeting InRounds = I.ask(Q).Result;
      if (InRounds == Meeting::Disjoint)
        continue;
      if (!Again && Same && InRounds == Meeting::Meets)
        Again = fillingLoop(C, X) && InA->size() == 1 && InB->size() == 1 &&
                !X.Many && Visited(X, Y) && Kept(X, true);
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
    if (Out.Object == None)
      Out.Object = InA->front().Target;
    Out.Result = Meeting::Meets;
    Out.Items = true;
    Out.Reason.clear();
    return Out;
  }
  return Differ ? Match::apart() : Out;
}
