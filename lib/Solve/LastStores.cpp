//===- LastStores.cpp - Is a store the last before tasks look? ------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a cell was given is what tasks find there, if nothing else is put there
// before they look, nor while they run.
//
//===----------------------------------------------------------------------===//

#include "Context.h"
#include "Paths.h"
#include "WrittenHandles.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// Where tasks look at what \p S has stored, or callers if there are no tasks.
std::set<Context::Spot> Context::lookedAt(const StoreEffect &S) const {
  std::set<Spot> Ends;
  for (std::uint32_t B = 0; B != F.Blocks.size(); ++B)
    for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I)
      if (std::holds_alternative<Parallel>(F.Blocks[B].Events[I]))
        Ends.insert({B, I});
  for (const auto &[Where, Started] : ItemsAt)
    Ends.insert(Where);
  if (Ends.empty())
    for (std::uint32_t B : Shape.Order)
      if (F.Blocks[B].isExit())
        Ends.insert({B, static_cast<std::uint32_t>(F.Blocks[B].Events.size())});
  // Who starts tasks in the same loop starts them for what is stored there.
  if (const auto Around = Shape.around(S.Block); !Around.empty()) {
    const NaturalLoop &L = Shape.Loops[Around.front()];
    auto Inside = [&](const Spot &End) { return L.Contains[End.first]; };
    if (llvm::any_of(Ends, Inside))
      std::erase_if(Ends, [&](const Spot &End) { return !Inside(End); });
  }
  return Ends;
}

/// Do the two lie in different elements of one array, by their numbers?
static bool areOtherElements(const Terms &T, PlaceId A, PlaceId B) {
  StepPairs Pair(T, A, B);
  for (; Pair.kind() == StepPairs::Kind::Same; Pair.next())
    if (const PlaceNode &X = Pair.a(), &Y = Pair.b();
        X.Kind == PlaceKind::Index && X.Arg != Y.Arg &&
        T.integer(X.Arg).Kind == IntKind::Const &&
        T.integer(Y.Arg).Kind == IntKind::Const)
      return true;
  return false;
}

/// Where \p Cell, or something that it is a part of, is written; nothing if a
/// task does so, which may be at any time. \p Beside: but for writes of the
/// cell itself. The object's end puts nothing there that anybody may look at.
std::optional<std::set<Context::Spot>> Context::writesOf(PlaceId Cell,
                                                         bool Beside) {
  std::set<std::uint32_t> Other;
  auto Meets = [&](PlaceId Place) {
    return rootOf(Place) == rootOf(Cell) && !isOtherMember(Place, Cell) &&
           !areOtherElements(T, Place, Cell) && mayOverlap(Place, Cell);
  };
  const PlaceNode Of = T.place(Cell);
  auto ByElement = [&](PlaceId Place) {
    const PlaceNode N = T.place(Place);
    bool Known = true;
    return (N.Kind != PlaceKind::Field || Of.Kind != PlaceKind::Field ||
            N.Arg == Of.Arg) &&
           llvm::any_of(byElements(Place, Known), Meets);
  };
  for (std::uint32_t N = 0; N != E.All.size(); ++N)
    if (const AccessEffect &A = E.All[N];
        isWrite(A.Kind) && A.Nature != AccessNature::Released &&
        !(Beside && A.Place == Cell) &&
        (hasDeref(A.Place) ? ByElement(A.Place) : Meets(A.Place)))
      Other.insert(N);
  std::set<Spot> Out;
  for (const auto &[Where, Numbers] : AccessesAt)
    for (std::uint32_t N : Numbers)
      if (Other.erase(N))
        Out.insert(Where);
  if (!Other.empty())
    return std::nullopt;
  return Out;
}

/// Does the wait at \p Event find nothing to wait for? A handle was moved out
/// of a temporary, or is put into a variable that has none.
static bool findsNothing(const FunctionSummary &F,
                         const std::vector<Event> &Events, std::size_t Event) {
  const PlaceId Handle = std::get<Join>(Events[Event]).Handle;
  if (Handle == None)
    return false;
  const PlaceNode N = F.T.place(Handle);
  if (N.Kind == PlaceKind::Local && N.Arg < F.Locals.size() &&
      F.Locals[N.Arg].Name == 0)
    return true;
  constexpr std::size_t Steps = 4; // of one assignment
  for (std::size_t I = Event + 1; I < Events.size() && I - Event <= Steps; ++I)
    if (const auto *Put = std::get_if<Store>(&Events[I]);
        Put && Put->To == Handle)
      return true;
  return false;
}

