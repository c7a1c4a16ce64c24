//===- Contents.cpp - What cells hold, and where pointers lead ------------===//
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

#include "llvm/ADT/STLExtras.h"

#include <algorithm>

using namespace aether::analysis;

namespace {
constexpr unsigned MaxAlternatives = 8;
}

PlaceId Context::rootOf(PlaceId P) const {
  while (T.place(P).Parent != None)
    P = T.place(P).Parent;
  return P;
}

bool Context::hasDeref(PlaceId P) const {
  for (; P != None; P = T.place(P).Parent)
    if (T.place(P).Kind == PlaceKind::Deref)
      return true;
  return false;
}

bool Context::isContainer(PlaceId P) {
  // Only a container has a structure apart from its elements.
  for (; ContainersSeen != T.Places.size(); ++ContainersSeen)
    if (T.place(ContainersSeen).Kind == PlaceKind::Structure)
      Containers.insert(T.place(ContainersSeen).Parent);
  return Containers.count(P) != 0;
}

unsigned Context::depth(PlaceId P) const {
  unsigned N = 0;
  for (P = T.place(P).Parent; P != None; P = T.place(P).Parent)
    ++N;
  return N;
}

PlaceId Context::unknownPlace(const std::string &Reason) {
  return T.root(PlaceKind::Unknown, W.str(Reason));
}

static PlaceId step(Terms &T, PlaceId Parent, PlaceNode N) {
  switch (N.Kind) {
  case PlaceKind::Field:
    return T.field(Parent, N.Arg);
  case PlaceKind::Deref:
    return T.deref(Parent);
  case PlaceKind::Index:
    return T.index(Parent, N.Arg);
  case PlaceKind::Elements:
    return T.elements(Parent);
  case PlaceKind::Offset:
    return T.offset(Parent, N.Arg);
  case PlaceKind::Structure:
    return T.structure(Parent);
  default:
    return Parent;
  }
}

PlaceId Context::rebase(PlaceId From, PlaceId Base, PlaceId To,
                        bool ThroughDeref) {
  if (From == Base)
    return To;
  const PlaceNode N = T.place(From);
  if (N.Parent == None || (N.Kind == PlaceKind::Deref && !ThroughDeref))
    return None;
  const PlaceId Parent = rebase(N.Parent, Base, To, ThroughDeref);
  return Parent == None ? None : step(T, Parent, N);
}

std::uint32_t Context::newLocal(LocalInfo Info) {
  E.Locals.push_back(Info);
  return static_cast<std::uint32_t>(E.Locals.size() - 1);
}

std::uint32_t Context::newLoop(Loop L, LoopInfo::Role Kind) {
  E.Loops.push_back(LoopInfo{L, Kind});
  return static_cast<std::uint32_t>(E.Loops.size() - 1);
}

//===----------------------------------------------------------------------===//
// Stores
//===----------------------------------------------------------------------===//

void Context::addStore(StoreEffect S) {
  if (S.To == None || S.Value == None)
    return;
  AllStores.push_back(S);
}

/// Sorts the stores by the roots that they reach. A store through a pointer
/// reaches what the stores known so far say, so this goes round a few times.
void Context::indexStores() {
  std::size_t Last = ~std::size_t(0);
  StoresByRoot.clear();
  for (unsigned Round = 0; Round != 4; ++Round) {
    Resolved.clear();
    ResolvedInts.clear();
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
  Resolved.clear();
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

Context::Content Context::contents(PlaceId Cell) {
  Content Out;
  const PlaceId Root = rootOf(Cell);
  const PlaceKind Kind = T.place(Root).Kind;
  const bool Local = Kind == PlaceKind::Local || Kind == PlaceKind::Alloc ||
                     Kind == PlaceKind::Result;
  bool Killed = false;
  llvm::SmallVector<PlaceId, 8> CellPath;
  for (PlaceId P = Cell; T.place(P).Parent != None; P = T.place(P).Parent)
    CellPath.push_back(P);
  std::reverse(CellPath.begin(), CellPath.end());

  auto It = StoresByRoot.find(Root);
  const std::vector<IndexedStore> Stores =
      It == StoresByRoot.end() ? std::vector<IndexedStore>() : It->second;
  for (const IndexedStore &S : Stores) {
    llvm::SmallVector<PlaceId, 8> ToPath;
    for (PlaceId P = S.To; T.place(P).Parent != None; P = T.place(P).Parent)
      ToPath.push_back(P);
    std::reverse(ToPath.begin(), ToPath.end());
    bool Weak = S.Weak, Apart = false;
    std::size_t A = 0, B = 0;
    while (A != ToPath.size() && B != CellPath.size() && !Apart) {
      const PlaceNode X = T.place(ToPath[A]), Y = T.place(CellPath[B]);
      auto Element = [](PlaceKind K) {
        return K == PlaceKind::Index || K == PlaceKind::Elements ||
               K == PlaceKind::Offset;
      };
      if (X.Kind == Y.Kind && X.Arg == Y.Arg) {
        Weak |= X.Kind == PlaceKind::Elements;
      } else if (Element(X.Kind) && Element(Y.Kind)) {
        Apart = X.Kind == PlaceKind::Index && Y.Kind == PlaceKind::Index &&
                T.integer(X.Arg).Kind == IntKind::Const &&
                T.integer(Y.Arg).Kind == IntKind::Const;
        Weak = true;
      } else if (X.Kind == PlaceKind::Offset) {
        Weak = true;
        ++A;
        continue;
      } else if (Y.Kind == PlaceKind::Offset) {
        Weak = true;
        ++B;
        continue;
      } else {
        Apart = true;
      }
      ++A, ++B;
    }
    if (Apart || A != ToPath.size())
      continue;
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
        Out.Values.push_back(V);
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
  return Out;
}

//===----------------------------------------------------------------------===//
// Pointers
//===----------------------------------------------------------------------===//

const Places &Context::resolve(PlaceId P) {
  if (auto It = Resolved.find(P); It != Resolved.end())
    return It->second;
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
  return Resolved[P] = std::move(Out);
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
      if (hasOpaque(T, Out))
        Out = T.cell(Cell);
    }
    ResolvingInts.erase(Cell);
    break;
  }
  default:
    break;
  }
  return ResolvedInts[I] = Out;
}

