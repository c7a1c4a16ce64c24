//===- TicketLocks.cpp - Locks that serve who has drawn a number ----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Who finds the number that it has drawn in an atomic holds a lock until it
// writes there. That is one at a time if the numbers are drawn by steps in one
// direction, and if only the holder writes the atomic, handing over what it
// did.
//
//===----------------------------------------------------------------------===//

#include "Context.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

static constexpr llvm::StringLiteral OfMember = "(queue of ",
                                     AtGlobal = "(queue at ";

static bool isQueue(llvm::StringRef Name) {
  return Name.starts_with(OfMember) || Name.starts_with(AtGlobal);
}

std::map<AtomicSites::Key, std::set<StringId>>
aether::analysis::queuesOf(const Program &P) {
  std::map<AtomicSites::Key, std::set<StringId>> Out;
  for (const FunctionSummary &F : P.Functions)
    for (const Block &B : F.Blocks)
      for (const Event &Ev : B.Events)
        if (const auto *L = std::get_if<LockEvent>(&Ev);
            L && L->Op == LockOp::TryAcquire && L->Mutex != None) {
          const PlaceNode N = F.T.place(L->Mutex);
          AtomicSites::Key K;
          if (N.Kind == PlaceKind::Field && isQueue(P.string(N.Arg)) &&
              AtomicSites::keyOf(F.T, N.Parent, K))
            Out[K].insert(N.Arg);
        }
  return Out;
}

bool Context::isTicketLock(PlaceId Lock) const {
  const PlaceNode &N = T.place(Lock);
  return !W.Queues.empty() && N.Kind == PlaceKind::Field &&
         isQueue(W.text(N.Arg));
}

/// Whose turn it is changes: from here on the lock is not held.
void Context::serveNext(const Access &A, LockState &S) {
  AtomicSites::Key K;
  if (W.Queues.empty() || !isWrite(A.Kind))
    return;
  for (PlaceId P : Places(resolve(A.Place)))
    if (AtomicSites::keyOf(T, P, K))
      if (auto It = W.Queues.find(K); It != W.Queues.end())
        for (StringId Name : It->second)
          release(T.field(P, Name), S);
}

/// Has nobody a number for ticket lock \p Lock that another one has, too, and
/// does each who gives it back say so?
bool Context::drawsOnce(PlaceId Lock) {
  const PlaceId Served = T.place(Lock).Parent;
  llvm::StringRef Name = W.text(T.place(Lock).Arg);
  PlaceId Drawn = None;
  if (Name.consume_front(OfMember)) {
    Drawn = T.field(T.place(Served).Parent, W.str(Name.drop_back().str()));
  } else if (Name.consume_front(AtGlobal)) {
    for (std::uint32_t G = 0; G != W.P.Globals.size(); ++G)
      if (W.text(W.P.Globals[G].Key) == Name.drop_back())
        Drawn = T.root(PlaceKind::Global, G);
  }
  if (Drawn == None || hasOtherWriters(Drawn))
    return false;
  return llvm::all_of(E.All, [&](const AccessEffect &A) {
    if (!isWrite(A.Kind))
      return true;
    if (mayOverlap(A.Place, Served) && isAtomic(A.Kind) &&
        A.Nature != AccessNature::Signal)
      return false;
    return !mayOverlap(A.Place, Drawn) || !isAtomic(A.Kind) || A.Step > 0;
  });
}
