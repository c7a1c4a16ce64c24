//===- Contents.cpp - What cells hold -------------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Flow-insensitive within the function, with one exception: a store that every
// run makes first of all (a constructor's initialiser) replaces what the cell
// held before.
//
//===----------------------------------------------------------------------===//

#include "Context.h"
#include "Paths.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

void Context::addStore(StoreEffect S) {
  if (S.To == None || S.Value == None)
    return;
  const ValueNode V = T.value(S.Value);
  if (V.Kind == ValueKind::Addr && !AllStores.empty() &&
      T.place(V.A).Kind == PlaceKind::Function) {
    StoreEffect &Object = AllStores.back();
    if (Object.To == S.To && Object.Pos == S.Pos && Object.Block == S.Block &&
        T.value(Object.Value).Kind == ValueKind::Load) {
      Object.Named = true;
      const bool Once =
          !S.InLoop && S.Block != None && Shape.around(S.Block).empty();
      S.Closure = Once ? T.value(Object.Value).A : None;
    }
  }
  AllStores.push_back(S);
}

/// \p To is reached by a pointer in some element of an array, nobody knows
/// which, and so keeps its name: the same part of all objects that such
/// pointers lead to. \p All: nothing is known that leads elsewhere.
Places Context::byElements(PlaceId To, bool &All) {
  constexpr std::size_t Most = 16;
  Places Out, Ways{To};
  for (std::size_t Way = 0; Way < Ways.size(); ++Way) {
    const PlaceId Whole = Ways[Way];
    PlaceId Last = None;
    for (PlaceId P = Whole; P != None && Last == None; P = T.place(P).Parent)
      if (T.place(P).Kind == PlaceKind::Deref)
        Last = P;
    if (Last == None)
      continue;
    const Content Held = contents(T.place(Last).Parent);
    // What a caller hands in is seen there.
    const PlaceKind From = T.place(rootOf(Whole)).Kind;
    All &= !Held.Values.empty() || From == PlaceKind::Param ||
           From == PlaceKind::This;
    for (ValueId V : Held.Values) {
      const ValueNode N = T.value(V);
      if (N.Kind != ValueKind::Addr && N.Kind != ValueKind::Load) {
        All &= N.Kind == ValueKind::Int;
        continue;
      }
      for (PlaceId Q :
           Places(resolve(N.Kind == ValueKind::Addr ? N.A : T.deref(N.A)))) {
        const PlaceId Part = T.place(rootOf(Q)).Kind == PlaceKind::Unknown
                                 ? None
                                 : rebase(Whole, Last, Q, true);
        // It may stand in another array.
        Places &Into = Part != None && hasDeref(Q) ? Ways : Out;
        All &= Part != None && Ways.size() < Most;
        if (Part != None && !llvm::is_contained(Into, Part) &&
            Ways.size() < Most)
          Into.push_back(Part);
      }
    }
  }
  return Out;
}

/// May \p S, which is made by a pointer that leads nobody knows where, put
/// something into \p Cell? Into a member of that name, if somebody was told
/// where the object is.
bool Context::mayReach(const StoreEffect &S, PlaceId Cell) const {
  const PlaceNode To = T.place(S.To), Of = T.place(Cell);
  const PlaceId Root = rootOf(Cell);
  const PlaceKind Kind = T.place(Root).Kind;
  return To.Kind == PlaceKind::Field && Of.Kind == PlaceKind::Field &&
         To.Arg == Of.Arg &&
         (Kind == PlaceKind::Global || Kind == PlaceKind::Alloc ||
          (Kind == PlaceKind::Local &&
           (AddressTaken.count(Root) || Exposed.count(Root))));
}

/// Sorts the stores by the roots that they reach. A store through a pointer
/// reaches what the stores known so far say, so this goes round a few times.
void Context::indexStores() {
  std::size_t Last = ~std::size_t(0);
  StoresByRoot.clear();
  for (unsigned Round = 0; Round != 4; ++Round) {
    forgetResolved();
    WildStores.clear();
    std::map<PlaceId, std::vector<IndexedStore>> Next;
    std::size_t Count = 0;
    for (std::uint32_t I = 0; I != AllStores.size(); ++I) {
      if (Round == 0 && hasDeref(AllStores[I].To))
        continue;
      const Places To = resolve(AllStores[I].To);
      for (PlaceId P : To) {
        Next[rootOf(P)].push_back({P, I, To.size() > 1});
        ++Count;
        bool Known = T.place(rootOf(P)).Kind != PlaceKind::Unknown;
        for (PlaceId Q : byElements(P, Known)) {
          Next[rootOf(Q)].push_back({Q, I, /*Weak=*/true});
          ++Count;
        }
        if (!Known)
          WildStores.push_back(I);
      }
    }
    const bool Same = Count == Last && Round > 1;
    Last = Count;
    StoresByRoot = std::move(Next);
    if (Same)
      break;
  }
  forgetResolved();
}

