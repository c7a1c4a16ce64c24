//===- Protection.cpp - Does a lock keep two accesses apart? --------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Overlap.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// What stands for an order that others may put things in.
bool Overlap::isOrder(PlaceId P) const {
  const PlaceNode N = T.place(P);
  return N.Kind == PlaceKind::Field &&
         (C.W.text(N.Arg) == "(perhaps in order)" ||
          C.W.text(N.Arg) == "__omp_doubt" ||
          (C.W.text(N.Arg) == "__omp_order" &&
           T.place(N.Parent).Kind == PlaceKind::Index));
}

/// One of two sides that may be ordered with each other.
bool Overlap::isSide(PlaceId P) const {
  const PlaceNode N = T.place(P);
  return N.Kind == PlaceKind::Field &&
         (C.W.text(N.Arg) == "__omp_one_side" ||
          C.W.text(N.Arg) == "__omp_other_side") &&
         T.place(N.Parent).Kind == PlaceKind::Index;
}

/// Are \p X and \p Y sides of different pairs?
static bool areOfOtherPairs(const Terms &T, PlaceId X, PlaceId Y) {
  const PlaceNode OfX = T.place(T.place(X).Parent),
                  OfY = T.place(T.place(Y).Parent);
  return OfX.Parent == OfY.Parent && OfX.Arg != OfY.Arg &&
         T.integer(OfX.Arg).Kind == IntKind::Const &&
         T.integer(OfY.Arg).Kind == IntKind::Const;
}

/// A semaphore is a mutex if it has one permit, which is given back by who took
/// it; it is none if it has more of them.
std::optional<bool> Overlap::isMutex(PlaceId P) const {
  const PlaceNode N = T.place(P);
  if (isOrder(P))
    return std::nullopt;
  if (N.Kind != PlaceKind::Field || C.W.text(N.Arg) != "permit")
    return true;
  const Context::Content Held =
      C.contents(T.field(N.Parent, C.W.str("permits")));
  if (!Held.Stores || Held.Weak || Held.Values.empty())
    return std::nullopt;
  // What a variable held before it was made a semaphore counts for nothing, but
  // somebody else may have made it one since.
  if (Held.Initial && (T.place(N.Parent).Kind != PlaceKind::Global ||
                       C.hasOtherWriters(N.Parent)))
    return std::nullopt;
  // Made anew while it is used, it has permits again.
  if (C.isClearedByTasks(N.Parent))
    return std::nullopt;
  bool One = true, More = true;
  for (ValueId Value : Held.Values) {
    const ValueNode V = T.value(Value);
    if (V.Kind != ValueKind::Int || T.integer(V.A).Kind != IntKind::Const ||
        T.integer(V.A).Value < 1)
      return std::nullopt;
    One &= T.integer(V.A).Value == 1;
    More &= T.integer(V.A).Value > 1;
  }
  if (More)
    return false;
  const bool Kept = llvm::all_of(C.E.All, [&](const AccessEffect &W) {
    return W.Nature != AccessNature::Signal || W.Place != N.Parent ||
           llvm::any_of(W.Locks,
                        [&](const HeldLock &L) { return L.Mutex == P; });
  });
  return One && Kept ? std::optional(true) : std::nullopt;
}

