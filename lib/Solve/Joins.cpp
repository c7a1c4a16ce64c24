//===- Joins.cpp - Which tasks are over -----------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A task is over when it was waited for by its handle. Where that may but need
// not have happened it is doubtful: no demonstration can rest on it.
//
//===----------------------------------------------------------------------===//

#include "Context.h"
#include "Paths.h"
#include "WrittenHandles.h"

#include "llvm/ADT/STLExtras.h"

#include <optional>

using namespace aether::analysis;

/// Returns whether there is anything new.
bool Context::Liveness::merge(const Liveness &Other) {
  const std::size_t Before = Where.size();
  const bool New = Before == 0;
  const bool WasDoubtful = Doubtful, WasNamed = Named, WasPast = Past;
  const std::size_t WereEarlier = Earlier.size(), WereRemade = Remade.size(),
                    WereRerun = Rerun.size(), WerePerhaps = Perhaps.size();
  Where.insert(Other.Where.begin(), Other.Where.end());
  Earlier.insert(Other.Earlier.begin(), Other.Earlier.end());
  Remade.insert(Other.Remade.begin(), Other.Remade.end());
  Rerun.insert(Other.Rerun.begin(), Other.Rerun.end());
  Perhaps.insert(Other.Perhaps.begin(), Other.Perhaps.end());
  Doubtful |= Other.Doubtful;
  Named = New ? Other.Named : Named && Other.Named;
  Past = New ? Other.Past : Past && Other.Past;
  return New || Where.size() != Before || Earlier.size() != WereEarlier ||
         Remade.size() != WereRemade || Rerun.size() != WereRerun ||
         Perhaps.size() != WerePerhaps || Doubtful != WasDoubtful ||
         Named != WasNamed || Past != WasPast;
}

namespace {

/// Loops of more rounds are not multiplied.
constexpr std::int64_t MaxRounds = 1 << 20;

/// Do other pointers lead to \p A than to \p B?
bool comeByOtherWays(const Terms &T, PlaceId A, PlaceId B) {
  auto Root = [&](PlaceId P) {
    while (T.place(P).Parent != None)
      P = T.place(P).Parent;
    return P;
  };
  if (Root(A) != Root(B))
    return true;
  StepPairs S(T, A, B);
  while (S.kind() == StepPairs::Kind::Same)
    S.next();
  return S.kind() == StepPairs::Kind::Different && S.leadOn();
}

} // namespace

/// Is \p X somewhere among the elements of \p Container?
static bool isSomewhereIn(const Terms &T, PlaceId X, PlaceId Container) {
  if (X == None || T.place(X).Parent != Container)
    return false;
  const PlaceNode N = T.place(X);
  if (N.Kind == PlaceKind::Elements)
    return true;
  const IntKind At = hasIndex(N) ? T.integer(N.Arg).Kind : IntKind::Const;
  return At != IntKind::Const && At != IntKind::LoopVar;
}

/// Is \p Handle an element of its own, and one of those that \p X stands for?
static bool isOneOfRounds(const Terms &T, PlaceId X, PlaceId Handle) {
  if (X == None || T.place(X).Parent != T.place(Handle).Parent)
    return false;
  const PlaceNode Of = T.place(X), One = T.place(Handle);
  return hasIndex(One) && T.integer(One.Arg).Kind == IntKind::Const &&
         (Of.Kind == PlaceKind::Elements ||
          (hasIndex(Of) && T.integer(Of.Arg).Kind != IntKind::Const));
}

/// May a store to \p Cell put another handle into \p Handle? Not if it goes to
/// a variable that no pointer was told of, and the handle is somebody else's.
bool Context::mayReplaceHandle(PlaceId Cell, PlaceId Handle) {
  const PlaceKind To = T.place(rootOf(Cell)).Kind;
  const PlaceKind Of = T.place(rootOf(Handle)).Kind;
  const bool Hidden = To == PlaceKind::Local && !hasDeref(Cell) &&
                      !exposed().count(rootOf(Cell)) &&
                      (Of == PlaceKind::Param || Of == PlaceKind::This ||
                       Of == PlaceKind::Global);
  return !Hidden && mayOverlap(Cell, Handle);
}

