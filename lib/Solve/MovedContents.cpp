//===- MovedContents.cpp - Elements go along with their container ---------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a container holds keeps its address when another container takes it
// over ([container.reqmts]): by a move, by `swap`, by `splice`. An element is
// named as a part of its container, and a pointer to it that was taken before
// still has the old name.
//
//===----------------------------------------------------------------------===//

#include "Overlap.h"
#include "Paths.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

PlaceId Context::lastDeref(PlaceId P) const {
  for (; P != None; P = T.place(P).Parent)
    if (T.place(P).Kind == PlaceKind::Deref)
      return P;
  return None;
}

/// The owners and containers that \p P is in, of what these hold.
std::vector<PlaceId> Context::holdersOf(PlaceId P) {
  std::vector<PlaceId> Out;
  for (; T.place(P).Parent != None && T.place(P).Kind != PlaceKind::Deref;
       P = T.place(P).Parent) {
    const PlaceNode N = T.place(P);
    const bool Element =
        N.Kind == PlaceKind::Index || N.Kind == PlaceKind::Elements;
    if ((Element && isContainer(N.Parent)) ||
        (N.Kind == PlaceKind::Field && W.text(N.Arg) == "owned"))
      Out.push_back(N.Parent);
  }
  return Out;
}

/// Of stores: a copy leaves the object as it is from which it is made.
std::vector<Context::Move> Context::findMoves() {
  std::vector<Move> Moves;
  // Written by callees, by where these are called.
  std::map<Spot, llvm::DenseSet<PlaceId>> Inside;
  llvm::DenseSet<PlaceId> Written;
  for (std::uint32_t N = 0; N != E.All.size(); ++N)
    if (E.All[N].Kind == AccessKind::Write) {
      Inside[spotOf(N)].insert(E.All[N].Place);
      Written.insert(E.All[N].Place);
    }
  // Is P, or an object that it is a part of, among them?
  auto IsAmong = [&](const llvm::DenseSet<PlaceId> &Places, PlaceId P) {
    for (; P != None; P = T.place(P).Parent) {
      if (Places.contains(P))
        return true;
      if (T.place(P).Kind == PlaceKind::Deref)
        return false;
    }
    return false;
  };
  auto IsWrittenAt = [&](const Spot &At, PlaceId From) {
    auto It = Inside.find(At);
    return It != Inside.end() &&
           llvm::any_of(Places(resolve(From)),
                        [&](PlaceId Q) { return IsAmong(It->second, Q); });
  };
  auto IsResult = [&](PlaceId P) {
    return T.place(rootOf(P)).Kind == PlaceKind::Result && !hasDeref(P);
  };
  auto IsMade = [&](PlaceId P) {
    const PlaceNode Root = T.place(rootOf(P));
    return Root.Kind == PlaceKind::Local && Root.Arg >= F.Locals.size();
  };
  auto IsLeftEmpty = [&](const StoreEffect &S, PlaceId From) {
    const Spot At{S.Block, S.Event};
    // Nobody else has what is returned by value, nor what the callee has made.
    if (IsResult(From) || (IsResult(S.To) && IsMade(From)))
      return true;
    // An owner is told what it owns, and never copied.
    if (const PlaceNode To = T.place(S.To);
        (To.Kind == PlaceKind::Field && W.text(To.Arg) == "owned") ||
        ownedBy(S.To) != None || ownedBy(From) != None)
      return true;
    if (S.Imported || IsResult(S.To))
      return IsWrittenAt(At, From);
    // The library writes to its argument first.
    const std::vector<Event> &Events = F.Blocks[S.Block].Events;
    constexpr std::uint32_t Steps = 8; // of one call of the library
    for (std::uint32_t I = S.Event; I != 0 && S.Event - I != Steps; --I)
      if (const auto *A = std::get_if<Access>(&Events[I - 1]);
          A && A->Kind == AccessKind::Write &&
          !(A->Pos.Line < S.Pos.Line ||
            (A->Pos.Line == S.Pos.Line && A->Pos.Column < S.Pos.Column)) &&
          (rebase(From, A->Place, A->Place, false) != None ||
           IsWrittenAt({S.Block, I - 1}, From)))
        return true;
    return false;
  };
  auto Add = [&](const StoreEffect &S, ValueNode V, bool IsChoice) {
    if (V.Kind != ValueKind::Load || S.Block == None)
      return;
    // All elements of one are those of the other, or an object becomes one.
    PlaceId Into = S.To, From = V.A;
    while (T.place(Into).Kind == PlaceKind::Elements &&
           T.place(From).Kind == PlaceKind::Elements) {
      Into = T.place(Into).Parent;
      From = T.place(From).Parent;
    }
    // A task takes over the copy that was made for it, and who gets a temporary
    // object need not leave it as it was.
    auto IsTasks = [&](PlaceId P) {
      const PlaceNode N = T.place(P);
      return N.Kind == PlaceKind::Local && E.Locals[N.Arg].Strand != None;
    };
    auto IsTemporary = [&](PlaceId P) {
      const PlaceNode N = T.place(P);
      return N.Kind == PlaceKind::Local && E.Locals[N.Arg].Name == 0;
    };
    const bool Copy = !(IsTasks(S.To) && !S.Imported) && !IsTemporary(From) &&
                      !IsLeftEmpty(S, From) &&
                      // One of two, each emptied in a block of its own.
                      !(IsChoice && IsAmong(Written, From));
    for (PlaceId Q : Places(resolve(From)))
      for (PlaceId P : Places(resolve(Into))) {
        Moves.push_back({P, Q, {S.Block, S.Event}, Copy});
        // What becomes a container, or one becomes, is a container, too.
        if (!Copy && Into == S.To && isContainer(P) != isContainer(Q))
          Containers.insert({P, Q});
      }
  };
  for (std::size_t N = 0; N != AllStores.size(); ++N) {
    const ValueNode V = T.value(AllStores[N].Value);
    if (V.Kind == ValueKind::Choice)
      for (ValueId Option : std::vector<ValueId>(T.choice(V)))
        Add(AllStores[N], T.value(Option), true);
    else
      Add(AllStores[N], V, false);
  }
  return Moves;
}

