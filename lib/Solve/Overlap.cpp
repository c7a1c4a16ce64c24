//===- Overlap.cpp - May two accesses touch the same memory? --------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Overlap.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>

using namespace aether::analysis;

Overlap::Overlap(Context &C, Indices &I, const Relation &R)
    : C(C), T(C.T), I(I), R(R) {
  for (std::uint32_t S : {R.A, R.B}) {
    const Strand &St = C.E.Strands[S];
    Blocking &= St.Group == None || C.E.Groups[St.Group].Blocking;
    for (std::uint32_t N : St.Accesses)
      if (isWrite(C.E.All[N].Kind))
        Written.push_back(C.E.All[N].Place);
  }
  // Tasks that run on may be started before and after a change, but not if that
  // is over before the first start.
  if (!Blocking) {
    for (const Strand &St : C.E.Strands)
      if (St.Parent)
        for (std::uint32_t N : St.Accesses)
          if (isWrite(C.E.All[N].Kind))
            Written.push_back(C.E.All[N].Place);
    for (const AccessEffect &A : C.E.All)
      if (isWrite(A.Kind))
        EverWritten.push_back(A.Place);
  }
  llvm::sort(Written);
  llvm::sort(EverWritten);
}

//===----------------------------------------------------------------------===//
// What is one thing for all tasks
//===----------------------------------------------------------------------===//

bool Overlap::isTaskPrivate(PlaceId Root) const {
  const PlaceNode &N = T.place(Root);
  if (N.Kind != PlaceKind::Local)
    return false;
  const std::uint32_t Owner = C.E.Locals[N.Arg].Strand;
  return Owner != None && (Owner == R.A || Owner == R.B);
}

/// Cells that nobody changes while the tasks run. Initialising a local is one
/// write that does not count.
bool Overlap::isStable(PlaceId P) const {
  auto [It, New] = Stable.try_emplace(P, false);
  if (New)
    It->second = findStable(P);
  return It->second;
}

bool Overlap::findStable(PlaceId P) const {
  const PlaceId Root = C.rootOf(P);
  const PlaceKind K = T.place(Root).Kind;
  const bool Local =
      K == PlaceKind::Local || K == PlaceKind::Alloc || K == PlaceKind::Result;
  auto Changes = [&](PlaceId W) {
    if (C.rootOf(W) != Root)
      return false; // Through another pointer: an access of its own.
    // Only what the cell is part of, or the cell itself.
    bool Covers = false;
    for (PlaceId Q = P; Q != None; Q = T.place(Q).Parent) {
      Covers |= Q == W;
      if (T.place(Q).Kind == PlaceKind::Deref && Q != P)
        break;
    }
    if (!Covers && C.mayOverlap(W, P)) {
      // Elements with other indices.
      const PlaceNode A = T.place(W), B = T.place(P);
      Covers =
          A.Parent == B.Parent && A.Kind != PlaceKind::Field &&
          A.Kind != PlaceKind::Deref && B.Kind != PlaceKind::Deref &&
          // A new element value leaves the size as it is.
          (A.Kind == PlaceKind::Structure) == (B.Kind == PlaceKind::Structure);
    }
    return Covers;
  };
  return llvm::none_of(Written, Changes) ||
         (!Blocking && Local && !C.hasDeref(P) &&
          llvm::count_if(EverWritten, Changes) == 1);
}

bool Overlap::isSharedInt(IntId Index) const {
  const IntNode N = T.integer(Index);
  switch (N.Kind) {
  case IntKind::Const:
    return true;
  case IntKind::Cell:
    return isShared(N.A) && isStable(N.A);
  case IntKind::LoopVar:
    return C.E.Loops[N.A].Kind == LoopInfo::Role::Shared ||
           llvm::is_contained(R.SharedLoops, N.A);
  case IntKind::TaskIndex:
  case IntKind::BlockBegin:
  case IntKind::BlockEnd:
    return llvm::is_contained(R.OuterGroups, N.A);
  case IntKind::Add:
  case IntKind::Mul:
  case IntKind::Div:
  case IntKind::Mod:
  case IntKind::Min:
  case IntKind::Max:
    return isSharedInt(N.A) && isSharedInt(N.B);
  case IntKind::Ticket:
  case IntKind::Distance:
  case IntKind::Opaque:
    return false;
  }
  return false;
}

