//===- Exposure.cpp - Who else may know an object -------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Context.h"

#include "llvm/ADT/DenseSet.h"

using namespace aether::analysis;

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
        if (N.Kind == ValueKind::Addr) {
          Filled.insert(rootOf(N.A));
          AddressTaken.insert(rootOf(N.A));
        }
        if (N.Kind == ValueKind::Choice)
          for (ValueId Option : T.choice(N)) {
            const ValueNode &O = T.value(Option);
            if (O.Kind == ValueKind::Addr || O.Kind == ValueKind::Load)
              OnPlace(O.A);
            if (O.Kind == ValueKind::Addr) {
              Filled.insert(rootOf(O.A));
              AddressTaken.insert(rootOf(O.A));
            }
          }
      };
      if (const auto *End = std::get_if<ScopeEnd>(&F.Blocks[B].Events[I]))
        ScopeEndBlocks[rootOf(End->Object)].insert(B);
      if (const auto *A = std::get_if<Access>(&F.Blocks[B].Events[I]);
          A && isWrite(A->Kind))
        Filled.insert(rootOf(A->Place));
      if (const auto *S = std::get_if<Store>(&F.Blocks[B].Events[I]))
        Filled.insert(rootOf(S->To));
      forEachTerm(F.Blocks[B].Events[I], OnPlace, OnValue);
      if (const auto *P = std::get_if<Parallel>(&F.Blocks[B].Events[I]))
        for (const auto &Task : F.Parallels[P->Index].Tasks) {
          OnValue(Task.Callable);
          for (ValueId V : Task.Args)
            OnValue(V);
          for (const ParallelCall::Binding &Bound : Task.Bindings)
            Filled.insert(rootOf(Bound.Cell));
          for (const Access &A : Task.Accesses)
            Filled.insert(rootOf(A.Place));
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
    if (!Looked.insert(Root).second)
      return;
    if (auto It = StoredIn.find(Root); It != StoredIn.end())
      for (ValueId V : It->second)
        value(V);
  }

  Context &C;
  const std::map<PlaceId, std::vector<ValueId>> &StoredIn;
  llvm::DenseSet<ValueId> Values;
  llvm::DenseSet<PlaceId> Looked;
};

} // namespace

std::map<PlaceId, std::vector<ValueId>> Context::valuesByRoot() const {
  std::map<PlaceId, std::vector<ValueId>> Out;
  for (const auto &[Root, Stores] : StoresByRoot)
    for (const IndexedStore &S : Stores)
      Out[Root].push_back(AllStores[S.Store].Value);
  return Out;
}

/// Is \p Root where others than this function and its tasks may look?
static bool isOutside(const Terms &T, PlaceId Root) {
  const PlaceKind K = T.place(Root).Kind;
  return K == PlaceKind::Param || K == PlaceKind::This ||
         K == PlaceKind::Global || K == PlaceKind::Unknown;
}

/// What tasks call that they found in an object which others come to know:
/// these may put more there.
void Context::doubtOpenCalls() {
  auto IsFound = [](const CallInstance &Call) {
    return Call.Strand != None && Call.Target != None && !Call.Callee;
  };
  if (llvm::none_of(Calls, IsFound))
    return;
  const std::map<PlaceId, std::vector<ValueId>> StoredIn = valuesByRoot();
  Reach Leaving(*this, StoredIn);
  for (ValueId V : E.Returns)
    Leaving.value(V);
  for (const auto &[Root, Values] : StoredIn)
    if (isOutside(T, Root))
      for (ValueId V : Values)
        Leaving.value(V);
  auto Leaves = [&](PlaceId Root) {
    return Leaving.Objects.count(Root) != 0 && !isOutside(T, Root);
  };
  for (CallInstance &Call : Calls)
    if (IsFound(Call) && llvm::any_of(Call.HeldIn, Leaves))
      Call.Reasons.insert("calls `" + W.text(Call.Spelling) +
                          "`, which others may have put there");
}

