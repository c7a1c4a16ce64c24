//===- WrittenHandles.cpp - Writes to handles of tasks --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What becomes of a task when its handle is detached, exchanged with another,
// or written over is not followed: it may run on whatever is waited for.
//
//===----------------------------------------------------------------------===//

#include "WrittenHandles.h"
#include "Context.h"
#include "Paths.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// Do moves to and fro come after the write at \p Event?
static bool isExchanged(const FunctionSummary &F, std::uint32_t Block,
                        std::uint32_t Event) {
  const auto &Events = F.Blocks[Block].Events;
  const PlaceId Handle = std::get<Access>(Events[Event]).Place;
  std::set<PlaceId> From, To;
  for (std::size_t I = Event + 1; I < Events.size() && I - Event <= 4; ++I)
    if (const auto *St = std::get_if<Store>(&Events[I]))
      if (const ValueNode V = F.T.value(St->Value); V.Kind == ValueKind::Load) {
        if (V.A == Handle)
          To.insert(St->To);
        if (St->To == Handle)
          From.insert(V.A);
      }
  return llvm::any_of(From, [&](PlaceId P) { return To.count(P) != 0; });
}

bool aether::analysis::mayBeHandle(const Terms &T, PlaceId P, PlaceId OfP,
                                   PlaceId OfX, bool Grows) {
  auto IsElement = [&](PlaceId Q) {
    return hasIndex(T.place(Q)) || T.place(Q).Kind == PlaceKind::Elements;
  };
  return !IsElement(OfX) || IsElement(OfP) || !Grows ||
         T.place(OfX).Parent != P;
}

bool aether::analysis::isFollowed(const FunctionSummary &F, std::uint32_t Block,
                                  std::uint32_t Event) {
  const auto &Events = F.Blocks[Block].Events;
  const auto *Written = std::get_if<Access>(&Events[Event]);
  if (!Written)
    return false;
  const PlaceId Handle = Written->Place;
  const bool IsNumber = !Written->Sources.empty();
  bool Moves = false, Again = false;
  for (std::size_t I = Event + 1; I < Events.size() && I - Event <= 32; ++I) {
    const auto *A = std::get_if<Access>(&Events[I]);
    Again |= A && A->Kind == AccessKind::Write && A->Place == Handle;
    if (const auto *P = std::get_if<Parallel>(&Events[I]);
        P && F.Parallels[P->Index].Handle == Handle)
      return true;
    // A number is copied, and takes the place of what it is written over.
    if (IsNumber || Again)
      continue;
    if (const auto *J = std::get_if<Join>(&Events[I]); J && J->Handle == Handle)
      return true;
    if (const auto *St = std::get_if<Store>(&Events[I]))
      if (const ValueNode V = F.T.value(St->Value); V.Kind == ValueKind::Load)
        Moves |= V.A == Handle || St->To == Handle;
  }
  return Moves && !isExchanged(F, Block, Event);
}

bool aether::analysis::testsStart(const FunctionSummary &F, std::uint32_t Block,
                                  std::uint32_t Event) {
  const auto &Events = F.Blocks[Block].Events;
  const auto *Test = std::get_if<Join>(&Events[Event]);
  if (!Test || !Test->IfFalse)
    return false;
  for (std::uint32_t I = Event; I-- != 0;)
    if (const auto *P = std::get_if<Parallel>(&Events[I]))
      return F.Parallels[P->Index].Handle == Test->Handle;
  return false;
}

