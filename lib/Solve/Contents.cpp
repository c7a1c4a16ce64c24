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

/// Sorts the stores by the roots that they reach. A store through a pointer
/// reaches what the stores known so far say, so this goes round a few times.
void Context::indexStores() {
  std::size_t Last = ~std::size_t(0);
  StoresByRoot.clear();
  for (unsigned Round = 0; Round != 4; ++Round) {
    forgetResolved();
    std::map<PlaceId, std::vector<IndexedStore>> Next;
    std::size_t Count = 0;
    for (std::uint32_t I = 0; I != AllStores.size(); ++I) {
      if (Round == 0 && hasDeref(AllStores[I].To))
        continue;
      const Places To = resolve(AllStores[I].To);
      for (PlaceId P : To) {
        Next[rootOf(P)].push_back({P, I, To.size() > 1});
        ++Count;
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
        if (At && Store.Named)
          Through = true;
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
  llvm::sort(Out.Values);
  Out.Values.erase(std::unique(Out.Values.begin(), Out.Values.end()),
                   Out.Values.end());
  Out.Initial = !Out.Stores || ((!Local || hasDeref(Cell)) && !Killed);
  // Overwritten on every way from the beginning.
  if (Out.Stores && Out.Initial && !Over.empty() && !isLate(*At) &&
      Over.count({0, 0}) == 0)
    Out.Initial = reaches({0, 0}, {At->Block, At->Event}, Over);
  return Out;
}

<<<<<<< HEAD
//===----------------------------------------------------------------------===//
// Pointers
//===----------------------------------------------------------------------===//

const Places &Context::resolve(PlaceId P) {
  if (auto It = Resolved.find(P); It != Resolved.end())
    return *It->second;
  Places Out;
  auto Add = [&](PlaceId Q) {
    if (depth(Q) > W.Options.MaxPlaceDepth)
      Q = unknownPlace("a path of more than " +
                       std::to_string(W.Options.MaxPlaceDepth) +
                       " steps was not followed");
    if (!llvm::is_contained(Out, Q))
      Out.push_back(Q);
  };
  const PlaceNode N = T.place(P);
  if (N.Parent == None) {
    Add(P);
  } else if (N.Kind != PlaceKind::Deref) {
    const Places Parents = resolve(N.Parent);
    for (PlaceId Q : Parents)
      Add(step(T, Q, N));
  } else {
    const Places Cells = resolve(N.Parent);
    for (PlaceId Cell : Cells) {
      // Elements differ, so one cannot say which of their contents it is.
      bool Element = false;
      for (PlaceId Q = Cell; Q != None; Q = T.place(Q).Parent) {
        const PlaceNode Step = T.place(Q);
        Element |= Step.Kind == PlaceKind::Elements ||
                   Step.Kind == PlaceKind::Offset ||
                   (Step.Kind == PlaceKind::Index &&
                    T.integer(Step.Arg).Kind != IntKind::Const);
      }
      if (Element || T.place(Cell).Kind == PlaceKind::Unknown) {
        Add(T.deref(Cell));
        continue;
      }
      if (!ResolvingCells.insert(Cell).second) {
        Add(unknownPlace("`" + describe(Cell) + "` is followed round a cycle"));
        continue;
      }
      const Content Held = contents(Cell);
      bool Moves = false;
      Places Targets;
      for (ValueId V : Held.Values) {
        const ValueNode Value = T.value(V);
        switch (Value.Kind) {
        case ValueKind::Addr: {
          // `p = p + n`: some element of what p pointed to before.
          PlaceId Base = Value.A;
          while (T.place(Base).Kind == PlaceKind::Offset)
            Base = T.place(Base).Parent;
          if (Base != Value.A && T.place(Base).Kind == PlaceKind::Deref &&
              T.place(Base).Parent == Cell) {
            Moves = true;
            break;
          }
          for (PlaceId Q : Places(resolve(Value.A)))
            Targets.push_back(Q);
          break;
        }
        case ValueKind::Load:
          for (PlaceId Q : Places(resolve(T.deref(Value.A))))
            Targets.push_back(Q);
          break;
        case ValueKind::Int:
          if (T.integer(Value.A).Kind != IntKind::Const)
            Targets.push_back(unknownPlace("an integer is used as a pointer"));
          break; // A null pointer leads nowhere.
        case ValueKind::Unknown:
          Targets.push_back(T.root(PlaceKind::Unknown, Value.A));
          break;
        default:
          Targets.push_back(
              unknownPlace("`" + describe(Cell) + "` is not a pointer"));
        }
      }
      if (Held.Initial || Targets.empty())
        Targets.push_back(T.deref(Cell));
      for (PlaceId Q : Targets)
        Add(Moves ? T.offset(Q, T.opaque(W.str("the pointer `" +
                                               describe(Cell) + "` moves")))
                  : Q);
      ResolvingCells.erase(Cell);
    }
  }
  if (Out.size() > MaxAlternatives) {
    Out.clear();
    Out.push_back(
        unknownPlace("`" + describe(P) + "` may be one of too many objects"));
  }
  // Inside a cycle the answer is that of this way in only.
  if (!ResolvingCells.empty()) {
    Transient = std::move(Out);
    return Transient;
  }
  ResolvedPlaces.push_back(std::move(Out));
  Resolved[P] = &ResolvedPlaces.back();
  return ResolvedPlaces.back();
}

//===----------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------===//

PlaceId Context::resolveIndices(PlaceId P) {
  const PlaceNode N = T.place(P);
  if (N.Parent == None)
    return P;
  const PlaceId Parent = resolveIndices(N.Parent);
  if (N.Kind == PlaceKind::Index)
    return T.index(Parent, resolveInt(N.Arg));
  if (N.Kind == PlaceKind::Offset)
    return T.offset(Parent, resolveInt(N.Arg));
  return step(T, Parent, N);
}

static bool hasOpaque(const Terms &T, IntId I) {
  const IntNode &N = T.integer(I);
  switch (N.Kind) {
  case IntKind::Opaque:
    return true;
  case IntKind::Add:
  case IntKind::Mul:
  case IntKind::Div:
  case IntKind::Mod:
  case IntKind::Min:
  case IntKind::Max:
    return hasOpaque(T, N.A) || hasOpaque(T, N.B);
  default:
    return false;
  }
}

/// Tickets in \p I, which \p Cell holds, are known by who drew them: a cell
/// that others may look into does not tell who that is.
bool Context::passesTickets(IntId I, PlaceId Cell) const {
  const IntNode &N = T.integer(I);
  switch (N.Kind) {
  case IntKind::Ticket: {
    const PlaceNode Root = T.place(rootOf(Cell));
    if (hasDeref(Cell))
      return false;
    auto It = E.Drawn.find(I);
    const std::uint32_t By = It == E.Drawn.end() ? None : It->second;
    if (Root.Kind == PlaceKind::Result)
      return By == None;
    return Root.Kind == PlaceKind::Local && E.Locals[Root.Arg].Strand == By;
  }
  case IntKind::Add:
  case IntKind::Mul:
  case IntKind::Div:
  case IntKind::Mod:
  case IntKind::Min:
  case IntKind::Max:
    return passesTickets(N.A, Cell) && passesTickets(N.B, Cell);
  default:
    return true;
  }
}

/// A cell's value may stand for the cell only if nothing else changes it.
IntId Context::resolveInt(IntId I) {
  if (I == None)
    return I;
  if (auto It = ResolvedInts.find(I); It != ResolvedInts.end())
    return It->second;
  const IntNode N = T.integer(I);
  IntId Out = I;
  switch (N.Kind) {
  case IntKind::Add:
    Out = T.add(resolveInt(N.A), resolveInt(N.B));
    break;
  case IntKind::Mul:
    Out = T.mul(resolveInt(N.A), resolveInt(N.B));
    break;
  case IntKind::Div:
  case IntKind::Mod:
  case IntKind::Min:
  case IntKind::Max:
    Out = T.binary(N.Kind, resolveInt(N.A), resolveInt(N.B));
    break;
  case IntKind::Cell: {
    if (!CountedWrites) {
      CountedWrites = true;
      for (const AccessEffect &A : E.All)
        if (isWrite(A.Kind))
          ++WriteCount[A.Place];
    }
    const Places Cells = resolve(N.A);
    if (Cells.size() != 1) {
      Out = T.opaque(W.str("the value of `" + describe(N.A) + "`"));
      break;
    }
    const PlaceId Cell = resolveIndices(Cells.front());
    Out = T.cell(Cell);
    if (!ResolvingInts.insert(Cell).second)
      break;
    const Content Held = contents(Cell);
    auto It = WriteCount.find(Cell);
    const unsigned Writes = It == WriteCount.end() ? 0 : It->second;
    if (Held.Stores && !Held.Initial && !Held.Weak && Held.Values.size() == 1 &&
        Writes <= 1) {
      const ValueNode V = T.value(Held.Values.front());
      if (V.Kind == ValueKind::Int)
        Out = resolveInt(V.A);
      else if (V.Kind == ValueKind::Load)
        Out = resolveInt(T.cell(V.A));
      // What is not understood is best known by where it is.
      if (hasOpaque(T, Out) || !passesTickets(Out, Cell))
        Out = T.cell(Cell);
    }
    ResolvingInts.erase(Cell);
    break;
  }
  case IntKind::Distance: {
    const Places To = resolve(N.A), From = resolve(N.B);
    Out = To.size() == 1 && From.size() == 1
              ? T.distance(resolveIndices(To.front()),
                           resolveIndices(From.front()))
              : T.opaque(W.str("the value of `" + describeInt(I) + "`"));
    break;
  }
  case IntKind::Ticket: {
    const Places Counters = resolve(N.A);
    auto Drawn = E.Drawn.find(I);
    const std::uint32_t By = Drawn == E.Drawn.end() ? None : Drawn->second;
    if (Counters.size() != 1)
      Out = T.opaque(W.str("the value of `" + describe(N.A) + "`"));
    else if (PlaceId Counter = resolveIndices(Counters.front()); Counter != N.A)
      Out = T.ticket(Counter, N.Value);
    if (By != None && T.integer(Out).Kind == IntKind::Ticket)
      E.Drawn[Out] = By;
    break;
  }
  default:
    break;
  }
  return ResolvedInts[I] = Out;
}

//===----------------------------------------------------------------------===//
// Forms
//===----------------------------------------------------------------------===//

bool Context::isPrivate(PlaceId P, std::uint32_t Strand) const {
  const PlaceId Root = rootOf(P);
  return T.place(Root).Kind == PlaceKind::Local &&
         E.Locals[T.place(Root).Arg].Strand == Strand && Strand != None;
}

bool Context::mayOverlap(PlaceId A, PlaceId B) {
  const PlaceId RootA = rootOf(A), RootB = rootOf(B);
  if (RootA != RootB) {
    auto Unknown = [&](PlaceId P, PlaceId Root) {
      return T.place(Root).Kind == PlaceKind::Unknown || hasDeref(P);
    };
    return Unknown(A, RootA) || Unknown(B, RootB);
  }
  llvm::SmallVector<PlaceNode, 8> X, Y;
  for (PlaceId P = A; T.place(P).Parent != None; P = T.place(P).Parent)
    X.push_back(T.place(P));
  for (PlaceId P = B; T.place(P).Parent != None; P = T.place(P).Parent)
    Y.push_back(T.place(P));
  std::reverse(X.begin(), X.end());
  std::reverse(Y.begin(), Y.end());
  for (std::size_t I = 0; I != std::min(X.size(), Y.size()); ++I) {
    const bool Members = X[I].Kind == PlaceKind::Field &&
                         Y[I].Kind == PlaceKind::Field && X[I].Arg != Y[I].Arg;
    auto Parts = [](PlaceKind A, PlaceKind B) {
      return A == PlaceKind::Structure &&
             (B == PlaceKind::Index || B == PlaceKind::Elements);
    };
    if (Members || Parts(X[I].Kind, Y[I].Kind) || Parts(Y[I].Kind, X[I].Kind)) {
      // Other parts, unless pointers lead on from there.
      for (std::size_t J = I; J != X.size(); ++J)
        if (X[J].Kind == PlaceKind::Deref)
          return true;
      for (std::size_t J = I; J != Y.size(); ++J)
        if (Y[J].Kind == PlaceKind::Deref)
          return true;
      return false;
    }
    if (X[I].Kind != Y[I].Kind)
      return true;
  }
  return true;
}

=======
>>>>>>> ee10f657fd61d004dd76215ed06d417ad1d52084
/// Made in the same round of the same loops as it is stored, and stored as it
/// is.
bool Context::storesFresh(const StoreEffect &S) {
  const ValueNode V = T.value(S.Value);
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
  if (S.Imported)
    return S.Fresh;
  auto It = Mentions.find(Root);
  if (It != Mentions.end())
    return Shape.around(It->second.first) == Shape.around(S.Block);
  // Made by a callee: new whenever that is called. A cell between keeps what
  // was made when it was last called.
  if (V.Kind == ValueKind::Addr || Shape.around(S.Block).empty())
    return true;
  return llvm::any_of(Calls, [&](const CallInstance &Call) {
    return Call.Result == V.A &&
           Shape.around(Call.Block) == Shape.around(S.Block);
  });
}

std::vector<std::uint32_t> Context::storesTo(PlaceId Cell) {
  std::vector<std::uint32_t> Out;
  auto It = StoresByRoot.find(rootOf(Cell));
  if (It == StoresByRoot.end())
    return Out;
  const std::size_t Length = depth(Cell);
  for (const IndexedStore &S : It->second)
    if (depth(S.To) == Length && mayOverlap(S.To, Cell) &&
        !llvm::is_contained(Out, S.Store))
      Out.push_back(S.Store);
  return Out;
}