void Context::findExposed() {
  const std::map<PlaceId, std::vector<ValueId>> StoredIn = valuesByRoot();
  auto LocalInfoOf = [&](PlaceId Root) -> const LocalInfo * {
    return T.place(Root).Kind == PlaceKind::Local ? &E.Locals[T.place(Root).Arg]
                                                  : nullptr;
  };

  // An integer tells nobody where all pointers are understood.
  const bool Understood = llvm::none_of(E.All, [&](const AccessEffect &A) {
    return T.place(rootOf(A.Place)).Kind == PlaceKind::Unknown ||
           hasDeref(A.Place);
  });
  auto TellsNobody = [&](PlaceId Root) {
    const PlaceNode N = T.place(Root);
    return Understood && N.Kind == PlaceKind::Global &&
           W.text(W.P.Globals[N.Arg].Name) == UnfollowedAddresses;
  };
  // What a thread's own variable holds, the thread alone can look up.
  auto IsOfThread = [&](PlaceId Root, const IndexedStore &S) {
    return isThreadLocal(Root) && !hasDeref(S.To);
  };
  Reach Outside(*this, StoredIn), Others(*this, StoredIn);
  bool OfThreads = false;
  for (const auto &[Root, Stores] : StoresByRoot) {
    if (TellsNobody(Root))
      continue;
    for (const IndexedStore &S : Stores)
      if (isOutside(T, Root) || hasDeref(S.To)) {
        const ValueId V = AllStores[S.Store].Value;
        Outside.value(V);
        if (IsOfThread(Root, S))
          OfThreads = true;
        else
          Others.value(V);
      }
  }
  for (CallInstance &Call : Calls)
    if (Call.Waiting || !Call.Reasons.empty()) {
      for (Reach *To : {&Outside, &Others}) {
        To->value(Call.This);
        for (ValueId V : Call.Args)
          To->value(V);
      }
    }
  Exposed = std::move(Outside.Objects);
  std::set<PlaceId> Shared = OfThreads ? std::move(Others.Objects) : Exposed;
  for (const auto &[Root, Node] : E.Taken) {
    Exposed.insert(T.root(Root.first, Root.second));
    Shared.insert(T.root(Root.first, Root.second));
  }

  // What is private to a task is not if somebody else gets its address.
  Escaped.clear();
  for (std::uint32_t S = 0; S != E.Strands.size(); ++S) {
    Reach Leaving(*this, StoredIn);
    for (const auto &[Root, Stores] : StoresByRoot) {
      const LocalInfo *Info = LocalInfoOf(Root);
      if ((Info && Info->Strand == S) || TellsNobody(Root))
        continue;
      for (const IndexedStore &St : Stores)
        if (!IsOfThread(Root, St))
          Leaving.value(AllStores[St.Store].Value);
    }
    for (PlaceId Root : Leaving.Objects)
      if (const LocalInfo *Info = LocalInfoOf(Root); Info && Info->Strand == S)
        Escaped.insert(Root);
  }
  for (PlaceId Root : Shared)
    if (const LocalInfo *Info = LocalInfoOf(Root); Info && Info->Strand != None)
      Escaped.insert(Root);
  for (PlaceId Root : Escaped)
    E.Locals[T.place(Root).Arg].Escapes = true;
}

/// Where the object \p Root is made, here or by a function that is called.
std::optional<Context::Spot> Context::madeAt(PlaceId Root) const {
  if (auto By = MadeBy.find(Root); By != MadeBy.end())
    return By->second;
  auto First = Mentions.find(Root);
  return First == Mentions.end() ? std::nullopt : std::optional(First->second);
}

/// Does \p Via, which leads to the object \p Root, lead to the one that was
/// made in the same round as it is used in, at \p Here?
bool Context::isOfThisRound(PlaceId Root, PlaceId Via, Spot Here) {
  PlaceId Pointer = None;
  for (PlaceId P = Via; P != None; P = T.place(P).Parent)
    if (T.place(P).Kind == PlaceKind::Deref) {
      if (Pointer != None)
        return false;
      Pointer = T.place(P).Parent;
    }
  return Pointer != None && isMadeBefore(Root, T.load(Pointer), Here, 0);
}