/// A pointer on the way to a handle changes, or the handle is moved: its name
/// means another one from now on.
void Context::forgetNames(Spot Here, LiveState &S) {
  auto Changed = AccessesAt.find(Here);
  const auto *Moved =
      std::get_if<Store>(&F.Blocks[Here.first].Events[Here.second]);
  for (auto &[Item, Life] : S) {
    if (!Life.Named)
      continue;
    Places Cells;
    for (PlaceId P = Items[Item].Term; P != None; P = T.place(P).Parent)
      if (T.place(P).Kind == PlaceKind::Deref)
        Cells.append(Places(resolve(T.place(P).Parent)));
    auto Overlaps = [&](PlaceId W) {
      return llvm::any_of(Cells, [&](PlaceId Q) { return mayOverlap(W, Q); });
    };
    if (Changed != AccessesAt.end())
      for (std::uint32_t N : Changed->second)
        if (isWrite(E.All[N].Kind) && Overlaps(E.All[N].Place))
          Life.Named = false;
    if (Moved) {
      Life.Named &= !llvm::any_of(Places(resolve(Moved->To)), Overlaps);
      const ValueNode V = T.value(Moved->Value);
      if (V.Kind == ValueKind::Load)
        for (PlaceId From : Places(resolve(V.A)))
          for (PlaceId X : Life.Where)
            Life.Named &= X == None || !mayOverlap(From, X);
    }
  }
  // And what is written may be the handle itself.
  if (S.empty())
    return;
  const auto Calls = CallsAt.find(Here);
  auto IsWaitedFor = [&](PlaceId X) {
    return Calls != CallsAt.end() &&
           llvm::any_of(Calls->second, [&](const CallInstance *Call) {
             return llvm::any_of(Call->Callees, [&](const auto &R) {
               return R.Map && llvm::any_of(R.From->Joined, [&](PlaceId H) {
                        return llvm::any_of(R.Map->place(H), [&](PlaceId P) {
                          return llvm::any_of(
                              Places(resolve(P)),
                              [&](PlaceId Q) { return covers(T, Q, X); });
                        });
                      });
             });
           });
  };
  const auto Moves = movedAt(Here);
  auto IsMoved = [&](PlaceId X) {
    return llvm::any_of(Moves,
                        [&](const auto &Move) { return Move.first == X; });
  };
  // What is called behind a loop may write any of those that it has started;
  // not what is called for each that has been waited for.
  auto MeansAll = [&](PlaceId X) {
    std::set<std::uint32_t> Named;
    collectLoops(T, X, Named);
    return Calls != CallsAt.end() &&
           llvm::none_of(Named,
                         [&](std::uint32_t L) {
                           const std::uint32_t N = Shape.natural(L);
                           return N == None ||
                                  Shape.Loops[N].Contains[Here.first];
                         }) &&
           llvm::none_of(JoinedInLoop, [&](const auto &Joined) {
             return Shape.Loops[Joined.first.first].Contains[Here.first];
           });
  };
  // `Worker w{std::thread(f)};`: the declaration comes after its parts.
  auto IsPartOfDeclared = [&](PlaceId P, PlaceId X) {
    const auto First = Mentions.find(P);
    return P != X && T.place(P).Kind == PlaceKind::Local &&
           First != Mentions.end() && First->second == Here &&
           std::holds_alternative<Access>(
               F.Blocks[Here.first].Events[Here.second]);
  };
  auto Disturb = [&](PlaceId P, bool Grows, auto IsSure) {
    for (auto &[Item, Life] : S) {
      // That of an earlier round is another one.
      // What another pointer or reference leads to is taken to be another.
      auto AreRelated = [&](PlaceId X) {
        return (!hasDeref(P) && !hasDeref(X)) ||
               rebase(X, P, P, true) != None || rebase(P, X, X, true) != None;
      };
      auto IsMeant = [&](PlaceId X) {
        return X != None && rootOf(P) == rootOf(X) && mayOverlap(P, X) &&
               AreRelated(X) &&
               mayBeHandle(T, P, elementOf(P), elementOf(X), Grows) &&
               !(Life.Earlier.count(X) && !MeansAll(X)) &&
               !Life.Remade.count(X);
      };
      const std::set<PlaceId> Where = Life.Where;
      for (PlaceId X : Where) {
        if (!IsMeant(X) || IsWaitedFor(X) || IsMoved(X) ||
            IsPartOfDeclared(P, X))
          continue;
        Life.Where.insert(None);
        Life.Named = false;
        Life.Doubtful |= !IsSure(X);
      }
    }
  };
  // What a start puts among the elements of a container, which is an argument
  // of its call, is where none was.
  auto StartsAmong = [&](PlaceId P, const SourcePos &At) {
    const auto &Events = F.Blocks[Here.first].Events;
    for (std::size_t I = Here.second; I < Events.size(); ++I) {
      const auto *Start = std::get_if<Parallel>(&Events[I]);
      if (!Start)
        continue;
      const SourcePos &Call = F.Parallels[Start->Index].Pos;
      return ItemOf[Start->Index] != None &&
             std::pair(At.Line, At.Column) >
                 std::pair(Call.Line, Call.Column) &&
             llvm::any_of(Items[ItemOf[Start->Index]].Handles, [&](PlaceId H) {
               return H != None && !isOne(H) &&
                      T.place(elementOf(H)).Parent ==
                          T.place(elementOf(P)).Parent;
             });
    }
    return false;
  };
  // A number that takes the place of another; not what a start puts there.
  const auto &Events = F.Blocks[Here.first].Events;
  bool Starts = false;
  for (std::size_t I = Here.second; Moved && I < Events.size(); ++I)
    if (const auto *P = std::get_if<Parallel>(&Events[I])) {
      Starts = F.Parallels[P->Index].Handle == Moved->To;
      break;
    }
  if (Moved && !Starts && T.value(Moved->Value).Kind == ValueKind::Int)
    for (PlaceId P : Places(resolve(Moved->To)))
      if (!StartsAmong(P, Moved->Pos))
        Disturb(P, true, [](PlaceId) { return false; });
  if (Changed == AccessesAt.end() || isFollowed(F, Here.first, Here.second) ||
      std::holds_alternative<Parallel>(
          F.Blocks[Here.first].Events[Here.second]))
    return;
  // A thread that is detached is one that nobody waits for.
  const auto *Own =
      std::get_if<Access>(&F.Blocks[Here.first].Events[Here.second]);
  const bool Detached =
      Own && Own->Sources.empty() && !isExchanged(F, Here.first, Here.second);
  for (std::uint32_t N : Changed->second)
    if (const AccessEffect &A = E.All[N];
        isWrite(A.Kind) && !(Own && StartsAmong(A.Place, Own->Pos)))
      Disturb(A.Place, A.Nature == AccessNature::Container,
              [&](PlaceId X) { return Detached && A.Place == X; });
  if (Calls != CallsAt.end())
    doubtGivenUp(Calls->second, Changed->second, Moves, S);
}