PlaceId Context::before(PlaceId Container, const Move &M) {
  if (rootOf(M.To) != rootOf(Container) || depth(M.To) > depth(Container) ||
      !mayOverlap(M.To, Container))
    return None;
  PlaceId Top = Container;
  while (depth(Top) > depth(M.To))
    Top = T.place(Top).Parent;
  return rebase(Container, Top, M.From, false);
}

const Overlap::Lineage &Overlap::lineage(PlaceId Container) {
  auto [It, New] = Lineages.try_emplace(Container);
  Lineage &Out = It->second;
  if (!New)
    return Out;
  Out.Names.insert(Container);
  std::vector<PlaceId> Work{Container};
  constexpr std::size_t Enough = 16;
  while (!Work.empty() && Out.Names.size() < Enough) {
    const PlaceId Here = Work.back();
    Work.pop_back();
    for (const Writes::Move &M : All.Moves) {
      const PlaceId Before = C.before(Here, M);
      if (Before == None)
        continue;
      Out.By.push_back(&M);
      if (Out.Names.insert(Before).second)
        Work.push_back(Before);
    }
  }
  return Out;
}

/// Where the address was taken that the cell \p Pointer may hold.
void Context::findTaken(PlaceId Pointer, std::set<Spot> &Out, bool &Known,
                        unsigned Depth) {
  constexpr unsigned MaxDepth = 6;
  const auto Stores = storesTo(Pointer);
  Known &= Depth != MaxDepth && !Stores.empty();
  if (!Known)
    return;
  for (const auto &[To, Number] : Stores) {
    const StoreEffect &S = AllStores[Number];
    std::vector<ValueId> Values{S.Value};
    if (T.value(S.Value).Kind == ValueKind::Choice)
      Values = T.choice(T.value(S.Value));
    Known &= S.Block != None;
    for (ValueId V : Values) {
      const ValueNode N = T.value(V);
      // `it++` leads on from what the pointer led to.
      const PlaceId D = N.Kind == ValueKind::Addr ? lastDeref(N.A) : None;
      if (N.Kind == ValueKind::Int)
        continue;
      if (N.Kind == ValueKind::Addr && D == None) {
        Out.insert({S.Block, S.Event});
        continue;
      }
      if (N.Kind != ValueKind::Addr && N.Kind != ValueKind::Load) {
        Known = false;
        continue;
      }
      for (PlaceId Cell : Places(resolve(D != None ? T.place(D).Parent : N.A)))
        if (Cell != Pointer) {
          const PlaceId Part = N.Kind == ValueKind::Load && To != Pointer
                                   ? rebase(Pointer, To, Cell, false)
                                   : Cell;
          if (Part == None)
            Known = false;
          else if (Part != Pointer)
            findTaken(Part, Out, Known, Depth + 1);
        }
    }
  }
}