//===----------------------------------------------------------------------===//
// Who else may know an object
//===----------------------------------------------------------------------===//

void Context::findMentions() {
  for (std::uint32_t B : Shape.Order) {
    for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I) {
      auto OnPlace = [&](PlaceId P) {
        if (P == None)
          return;
        Mentions.try_emplace(rootOf(P), B, I);
        MentionBlocks[rootOf(P)].insert(B);
      };
      auto OnValue = [&](ValueId V) {
        if (V == None)
          return;
        const ValueNode &N = T.value(V);
        if (N.Kind == ValueKind::Addr || N.Kind == ValueKind::Load)
          OnPlace(N.A);
        if (N.Kind == ValueKind::Choice)
          for (ValueId Option : T.choice(N)) {
            const ValueNode &O = T.value(Option);
            if (O.Kind == ValueKind::Addr || O.Kind == ValueKind::Load)
              OnPlace(O.A);
          }
      };
      forEachTerm(F.Blocks[B].Events[I], OnPlace, OnValue);
      if (const auto *P = std::get_if<Parallel>(&F.Blocks[B].Events[I]))
        for (const auto &Task : F.Parallels[P->Index].Tasks) {
          OnValue(Task.Callable);
          for (ValueId V : Task.Args)
            OnValue(V);
        }
    }
  }
}

namespace {

/// The objects whose addresses a value carries, directly or inside the objects
/// that it leads to.
class Reach {
public:
  Reach(Context &C, const std::map<PlaceId, std::vector<ValueId>> &StoredIn)
      : C(C), StoredIn(StoredIn) {}

  void value(ValueId V) {
    if (V == None || !Values.insert(V).second)
      return;
    const ValueNode N = C.T.value(V);
    switch (N.Kind) {
    case ValueKind::Addr:
      for (PlaceId P : Places(C.resolve(N.A)))
        object(C.rootOf(P));
      return;
    case ValueKind::Load:
      // A copy of the cell carries what the cell holds, not the cell.
      for (PlaceId P : Places(C.resolve(N.A)))
        stored(C.rootOf(P));
      return;
    case ValueKind::Choice:
      for (ValueId Option : std::vector<ValueId>(C.T.choice(N)))
        value(Option);
      return;
    default:
      return;
    }
  }
  std::set<PlaceId> Objects;

private:
  void object(PlaceId Root) {
    if (Objects.insert(Root).second)
      stored(Root);
  }
  void stored(PlaceId Root) {
    if (auto It = StoredIn.find(Root); It != StoredIn.end())
      for (ValueId V : It->second)
        value(V);
  }

  Context &C;
  const std::map<PlaceId, std::vector<ValueId>> &StoredIn;
  std::set<ValueId> Values;
};

} // namespace