/// \p Calls may have let go a task of those that stand in a container, which
/// nobody knows: whoever writes to its handle, and neither waits for it, nor
/// moves it, nor starts it.
void Context::doubtGivenUp(llvm::ArrayRef<CallInstance *> Calls,
                           llvm::ArrayRef<std::uint32_t> Accesses,
                           llvm::ArrayRef<std::pair<PlaceId, PlaceId>> Moves,
                           LiveState &S) {
  for (std::uint32_t N : Accesses) {
    const AccessEffect &A = E.All[N];
    const PlaceId P = A.Place, Element = elementOf(P);
    const PlaceKind Kind = T.place(Element).Kind;
    if (!isWrite(A.Kind) || A.Nature != AccessNature::Plain ||
        (Kind != PlaceKind::Index && Kind != PlaceKind::Offset &&
         Kind != PlaceKind::Elements))
      continue;
    auto IsIts = [&](PlaceId X) {
      return X != None &&
             T.place(elementOf(X)).Parent == T.place(Element).Parent &&
             mayOverlap(P, X) &&
             !mayBeHandle(T, P, Element, elementOf(X), /*Grows=*/false);
    };
    auto Knows = [&](const CallInstance::Resolved &R) {
      auto Meets = [&](PlaceId H) {
        return H != None && llvm::any_of(R.Map->place(H), [&](PlaceId Of) {
                 return llvm::any_of(Places(resolve(Of)), [&](PlaceId Q) {
                   return mayOverlap(Q, P);
                 });
               });
      };
      return R.Map && (llvm::any_of(R.From->Joined, Meets) ||
                       llvm::any_of(R.From->MayJoin, Meets) ||
                       llvm::any_of(R.From->Live, [&](const Running &Task) {
                         return llvm::any_of(Task.Handles, Meets);
                       }));
    };
    if (llvm::none_of(S,
                      [&](const auto &Live) {
                        return llvm::any_of(Live.second.Where, IsIts);
                      }) ||
        llvm::any_of(
            Moves,
            [&](const auto &Move) { return mayOverlap(Move.first, P); }) ||
        llvm::any_of(Calls, [&](const CallInstance *Call) {
          return llvm::any_of(Call->Callees, Knows);
        }))
      continue;
    for (auto &[Item, Life] : S)
      if (llvm::any_of(Life.Where, IsIts)) {
        Life.Where.insert(None);
        Life.Named = false;
        Life.Doubtful = true;
      }
  }
}