bool Overlap::isShared(PlaceId P) const {
  for (; P != None; P = T.place(P).Parent) {
    const PlaceNode N = T.place(P);
    if (N.Kind == PlaceKind::Elements || N.Kind == PlaceKind::Unknown)
      return false;
    if ((N.Kind == PlaceKind::Index || N.Kind == PlaceKind::Offset) &&
        !isSharedInt(N.Arg))
      return false;
    if (N.Kind == PlaceKind::Deref && !isStable(N.Parent))
      return false;
    if (N.Parent == None && isTaskPrivate(P))
      return false;
  }
  return true;
}

bool Overlap::isIndexedByTask(PlaceId P) const {
  for (; P != None; P = T.place(P).Parent) {
    const PlaceNode N = T.place(P);
    if ((N.Kind == PlaceKind::Index || N.Kind == PlaceKind::Offset) &&
        !isSharedInt(N.Arg))
      return true;
    if (N.Kind == PlaceKind::Deref)
      return false;
  }
  return false;
}

bool Overlap::isFromCaller(PlaceId P) const {
  const PlaceKind K = T.place(C.rootOf(P)).Kind;
  return K == PlaceKind::Param || K == PlaceKind::This;
}

//===----------------------------------------------------------------------===//
// Forms
//===----------------------------------------------------------------------===//

Overlap::Path Overlap::path(PlaceId P) const {
  Path Out;
  for (; T.place(P).Parent != None; P = T.place(P).Parent)
    Out.push_back(P);
  std::reverse(Out.begin(), Out.end());
  return Out;
}

PlaceId Overlap::lastDeref(PlaceId P) const {
  for (; P != None; P = T.place(P).Parent)
    if (T.place(P).Kind == PlaceKind::Deref)
      return P;
  return None;
}

/// Follows both places from their common root.
Overlap::Walk Overlap::walk(PlaceId PA, PlaceId PB) const {
  Walk Out;
  const Path X = path(PA), Y = path(PB);
  std::size_t A = 0, B = 0;
  auto Leads = [&](const Path &P, std::size_t From) {
    for (; From != P.size(); ++From)
      if (T.place(P[From]).Kind == PlaceKind::Deref)
        return true;
    return false;
  };
  auto Element = [](PlaceKind K) {
    return K == PlaceKind::Index || K == PlaceKind::Elements;
  };
  const IntId Zero = C.T.constant(0);
  while (A != X.size() || B != Y.size()) {
    const bool HaveA = A != X.size(), HaveB = B != Y.size();
    const PlaceNode NA = HaveA ? T.place(X[A]) : PlaceNode{PlaceKind::Unknown};
    const PlaceNode NB = HaveB ? T.place(Y[B]) : PlaceNode{PlaceKind::Unknown};
    // No offset is an offset of 0.
    if (HaveA && NA.Kind == PlaceKind::Offset &&
        (!HaveB || NB.Kind != PlaceKind::Offset)) {
      Out.Odd |= HaveB && Element(NB.Kind);
      Out.Rest.emplace_back(NA.Arg, Zero);
      ++A;
      continue;
    }
    if (HaveB && NB.Kind == PlaceKind::Offset &&
        (!HaveA || NA.Kind != PlaceKind::Offset)) {
      Out.Odd |= HaveA && Element(NA.Kind);
      Out.Rest.emplace_back(Zero, NB.Arg);
      ++B;
      continue;
    }
    if (!HaveA || !HaveB) {
      // One is the whole of which the other is a part, or a pointer leads away.
      Out.Alias = HaveA ? Leads(X, A) : Leads(Y, B);
      return Out;
    }
    if (NA.Kind == NB.Kind) {
      switch (NA.Kind) {
      case PlaceKind::Field:
        if (NA.Arg != NB.Arg) {
          Out.Alias = Leads(X, A) || Leads(Y, B);
          Out.Apart = !Out.Alias;
          return Out;
        }
        break;
      case PlaceKind::Index:
      case PlaceKind::Offset:
        Out.Rest.emplace_back(NA.Arg, NB.Arg);
        break;
      case PlaceKind::Elements:
        Out.Loose = true;
        break;
      case PlaceKind::Deref:
        Out.LastDeref = X[A];
        Out.Cell.insert(Out.Cell.end(), Out.Rest.begin(), Out.Rest.end());
        Out.Rest.clear();
        break;
      default:
        break;
      }
    } else if (Element(NA.Kind) && Element(NB.Kind)) {
      Out.Loose = true;
    } else {
      const bool Structure =
          NA.Kind == PlaceKind::Structure || NB.Kind == PlaceKind::Structure;
      Out.Alias = Leads(X, A) || Leads(Y, B);
      Out.Apart = !Out.Alias && Structure;
      Out.Odd = !Out.Alias && !Structure;
      return Out;
    }
    ++A, ++B;
  }
  return Out;
}