void Context::forgetResolved() {
  Resolved.clear();
  ResolvedPlaces.clear();
  ResolvedInts.clear();
}

bool Context::initialKilled(PlaceId Cell, const StoreEffect &S) {
  if (!S.Must)
    return false;
  // Used before the store, the cell still had what the caller put there.
  if (S.Block != 0)
    return false;
  bool Early = false;
  const PlaceId Pointee = T.deref(Cell);
  auto Check = [&](PlaceId P) {
    for (; P != None && !Early; P = T.place(P).Parent)
      Early |= P == Pointee;
  };
  auto OnValue = [&](ValueId V) {
    if (V == None || Early)
      return;
    const ValueNode &N = T.value(V);
    if (N.Kind == ValueKind::Load)
      Early |= N.A == Cell;
    if (N.Kind == ValueKind::Load || N.Kind == ValueKind::Addr)
      Check(N.A);
  };
  for (std::uint32_t I = 0; I < S.Event && I < F.Blocks[0].Events.size(); ++I)
    forEachTerm(F.Blocks[0].Events[I], Check, OnValue);
  return !Early;
}

/// Does the store put something into \p Cell, or into an object of which it is
/// a part?
Context::StoreMatch Context::match(const IndexedStore &S, PlaceId Cell) const {
  StoreMatch Out;
  Out.Weak = S.Weak;
  StepPairs Pair(T, S.To, Cell);
  for (; Pair.kind() != StepPairs::Kind::End; Pair.next())
    switch (Pair.kind()) {
    case StepPairs::Kind::Same: {
      const PlaceNode &X = Pair.a(), &Y = Pair.b();
      if (X.Kind == PlaceKind::Elements || X.Arg != Y.Arg)
        Out.Weak = true;
      Out.Apart |= X.Kind == PlaceKind::Index && X.Arg != Y.Arg &&
                   T.integer(X.Arg).Kind == IntKind::Const &&
                   T.integer(Y.Arg).Kind == IntKind::Const;
      break;
    }
    case StepPairs::Kind::Different:
      Out.Apart = true;
      return Out;
    default:
      Out.Weak = true;
      break;
    }
  Out.Apart |= !Pair.endsA();
  Out.Steps = Pair.stepsOfB();
  return Out;
}

/// May the call be made later than its place in the function says?
bool Context::isLate(const CallInstance &Call) const {
  if (Call.Strand == None)
    return false;
  const std::uint32_t G = E.Strands[Call.Strand].Group;
  return G == None || !E.Groups[G].Blocking;
}

/// Is there a way from behind \p From to \p To that passes no barrier?
bool Context::reaches(Spot From, Spot To,
                      const std::set<Spot> &Barriers) const {
  auto Blocked = [&](std::uint32_t Block, std::uint32_t First,
                     std::uint32_t Last) {
    auto It = Barriers.lower_bound({Block, First});
    return It != Barriers.end() && It->first == Block && It->second < Last;
  };
  if (From.first == To.first && From.second < To.second &&
      !Blocked(From.first, From.second + 1, To.second))
    return true;
  if (Blocked(From.first, From.second + 1, None))
    return false;
  std::set<std::uint32_t> Seen;
  std::vector<std::uint32_t> Work = F.Blocks[From.first].Successors;
  while (!Work.empty()) {
    const std::uint32_t B = Work.back();
    Work.pop_back();
    if (!Seen.insert(B).second)
      continue;
    if (B == To.first && !Blocked(B, 0, To.second))
      return true;
    if (Blocked(B, 0, None))
      continue;
    Work.insert(Work.end(), F.Blocks[B].Successors.begin(),
                F.Blocks[B].Successors.end());
  }
  return false;
}