/// May the item be waited for by one of \p Handles?
bool Context::mayWaitFor(const Liveness &Life,
                         llvm::ArrayRef<PlaceId> Handles) {
  return llvm::any_of(Handles, [&](PlaceId H) {
    return T.place(rootOf(H)).Kind == PlaceKind::Unknown ||
           llvm::any_of(Life.Where, [&](PlaceId X) {
             return X != None && (covers(T, H, X) || mayOverlap(H, X));
           });
  });
}

/// One of \p Handles is waited for, and nobody knows which.
void Context::joinOneOf(const Places &Handles, LiveState &S) {
  for (auto &[Item, Life] : S)
    Life.Doubtful |= mayWaitFor(Life, Handles);
}

/// Is access \p A made beside the item? What is called here may have waited for
/// it first: the destructor of a pool joins, and then destroys what its threads
/// used.
Context::Beside Context::runsBeside(const Liveness &Life, const AccessEffect &A,
                                    Spot Here) {
  const bool Over = llvm::all_of(Life.Where, [&](PlaceId X) {
    return llvm::any_of(A.Joined, [&](PlaceId H) {
      return covers(T, H, X) && !Life.Remade.count(X) &&
             (!Life.Earlier.count(X) || T.place(H).Kind == PlaceKind::Elements);
    });
  });
  if (Over)
    return Beside::No;
  return Life.Doubtful || isJoinedFor(Life, A.Place, Here) ||
                 mayWaitFor(Life, A.Joined) || mayWaitFor(Life, A.MayJoined)
             ? Beside::Perhaps
             : Beside::Yes;
}

/// Is \p Handle, which \p Term leads to by some pointer, one element, nobody
/// knows which?
bool Context::isOneOfAll(PlaceId Term, PlaceId Handle) const {
  return elementSteps(T, Handle) > elementSteps(T, Term);
}

/// Does what \p R, called by \p Call, does to \p Handle for its \p H concern
/// one element, nobody knows which? What is called for each, and a destructor,
/// is about each.
bool Context::isOneOfAll(const CallInstance &Call,
                         const CallInstance::Resolved &R, PlaceId H,
                         PlaceId Handle) const {
  return !Call.Repeated && elementSteps(T, Handle) > elementSteps(R.From->T, H);
}

/// Waits for what \p Term names, by the pointers as they are now.
void Context::joinTerm(PlaceId Term, Way Here, LiveState &S) {
  for (auto It = S.begin(); It != S.end();)
    It = It->second.Named && Items[It->first].Term == Term ? S.erase(It)
                                                           : std::next(It);
  const Places Handle = resolve(Term);
  if (Handle.size() == 1 && !isOneOfAll(Term, Handle.front())) {
    joinRemade(Term, Handle.front(), Here);
    joinHandle(Handle.front(), Here, S);
  } else {
    joinOneOf(Handle, S);
  }
}