const HeldLock *Overlap::mayShareLock(const AccessEffect &A,
                                      const AccessEffect &B) {
  auto IsVariable = [&](PlaceId P) { return T.place(P).Parent == None; };
  auto IsMember = [&](PlaceId P) {
    return T.place(P).Kind == PlaceKind::Field;
  };
  for (const HeldLock &X : A.Locks)
    for (const HeldLock &Y : B.Locks) {
      if (!isHeld(X.Mode) || !isHeld(Y.Mode) || X.Mutex == Y.Mutex ||
          (X.Mode == LockMode::Shared && Y.Mode == LockMode::Shared))
        continue;
      // With one root, only pointers lead to one mutex in different ways.
      const bool OtherRoots = C.rootOf(X.Mutex) != C.rootOf(Y.Mutex);
      if (!C.mayBeSameLock(X.Mutex, Y.Mutex) ||
          (!OtherRoots && !walk(X.Mutex, Y.Mutex).Alias))
        continue;
      // A variable is no member, nor is a member another one.
      if (areOtherMembers(X.Mutex, Y.Mutex) ||
          (IsVariable(X.Mutex) && IsMember(Y.Mutex)) ||
          (IsVariable(Y.Mutex) && IsMember(X.Mutex)))
        continue;
      if (isTaskPrivate(C.rootOf(X.Mutex)) || isTaskPrivate(C.rootOf(Y.Mutex)))
        continue;
      if (!isHidden(X.Mutex, Y.Mutex) && !isHidden(Y.Mutex, X.Mutex))
        return isFromCaller(X.Mutex) ? &X : &Y;
    }
  return nullptr;
}

bool Overlap::isFromCaller(const Fact &Known) const {
  auto Asks = [&](IntId I) {
    return I != None && T.anyOperand(I, [&](const IntNode &N) {
      return N.Kind == IntKind::Cell && isFromCaller(N.A);
    });
  };
  return Asks(Known.Lhs) || Asks(Known.Rhs);
}

/// Does it depend on which task it is, or which round, and on nothing else?
/// Then it was asked whether such tasks meet.
static bool isOfTasks(const Terms &T, const Fact &Known) {
  auto Else = [&](IntId I) {
    return I == None || T.anyOperand(I, [](const IntNode &N) {
      return N.Kind != IntKind::Const && N.Kind != IntKind::LoopVar &&
             N.Kind != IntKind::TaskIndex;
    });
  };
  return !Else(Known.Lhs) && !Else(Known.Rhs);
}

const HeldLock *Overlap::maySometimesShareLock(const AccessEffect &A,
                                               const AccessEffect &B) const {
  for (const HeldLock &X : A.Locks) {
    if (!isPerhapsHeld(T, C.W, X) || decided(T, X.If) || isOfTasks(T, X.If))
      continue;
    const PlaceId Mutex = T.place(X.Mutex).Parent;
    for (const HeldLock &Y : B.Locks) {
      const bool Some = isPerhapsHeld(T, C.W, Y);
      if ((isHeld(Y.Mode) || Some) &&
          (T.place(C.rootOf(Mutex)).Kind == PlaceKind::Unknown ||
           C.mayBeSameLock(Mutex, Some ? T.place(Y.Mutex).Parent : Y.Mutex)))
        return &X;
    }
  }
  return nullptr;
}

PlaceId Overlap::mayBeInitialiser(const AccessEffect &A,
                                  const AccessEffect &B) const {
  for (PlaceId P : B.Before.Passed)
    if (llvm::any_of(A.Locks, [&](const HeldLock &L) {
          return L.Mode == LockMode::Exclusive && C.mayBeSameLock(L.Mutex, P);
        }))
      return P;
  return None;
}

/// \p P with the index \p By where \p I is one.
static PlaceId withIndex(Terms &T, PlaceId P, IntId I, IntId By) {
  const PlaceNode N = T.place(P);
  if (N.Parent == None)
    return P;
  if (N.Kind == PlaceKind::Index && N.Arg == I)
    return T.index(N.Parent, By);
  const PlaceId Parent = withIndex(T, N.Parent, I, By);
  if (Parent == N.Parent)
    return P;
  return N.Kind == PlaceKind::Field   ? T.field(Parent, N.Arg)
         : N.Kind == PlaceKind::Deref ? T.deref(Parent)
         : N.Kind == PlaceKind::Index ? T.index(Parent, N.Arg)
                                      : P;
}