bool Context::mayBeTakenBefore(const AccessEffect &A, PlaceId Container,
                               llvm::ArrayRef<const Move *> Moves,
                               const Spot *Here) {
  if (A.Via == None)
    return true;
  const PlaceId D = lastDeref(A.Via);
  // It may as well lead to the container, whose parts are named from there.
  if (D == None || llvm::all_of(Places(resolve(D)), [&](PlaceId P) {
        return depth(P) <= depth(Container);
      }))
    return false;
  const Places Cells = resolve(T.place(D).Parent);
  if (Cells.size() != 1 || A.Approximate)
    return true;
  const PlaceId Pointer = Cells.front();
  std::set<Spot> Taken, Set;
  bool Known = true;
  findTaken(Pointer, Taken, Known, 0);
  for (const auto &[To, Number] : storesTo(Pointer))
    Set.insert({AllStores[Number].Block, AllStores[Number].Event});
  if (!Known)
    return true;
  return llvm::any_of(Moves, [&](const Move *M) {
    return llvm::any_of(
               Taken,
               [&](Spot S) { return S == M->At || reaches(S, M->At, {}); }) &&
           (!Here || reaches(M->At, *Here, Set));
  });
}

bool Overlap::mayBeTakenBefore(const AccessEffect &A, PlaceId Container,
                               llvm::ArrayRef<const Writes::Move *> Moves) {
  const AccessEffect *First = C.E.All.data();
  const bool Own = &A >= First && &A < First + C.E.All.size() &&
                   All.StrandOf[&A - First] == None;
  const Context::Spot Here =
      Own ? C.spotOf(&A - First) : Context::Spot(None, None);
  return C.mayBeTakenBefore(A, Container, Moves, Own ? &Here : nullptr);
}