void Context::joinHandle(PlaceId Handle, Way Here, LiveState &S) {
  if (T.place(rootOf(Handle)).Kind == PlaceKind::Unknown) {
    joinOneOf({Handle}, S);
    return;
  }
  if (isForeign(Handle))
    for (auto &Live : S)
      Live.second.Doubtful = true;
  for (auto It = S.begin(); It != S.end();) {
    std::set<PlaceId> &Where = It->second.Where;
    for (auto P = Where.begin(); P != Where.end();) {
      // Reached in another way it may be the same.
      It->second.Doubtful |= *P != None && comeByOtherWays(T, *P, Handle) &&
                             mayOverlap(*P, Handle);
      const bool Covered = covers(T, Handle, *P);
      // Somewhere in what has the element that is waited for.
      const PlaceNode Element = T.place(elementOf(Handle));
      It->second.Doubtful |= *P != None && Element.Parent == *P &&
                             (Element.Kind == PlaceKind::Index ||
                              Element.Kind == PlaceKind::Elements);
      // Of those that rounds have made, which one is it?
      It->second.Doubtful |= Covered && It->second.Remade.count(*P);
      const bool Over = Covered && !It->second.Remade.count(*P) &&
                        (!It->second.Earlier.count(*P) ||
                         T.place(Handle).Kind == PlaceKind::Elements);
      It->second.Doubtful |= !Over && *P != None && mayOverlap(*P, Handle) &&
                             mayBeWholeLoop(Handle, It->first, Here);
      It->second.Doubtful |= Over && It->second.Perhaps.count(*P);
      // `t[0]`, of those that the rounds of a loop have started.
      It->second.Doubtful |= !Over && isOneOfRounds(T, *P, Handle);
      P = Over ? Where.erase(P) : std::next(P);
    }
    It = Where.empty() ? S.erase(It) : std::next(It);
  }
  doubtWaitedFor(Handle, S);
  // `for (auto &t : threads) t.join();` waits for all of them when it is over.
  const std::uint32_t Counting = loopOver(Handle);
  if (Counting == None)
    return;
  const std::uint32_t L = Shape.natural(Counting);
  if (L == None || !F.Loops[Counting].Complete || F.Loops[Counting].Step != 1)
    return;
  std::set<Way> &Ways = JoinedInLoop[{L, Handle}];
  Ways.insert(Here);
  noteGrid(Handle, Ways);
  if (everyRound(Shape.Loops[L], Ways) && !isRefilled(Shape.Loops[L], Handle))
    LoopJoins[L].insert(Handle);
}

/// Are there tasks that \p L itself puts into \p Handle? These may run on.
bool Context::isRefilled(const NaturalLoop &L, PlaceId Handle) {
  auto Meets = [&](PlaceId P) { return P != None && mayOverlap(P, Handle); };
  for (const LiveItem &Item : Items)
    if (L.Contains[Item.Block] && llvm::any_of(Item.Handles, Meets))
      return true;
  for (std::uint32_t B = 0; B != F.Blocks.size(); ++B)
    if (L.Contains[B])
      for (const Event &Ev : F.Blocks[B].Events)
        if (const auto *St = std::get_if<Store>(&Ev);
            St && llvm::any_of(Places(resolve(St->To)), [&](PlaceId P) {
              return mayReplaceHandle(P, Handle);
            }))
          return true;
  return false;
}

/// Is \p L run once in each round of a loop whose variable is \p Named along
/// with its own? Then what it names is never named again.
bool Context::isOfAnotherRow(const NaturalLoop &L,
                             const std::set<std::uint32_t> &Named) const {
  for (std::uint32_t N : Shape.around(L.Header))
    if (const NaturalLoop &Around = Shape.Loops[N]; Around.Header != L.Header)
      return Around.Counted != None && Named.count(Around.Counted) != 0;
  return false;
}

/// On the way back to the head of a loop, its variable gets another value.
void Context::enterNextRound(std::uint32_t From, std::uint32_t Header,
                             LiveState &S) {
  for (const NaturalLoop &L : Shape.Loops) {
    if (L.Header == Header && !L.Contains[From] && L.Counted != None)
      for (auto &[Item, Life] : S)
        for (PlaceId P : Life.Where) {
          std::set<std::uint32_t> Named;
          if (P != None)
            collectLoops(T, P, Named);
          if (Named.count(L.Counted) && !isOfAnotherRow(L, Named))
            Life.Rerun.insert(P);
        }
    if (L.Header != Header || !L.Contains[From])
      continue;
    for (auto &[Item, Life] : S)
      Life.Past |= L.Contains[Items[Item].Block];
    for (auto &[Item, Life] : S)
      for (PlaceId P : Life.Where) {
        if (isMadeIn(L, P))
          Life.Remade.insert(P);
        if (L.Counted == None)
          continue;
        std::set<std::uint32_t> Named;
        if (P != None)
          collectLoops(T, P, Named);
        if (Named.count(L.Counted))
          Life.Earlier.insert(P);
      }
  }
}