/// May objects of the two types be the same ([basic.lval]/11)?
bool Overlap::sameType(const AccessEffect &A, const AccessEffect &B) const {
  auto Scalar = [&](StringId S) -> std::string {
    std::string Text = C.W.text(S);
    if (Text.rfind("unsigned ", 0) == 0)
      Text = Text.substr(9);
    static const char *const Known[] = {"short",       "int",   "long",
                                        "long long",   "float", "double",
                                        "long double", "bool",  "__int128"};
    for (const char *K : Known)
      if (Text == K)
        return Text;
    if (!Text.empty() && Text.back() == '*')
      return "*"; // Pointers alias pointers, whatever they point to.
    return "";
  };
  const std::string X = Scalar(A.Type), Y = Scalar(B.Type);
  return X.empty() || Y.empty() || X == Y;
}

IndexQuestion
Overlap::question(const AccessEffect &A, const AccessEffect &B,
                  std::vector<std::pair<IntId, IntId>> Equal) const {
  IndexQuestion Q;
  Q.R = &R;
  Q.Equal = std::move(Equal);
  Q.FactsA = &A.Facts;
  Q.FactsB = &B.Facts;
  Q.Stable = [this](PlaceId P) { return isStable(P); };
  return Q;
}

//===----------------------------------------------------------------------===//
// The comparison
//===----------------------------------------------------------------------===//

static Match apart() {
  Match M;
  M.Result = Meeting::Disjoint;
  return M;
}

static Match perhaps(std::string Reason, bool FromCaller) {
  Match M;
  M.Reason = std::move(Reason);
  M.FromCaller = FromCaller;
  return M;
}

/// A sentence on two places: one for a pair, whatever the order, and another if
/// both have one name.
std::string Overlap::both(PlaceId A, PlaceId B, const char *Two,
                          const char *One) const {
  std::string X = C.describe(A), Y = C.describe(B);
  if (X == Y)
    return "`" + X + "` " + One;
  if (Y < X)
    std::swap(X, Y);
  return "`" + X + "` and `" + Y + "` " + Two;
}

std::string Overlap::sameObject(PlaceId A, PlaceId B) const {
  return both(A, B, "may be the same object",
              "may be the same object in several tasks");
}

Match Overlap::compare(const AccessEffect &A, const AccessEffect &B) {
  const PlaceId RootA = C.rootOf(A.Place), RootB = C.rootOf(B.Place);
  auto Own = [&](const AccessEffect &X, PlaceId Root) {
    return isTaskPrivate(Root) && !C.escaped().count(Root) &&
           !C.hasDeref(X.Place);
  };
  if (Own(A, RootA) || Own(B, RootB))
    return apart();
  for (PlaceId Root : {RootA, RootB})
    if (T.place(Root).Kind == PlaceKind::Unknown) {
      // Whatever it is, it has a type, and may be a member.
      if (liesApart(A, B, A.Place, B.Place))
        return apart();
      const std::string &Text = C.W.text(T.place(Root).Arg);
      return perhaps(Text.empty() ? "a pointer was not understood" : Text,
                     false);
    }
  if (isTaskPrivate(RootA) && !C.hasDeref(A.Place))
    return perhaps("the address of `" + C.describe(A.Place) +
                       "`, which belongs to one task, is known elsewhere",
                   false);
  if (RootA != RootB)
    return alias(A, B, A.Place, B.Place, 0);

  Walk W = walk(A.Place, B.Place);
  if (W.Apart)
    return apart();
  if (W.Alias)
    return alias(A, B, A.Place, B.Place, 0);
  if (W.Odd)
    return perhaps(both(A.Place, B.Place,
                        "name parts of one object in "
                        "different ways",
                        "is a part of an object in several ways"),
                   false);
  // Who changes a container as a whole moves the pointers in it, and not always
  // what these own.
  for (const auto &[Whole, Part] : {std::pair(&A, &B), std::pair(&B, &A)})
    if (Whole->Nature == AccessNature::Container)
      for (PlaceId P = Part->Place; P != None && P != Whole->Place;
           P = T.place(P).Parent)
        if (T.place(P).Kind == PlaceKind::Field &&
            C.W.text(T.place(P).Arg) == "owned")
          return perhaps("what `" + C.describe(Whole->Place) +
                             "` owns may change with it",
                         false);
  // Neighbours in one word are written together.
  if ((A.Nature == AccessNature::PackedBit ||
       B.Nature == AccessNature::PackedBit) &&
      !W.Rest.empty())
    W.Rest.pop_back();

  Match Out;
  std::vector<std::pair<IntId, IntId>> All = W.Cell;
  All.insert(All.end(), W.Rest.begin(), W.Rest.end());
  const IndexAnswer Answer = I.ask(question(A, B, All));
  Out.Result = Answer.Result;
  Out.Reason = Answer.Reason;
  Out.FromCaller = Answer.FromCaller;
  Out.Distinct = Answer.Distinct;
  Out.Tickets = Answer.Tickets;
  Out.Equal = All;
  if (W.LastDeref == None)
    return Out;

  // The same path, but is it the same pointer?
  const PlaceId Cell = T.place(W.LastDeref).Parent;
  const bool OneCell = isShared(Cell) && isStable(Cell);
  if (OneCell)
    return Out;
  bool Varies = W.Loose || isIndexedByTask(Cell);
  if (isTaskPrivate(RootA) || !Varies) {
    return perhaps(isTaskPrivate(RootA)
                       ? "where `" + C.describe(A.Place) +
                             "` is stored was not understood"
                       : "the pointer to `" + C.describe(A.Place) +
                             "` changes while tasks run",
                   isFromCaller(A.Place));
  }
  if (Out.Result == Meeting::Meets && !W.Loose)
    return Out;
  Match Items = items(W.LastDeref, A, B, W.Rest);
  if (Items.Result == Meeting::Disjoint && !W.Loose)
    return Out;
  return Items;
}