/// If elements of one container may have changed places with what they hold, by
/// the function itself or another task, between where one of the two was
/// pointed to and where it is used: a sentence about it.
std::string Overlap::movedWithin(const AccessEffect &A, const AccessEffect &B) {
  struct Within {
    PlaceId Container, Holder;
  };
  // Containers and arrays around what has memory of its own, which P is in.
  auto Around = [&](PlaceId P) {
    std::vector<Within> Out;
    PlaceId Holder = None;
    for (; T.place(P).Parent != None && T.place(P).Kind != PlaceKind::Deref;
         P = T.place(P).Parent) {
      const PlaceNode N = T.place(P);
      const bool Element =
          N.Kind == PlaceKind::Index || N.Kind == PlaceKind::Elements;
      if (Element && Holder != None)
        Out.push_back({N.Parent, Holder});
      if ((Element && C.isContainer(N.Parent)) ||
          (N.Kind == PlaceKind::Field && C.W.text(N.Arg) == "owned"))
        Holder = N.Parent;
    }
    return Out;
  };
  if (A.Via == None && B.Via == None)
    return "";
  const std::vector<Within> OfA = Around(A.Place);
  if (OfA.empty())
    return "";
  for (const Within &Y : Around(B.Place))
    for (const Within &X : OfA) {
      if (C.rootOf(X.Container) != C.rootOf(Y.Container) ||
          C.depth(X.Container) != C.depth(Y.Container) ||
          !C.mayOverlap(X.Container, Y.Container))
        continue;
      auto [It, New] = Permuted.try_emplace({X.Container, X.Holder});
      for (std::uint32_t N = 0; New && N != C.E.All.size(); ++N) {
        const AccessEffect &W = C.E.All[N];
        const std::uint32_t By = All.StrandOf[N];
        if (W.Kind != AccessKind::Write ||
            (By != None && (By == R.A || By == R.B)) ||
            W.Nature == AccessNature::Released ||
            C.rootOf(W.Place) != C.rootOf(X.Container) ||
            C.depth(W.Place) > C.depth(X.Holder))
          continue;
        if (T.place(W.Place).Kind != PlaceKind::Structure &&
            C.mayOverlap(W.Place, X.Container))
          It->second.push_back({W.Place, W.Place, C.spotOf(N), false});
      }
      // What comes after both were used changes nothing.
      auto Matters = [&](const Writes::Move &M) {
        return llvm::any_of(llvm::ArrayRef{&A, &B}, [&](const AccessEffect *U) {
          const AccessEffect *First = C.E.All.data();
          return U < First || U >= First + C.E.All.size() ||
                 C.reaches(M.At, C.spotOf(U - First), {});
        });
      };
      std::vector<const Writes::Move *> Moves;
      for (const Writes::Move &M : It->second)
        if (Matters(M))
          Moves.push_back(&M);
      if ((A.Via != None && mayBeTakenBefore(A, X.Container, Moves)) ||
          (B.Via != None && mayBeTakenBefore(B, Y.Container, Moves)))
        return "what elements of `" + C.describe(X.Container) +
               "` hold may have gone on to others of them";
    }
  return "";
}

/// If the two may be one element that a container has handed on to another: a
/// sentence about it.
std::string Overlap::movedAlong(const AccessEffect &A, const AccessEffect &B) {
  if (std::string Within = movedWithin(A, B); !Within.empty())
    return Within;
  if (All.Moves.empty())
    return "";
  auto Containers = [&](PlaceId P) {
    std::vector<PlaceId> Out;
    for (; T.place(P).Parent != None && T.place(P).Kind != PlaceKind::Deref;
         P = T.place(P).Parent)
      if ((T.place(P).Kind == PlaceKind::Index ||
           T.place(P).Kind == PlaceKind::Elements) &&
          C.isContainer(T.place(P).Parent))
        Out.push_back(T.place(P).Parent);
    return Out;
  };
  const std::vector<PlaceId> OfA = Containers(A.Place);
  if (OfA.empty())
    return "";
  for (PlaceId Y : Containers(B.Place)) {
    const Lineage &OfB = lineage(Y);
    for (PlaceId X : OfA) {
      if (C.rootOf(X) == C.rootOf(Y) && C.mayOverlap(X, Y))
        continue;
      Lineage Together = lineage(X);
      const bool Met = llvm::any_of(Together.Names, [&](PlaceId P) {
        return llvm::any_of(OfB.Names, [&](PlaceId Q) {
          return C.rootOf(P) == C.rootOf(Q) && C.depth(P) == C.depth(Q) &&
                 C.mayOverlap(P, Q);
        });
      });
      Together.By.insert(Together.By.end(), OfB.By.begin(), OfB.By.end());
      if (Met && !Together.By.empty() &&
          (mayBeTakenBefore(A, X, Together.By) ||
           mayBeTakenBefore(B, Y, Together.By)))
        return "an element of `" + C.describe(X) + "` may have gone on to `" +
               C.describe(Y) + "`";
    }
  }
  return "";
}
