//===- Export.cpp - What callers see of a function ------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Context.h"
#include "Variants.h"

#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

namespace {
constexpr std::size_t MaxStores = 4000;
constexpr std::size_t MaxOpaques = 64;
} // namespace

/// \p V, or the number that it is known to be, or the element by its number.
ValueId Context::numberOf(ValueId V) {
  if (V == None)
    return None;
  const ValueNode N = T.value(V);
  if (N.Kind == ValueKind::Int)
    return T.integerValue(resolveInt(N.A));
  if (N.Kind == ValueKind::Addr)
    return T.addr(resolveIndices(N.A));
  if (N.Kind != ValueKind::Load)
    return V;
  const Places Cells = resolve(N.A);
  if (Cells.size() != 1)
    return V;
  const IntId Cell = T.cell(Cells.front()), Known = resolveInt(Cell);
  const bool Other = T.anyOperand(Known, [&](const IntNode &Of) {
    return Of.Kind == IntKind::Cell || Of.Kind == IntKind::Opaque;
  });
  return Other ? V : T.integerValue(Known);
}

/// From here on indices speak of what cells hold.
void Context::finishIndices() {
  CountedWrites = false;
  WriteCount.clear();
  ResolvedInts.clear();
  for (AccessEffect &A : E.All) {
    A.Place = resolveIndices(A.Place);
    for (PlaceId &P : A.OneOf)
      P = resolveIndices(P);
    for (PlaceId &S : A.Sources)
      S = resolveIndices(S);
    if (A.Chosen != None)
      A.Chosen = resolveInt(A.Chosen);
    for (HeldLock &L : A.Locks) {
      L.Mutex = resolveIndices(L.Mutex);
      L.If.Lhs = resolveInt(L.If.Lhs);
      L.If.Rhs = resolveInt(L.If.Rhs);
    }
    for (Fact &Known : A.Facts) {
      Known.Lhs = resolveInt(Known.Lhs);
      Known.Rhs = resolveInt(Known.Rhs);
    }
    dropNullTests(A);
  }
  // What a task has for itself, its caller knows by other names.
  for (PendingCall &P : E.AllPending) {
    for (ValueId &V : P.Args)
      V = numberOf(V);
    for (Fact &Known : P.Facts) {
      Known.Lhs = resolveInt(Known.Lhs);
      Known.Rhs = resolveInt(Known.Rhs);
    }
  }
  for (GroupInfo &G : E.Groups)
    for (ParallelCall::Dimension &D : G.Dimensions) {
      D.Lo = resolveInt(D.Lo);
      D.Hi = resolveInt(D.Hi);
    }
  for (std::size_t L = 0; L != E.Loops.size(); ++L) {
    const IntId Lo = resolveInt(E.Loops[L].L.Lo);
    const IntId Hi = resolveInt(E.Loops[L].L.Hi);
    const IntId By = resolveInt(E.Loops[L].L.By);
    E.Loops[L].L.Lo = Lo;
    E.Loops[L].L.By = By;
    E.Loops[L].L.Hi = Hi;
  }
}

bool Context::leaves(PlaceId P) const {
  const PlaceId Root = rootOf(P);
  switch (T.place(Root).Kind) {
  case PlaceKind::Global:
  case PlaceKind::Unknown:
    return true;
  case PlaceKind::Param:
  case PlaceKind::This:
    return hasDeref(P);
  case PlaceKind::Function:
    return false;
  default:
    return hasDeref(P) || Outliving.count(Root) != 0;
  }
}