/// `for (i ...) { threads[i].join(); v[i] = 0; }`: what \p Place means in this
/// round may be that of a task that is over.
bool Context::isJoinedFor(const Liveness &Life, PlaceId Place,
                          Spot Here) const {
  std::set<std::uint32_t> Named;
  collectLoops(T, Place, Named);
  return llvm::any_of(JoinedInLoop, [&](const auto &Joined) {
    // Of rows and columns, it may be in the loop over the rows.
    std::set<std::uint32_t> Waits;
    collectLoops(T, Joined.first.second, Waits);
    return llvm::any_of(Waits,
                        [&](std::uint32_t L) {
                          const std::uint32_t N = Shape.natural(L);
                          return N != None && Named.count(L) &&
                                 Shape.Loops[N].Contains[Here.first];
                        }) &&
           llvm::any_of(Life.Where, [&](PlaceId H) {
             return H != None && rootOf(H) == rootOf(Joined.first.second);
           });
  });
}

/// Is \p Handle one, and no element that is not known?
bool Context::isOne(PlaceId Handle) const {
  for (PlaceId P = Handle; P != None; P = T.place(P).Parent) {
    const PlaceNode N = T.place(P);
    if (N.Kind == PlaceKind::Elements ||
        (hasIndex(N) && T.integer(N.Arg).Kind != IntKind::Const))
      return false;
  }
  return true;
}

void Context::moveHandle(const Places &From, const Places &To, LiveState &S) {
  if (From.size() != 1)
    return;
  const Places Source = From, Target = To;
  for (auto &Live : S) {
    std::set<PlaceId> Next;
    for (PlaceId P : Live.second.Where) {
      const PlaceId Rebased =
          P == None ? None : rebase(P, Source.front(), Source.front(), false);
      if (Rebased == None) {
        Next.insert(P);
        // One of several elements: perhaps that.
        const PlaceId Of = P == None ? None : elementOf(P);
        const PlaceId One = elementOf(Source.front());
        if (P != None && T.place(Of).Parent == T.place(One).Parent &&
            mayOverlap(Of, One)) {
          const PlaceId There = rebase(rebase(P, Of, One, false),
                                       Source.front(), Source.front(), false);
          for (PlaceId Q : Target)
            if (There != None) {
              const PlaceId Then = rebase(There, Source.front(), Q, false);
              Next.insert(Then);
              Live.second.Perhaps.insert(Then);
            }
        }
        continue;
      }
      // Of all of them one goes, nobody knows which.
      const bool Stays = llvm::any_of(Target, [&](PlaceId Q) {
        return elementSteps(T, Q) < elementSteps(T, Source.front());
      });
      if (Stays) {
        Next.insert(P);
        Live.second.Doubtful = true;
      }
      for (PlaceId Q : Target)
        Next.insert(rebase(P, Source.front(), Q, false));
    }
    for (auto *Known :
         {&Live.second.Earlier, &Live.second.Remade, &Live.second.Rerun})
      std::erase_if(*Known, [&](PlaceId P) { return !Next.count(P); });
    Live.second.Where = std::move(Next);
  }
}

/// Does each round of \p L go one of \p Ways?
bool Context::everyRound(const NaturalLoop &L,
                         const std::set<Way> &Ways) const {
  std::set<std::uint32_t> Seen{L.Header};
  std::vector<std::uint32_t> Work{L.Header};
  while (!Work.empty()) {
    const std::uint32_t B = Work.back();
    Work.pop_back();
    if (Ways.count({B, None}))
      continue;
    for (std::uint32_t Next : F.Blocks[B].Successors) {
      if (Ways.count({B, Next}) || !L.Contains[Next])
        continue;
      if (Next == L.Header)
        return false;
      if (Seen.insert(Next).second)
        Work.push_back(Next);
    }
  }
  return true;
}

PlaceId Context::ofEach(PlaceId Handle) {
  const PlaceId Element = elementOf(Handle);
  return rebase(Handle, Element, T.elements(T.place(Element).Parent), false);
}

/// How many rounds \p L has, if it ends by its test only.
static std::optional<std::int64_t> roundsIn(const Terms &T, const Loop &L) {
  if (!L.Complete || L.Step != 1 || L.Lo == None || L.Hi == None ||
      T.integer(L.Lo).Kind != IntKind::Const ||
      T.integer(L.Hi).Kind != IntKind::Const)
    return std::nullopt;
  return std::max<std::int64_t>(T.integer(L.Hi).Value - T.integer(L.Lo).Value,
                                0);
}