/// Different items hold pointers: may these lead to one object?
Match Overlap::items(PlaceId Deref, const AccessEffect &A,
                     const AccessEffect &B,
                     const std::vector<std::pair<IntId, IntId>> &Rest) {
  const PlaceId Cell = T.place(Deref).Parent;
  if (!Rest.empty()) {
    // Even in one object, they may be different elements.
    IndexAnswer Inner = I.ask(question(A, B, Rest));
    if (Inner.Result == Meeting::Disjoint)
      return apart();
  }
  Match Out = perhaps("the items are pointers that may name one object",
                      isFromCaller(Cell));
  const Context::Content Held = C.contents(Cell);
  if (Held.Initial || !Held.Stores)
    return Out;
  struct Target {
    PlaceId Place;
    bool Fresh;    ///< a new object for each store
    bool Repeated; ///< one object, stored again and again
  };
  std::vector<Target> Targets;
  for (std::uint32_t N : C.storesTo(Cell)) {
    const StoreEffect &S = C.stores()[N];
    const ValueNode V = T.value(S.Value);
    if (V.Kind == ValueKind::Int)
      continue; // A null pointer.
    Places To;
    if (V.Kind == ValueKind::Addr)
      To = C.resolve(V.A);
    else if (V.Kind == ValueKind::Load)
      To = C.resolve(T.deref(V.A));
    if (To.size() != 1)
      return Out;
    const PlaceId P = C.resolveIndices(To.front());
    const PlaceId Root = C.rootOf(P);
    const std::vector<std::uint32_t> Around = S.Block == None
                                                  ? std::vector<std::uint32_t>()
                                                  : C.Shape.around(S.Block);
    Target New{P, false, false};
    auto Mention = C.Mentions.find(Root);
    const PlaceNode RootNode = T.place(Root);
    const bool Heap =
        RootNode.Kind == PlaceKind::Alloc ||
        (RootNode.Kind == PlaceKind::Local && C.E.Locals[RootNode.Arg].Heap);
    if (Heap) {
      New.Fresh = P == Root && C.storesFresh(S);
    } else if (C.hasDeref(P)) {
      return Out;
    }
    std::set<std::uint32_t> Loops;
    collectLoops(T, P, Loops);
    bool Moves = false;
    for (std::uint32_t L : Around)
      Moves |= C.Shape.Loops[L].Counted != None &&
               Loops.count(C.Shape.Loops[L].Counted) != 0;
    const bool Outside =
        Mention == C.Mentions.end() || RootNode.Kind == PlaceKind::Global ||
        C.Shape.around(Mention->second.first).size() < Around.size();
    New.Repeated = !Around.empty() && !Moves && !New.Fresh && Outside;
    if (S.Imported) // Which loops there are in the callee is not known here.
      New.Repeated = !Heap && Loops.empty() && (S.InLoop || New.Repeated);
    if (Moves && !New.Fresh && !S.Imported && Around.size() == 1)
      New.Fresh = true; // `&a[i]`: another element in each round.
    Targets.push_back(New);
  }
  bool AllFresh = true, Again = false;
  for (std::size_t X = 0; X != Targets.size(); ++X) {
    AllFresh &= Targets[X].Fresh || !Targets[X].Repeated;
    Again |= Targets[X].Repeated;
    for (std::size_t Y = X + 1; Y != Targets.size(); ++Y)
      if (Targets[X].Place == Targets[Y].Place) {
        Again |= !Targets[X].Fresh;
        AllFresh = false;
      } else if (C.mayOverlap(Targets[X].Place, Targets[Y].Place)) {
        AllFresh = false;
      }
  }
  // One store of a fixed object is one item only if it is not in a loop and
  // does not fill a whole range.
  for (const Target &X : Targets)
    if (!X.Fresh && !X.Repeated)
      AllFresh &= T.place(Cell).Kind == PlaceKind::Index && !Held.Weak;
  if (Again) {
    Out.Result = Meeting::Meets;
    Out.Items = true;
    Out.Reason.clear();
    return Out;
  }
  if (AllFresh && !Targets.empty())
    return apart();
  return Out;
}

