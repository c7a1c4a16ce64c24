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

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// Of stores: a copy leaves the object as it is from which it is made.
void Writes::findMoves(Context &C) {
  Terms &T = C.T;
  // Written by callees, by where these are called.
  std::map<Context::Spot, std::vector<PlaceId>> Inside;
  for (std::uint32_t N = 0; N != C.E.All.size(); ++N)
    if (C.E.All[N].Kind == AccessKind::Write)
      Inside[C.spotOf(N)].push_back(C.E.All[N].Place);
  auto IsPrefix = [&](PlaceId Of, PlaceId P) {
    return C.rebase(P, Of, Of, false) != None;
  };
  auto IsLeftEmpty = [&](const StoreEffect &S, PlaceId From) {
    const Context::Spot At{S.Block, S.Event};
    if (S.Imported)
      return llvm::any_of(Inside[At], [&](PlaceId P) {
        return llvm::any_of(Places(C.resolve(From)),
                            [&](PlaceId Q) { return IsPrefix(P, Q); });
      });
    // The library writes to its argument first.
    const std::vector<Event> &Events = C.F.Blocks[S.Block].Events;
    constexpr std::uint32_t Steps = 8; // of one call of the library
    for (std::uint32_t I = S.Event; I != 0 && S.Event - I != Steps; --I)
      if (const auto *A = std::get_if<Access>(&Events[I - 1]);
          A && A->Kind == AccessKind::Write && IsPrefix(A->Place, From) &&
          !(A->Pos.Line < S.Pos.Line ||
            (A->Pos.Line == S.Pos.Line && A->Pos.Column < S.Pos.Column)))
        return true;
    return false;
  };
  for (const StoreEffect &S : C.stores()) {
    const ValueNode V = T.value(S.Value);
    if (V.Kind != ValueKind::Load || S.Block == None)
      continue;
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
      return N.Kind == PlaceKind::Local && C.E.Locals[N.Arg].Strand != None;
    };
    auto IsTemporary = [&](PlaceId P) {
      const PlaceNode N = T.place(P);
      return N.Kind == PlaceKind::Local && C.E.Locals[N.Arg].Name == 0;
    };
    if (!(IsTasks(S.To) && !S.Imported) && !IsTemporary(From) &&
        !IsLeftEmpty(S, From))
      continue;
    for (PlaceId Q : Places(C.resolve(From)))
      for (PlaceId P : Places(C.resolve(Into)))
        Moves.push_back({P, Q, {S.Block, S.Event}});
  }
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
      if (C.rootOf(M.To) != C.rootOf(Here) || C.depth(M.To) > C.depth(Here) ||
          !C.mayOverlap(M.To, Here))
        continue;
      PlaceId Top = Here;
      while (C.depth(Top) > C.depth(M.To))
        Top = T.place(Top).Parent;
      const PlaceId Before = C.rebase(Here, Top, M.From, false);
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
void Overlap::findTaken(PlaceId Pointer, std::set<Context::Spot> &Out,
                        bool &Known, unsigned Depth) {
  constexpr unsigned MaxDepth = 6;
  const auto Stores = C.storesTo(Pointer);
  Known &= Depth != MaxDepth && !Stores.empty();
  if (!Known)
    return;
  for (const auto &[To, Number] : Stores) {
    const StoreEffect &S = C.stores()[Number];
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
      for (PlaceId Cell :
           Places(C.resolve(D != None ? T.place(D).Parent : N.A)))
        if (Cell != Pointer) {
          const PlaceId Part = N.Kind == ValueKind::Load && To != Pointer
                                   ? C.rebase(Pointer, To, Cell, false)
                                   : Cell;
          if (Part == None)
            Known = false;
          else if (Part != Pointer)
            findTaken(Part, Out, Known, Depth + 1);
        }
    }
  }
}

/// Does \p A go by a pointer to something in \p Container that was taken before
/// one of \p Moves, and is it used after that?
bool Overlap::mayBeTakenBefore(const AccessEffect &A, PlaceId Container,
                               llvm::ArrayRef<const Writes::Move *> Moves) {
  if (A.Via == None)
    return true;
  const PlaceId D = lastDeref(A.Via);
  // It may as well lead to the container, whose parts are named from there.
  if (D == None || llvm::all_of(Places(C.resolve(D)), [&](PlaceId P) {
        return C.depth(P) <= C.depth(Container);
      }))
    return false;
  const Places Cells = C.resolve(T.place(D).Parent);
  if (Cells.size() != 1 || A.Approximate)
    return true;
  const PlaceId Pointer = Cells.front();
  std::set<Context::Spot> Taken, Set;
  bool Known = true;
  findTaken(Pointer, Taken, Known, 0);
  for (const auto &[To, Number] : C.storesTo(Pointer))
    Set.insert({C.stores()[Number].Block, C.stores()[Number].Event});
  if (!Known)
    return true;
  const AccessEffect *First = C.E.All.data();
  const bool Own = &A >= First && &A < First + C.E.All.size() &&
                   All.StrandOf[&A - First] == None;
  return llvm::any_of(Moves, [&](const Writes::Move *M) {
    return llvm::any_of(Taken,
                        [&](Context::Spot S) {
                          return S == M->At || C.reaches(S, M->At, {});
                        }) &&
           (!Own || C.reaches(M->At, C.spotOf(&A - First), Set));
  });
}

/// If elements of one container may have changed places with what they hold,
/// between where one of the two was pointed to and where it is used: a sentence
/// about it.
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
        if (W.Kind != AccessKind::Write || All.StrandOf[N] != None ||
            W.Nature == AccessNature::Released ||
            C.rootOf(W.Place) != C.rootOf(X.Container) ||
            C.depth(W.Place) > C.depth(X.Holder))
          continue;
        if (T.place(W.Place).Kind != PlaceKind::Structure &&
            C.mayOverlap(W.Place, X.Container))
          It->second.push_back({W.Place, W.Place, C.spotOf(N)});
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