Context::Content Context::contents(PlaceId Cell, const CallInstance *At) {
  Content Out;
  const PlaceId Root = rootOf(Cell);
  const PlaceKind Kind = T.place(Root).Kind;
  const bool Local = Kind == PlaceKind::Local || Kind == PlaceKind::Alloc ||
                     Kind == PlaceKind::Result;
  bool Killed = false;
  const Path CellPath = pathOf(T, Cell);

  auto It = StoresByRoot.find(Root);
  const std::vector<IndexedStore> Stores =
      It == StoresByRoot.end() ? std::vector<IndexedStore>() : It->second;

  // Where the whole cell gets another value for certain.
  std::set<Spot> Over;
  const bool One =
      Kind != PlaceKind::Alloc && Kind != PlaceKind::Unknown &&
      (Kind != PlaceKind::Local || T.place(Root).Arg < F.Locals.size());
  if (At && One)
    for (const IndexedStore &S : Stores) {
      const StoreEffect &Store = AllStores[S.Store];
      if (Store.Imported || Store.Late || Store.Block == None)
        continue;
      if (const StoreMatch M = match(S, Cell); !M.Apart && !M.Weak)
        Over.insert({Store.Block, Store.Event});
    }
  auto Gone = [&](const StoreEffect &Store) {
    if (Over.empty() || Store.Late || Store.Block == None)
      return false;
    const Spot Here{Store.Block, Store.Event}, There{At->Block, At->Event};
    if (Here == There)
      return false;
    std::set<Spot> Others = Over;
    Others.erase(Here);
    // The function that belongs to an object does not replace it.
    if (Store.Named)
      Others.erase({Store.Block, Store.Event + 1});
    if (reaches(Here, There, Others))
      return false;
    return !isLate(*At) || !reaches(There, Here, {});
  };
  for (const IndexedStore &S : Stores) {
    const StoreMatch M = match(S, Cell);
    if (M.Apart || Gone(AllStores[S.Store]))
      continue;
    const bool Weak = M.Weak;
    const std::size_t B = M.Steps;
    const StoreEffect Store = AllStores[S.Store];
    // What is left of the cell's path is a part of the object stored.
    const bool Exact = B == CellPath.size();
    PlaceId Base = B == 0 ? Root : CellPath[B - 1];
    llvm::SmallVector<ValueId, 4> Values;
    if (T.value(Store.Value).Kind == ValueKind::Choice) {
      const auto &Options = T.choice(T.value(Store.Value));
      Values.append(Options.begin(), Options.end());
    } else {
      Values.push_back(Store.Value);
    }
    bool Through = false;
    for (ValueId V : Values) {
      const ValueNode N = T.value(V);
      if (Exact) {
        std::vector<ValueId> Held;
        if (isCapture(Store, N))
          Held = heldAt(N.A, {Store.Block, Store.Event}, Store.Pos);
        if (At && Store.Named)
          Through = true;
        else if (!Held.empty())
          Out.Values.append(Held.begin(), Held.end());
        else
          Out.Values.push_back(V);
        if (Store.Closure != None)
          Out.Closures[V].insert(Store.Closure);
        continue;
      }
      if (N.Kind != ValueKind::Load) {
        // A pointer put into an object has no parts to speak of.
        if (N.Kind == ValueKind::Unknown)
          Out.Values.push_back(V);
        else
          Through = true;
        continue;
      }
      if (rootOf(N.A) == Root && depth(N.A) > 16)
        continue;
      const PlaceId Part = rebase(Cell, Base, N.A, false);
      if (Part == None)
        Through = true;
      else if (Part != Cell)
        Out.Values.push_back(T.load(Part));
    }
    if (Through && Out.Values.empty())
      continue;
    Out.Stores = true;
    Out.Weak |= Weak;
    if (!Weak && !Killed)
      Killed = initialKilled(Cell, Store);
  }
  if (Out.Stores)
    for (std::uint32_t N : WildStores)
      if (const StoreEffect &Store = AllStores[N]; mayReach(Store, Cell)) {
        Out.Values.push_back(Store.Value);
        Out.Weak = true;
      }
  if (Out.Stores && isSetUnseen(Cell, At, Over)) {
    Out.Values.push_back(
        T.unknown(W.str("`" + describe(Cell) +
                        "` may be set by a function whose body "
                        "was not seen")));
    Out.Weak = true;
  }
  llvm::sort(Out.Values);
  Out.Values.erase(std::unique(Out.Values.begin(), Out.Values.end()),
                   Out.Values.end());
  // What a constant table holds was told where it is used.
  const bool Told = Kind == PlaceKind::Global && !hasDeref(Cell) &&
                    W.P.Globals[T.place(Root).Arg].Constant;
  // What begins at zero leads nowhere before it is stored to.
  const bool Null = Kind == PlaceKind::Global && !hasDeref(Cell) &&
                    W.P.isMain(Fn) &&
                    W.P.Globals[T.place(Root).Arg].StartsAtZero;
  Out.Initial =
      !Out.Stores || ((!Local || hasDeref(Cell)) && !Killed && !Told && !Null);
  // Overwritten on every way from the beginning.
  if (Out.Stores && Out.Initial && !Over.empty() && !isLate(*At) &&
      Over.count({0, 0}) == 0)
    Out.Initial = reaches({0, 0}, {At->Block, At->Event}, Over);
  return Out;
}