/// The objects whose parts the exported stores and returned values name.
void Context::findOutliving() {
  std::set<ValueId> Values;
  std::vector<ValueId> Work(E.Returns.begin(), E.Returns.end());
  for (const Running &R : E.Live)
    for (PlaceId H : R.Handles)
      if (H != None)
        Outliving.insert(rootOf(H));
  auto Object = [&](PlaceId P) {
    // The caller follows the pointers once more, from where they start.
    Places Roots{rootOf(P)};
    for (PlaceId Q : Places(resolve(P)))
      Roots.push_back(rootOf(Q));
    for (PlaceId Root : Roots) {
      const PlaceKind K = T.place(Root).Kind;
      if ((K == PlaceKind::Local || K == PlaceKind::Alloc ||
           K == PlaceKind::Result) &&
          Outliving.insert(Root).second)
        if (auto It = StoresByRoot.find(Root); It != StoresByRoot.end())
          for (const IndexedStore &S : It->second)
            Work.push_back(AllStores[S.Store].Value);
    }
  };
  // Others have them by other names, and know no variables of this function.
  for (auto &[Root, Node] : E.Taken) {
    Outliving.insert(T.root(Root.first, Root.second));
    if (const Places From = resolve(Node.From); From.size() == 1)
      Node.From = From.front();
    else if (T.place(rootOf(Node.From)).Kind == PlaceKind::Local)
      Node.From = unknownPlace("a list that was not understood");
  }
  for (const auto &[Root, Stores] : StoresByRoot)
    for (const IndexedStore &S : Stores) {
      const PlaceKind K = T.place(Root).Kind;
      if (K == PlaceKind::Param || K == PlaceKind::This ||
          K == PlaceKind::Global || hasDeref(S.To))
        Work.push_back(AllStores[S.Store].Value);
    }
  for (const PendingCall &P : E.AllPending) {
    Work.push_back(P.Target);
    Work.push_back(P.This);
    Work.insert(Work.end(), P.Args.begin(), P.Args.end());
  }
  while (!Work.empty()) {
    const ValueId V = Work.back();
    Work.pop_back();
    if (V == None || !Values.insert(V).second)
      continue;
    const ValueNode N = T.value(V);
    if (N.Kind == ValueKind::Choice)
      for (ValueId Option : T.choice(N))
        Work.push_back(Option);
    else if (N.Kind == ValueKind::Addr || N.Kind == ValueKind::Load)
      Object(N.A);
  }
}

/// Notes which variables are set several times, or in the rounds of a loop that
/// they outlive, or made in such rounds.
void Context::noteChanges() {
  for (const auto &[Root, First] : Mentions)
    if (const PlaceNode P = T.place(Root);
        P.Kind == PlaceKind::Local && !E.Locals[P.Arg].Callee)
      for (std::uint32_t L : Shape.around(First.first))
        E.Locals[P.Arg].Changes |= isMadeIn(L, Root);
  std::map<PlaceId, unsigned> Times;
  for (std::uint32_t N = 0; N != E.All.size(); ++N) {
    const PlaceNode P = T.place(E.All[N].Place);
    if (!isWrite(E.All[N].Kind) || P.Kind != PlaceKind::Local ||
        E.Locals[P.Arg].Callee)
      continue;
    const std::uint32_t Block = spotOf(N).first;
    const bool Again =
        Block != None && llvm::any_of(Shape.around(Block), [&](auto L) {
          return !isMadeIn(L, E.All[N].Place);
        });
    if ((Times[E.All[N].Place] += Again ? 2 : 1) > 1)
      E.Locals[P.Arg].Changes = true;
  }
}

/// Of what is the same in all that isOneToCallers() compares.
static std::size_t hashOf(const AccessEffect &A) {
  std::size_t H =
      llvm::hash_combine(A.Place, unsigned(A.Kind), unsigned(A.Nature),
                         A.Approximate, A.Unshared, A.Type, A.Locks.size());
  for (const HeldLock &L : A.Locks)
    H = llvm::hash_combine(H, L.Mutex, unsigned(L.Mode));
  return H;
}

/// Do \p A and \p B differ in the way there alone?
static bool isOneToCallers(const AccessEffect &A, const AccessEffect &B) {
  return isAlikeButForSignals(A, B) && A.Before == B.Before &&
         llvm::equal(
             A.Locks, B.Locks, [](const HeldLock &X, const HeldLock &Y) {
               return X.Mutex == Y.Mutex && X.Mode == Y.Mode && X.If == Y.If;
             });
}

