//===- Gates.cpp - Mutexes that hold tasks back ---------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `gate.lock(); start threads; set things up; gate.unlock();`: threads that
// take the mutex first, if only to give it back, come after all that was set
// up. What a task has taken and given back is not followed, so this is a doubt,
// and no proof.
//
//===----------------------------------------------------------------------===//

#include "Gates.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

bool aether::analysis::mayWaitAtGate(Context &C, const Relation &R,
                                     const AccessEffect &A,
                                     const AccessEffect &B) {
  const bool ParentA = C.E.Strands[R.A].Parent;
  if (ParentA == C.E.Strands[R.B].Parent)
    return false;
  const AccessEffect &Parent = ParentA ? A : B;
  const std::uint32_t Task = ParentA ? R.B : R.A;
  const auto Start = C.startOf(Task);
  auto IsKept = [&](const HeldLock &L) {
    return L.Mode == LockMode::Exclusive &&
           llvm::any_of(Parent.Locks, [&](const HeldLock &Now) {
             return Now.Mode == LockMode::Exclusive && Now.Mutex == L.Mutex;
           });
  };
  return Start && llvm::any_of(C.locksAt(*Start), IsKept) &&
         llvm::any_of(C.Calls, [&](const CallInstance &Call) {
           return Call.Strand == Task &&
                  llvm::any_of(Call.Callees,
                               [](const CallInstance::Resolved &To) {
                                 return !To.From || To.From->TakesLocks;
                               });
         });
}
