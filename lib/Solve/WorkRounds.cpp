//===- WorkRounds.cpp - Threads that take one piece of work after another -===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `for (;;) { lock(m); if (next == n) break; i = next++; unlock(m); work(i);
// }`: each round takes something, and gives nothing back. What two threads do
// with what they have taken, in every round, is put in order by nothing that
// they take it with: of the last rounds that they make, neither is told.
//
//===----------------------------------------------------------------------===//

#include "Handover.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// Does each round of the loop that makes \p A write to \p Variable, a counter
/// or a container, in one place of the code, and before \p A?
bool Handover::isAfterItsWrite(const AccessEffect &A, std::uint32_t Strand,
                               PlaceId Variable) const {
  // How many elements there are is a part of the container.
  const PlaceId Whole = T.place(Variable).Kind == PlaceKind::Structure
                            ? PlaceId(T.place(Variable).Parent)
                            : Variable;
  auto Is = [&](PlaceId P) { return P == Variable || P == Whole; };
  auto Tells = [&](PlaceId P) {
    const PlaceNode N = T.place(P);
    return Is(P) || (N.Kind == PlaceKind::Field &&
                     C.W.text(N.Arg) == GuardedFlag && Is(N.Parent));
  };
  if (A.Made != Rounds::All || C.E.Strands[Strand].Parent ||
      llvm::none_of(A.Locks, [&](const HeldLock &L) {
        return L.Mode == LockMode::Signalled && Tells(L.Mutex);
      }))
    return false;
  auto IsWithin = [&](PlaceId P) {
    while (P != None && P != Whole)
      P = T.place(P).Parent;
    return P == Whole;
  };
  const AccessEffect *Only = nullptr;
  for (std::uint32_t N : C.E.Strands[Strand].Accesses) {
    const AccessEffect &W = C.E.All[N];
    if (!isWrite(W.Kind) || !C.mayOverlap(W.Place, Variable))
      continue;
    // What its elements become does not say how many there are.
    if (!Is(W.Place) && IsWithin(W.Place))
      continue;
    const bool Takes = W.Step != 0 || W.Nature == AccessNature::Container;
    if (!Is(W.Place) || W.Approximate || !Takes || W.Made != Rounds::All ||
        (Only && (Only->Pos != W.Pos || Only->Function != W.Function)))
      return false;
    Only = &W;
  }
  return Only != nullptr;
}

/// Is there perhaps more than one thing in it? A counter goes on; into a
/// container others put something in a loop, or callers as much as they like.
bool Handover::isFilled(PlaceId Variable) const {
  const PlaceId Root = C.rootOf(Variable);
  const PlaceKind Of = T.place(Root).Kind;
  bool IsContainer = false;
  for (std::uint32_t N = 0; N != C.E.All.size(); ++N) {
    const AccessEffect &W = C.E.All[N];
    if (!isWrite(W.Kind) || C.rootOf(W.Place) != Root ||
        !C.mayOverlap(W.Place, Variable))
      continue;
    IsContainer |= W.Nature == AccessNature::Container;
    if (W.Made != Rounds::One && All.StrandOf[N] != R.A &&
        All.StrandOf[N] != R.B)
      return true;
  }
  return !IsContainer || Of == PlaceKind::Param || Of == PlaceKind::This;
}

/// Have both threads taken a piece of work by \p Variable, each its own?
bool Handover::isWork(const AccessEffect &A, const AccessEffect &B,
                      PlaceId Variable) const {
  return isAfterItsWrite(A, R.A, Variable) &&
         isAfterItsWrite(B, R.B, Variable) && isFilled(Variable);
}

/// The same where a thing that is waited for tells that there is something: an
/// atomic that counts, or what others signal again and again.
bool Handover::isOfferedAgain(const AccessEffect &A, const AccessEffect &B,
                              PlaceId P) const {
  if (A.Made != Rounds::All || B.Made != Rounds::All)
    return false;
  bool Own = false, Others = false;
  for (const Writer &Wr : Writers) {
    const AccessEffect &W = C.E.All[Wr.Access];
    if (!C.mayOverlap(W.Place, P))
      continue;
    if (Wr.Strand != None && (Wr.Strand == R.A || Wr.Strand == R.B))
      Own = true;
    else
      Others |= W.Nature == AccessNature::Signal && W.Made != Rounds::One;
  }
  return Own ? isWork(A, B, P) : Others;
}