/// The loop that joined \p H in each round is over.
void Context::joinLoop(PlaceId H, LiveState &S) {
  const PlaceNode N = T.place(elementOf(H));
  const PlaceId Each = ofEach(H);
  const std::uint32_t Counting = loopOver(H);
  const Loop &Joining = F.Loops[Counting];
  const bool All = coversAll(H);
  const std::uint32_t Here = Shape.natural(Counting);
  // The loops around a start that are not around this one, too.
  auto OwnLoops = [&](std::uint32_t Block) {
    std::vector<std::uint32_t> Own = Shape.around(Block);
    std::erase_if(Own, [&](std::uint32_t L) {
      return Here != None && Shape.Loops[L].Contains[Shape.Loops[Here].Header];
    });
    return Own;
  };
  // How many rounds loops have together, one within the other.
  auto RoundsOf = [&](const std::vector<std::uint32_t> &Own)
      -> std::optional<std::int64_t> {
    std::int64_t Out = 1;
    for (std::uint32_t L : Own) {
      const std::uint32_t Counted = Shape.Loops[L].Counted;
      const auto Each =
          Counted == None ? std::nullopt : roundsIn(T, F.Loops[Counted]);
      if (!Each || *Each > MaxRounds || Out > MaxRounds)
        return std::nullopt;
      Out *= *Each;
    }
    return Out;
  };
  // As many rounds as started the tasks, where these are not known to be more?
  auto MayBeAsMany = [&](const Loop &Ends, std::uint32_t Block) {
    const std::vector<std::uint32_t> Around = Shape.around(Block);
    if (Around.empty() || Shape.Loops[Around.front()].Counted == None)
      return true;
    if (const auto Own = OwnLoops(Block); Own.size() > 1) {
      const auto Starts = RoundsOf(Own), Waits = roundsIn(T, Ends);
      return !Starts || !Waits || *Starts == *Waits;
    }
    const Loop &Begins = F.Loops[Shape.Loops[Around.front()].Counted];
    if (Begins.Lo == None || Begins.Hi == None || Ends.Lo == None ||
        Ends.Hi == None)
      return true;
    auto IsKnown = [&](IntId X, IntId Y) {
      return T.integer(T.sub(resolveInt(X), resolveInt(Y))).Kind ==
             IntKind::Const;
    };
    return !IsKnown(Begins.Lo, Ends.Lo) || !IsKnown(Begins.Hi, Ends.Hi);
  };
  auto SameBounds = [&](std::uint32_t Other) {
    const Loop &L = F.Loops[Other];
    return L.Lo == Joining.Lo && L.Hi == Joining.Hi && L.Step == Joining.Step;
  };
  // Is it started once in each round of a loop of the same length, or of loops
  // that have as many rounds together?
  auto OneForEach = [&](const LiveItem &Item) {
    const std::vector<std::uint32_t> Own = OwnLoops(Item.Block);
    return !Item.Several && !Own.empty() &&
           (Own.size() == 1
                ? Shape.Loops[Own.front()].Counted != None &&
                      SameBounds(Shape.Loops[Own.front()].Counted)
                : RoundsOf(Own) && RoundsOf(Own) == roundsIn(T, Joining));
  };
  auto Reaches = [&](std::int64_t Number) {
    const IntNode Lo = T.integer(Joining.Lo), Hi = T.integer(Joining.Hi);
    return Lo.Kind == IntKind::Const && Hi.Kind == IntKind::Const &&
           Lo.Value <= Number && Number < Hi.Value;
  };
  for (auto It = S.begin(); It != S.end();) {
    std::set<PlaceId> &Where = It->second.Where;
    for (auto P = Where.begin(); P != Where.end();) {
      bool Over = false;
      if (*P != None) {
        const PlaceId Element = elementOf(*P);
        const PlaceNode X = T.place(Element);
        if (X.Parent == N.Parent && ofEach(*P) != Each) {
          // Another part of the elements.
        } else if (isSomewhereIn(T, Element, N.Parent)) {
          // As many as are waited for: one in each round of a loop of the same
          // length, and no others.
          const bool Alone =
              llvm::count_if(S, [&](const auto &Other) {
                return llvm::any_of(Other.second.Where, [&](PlaceId Q) {
                  return Q != None && isSomewhereIn(T, elementOf(Q), N.Parent);
                });
              }) <= 1;
          // What callers have put there is in no list.
          const bool Known =
              Alone && T.place(rootOf(N.Parent)).Kind == PlaceKind::Local;
          Over = All || (Known && OneForEach(Items[It->first]));
          It->second.Doubtful |= !Over && !Known;
        } else if (X.Parent == N.Parent && hasIndex(X)) {
          const IntNode At = T.integer(X.Arg);
          Over = All || (At.Kind == IntKind::LoopVar && At.A < F.Loops.size() &&
                         SameBounds(At.A));
          if (At.Kind == IntKind::Const)
            Over |= Reaches(At.Value);
        } else if (*P == N.Parent && N.Kind == PlaceKind::Offset) {
          Over = Reaches(0);
        }
        It->second.Doubtful |= Over && It->second.Remade.count(*P);
        Over &= !It->second.Remade.count(*P);
        It->second.Doubtful |= !Over && X.Parent == N.Parent &&
                               MayBeAsMany(Joining, Items[It->first].Block);
      }
      It->second.Doubtful |= Over && It->second.Perhaps.count(*P);
      P = Over ? Where.erase(P) : std::next(P);
    }
    It = Where.empty() ? S.erase(It) : std::next(It);
  }
}