/// Is the access at \p Here, which goes to \p Via, one of the function's own to
/// the object \p Root by a variable that was initialised with it, and never set
/// again? Such a variable is declared anew in each round, as the object is
/// made.
bool Context::isNamedInRound(PlaceId Root, PlaceId Via, Spot Here) const {
  return Via != None && rootOf(Via) == Root && !hasDeref(Via) &&
         std::holds_alternative<Access>(
             F.Blocks[Here.first].Events[Here.second]);
}

/// Is \p Container a vector that neither takes elements over from another
/// container nor gives its own to one?
bool Context::keepsElements(PlaceId Container) const {
  const PlaceNode N = T.place(Container);
  if (N.Kind != PlaceKind::Local || N.Arg >= F.Locals.size() ||
      !llvm::StringRef(W.text(F.Locals[N.Arg].Type))
           .starts_with("std::vector<"))
    return false;
  auto Meets = [&](ValueId V) {
    const ValueNode &From = T.value(V);
    return From.Kind == ValueKind::Load && From.A == Container;
  };
  return llvm::none_of(AllStores, [&](const StoreEffect &S) {
    const ValueNode &V = T.value(S.Value);
    return S.To == Container || Meets(S.Value) ||
           (V.Kind == ValueKind::Choice && llvm::any_of(T.choice(V), Meets));
  });
}

/// Where the function takes the addresses of objects, by their roots.
std::map<PlaceId, std::set<Context::Spot>> Context::addressesAt() {
  std::map<PlaceId, std::set<Spot>> Out;
  for (std::uint32_t B = 0; B != F.Blocks.size(); ++B)
    for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I) {
      auto OnValue = [&](ValueId V) {
        if (V == None)
          return;
        std::vector<ValueId> Options{V};
        if (T.value(V).Kind == ValueKind::Choice)
          Options = T.choice(T.value(V));
        for (ValueId Option : Options)
          if (T.value(Option).Kind == ValueKind::Addr)
            Out[rootOf(T.value(Option).A)].insert({B, I});
      };
      const Event &Ev = F.Blocks[B].Events[I];
      forEachTerm(Ev, [](PlaceId) {}, OnValue);
      if (const auto *P = std::get_if<Parallel>(&Ev))
        for (const ParallelCall::Task &Task : F.Parallels[P->Index].Tasks) {
          OnValue(Task.Callable);
          for (ValueId V : Task.Args)
            OnValue(V);
          for (const ParallelCall::Binding &Bound : Task.Bindings)
            OnValue(Bound.Value);
        }
    }
  return Out;
}