/// \p Locks, where those of the lesser and of the greater of two numbers are
/// those of the one and of the other: `lock(&m[min]); lock(&m[max]);`.
std::vector<HeldLock>
Overlap::orderedPairs(const std::vector<HeldLock> &Locks) const {
  std::vector<HeldLock> Out = Locks;
  for (HeldLock &Low : Out)
    for (PlaceId P = Low.Mutex; P != None; P = T.place(P).Parent) {
      const PlaceNode Step = T.place(P);
      if (Step.Kind != PlaceKind::Index ||
          T.integer(Step.Arg).Kind != IntKind::Min)
        continue;
      const IntNode Of = T.integer(Step.Arg);
      const PlaceId Other =
          withIndex(T, Low.Mutex, Step.Arg, T.binary(IntKind::Max, Of.A, Of.B));
      auto High = llvm::find_if(Out, [&](const HeldLock &L) {
        return L.Mutex == Other && L.Mode == Low.Mode;
      });
      if (Other == Low.Mutex || High == Out.end())
        continue;
      High->Mutex = withIndex(T, Low.Mutex, Step.Arg, Of.B);
      Low.Mutex = withIndex(T, Low.Mutex, Step.Arg, Of.A);
      break;
    }
  return Out;
}

Protection Overlap::protection(const AccessEffect &A, const AccessEffect &B,
                               const Match &M) {
  if (const HeldLock *Turn = takeTurns(A, B))
    return {Turn, ""};
  Protection Doubtful;
  const std::vector<HeldLock> OfA = orderedPairs(A.Locks),
                              OfB = orderedPairs(B.Locks);
  for (std::size_t N = 0; N != OfA.size(); ++N)
    for (const HeldLock &Y : OfB) {
      const HeldLock &X = OfA[N], *const Named = &A.Locks[N];
      if (!isHeld(X.Mode) || !isHeld(Y.Mode))
        continue;
      if (isSide(X.Mutex) && isSide(Y.Mutex)) {
        if (X.Mutex != Y.Mutex && !areOfOtherPairs(T, X.Mutex, Y.Mutex))
          Doubtful = {Named, "may be put in order by way of others"};
        continue;
      }
      const std::optional<bool> Mutex = isMutex(X.Mutex);
      if (Mutex == false)
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
      if (C.isThreadLocal(Root))
        continue;
      if ((T.place(Root).Kind == PlaceKind::Local && C.perInstance(R, Root)) ||
          C.isMadeIn(R.PerhapsOtherRound, Root)) {
        Doubtful = {Named, "may be another one in each round"};
        continue;
      }
      auto Found = [&] {
        // A spin lock that others may give back keeps nobody out.
        if (C.isSpinLock(X.Mutex) && !C.isKeptByHolder(X.Mutex)) {
          Doubtful = {Named,
                      "may be given back by others than who has taken it"};
          return false;
        }
        if (!Mutex)
          Doubtful = {Named,
                      isOrder(X.Mutex)
                          ? "may be put in order by way of others"
                          : "may have another number of permits than one"};
        return Mutex.has_value();
      };
      if (X.Mutex == Y.Mutex && isShared(X.Mutex)) {
        if (Found())
          return {Named, ""};
        continue;
      }
      if (C.depth(X.Mutex) != C.depth(Y.Mutex))
        continue;
      const Walk W = walk(X.Mutex, Y.Mutex);
      // Items may hold pointers to one mutex.
      if (W.Loose && W.LastDeref != None && !W.Apart && !W.Alias && !W.Odd)
        Doubtful = {Named, "may be the same for both"};
      if (W.Apart || W.Alias || W.Odd || W.Loose)
        continue;
      if (W.LastDeref != None && !isStable(T.place(W.LastDeref).Parent))
        continue;
      std::vector<std::pair<IntId, IntId>> Then = W.Cell;
      Then.insert(Then.end(), W.Rest.begin(), W.Rest.end());
      if (Then.empty())
        continue;
      if (M.Items)
        continue;
      const Implied Same = I.implies(question(A, B, M.Equal), Then);
      if (Same == Implied::TooLong)
        Doubtful = {Named, "may be the same for both: the comparison of two "
                           "indices took too long"};
      if (Same == Implied::Yes && Found())
        return {Named, ""};
    }
  return Doubtful;
}
