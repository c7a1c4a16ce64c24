//===- AtFirst.cpp - What comes before every wait and every test ----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `while (!ready) wait();`: most of these looks may come after a signal, but
// the first one comes after nothing. What stands before the first branch of a
// function, and before all that may wait for others, is made at first.
//
//===----------------------------------------------------------------------===//

#include "Context.h"
#include "WrittenHandles.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// May who comes by the event have waited for others there?
bool Context::mayWaitAt(Spot Where) {
  if (OpaquesAt.count(Where) || PendingsAt.count(Where))
    return true;
  const Event &Ev = F.Blocks[Where.first].Events[Where.second];
  if (std::holds_alternative<Join>(Ev))
    return !testsStart(F, Where.first, Where.second);
  if (const auto *P = std::get_if<Parallel>(&Ev))
    return F.Parallels[P->Index].Blocking;
  if (const auto *L = std::get_if<LockEvent>(&Ev))
    switch (L->Op) {
    case LockOp::Acquire: // A mutex is free at first, a permit is not.
      return L->Mutex == None ||
             llvm::any_of(Places(resolve(L->Mutex)),
                          [&](PlaceId M) { return isPermit(M); });
    case LockOp::TryAcquire:
    case LockOp::Wait:
    case LockOp::TryWait:
    case LockOp::MayWait:
      return true;
    default:
      return false;
    }
  const auto Called = CallsAt.find(Where);
  return Called != CallsAt.end() &&
         llvm::any_of(Called->second, [&](const CallInstance *Call) {
           if (Call->Strand != None)
             return false;
           return Call->Waiting || !Call->Reasons.empty() ||
                  !Call->Limits.empty() ||
                  llvm::any_of(Call->Callees,
                               [&](const CallInstance::Resolved &R) {
                                 return !R.From || W.InProgress[R.Function] ||
                                        R.From->TakesLocks ||
                                        !R.From->Done.Waited.empty() ||
                                        !R.From->Opaques.empty() ||
                                        !R.From->Pendings.empty() ||
                                        !R.From->Joined.empty() ||
                                        !R.From->MayJoin.empty();
                               });
         });
}

/// Is the event one that the function comes by at first?
bool Context::isAtFirst(Spot Where) {
  if (!FirstEvents) {
    FirstEvents.emplace();
    std::uint32_t B = 0;
    for (bool Waits = F.Blocks.empty(); !Waits;) {
      std::uint32_t &Last = (*FirstEvents)[B];
      for (std::uint32_t I = 0; !Waits && I != F.Blocks[B].Events.size(); ++I) {
        Last = I + 1;
        Waits = mayWaitAt({B, I});
      }
      // Nothing is tested at the entry: further ways out of it lead to what
      // Clang knows no way to.
      if (F.Blocks[B].Successors.empty() ||
          (F.Blocks[B].Successors.size() != 1 &&
           (B != 0 || !F.Blocks[B].Events.empty() ||
            F.Blocks[B].Branch.Kind != Condition::Kind::None)))
        break;
      B = F.Blocks[B].Successors.front();
      if (FirstEvents->count(B))
        break;
    }
  }
  const auto Known = FirstEvents->find(Where.first);
  return Known != FirstEvents->end() && Where.second < Known->second;
}