std::optional<std::pair<PlaceId, PlaceId>>
Context::copiedMember(PlaceId Cell, PlaceId To, ValueNode V) {
  const unsigned Depth = depth(To);
  PlaceId Whole = Cell;
  while (depth(Whole) > Depth) {
    if (T.place(Whole).Kind != PlaceKind::Field)
      return std::nullopt;
    Whole = T.place(Whole).Parent;
  }
  if (Whole == Cell || depth(Whole) != Depth || V.Kind != ValueKind::Load)
    return std::nullopt;
  const PlaceId Member = rebase(Cell, Whole, To, false);
  const PlaceId From = rebase(Cell, Whole, V.A, false);
  if (Member == None || From == None)
    return std::nullopt;
  return std::pair(From, Member);
}

/// Does the function that makes \p Root keep it anywhere but in what it
/// returns? It may return the same one when it is called again.
bool Context::isKeptByMaker(PlaceId Root) {
  const auto By = MadeBy.find(Root);
  // A variable of the function's own ends with it.
  auto IsOwn = [&](PlaceId P) {
    const PlaceNode N = T.place(rootOf(P));
    return N.Kind == PlaceKind::Local && E.Locals[N.Arg].Callee &&
           !E.Locals[N.Arg].Heap && !hasDeref(P);
  };
  return By != MadeBy.end() &&
         llvm::any_of(AllStores, [&](const StoreEffect &S) {
           if (!S.Imported || Spot(S.Block, S.Event) != By->second)
             return false;
           const bool Ends = IsOwn(S.To) ||
                             (T.place(rootOf(S.To)).Kind == PlaceKind::Result &&
                              !hasDeref(S.To));
           std::vector<ValueId> Options{S.Value};
           if (T.value(S.Value).Kind == ValueKind::Choice)
             Options = T.choice(T.value(S.Value));
           return !Ends && llvm::any_of(Options, [&](ValueId V) {
             const ValueNode N = T.value(V);
             if (N.Kind == ValueKind::Unknown)
               return true;
             // What was found elsewhere was put there, too.
             if (N.Kind != ValueKind::Addr &&
                 (N.Kind != ValueKind::Load || !IsOwn(N.A)))
               return false;
             const PlaceId To = N.Kind == ValueKind::Addr ? N.A : T.deref(N.A);
             return llvm::any_of(Places(resolve(To)),
                                 [&](PlaceId P) { return rootOf(P) == Root; });
           });
         });
}