/// Marks the accesses that this function makes to objects of its own before it
/// tells anybody of them. Whoever reads the address where it is told, without a
/// race, does so later than it was told, and than what was done before that.
void Context::findUnshared() {
  constexpr std::size_t MaxStores = 1000;
  if (W.Recursive[Fn] || AllStores.size() > MaxStores) {
    for (const auto &[Where, Numbers] : AccessesAt)
      for (std::uint32_t N : Numbers)
        E.All[N].Unshared = false;
    return;
  }
  auto IsUnlinking = [&](const StoreEffect &S) {
    const ValueNode V = T.value(S.Value);
    if (!S.Imported)
      return TakesOut.count({S.Block, S.Event}) != 0;
    return S.Form == LinkForm::Keeps && V.Kind == ValueKind::Load &&
           llvm::any_of(Places(resolve(V.A)), [&](PlaceId P) {
             const PlaceNode N = T.place(P);
             const TakenNode *Node =
                 N.Kind == PlaceKind::Field ? takenNode(N.Parent) : nullptr;
             return Node && Node->Link == N.Arg;
           });
  };
  const std::map<PlaceId, std::vector<ValueId>> StoredIn = valuesByRoot();
  auto IsVariable = [&](PlaceId Root) {
    const PlaceKind K = T.place(Root).Kind;
    return K == PlaceKind::Local || K == PlaceKind::Alloc;
  };

  // Where everything may be told that is reached from somewhere.
  Telling Told;
  std::set<Spot> &Everything = Told.Everything;
  for (std::uint32_t B = 0; B != F.Blocks.size(); ++B)
    for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I)
      if (std::holds_alternative<Parallel>(F.Blocks[B].Events[I]))
        Everything.insert({B, I});
  for (const CallInstance &Call : Calls)
    if (Call.Waiting || !Call.Reasons.empty() ||
        llvm::any_of(Call.Callees, [](const CallInstance::Resolved &R) {
          return R.From && !R.From->Groups.empty();
        }))
      Everything.insert({Call.Block, Call.Event});

  // What nobody can know yet, a task that starts is not told of; what it hands
  // on later, it has been told by then.
  const std::map<PlaceId, std::set<Spot>> TakenAt =
      Everything.empty() ? std::map<PlaceId, std::set<Spot>>() : addressesAt();
  auto MayTell = [&](const Spot &Told, PlaceId Root) {
    auto Taken = TakenAt.find(Root);
    if (MadeBy.count(Root))
      return true; // Or the function that makes it does.
    return Taken != TakenAt.end() &&
           llvm::any_of(Taken->second, [&](const Spot &At) {
             return At == Told || reaches(At, Told, {});
           });
  };

  Places Atomics;
  // (A condition variable has no type, and tells nobody of any object.)
  for (const AccessEffect &A : E.All)
    if (A.Kind == AccessKind::AtomicWrite &&
        (A.Nature != AccessNature::Signal || A.Type != 0))
      Atomics.push_back(A.Place);
  std::map<PlaceId, std::set<Spot>> &ToldAt = Told.ToldAt;
  std::set<PlaceId> &Never = Told.Never;
  std::map<ValueId, std::set<PlaceId>> Carried;
  for (const auto &[Root, Stores] : StoresByRoot)
    for (const IndexedStore &Indexed : Stores) {
      const StoreEffect &S = AllStores[Indexed.Store];
      // What a node that is taken out holds already, others know.
      if (isHeldBefore(S) || IsUnlinking(S))
        continue;
      // Tasks may have been handed the address of an object of this function.
      const bool Hidden =
          T.place(Root).Kind == PlaceKind::Result ||
          (T.place(Root).Kind == PlaceKind::Local &&
           T.place(Root).Arg < F.Locals.size() && !AddressTaken.count(Root));
      if ((Hidden || (IsVariable(Root) && Everything.empty())) &&
          !hasDeref(Indexed.To) && !Exposed.count(Root) && !Escaped.count(Root))
        continue;
      if (T.value(S.Value).Kind == ValueKind::Unknown && S.Block != None)
        Everything.insert({S.Block, S.Event});
      // What is read where others look has been told of before.
      if (const ValueNode V = T.value(S.Value);
          V.Kind == ValueKind::Load &&
          llvm::all_of(Places(resolve(V.A)),
                       [&](PlaceId P) { return isOutside(T, rootOf(P)); }))
        continue;
      auto [It, New] = Carried.try_emplace(S.Value);
      if (New) {
        Reach From(*this, StoredIn);
        From.value(S.Value);
        It->second = std::move(From.Objects);
      }
      if (It->second.empty())
        continue;
      // A relaxed atomic tells of the object, and of nothing that was done.
      const bool Atomic = llvm::any_of(
          Atomics, [&](PlaceId P) { return mayOverlap(P, Indexed.To); });
      for (PlaceId Object : It->second)
        if (Atomic || S.Block == None)
          Never.insert(Object);
        else if (!S.Late || MayTell({S.Block, S.Event}, Object))
          ToldAt[Object].insert({S.Block, S.Event});
    }

  auto IsUnshared = [&](const AccessEffect &A, Spot Here) {
    const PlaceId Root = rootOf(A.Place);
    if (!IsVariable(Root) || hasDeref(A.Place) ||
        (A.Approximate && A.OneOf.empty()) || Never.count(Root) || A.LeftBehind)
      return false;
    // What a container or an owner has goes with it when it is moved.
    for (PlaceId P = A.Place; P != Root; P = T.place(P).Parent) {
      const PlaceNode N = T.place(P);
      // What was allocated, all of it.
      if (N.Kind == PlaceKind::Offset && N.Parent == Root)
        continue;
      if (N.Kind == PlaceKind::Field
              ? W.text(N.Arg) == "owned"
              : (N.Kind != PlaceKind::Index || isContainer(N.Parent)) &&
                    !keepsElements(N.Parent))
        return false;
    }
    const std::optional<Spot> Made = madeAt(Root);
    // Made by a callee, anew in each call.
    if (!Made || (*Made == Here && MadeBy.count(Root)))
      return A.Unshared;
    const bool Callees = A.Unshared || (A.Untold && !carriesMore(Here, Root) &&
                                        !reaches(Here, Here, {*Made}));
    auto IsBefore = [&](const std::set<Spot> &Barriers) {
      auto Test = [&](const Spot &Told) {
        return Told == Here ? !Callees : reaches(Told, Here, Barriers);
      };
      return llvm::any_of(Everything,
                          [&](const Spot &Told) {
                            // (What tasks do is done at their start.)
                            return Test(Told) &&
                                   (Told == Here || MayTell(Told, Root));
                          }) ||
             llvm::any_of(ToldAt[Root], Test);
    };
    if (!IsBefore({}))
      return true;
    // Told in an earlier round, if it is not another object in each.
    return (T.place(Root).Kind == PlaceKind::Alloc || MadeBy.count(Root)) &&
           !IsBefore({*Made}) &&
           (isNamedInRound(Root, A.Via, Here) ||
            isOfThisRound(Root, A.Via, Here));
  };
  for (const auto &[Where, Numbers] : AccessesAt)
    for (std::uint32_t N : Numbers)
      E.All[N].Unshared = IsUnshared(E.All[N], Where);
  findForms(Told);
}

