//===- Turns.cpp - Semaphores that hand one permit round ------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `wait(empty); put(); post(full);` here, `wait(full); take(); post(empty);`
// there, with one permit among the two: whoever has waited for one of them, and
// has not posted since, has that permit, and all others wait. For who posts
// gives back what it has waited for, if there is nobody who posts without.
//
//===----------------------------------------------------------------------===//

#include "Overlap.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// Is \p P what is taken by a wait for a semaphore?
bool Context::isPermit(PlaceId P) const {
  const PlaceNode N = T.place(P);
  return N.Kind == PlaceKind::Field && W.text(N.Arg) == "permit";
}

bool Context::isTurn(const HeldLock &L) const {
  const PlaceNode N = T.place(L.Mutex);
  return N.Kind == PlaceKind::Field && W.text(N.Arg) == Turn;
}

/// How many permits \p Semaphore has to begin with, and never gets more of but
/// by those who post; nothing if that is not known.
std::optional<std::int64_t> Overlap::permitsOf(PlaceId Semaphore) const {
  const PlaceKind Root = T.place(C.rootOf(Semaphore)).Kind;
  const PlaceId Pointed = lastDeref(Semaphore);
  if (!isShared(Semaphore) ||
      (Pointed != None && !isStable(T.place(Pointed).Parent)) ||
      (Root == PlaceKind::Local &&
       C.E.Locals[T.place(C.rootOf(Semaphore)).Arg].Many) ||
      C.maybePerInstance(R, Semaphore) || C.hasOtherWriters(Semaphore) ||
      C.isClearedByTasks(Semaphore))
    return std::nullopt;
  const Context::Content Held =
      C.contents(T.field(Semaphore, C.W.str("permits")));
  if (!Held.Stores || Held.Weak || Held.Values.size() != 1 ||
      (Held.Initial && Root != PlaceKind::Global))
    return std::nullopt;
  const ValueNode V = T.value(Held.Values.front());
  if (V.Kind != ValueKind::Int || T.integer(V.A).Kind != IntKind::Const)
    return std::nullopt;
  // Made anew, it has as many again.
  std::set<Context::Spot> Made;
  for (const auto &[To, Number] :
       C.storesTo(T.field(Semaphore, C.W.str("permits")))) {
    const StoreEffect &S = C.stores()[Number];
    if (S.Block == None || S.InLoop || S.Late ||
        !C.Shape.around(S.Block).empty())
      return std::nullopt;
    Made.insert({S.Block, S.Event});
  }
  return Made.size() == 1 ? std::optional(T.integer(V.A).Value) : std::nullopt;
}

/// Do \p First and \p Second, and those that are posted by who has waited for
/// one of them, have one permit between them?
bool Overlap::handOnePermit(PlaceId First, PlaceId Second) const {
  std::set<PlaceId> All{First, Second};
  std::vector<PlaceId> Open(All.begin(), All.end());
  std::int64_t Permits = 0;
  while (!Open.empty()) {
    const PlaceId Semaphore = Open.back();
    Open.pop_back();
    const std::optional<std::int64_t> Own = permitsOf(Semaphore);
    if (!Own || *Own < 0 || (Permits += *Own) > 1)
      return false;
    for (const AccessEffect &W : C.E.All) {
      if (W.Nature != AccessNature::Signal || !isAtomic(W.Kind) ||
          !C.mayOverlap(W.Place, Semaphore))
        continue;
      bool Has = false;
      for (const HeldLock &L : W.Locks) {
        if (!C.isTurn(L))
          continue;
        Has = true;
        if (const PlaceId From = T.place(L.Mutex).Parent;
            All.insert(From).second)
          Open.push_back(From);
      }
      if (!Has || W.Place != Semaphore || W.Approximate)
        return false;
    }
  }
  return Permits == 1;
}

/// Is each of the two made by who has a permit, and is there one permit only?
const HeldLock *Overlap::takeTurns(const AccessEffect &A,
                                   const AccessEffect &B) const {
  for (const HeldLock &X : A.Locks)
    for (const HeldLock &Y : B.Locks)
      if (C.isTurn(X) && C.isTurn(Y) &&
          handOnePermit(T.place(X.Mutex).Parent, T.place(Y.Mutex).Parent))
        return &X;
  return nullptr;
}