void Context::findExposed() {
  std::map<PlaceId, std::vector<ValueId>> StoredIn;
  for (const auto &[Root, Stores] : StoresByRoot)
    for (const IndexedStore &S : Stores)
      StoredIn[Root].push_back(AllStores[S.Store].Value);
  auto LocalInfoOf = [&](PlaceId Root) -> const LocalInfo * {
    return T.place(Root).Kind == PlaceKind::Local ? &E.Locals[T.place(Root).Arg]
                                                  : nullptr;
  };

  Reach Outside(*this, StoredIn);
  for (const auto &[Root, Stores] : StoresByRoot) {
    const PlaceKind K = T.place(Root).Kind;
    for (const IndexedStore &S : Stores)
      if (K == PlaceKind::Param || K == PlaceKind::This ||
          K == PlaceKind::Global || K == PlaceKind::Unknown || hasDeref(S.To))
        Outside.value(AllStores[S.Store].Value);
  }
  for (CallInstance &Call : Calls)
    if (Call.Waiting || !Call.Reasons.empty()) {
      Outside.value(Call.This);
      for (ValueId V : Call.Args)
        Outside.value(V);
    }
  Exposed = std::move(Outside.Objects);

  // What is private to a task is not if somebody else gets its address.
  Escaped.clear();
  for (std::uint32_t S = 0; S != E.Strands.size(); ++S) {
    Reach Leaving(*this, StoredIn);
    for (const auto &[Root, Stores] : StoresByRoot) {
      const LocalInfo *Info = LocalInfoOf(Root);
      if (Info && Info->Strand == S)
        continue;
      for (const IndexedStore &St : Stores)
        Leaving.value(AllStores[St.Store].Value);
    }
    for (PlaceId Root : Leaving.Objects)
      if (const LocalInfo *Info = LocalInfoOf(Root); Info && Info->Strand == S)
        Escaped.insert(Root);
  }
  for (PlaceId Root : Exposed)
    if (const LocalInfo *Info = LocalInfoOf(Root); Info && Info->Strand != None)
      Escaped.insert(Root);
  for (PlaceId Root : Escaped)
    E.Locals[T.place(Root).Arg].Escapes = true;
}

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
    if (X[I].Kind == PlaceKind::Field && Y[I].Kind == PlaceKind::Field &&
        X[I].Arg != Y[I].Arg) {
      // Other members, unless pointers lead on from there.
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

//===----------------------------------------------------------------------===//
// Names for messages
//===----------------------------------------------------------------------===//

std::string Context::describe(PlaceId P) const {
  const PlaceNode &N = T.place(P);
  auto Name = [&](StringId S, const char *Else) {
    return W.text(S).empty() ? std::string(Else) : W.text(S);
  };
  switch (N.Kind) {
  case PlaceKind::Param:
    return N.Arg < F.Params.size() ? Name(F.Params[N.Arg].Name, "a parameter")
                                   : "a parameter";
  case PlaceKind::This:
    return "this";
  case PlaceKind::Local:
    return Name(E.Locals[N.Arg].Name, "a temporary");
  case PlaceKind::Global:
    return Name(W.P.Globals[N.Arg].Name, "a global");
  case PlaceKind::Alloc:
    return "an allocated object";
  case PlaceKind::Result:
    return "a returned value";
  case PlaceKind::Function:
    return "a function";
  case PlaceKind::Unknown:
    return Name(N.Arg, "unknown memory");
  case PlaceKind::Field: {
    // `this->x` reads as x, `(*p).x` as p->x, and `.S::x` as .x.
    const PlaceNode &Parent = T.place(N.Parent);
    std::string Member = Name(N.Arg, "a member");
    if (const std::size_t At = Member.rfind("::"); At != std::string::npos)
      Member.erase(0, At + 2);
    if (Parent.Kind == PlaceKind::Deref) {
      if (T.place(Parent.Parent).Kind == PlaceKind::This)
        return Member;
      return describe(Parent.Parent) + "->" + Member;
    }
    return describe(N.Parent) + "." + Member;
  }
  case PlaceKind::Deref: {
    const PlaceKind K = T.place(N.Parent).Kind;
    if (K == PlaceKind::This)
      return "*this";
    // References and captures carry the name of what they refer to.
    return describe(N.Parent);
  }
  case PlaceKind::Index:
    return describe(N.Parent) + "[" + describeInt(N.Arg) + "]";
  case PlaceKind::Offset:
    return describe(N.Parent) + "[" + describeInt(N.Arg) + "]";
  case PlaceKind::Elements:
    return describe(N.Parent) + "[...]";
  case PlaceKind::Structure:
    return describe(N.Parent);
  }
  return "?";
}

std::string Context::describeInt(IntId I) const {
  const IntNode &N = T.integer(I);
  auto Binary = [&](const char *Op) {
    return describeInt(N.A) + " " + Op + " " + describeInt(N.B);
  };
  switch (N.Kind) {
  case IntKind::Const:
    return std::to_string(N.Value);
  case IntKind::Cell:
    return describe(N.A);
  case IntKind::LoopVar: {
    const std::string &Name = W.text(E.Loops[N.A].L.Variable);
    return Name.empty() ? "i" : Name;
  }
  case IntKind::TaskIndex:
    return "i";
  case IntKind::BlockBegin:
    return "begin";
  case IntKind::BlockEnd:
    return "end";
  case IntKind::Add:
    // What unsigned numbers wrap by is not what the user wrote.
    for (auto [Side, Other] : {std::pair(N.A, N.B), std::pair(N.B, N.A)})
      if (const IntNode &M = T.integer(Side);
          M.Kind == IntKind::Mul && T.integer(M.A).Kind == IntKind::Min &&
          T.integer(M.B).Value >= std::int64_t(1) << 32)
        return describeInt(Other);
    return Binary("+");
  case IntKind::Mul:
    return Binary("*");
  case IntKind::Div:
    return Binary("/");
  case IntKind::Mod:
    return Binary("%");
  case IntKind::Min:
    return "min(" + describeInt(N.A) + ", " + describeInt(N.B) + ")";
  case IntKind::Max:
    return "max(" + describeInt(N.A) + ", " + describeInt(N.B) + ")";
  case IntKind::Opaque:
    return W.text(N.A).empty() ? "..." : W.text(N.A);
  }
  return "?";
}

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