bool Context::passesPointersByAtomics() {
  // A condition variable is told of nothing.
  auto MayHoldPointer = [&](PlaceId P) {
    return llvm::any_of(AllStores, [&](const StoreEffect &S) {
      return S.Value != None && T.value(S.Value).Kind != ValueKind::Int &&
             mayOverlap(S.To, P);
    });
  };
  if (!PassesPointers)
    PassesPointers = llvm::any_of(E.All, [&](const AccessEffect &A) {
      const std::string &Type = W.text(A.Type);
      return A.Kind == AccessKind::AtomicWrite &&
             (Type.empty() ? MayHoldPointer(A.Place)
                           : Type.find('*') != std::string::npos);
    });
  return *PassesPointers;
}

bool Context::isClearedByTasks(PlaceId P) {
  return llvm::any_of(E.Strands, [&](const Strand &S) {
    return llvm::any_of(S.Accesses, [&](std::uint32_t Number) {
      const AccessEffect &A = E.All[Number];
      return A.Nature == AccessNature::Clear && mayOverlap(A.Place, P);
    });
  });
}

bool Context::hasOtherWriters(PlaceId Atomic) {
  const PlaceId Root = rootOf(Atomic);
  const PlaceKind K = T.place(Root).Kind;
  if (!hasDeref(Atomic) && (K == PlaceKind::Local || K == PlaceKind::Alloc ||
                            K == PlaceKind::Result))
    return Exposed.count(Root) != 0;
  std::set<AtomicSites::Position> Known;
  std::set<FunctionIx> Callers{Fn};
  for (const AccessEffect &A : E.All)
    if (A.Kind == AccessKind::AtomicWrite) {
      Known.insert(AtomicSites::position(A.Pos));
      for (const Frame *Step = A.Chain; Step; Step = Step->Inner)
        Callers.insert(Step->Callee);
    }
  return W.Atomics.mayBeWrittenElsewhere(T, Atomic, Known, Callers);
}