/// Can two accesses that come by different ways not meet for what they are
/// accesses to?
bool Overlap::liesApart(const AccessEffect &A, const AccessEffect &B,
                        PlaceId PA, PlaceId PB) {
  if (!sameType(A, B))
    return true;
  // A container's elements lie in a buffer of its own: none is a member of
  // some class. (An element of an array may be.)
  auto InBuffer = [&](PlaceId P, StringId Type) {
    if (Type == 0) // Perhaps a class object, with members of its own.
      return false;
    const PlaceId D = lastDeref(P);
    for (PlaceId Q = P; Q != None && Q != D; Q = T.place(Q).Parent)
      if ((T.place(Q).Kind == PlaceKind::Index ||
           T.place(Q).Kind == PlaceKind::Elements) &&
          C.isContainer(T.place(Q).Parent))
        return Q == P;
    return false;
  };
  auto IsMember = [&](PlaceId P, const AccessEffect &X) {
    return X.IsField || T.place(P).Kind == PlaceKind::Field;
  };
  return (InBuffer(PA, A.Type) && IsMember(PB, B)) ||
         (InBuffer(PB, B.Type) && IsMember(PA, A));
}

/// Places that are reached in different ways.
Match Overlap::alias(const AccessEffect &A, const AccessEffect &B, PlaceId PA,
                     PlaceId PB, unsigned Depth) {
  const PlaceId DA = lastDeref(PA), DB = lastDeref(PB);
  if (DA == None && DB == None)
    return apart(); // Two variables.
  if (liesApart(A, B, PA, PB))
    return apart();
  // A variable that no pointer was told of.
  auto Hidden = [&](PlaceId P, PlaceId D, PlaceId Other) {
    if (D != None)
      return false;
    const PlaceId Root = C.rootOf(P);
    const PlaceKind K = T.place(Root).Kind;
    const bool Local = K == PlaceKind::Local || K == PlaceKind::Alloc ||
                       K == PlaceKind::Result;
    if (!Local || C.exposed().count(Root))
      return false;
    // The pointer must come from somewhere that cannot know the variable.
    const PlaceKind From = T.place(C.rootOf(Other)).Kind;
    return From == PlaceKind::Param || From == PlaceKind::This ||
           From == PlaceKind::Global;
  };
  if (Hidden(PA, DA, PB) || Hidden(PB, DB, PA))
    return apart();

  // A pointer kept in a container leads where the stores into it say.
  if (Depth < 3)
    for (int Which = 0; Which != 2; ++Which) {
      const PlaceId D = Which == 0 ? DA : DB;
      const PlaceId P = Which == 0 ? PA : PB;
      if (D == None)
        continue;
      const Context::Content Held = C.contents(T.place(D).Parent);
      if (Held.Initial || Held.Values.empty())
        continue;
      Places Targets;
      bool Known = true;
      for (ValueId V : Held.Values) {
        const ValueNode N = T.value(V);
        if (N.Kind == ValueKind::Addr)
          Targets.append(C.resolve(N.A));
        else if (N.Kind == ValueKind::Load)
          Targets.append(C.resolve(T.deref(N.A)));
        else
          Known &= N.Kind == ValueKind::Int;
      }
      if (!Known)
        continue;
      Match Worst = apart();
      for (PlaceId Q : Targets) {
        const PlaceId Moved = C.rebase(P, D, Q, true);
        const PlaceId X = Which == 0 ? Moved : PA;
        const PlaceId Y = Which == 0 ? PB : Moved;
        Match M;
        if (T.place(C.rootOf(Q)).Kind == PlaceKind::Unknown ||
            C.rootOf(X) == C.rootOf(Y)) {
          M = perhaps(sameObject(PA, PB), false);
          if (C.rootOf(X) == C.rootOf(Y)) {
            const Walk W = walk(X, Y);
            if (W.Apart)
              M = apart();
          }
        } else {
          M = alias(A, B, X, Y, Depth + 1);
        }
        if (M.Result != Meeting::Disjoint)
          Worst = M;
      }
      return Worst;
    }
  return perhaps(sameObject(PA, PB), isFromCaller(PA) || isFromCaller(PB));
}