/// Where \p F waits for tasks.
static std::set<Context::Spot> waitsIn(const FunctionSummary &F,
                                       const Flow &Shape) {
  std::set<Context::Spot> Waits;
  for (std::uint32_t B = 0; B != F.Blocks.size(); ++B)
    for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I) {
      if (!std::holds_alternative<Join>(F.Blocks[B].Events[I]) ||
          testsStart(F, B, I) || findsNothing(F, F.Blocks[B].Events, I))
        continue;
      Waits.insert({B, I});
      // A loop that waits does so if there is anything to wait for.
      for (std::uint32_t L : Shape.around(B))
        Waits.insert({Shape.Loops[L].Header, 0});
    }
  return Waits;
}

/// May \p L be run again while tasks run that it has started?
static bool isRunAgain(const FunctionSummary &F, const Flow &Shape,
                       const NaturalLoop &L) {
  const std::set<Context::Spot> Waits = waitsIn(F, Shape);
  std::vector<std::uint32_t> Work;
  std::set<std::uint32_t> Seen;
  auto Follow = [&](std::uint32_t B) {
    for (std::uint32_t Next : F.Blocks[B].Successors)
      if (Seen.insert(Next).second)
        Work.push_back(Next);
  };
  for (std::uint32_t B = 0; B != F.Blocks.size(); ++B)
    if (L.Contains[B])
      for (std::uint32_t Next : F.Blocks[B].Successors)
        if (!L.Contains[Next] && Seen.insert(Next).second)
          Work.push_back(Next);
  while (!Work.empty()) {
    const std::uint32_t B = Work.back();
    Work.pop_back();
    if (L.Contains[B])
      return true;
    auto Wait = Waits.lower_bound({B, 0});
    if (Wait == Waits.end() || Wait->first != B)
      Follow(B);
  }
  return false;
}

/// Does one of \p Others come when a task that was started after \p Here may
/// still run? It then looks at either.
bool Context::changesBesideTasks(const Spot &Here,
                                 const std::set<Spot> &Others) const {
  const std::set<Spot> Waits = waitsIn(F, Shape);
  std::set<Spot> Starts;
  for (std::uint32_t B = 0; B != F.Blocks.size(); ++B)
    for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I)
      if (const auto *P = std::get_if<Parallel>(&F.Blocks[B].Events[I]);
          P && !F.Parallels[P->Index].Blocking)
        Starts.insert({B, I});
  for (const auto &[Where, Started] : ItemsAt)
    Starts.insert(Where);
  return llvm::any_of(Starts, [&](const Spot &Start) {
    return reaches(Here, Start, {}) &&
           llvm::any_of(Others, [&](const Spot &Other) {
             return Other != Here && Other != Start &&
                    reaches(Start, Other, Waits);
           });
  });
}

/// Do tasks that are started at \p Start run on?
bool Context::livesOn(const Spot &Start) const {
  const std::vector<Event> &Events = F.Blocks[Start.first].Events;
  const auto *P = Start.second < Events.size()
                      ? std::get_if<Parallel>(&Events[Start.second])
                      : nullptr;
  return P ? !F.Parallels[P->Index].Blocking : ItemsAt.count(Start) != 0;
}

/// Is \p Cell, of a variable that tasks have the address of, set by \p S while
/// these may run? Then they find what a later round put there as well.
bool Context::isSetBesideTasks(PlaceId Cell, const StoreEffect &S) const {
  const PlaceId Object = rootOf(Cell);
  const PlaceNode Root = T.place(Object);
  if (S.Block == None || Root.Kind != PlaceKind::Local ||
      Root.Arg >= F.Locals.size() || E.Locals[Root.Arg].Strand != None ||
      !AddressTaken.count(Object) || !MentionBlocks.count(Object) ||
      isCopiedByTasks(Object))
    return false;
  // Behind the end of its scope it is another variable.
  std::set<Spot> Cut = waitsIn(F, Shape);
  if (auto Ends = ScopeEndBlocks.find(Object); Ends != ScopeEndBlocks.end())
    for (std::uint32_t B : Ends->second)
      for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I)
        if (const auto *End = std::get_if<ScopeEnd>(&F.Blocks[B].Events[I]);
            End && rootOf(End->Object) == Object)
          Cut.insert({B, I});
  const Spot Here{S.Block, S.Event};
  auto RunsOn = [&](const Spot &Start) {
    return Start != Here && livesOn(Start) && reaches(Start, Here, Cut);
  };
  for (std::uint32_t B = 0; B != F.Blocks.size(); ++B)
    for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I)
      if (std::holds_alternative<Parallel>(F.Blocks[B].Events[I]) &&
          RunsOn({B, I}))
        return true;
  return llvm::any_of(ItemsAt,
                      [&](const auto &Item) { return RunsOn(Item.first); });
}