/// Is \p V, used at \p Here, the address of the object \p Root that was made in
/// the same round of the same loops? A variable may still hold that of an
/// earlier round, unless it gets another one in each.
bool Context::isMadeBefore(PlaceId Root, ValueId V, Spot Here, unsigned Depth) {
  constexpr unsigned MaxVariables = 4;
  auto InThisRound = [&](Spot At) {
    return Shape.around(At.first) == Shape.around(Here.first) &&
           Shape.dominates(At.first, Here.first);
  };
  auto IsBefore = [&](Spot At) {
    return InThisRound(At) && (At.first != Here.first || At < Here);
  };
  const ValueNode N = T.value(V);
  if (N.Kind == ValueKind::Addr) {
    const std::optional<Spot> Made = madeAt(Root);
    return Made && InThisRound(*Made);
  }
  if (N.Kind == ValueKind::Choice) // That, or a null pointer.
    return llvm::all_of(std::vector<ValueId>(T.choice(N)), [&](ValueId Option) {
      return T.value(Option).Kind == ValueKind::Int ||
             isMadeBefore(Root, Option, Here, Depth);
    });
  if (N.Kind != ValueKind::Load || Depth == MaxVariables)
    return false;
  // Returned by the call that has made it.
  if (auto By = MadeBy.find(Root); By != MadeBy.end())
    for (const CallInstance &Call : Calls)
      if (Call.Result == N.A && Spot(Call.Block, Call.Event) == By->second)
        return InThisRound(By->second) && !isKeptByMaker(Root);
  const Places Cells = resolve(N.A);
  const StoreEffect *Only = nullptr;
  ValueId Stored = None;
  bool Emptied = false; // In this round: then it holds a new one or none.
  for (PlaceId Cell : Cells)
    for (const auto &[To, Number] : storesTo(Cell)) {
      const StoreEffect &S = AllStores[Number];
      const auto Member = copiedMember(Cell, To, T.value(S.Value));
      const bool Own =
          (To == Cell || Member) && !S.Imported && !S.Late && S.Block != None;
      if (T.value(S.Value).Kind == ValueKind::Int) {
        Emptied |= Own && IsBefore({S.Block, S.Event});
        continue;
      }
      if (Only || Cells.size() != 1 || !Own)
        return false;
      Only = &S;
      Stored = Member ? T.load(Member->first) : S.Value;
    }
  if (!Only)
    return false;
  const Spot At{Only->Block, Only->Event};
  const bool New = Emptied ? Shape.around(At.first) == Shape.around(Here.first)
                           : IsBefore(At);
  return New && isMadeBefore(Root, Stored, At, Depth + 1);
}

/// Made in the same round of the same loops as it is stored, and stored as it
/// is.
bool Context::storesFresh(const StoreEffect &S, ValueId Value) {
  if (S.Imported)
    return S.Fresh && Value == S.Value;
  for (PlaceId P : Places(resolve(S.To)))
    if (!fillsOne(S, resolveIndices(P)))
      return false;
  const ValueNode V = T.value(Value);
  if (V.Kind != ValueKind::Addr && V.Kind != ValueKind::Load)
    return false;
  const Places To = resolve(V.Kind == ValueKind::Addr ? V.A : T.deref(V.A));
  if (To.size() != 1)
    return false;
  const PlaceId Root = To.front();
  const PlaceNode N = T.place(Root);
  const bool Heap = N.Kind == PlaceKind::Alloc ||
                    (N.Kind == PlaceKind::Local && E.Locals[N.Arg].Heap);
  if (!Heap || S.Block == None)
    return false;
  if (Mentions.count(Root) != 0)
    return isMadeBefore(Root, Value, {S.Block, S.Event}, 0);
  // Made by a callee: new whenever that is called. A cell between keeps what
  // was made when it was last called.
  if (V.Kind == ValueKind::Addr || Shape.around(S.Block).empty())
    return true;
  return !isKeptByMaker(Root) &&
         llvm::any_of(Calls, [&](const CallInstance &Call) {
           return Call.Result == V.A &&
                  Shape.around(Call.Block) == Shape.around(S.Block);
         });
}

std::vector<std::pair<PlaceId, std::uint32_t>> Context::storesTo(PlaceId Cell) {
  std::vector<std::pair<PlaceId, std::uint32_t>> Out;
  if (auto It = StoresByRoot.find(rootOf(Cell)); It != StoresByRoot.end())
    for (const IndexedStore &S : It->second)
      if (!match(S, Cell).Apart)
        Out.emplace_back(S.To, S.Store);
  return Out;
}

bool Context::fillsOne(const StoreEffect &S, PlaceId To) const {
  for (PlaceId P = To; P != None; P = T.place(P).Parent)
    if (T.place(P).Kind == PlaceKind::Elements)
      return false;
  // A variable that is none of a loop around it counts the cells.
  std::set<std::uint32_t> Loops;
  collectLoops(T, To, Loops);
  if (!S.Imported && S.Block != None)
    for (std::uint32_t L : Shape.around(S.Block))
      Loops.erase(Shape.Loops[L].Counted);
  return Loops.empty();
}

bool Context::isBlank(PlaceId Cell) const {
  const PlaceNode Root = T.place(rootOf(Cell));
  return Root.Kind == PlaceKind::Local && Root.Arg < F.Locals.size() &&
         !F.Locals[Root.Arg].IsParam && !hasDeref(Cell) &&
         Filled.count(rootOf(Cell)) == 0;
}