//===----------------------------------------------------------------------===//
// Locks
//===----------------------------------------------------------------------===//

/// A semaphore is a mutex if it has one permit, which is given back by who took
/// it.
bool Overlap::isMutex(PlaceId P) const {
  const PlaceNode N = T.place(P);
  if (N.Kind != PlaceKind::Field || C.W.text(N.Arg) != "permit")
    return true;
  const Context::Content Held =
      C.contents(T.field(N.Parent, C.W.str("permits")));
  if (!Held.Stores || Held.Initial || Held.Weak || Held.Values.size() != 1)
    return false;
  const ValueNode V = T.value(Held.Values.front());
  if (V.Kind != ValueKind::Int || T.integer(V.A).Kind != IntKind::Const ||
      T.integer(V.A).Value != 1)
    return false;
  return llvm::all_of(C.E.All, [&](const AccessEffect &W) {
    return W.Nature != AccessNature::Signal || W.Place != N.Parent ||
           llvm::any_of(W.Locks,
                        [&](const HeldLock &L) { return L.Mutex == P; });
  });
}

const HeldLock *Overlap::protection(const AccessEffect &A,
                                    const AccessEffect &B, const Match &M) {
  const HeldLock *Doubtful = nullptr;
  for (const HeldLock &X : A.Locks)
    for (const HeldLock &Y : B.Locks) {
      if (!isHeld(X.Mode) || !isHeld(Y.Mode) || !isMutex(X.Mutex))
        continue;
      // One that holds it exclusively keeps out all others.
      if (X.Mode == LockMode::Shared && Y.Mode == LockMode::Shared)
        continue;
      const PlaceId Root = C.rootOf(X.Mutex);
      if (Root != C.rootOf(Y.Mutex) || isTaskPrivate(Root) ||
          T.place(Root).Kind == PlaceKind::Unknown)
        continue;
      // A variable may be declared around the loop that first names it.
      if ((T.place(Root).Kind == PlaceKind::Alloc && C.perInstance(R, Root)) ||
          (T.place(Root).Kind == PlaceKind::Local &&
           C.E.Locals[T.place(Root).Arg].Many))
        continue;
      if (T.place(Root).Kind == PlaceKind::Global &&
          C.W.P.Globals[T.place(Root).Arg].ThreadLocal)
        continue;
      auto Found = [&] {
        // A spin lock that others may give back keeps nobody out.
        const bool Sure = !C.isSpinLock(X.Mutex) || C.isKeptByHolder(X.Mutex);
        if (!Sure)
          Doubtful = &X;
        return Sure;
      };
      if (X.Mutex == Y.Mutex && isShared(X.Mutex)) {
        if (Found())
          return &X;
        continue;
      }
      if (path(X.Mutex).size() != path(Y.Mutex).size())
        continue;
      const Walk W = walk(X.Mutex, Y.Mutex);
      if (W.Apart || W.Alias || W.Odd || W.Loose)
        continue;
      if (W.LastDeref != None && !isStable(T.place(W.LastDeref).Parent))
        continue;
      std::vector<std::pair<IntId, IntId>> Then = W.Cell;
      Then.insert(Then.end(), W.Rest.begin(), W.Rest.end());
      if (Then.empty())
        continue;
      if (!M.Items && I.implies(question(A, B, M.Equal), Then) && Found())
        return &X;
    }
  return Doubtful;
}