/// Whatever \p Others put into \p Cell, a part of an object of this function's:
/// does \p S, a store into it, replace it before somebody looks?
bool Context::isLastStore(PlaceId Cell, const StoreEffect &S,
                          std::set<Spot> Others) {
  const Spot Here{S.Block, S.Event};
  const std::set<Spot> Ends = lookedAt(S);
  // Nobody finds the object before it is first spoken of; a task's own copy is
  // made where the task starts.
  const PlaceId Object = rootOf(Cell);
  Spot Begin{0, 0};
  if (T.place(Object).Kind == PlaceKind::Global) {
    // It was there before.
  } else if (auto First = Mentions.find(Object); First == Mentions.end()) {
    if (T.place(Object).Kind == PlaceKind::Local && !S.Imported &&
        Ends.count(Here) && E.Locals[T.place(Object).Arg].Strand != None)
      Begin = Here;
  } else if (llvm::all_of(MentionBlocks[Object], [&](std::uint32_t B) {
               return Shape.dominates(First->second.first, B);
             })) {
    Begin = {First->second.first, First->second.second};
    if (Begin != Here && Ends.count(Begin))
      return false;
  }
  // In the next round it is another element, or an object that is made anew.
  std::set<std::uint32_t> Named;
  collectLoops(T, Cell, Named);
  collectLoops(T, S.To, Named);
  // A variable that is spoken of in a loop only may be declared before it. (If
  // nobody has its address, tasks look at copies.)
  const PlaceNode Root = T.place(Object);
  const bool IsVariable =
      Root.Kind == PlaceKind::Local && !E.Locals[Root.Arg].Heap &&
      E.Locals[Root.Arg].Name != 0 && E.Locals[Root.Arg].Strand == None &&
      AddressTaken.count(Object) != 0;
  auto IsNew = [&](std::uint32_t N) {
    return !IsVariable && isMadeIn(N, Cell);
  };
  bool Inner = false;
  std::set<Spot> Beside = Others;
  for (std::uint32_t N : Shape.around(S.Block)) {
    const NaturalLoop &L = Shape.Loops[N];
    Inner |= Named.count(L.Counted) || IsNew(N);
    if (!Named.count(L.Counted) && !IsNew(N)) {
      // The store itself comes again.
      const std::set<Spot> Waits = waitsIn(F, Shape);
      if (IsVariable && !Inner && llvm::any_of(Ends, [&](const Spot &Start) {
            return Start != Here && L.Contains[Start.first] && livesOn(Start) &&
                   reaches(Start, Here, Waits);
          }))
        return false;
      continue;
    }
    // Around it all elements are stored once more.
    const bool Again =
        llvm::any_of(Shape.around(S.Block), [&](std::uint32_t Outer) {
          return Outer != N && Shape.Loops[Outer].Contains[L.Header] &&
                 !Named.count(Shape.Loops[Outer].Counted) && !IsNew(Outer);
        });
    if (Again && isRunAgain(F, Shape, L) &&
        llvm::any_of(Ends, [&](const Spot &Start) {
          return L.Contains[Start.first] && livesOn(Start);
        }))
      return false;
    std::erase_if(Beside, [&](const Spot &Other) {
      return L.Contains[Other.first] &&
             llvm::none_of(Ends, [&](const Spot &Start) {
               return L.Contains[Start.first] &&
                      (Start.first == Other.first
                           ? Start < Other
                           : Shape.reachesForward(Start.first, Other.first));
             });
    });
  }
  const bool IsTasksOwn = T.place(Object).Kind == PlaceKind::Local &&
                          E.Locals[T.place(Object).Arg].Strand != None;
  if (!IsTasksOwn && changesBesideTasks(Here, Beside))
    return false;
  Others.insert(Begin);
  return llvm::none_of(Others, [&](const Spot &From) {
    return llvm::any_of(Ends, [&](const Spot &To) {
      return From != Here && To != Here && reaches(From, To, {Here});
    });
  });
}