/// Has a handle that may be \p Handle been given up, by detaching it or by
/// moving it on? Then that it stands for nothing does not say that its task is
/// over.
bool Context::isGivenUp(PlaceId Handle) {
  const Places Tested = resolve(Handle);
  auto LeadsTo = [&](PlaceId P, PlaceId H) {
    return rebase(H, P, P, true) != None && rebase(H, P, P, false) == None;
  };
  auto IsMeant = [&](PlaceId P) {
    return llvm::any_of(Tested, [&](PlaceId H) {
      return rootOf(P) == rootOf(H) && !LeadsTo(P, H) && mayOverlap(P, H) &&
             T.place(P).Kind != PlaceKind::Structure;
    });
  };
  for (std::uint32_t B : Shape.Order)
    for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I) {
      const Event &Ev = F.Blocks[B].Events[I];
      if (const auto *S = std::get_if<Store>(&Ev);
          S && S->Value != None && T.value(S->Value).Kind == ValueKind::Load &&
          llvm::any_of(Places(resolve(T.value(S->Value).A)), IsMeant))
        return true;
      // Where a variable is declared there is nothing in it yet, but for the
      // task that it may be declared with.
      const auto *A = std::get_if<Access>(&Ev);
      const auto First = A ? Mentions.find(A->Place) : Mentions.end();
      if (A && A->Kind == AccessKind::Write &&
          A->Nature == AccessNature::Plain && !isFollowed(F, B, I) &&
          !(T.place(A->Place).Kind == PlaceKind::Local &&
            First != Mentions.end() && First->second == Spot{B, I} &&
            llvm::none_of(Items,
                          [&](const LiveItem &Item) {
                            return llvm::is_contained(Item.Handles, A->Place);
                          })) &&
          llvm::any_of(Places(resolve(A->Place)), IsMeant))
        return true;
    }
  return false;
}

/// The test that tells on the edge from \p Block to \p Next that tasks are
/// over.
const Join *Context::endedOn(std::uint32_t Block, std::uint32_t Next) {
  const aether::analysis::Block &B = F.Blocks[Block];
  if (B.Branch.Kind != Condition::Kind::Running || B.Successors.size() != 2 ||
      B.Successors[0] == B.Successors[1] ||
      B.Successors[B.Branch.Negated ? 0 : 1] != Next ||
      B.Branch.Lhs >= B.Events.size())
    return nullptr;
  const Join *Test = std::get_if<Join>(&B.Events[B.Branch.Lhs]);
  return Test && (testsStart(F, Block, B.Branch.Lhs) ||
                  !isGivenUp(Test->Handle))
             ? Test
             : nullptr;
}