void Context::exportEffects() {
  // A number that only this function knows and sets round by round has many
  // values, one after the other, as if it were many.
  for (const auto &[Root, Stores] : StoresByRoot)
    if (const PlaceNode N = T.place(Root); N.Kind == PlaceKind::Local &&
                                           N.Arg < F.Locals.size() &&
                                           !AddressTaken.count(Root))
      E.Locals[N.Arg].Many |= llvm::any_of(Stores, [&](const IndexedStore &S) {
        const StoreEffect &Store = AllStores[S.Store];
        return S.To == Root && Store.Block != None &&
               T.value(Store.Value).Kind == ValueKind::Int &&
               !Shape.around(Store.Block).empty();
      });
  findOutliving();
  std::map<std::size_t, std::vector<std::uint32_t>> Known;
  auto Gone = [&](PlaceId P) { return !leaves(P); };
  // What tasks of this function alone hand over by is none of its callers'
  // business.
  auto SpeaksOfOwn = [&](const AccessEffect &A) {
    return llvm::any_of(A.Locks,
                        [&](const HeldLock &L) {
                          return !isHeld(L.Mode) && Gone(L.Mutex);
                        }) ||
           llvm::any_of(A.Before.Signalled, Gone) ||
           llvm::any_of(A.Before.Waited, Gone) ||
           llvm::any_of(A.Before.Seen, Gone);
  };
  auto Add = [&](std::uint32_t Number, std::uint32_t Strand) {
    if (E.All[Number].EndsScope)
      return;
    // What it took over, others may have a pointer to.
    if (Gone(E.All[Number].Place) && !E.All[Number].LeftBehind &&
        !E.All[Number].TakenOver)
      return;
    if (SpeaksOfOwn(E.All[Number])) {
      AccessEffect Copy = E.All[Number];
      llvm::erase_if(Copy.Locks, [&](const HeldLock &L) {
        return !isHeld(L.Mode) && Gone(L.Mutex);
      });
      for (auto List :
           {&Past::Signalled, &Past::Waited, &Past::Seen, &Past::Passed})
        llvm::erase_if(Copy.Before.*List, Gone);
      E.All.push_back(std::move(Copy));
      AccessSpot.push_back(AccessSpot[Number]);
      Number = static_cast<std::uint32_t>(E.All.size() - 1);
    }
    AccessEffect &A = E.All[Number];
    if (!llvm::all_of(A.Joined, [&](PlaceId H) { return leaves(H); }))
      OwnJoined.try_emplace(Number, A.Joined);
    for (auto *List : {&A.Joined, &A.MayJoined})
      llvm::erase_if(*List, Gone);
    // Of several mutexes, which one it is a variable of this function says:
    // perhaps that of the object which is touched.
    for (const HeldLock &L : std::vector<HeldLock>(A.Locks))
      if (const Places Mutex = resolve(L.Mutex);
          isHeld(L.Mode) && Mutex.size() > 1)
        for (PlaceId P : Mutex)
          if (leaves(P) && T.place(P).Kind == PlaceKind::Field &&
              T.place(P).Parent == T.place(A.Place).Parent)
            A.Locks.push_back(perhaps({P, None, L.Mode, L.Spelling}));
    std::vector<std::uint32_t> &Alike = Known[hashOf(A)];
    for (std::uint32_t Old : Alike)
      if (isOneToCallers(A, E.All[Old]))
        return;
    Alike.push_back(Number);
    E.Accesses.push_back(Number);
    if (Strand != None)
      E.ByTasks.emplace(Number, E.Strands[Strand].Waited);
  };
  std::set<std::pair<StringId, std::uint64_t>> KnownOpaques;
  auto AddOpaque = [&](std::uint32_t Number) {
    const OpaqueEffect &O = E.AllOpaque[Number];
    const std::uint64_t At = (std::uint64_t(O.Pos.File) << 40) ^
                             (std::uint64_t(O.Pos.Line) << 12) ^ O.Pos.Column;
    if (E.Opaques.size() < MaxOpaques &&
        KnownOpaques.insert({O.Reason, At}).second)
      E.Opaques.push_back(Number);
  };

  for (const auto &[Here, Numbers] : AccessesAt)
    for (std::uint32_t N : Numbers)
      Add(N, None);
  for (const auto &[Here, Numbers] : OpaquesAt)
    for (std::uint32_t N : Numbers)
      AddOpaque(N);
  for (const auto &[Here, Numbers] : PendingsAt)
    E.Pendings.insert(E.Pendings.end(), Numbers.begin(), Numbers.end());
  // What tasks do happens inside the function as well, under the locks that it
  // holds while it waits for them.
  for (std::uint32_t S = 0; S != E.Strands.size(); ++S) {
    if (E.Strands[S].Parent)
      continue;
    const bool Blocking = E.Groups[E.Strands[S].Group].Blocking;
    for (std::uint32_t N : std::vector<std::uint32_t>(E.Strands[S].Accesses)) {
      auto Held = LocksAt.find(AccessSpot[N]);
      const bool Around = Blocking && Held != LocksAt.end();
      auto Waited = [&](PlaceId P) {
        if (leaves(P) && !llvm::is_contained(E.Strands[S].Waited, P))
          E.Strands[S].Waited.push_back(P);
      };
      if (Held != LocksAt.end()) {
        for (PlaceId P : Held->second.Before.Waited)
          Waited(P);
        for (const HeldLock &L : Held->second.Held)
          if (testedFlag(T, W, L.Mutex) != 0)
            Waited(L.Mutex);
      }
      if (S >= OwnStrands && !FromPending.count(N))
        continue;
      if ((!Around && !E.All[N].Certain) || !leaves(E.All[N].Place)) {
        Add(N, S);
        continue;
      }
      AccessEffect Copy = E.All[N];
      Copy.Certain = Copy.Always = false; // There may be no tasks.
      if (Around) {
        for (const HeldLock &L : Held->second.Held)
          if (!llvm::is_contained(Copy.Locks, L) &&
              llvm::none_of(Copy.Released, [&](PlaceId R) {
                return mayBeSameLock(R, L.Mutex);
              }))
            Copy.Locks.push_back(L);
        for (HeldLock L : Held->second.Perhaps) {
          L.If = Fact();
          Copy.Locks.push_back(perhaps(L));
        }
      }
      E.All.push_back(std::move(Copy));
      AccessSpot.push_back(AccessSpot[N]);
      Add(static_cast<std::uint32_t>(E.All.size() - 1), S);
    }
    for (std::uint32_t N : E.Strands[S].Opaques)
      AddOpaque(N);
    E.Pendings.insert(E.Pendings.end(), E.Strands[S].Pendings.begin(),
                      E.Strands[S].Pendings.end());
  }

  noteChanges();
  std::set<std::tuple<PlaceId, ValueId, LinkForm>> KnownStores;
  for (const auto &[Root, Stores] : StoresByRoot)
    for (const IndexedStore &S : Stores) {
      StoreEffect Out = AllStores[S.Store];
      E.StoresAnywhere |= T.place(Root).Kind == PlaceKind::Unknown &&
                          Out.Form == LinkForm::Other &&
                          T.value(Out.Value).Kind != ValueKind::Int;
      if (!leaves(S.To) || T.place(Root).Kind == PlaceKind::Unknown)
        continue;
      Out.Fresh = storesFresh(Out, Out.Value);
      Out.Appends = appends(Out);
      Out.InLoop |= Out.Block != None && !Shape.around(Out.Block).empty();
      Out.To = resolveIndices(S.To);
      Out.Must &= !S.Weak;
      Out.Sure =
          (!Out.Imported || Out.Sure) && !Out.Late && !S.Weak &&
          Out.Block != None && llvm::all_of(Shape.Order, [&](std::uint32_t B) {
            return !F.Blocks[B].isExit() || Shape.dominates(Out.Block, B);
          });
      const ValueNode V = T.value(Out.Value);
      if (V.Kind == ValueKind::Int)
        Out.Value = T.integerValue(resolveInt(V.A));
      // Callers know nothing of the function's own pointers.
      else if (V.Kind == ValueKind::Load && hasDeref(V.A) &&
               T.place(rootOf(V.A)).Kind == PlaceKind::Local)
        if (const Places From = resolve(V.A); From.size() == 1)
          Out.Value = T.load(resolveIndices(From.front()));
      if (E.Stores.size() < MaxStores &&
          KnownStores.insert({Out.To, Out.Value, Out.Form}).second)
        E.Stores.push_back(Out);
    }
  if (E.Stores.size() == MaxStores) {
    E.Opaques.push_back(static_cast<std::uint32_t>(E.AllOpaque.size()));
    E.AllOpaque.push_back(
        {W.str("more stores than are followed"), F.Pos, nullptr});
  }
  exportTests();
  for (ValueId &V : E.Returns)
    if (const ValueNode N = T.value(V); N.Kind == ValueKind::Int)
      V = T.integerValue(resolveInt(N.A));

  llvm::erase_if(E.Acquired, [&](const HeldLock &L) { return Gone(L.Mutex); });
  for (HeldLock &L : E.Acquired)
    if (L.Guard != None && Gone(L.Guard))
      L.Guard = None;
  for (auto List :
       {&Past::Signalled, &Past::Waited, &Past::Seen, &Past::Passed})
    llvm::erase_if(E.Done.*List, Gone);
  for (auto *List : {&E.Released, &E.ReleasedGuards, &E.Joined, &E.MayJoin})
    llvm::erase_if(*List, Gone);
  mergeVariants();
}
