//===- AtomicSites.cpp - Where atomics are written ------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AtomicSites.h"

#include "Flow.h"

using namespace aether::analysis;

bool AtomicSites::keyOf(const Terms &T, PlaceId P, Key &Out) {
  for (; P != None; P = T.place(P).Parent) {
    const PlaceNode &N = T.place(P);
    if (N.Kind == PlaceKind::Field || N.Kind == PlaceKind::Global) {
      Out = {N.Kind, N.Arg};
      return true;
    }
    if (N.Kind == PlaceKind::Deref)
      return false;
  }
  return false;
}

/// Is event \p I of \p B an attempt to take the atomic as a lock?
static bool isAttempt(const Terms &T, const Block &B, std::size_t I,
                      PlaceId Atomic) {
  for (++I; I != B.Events.size(); ++I)
    if (const auto *L = std::get_if<LockEvent>(&B.Events[I]);
        L && L->Op != LockOp::Signal)
      return L->Op == LockOp::TryAcquire && L->Mutex != None &&
             T.place(L->Mutex).Parent == Atomic;
  return false;
}

AtomicSites::AtomicSites(const Program &P) {
  for (const FunctionSummary &F : P.Functions) {
    const Terms &T = F.T;
    Key K;
    auto Write = [&](const Access &A) {
      if (A.Kind == AccessKind::AtomicWrite && keyOf(T, A.Place, K))
        Sites[K].insert(position(A.Pos));
    };
    auto OnValue = [&](ValueId V) {
      if (V != None && T.value(V).Kind == ValueKind::Addr &&
          keyOf(T, T.value(V).A, K))
        Exposed.insert(K);
    };
    auto OnPlace = [](PlaceId) {};
    for (const Block &B : F.Blocks)
      for (std::size_t I = 0; I != B.Events.size(); ++I) {
        if (const auto *A = std::get_if<Access>(&B.Events[I]))
          if (!isAttempt(T, B, I, A->Place))
            Write(*A);
        forEachTerm(B.Events[I], OnPlace, OnValue);
      }
    for (const ParallelCall &Call : F.Parallels)
      for (const ParallelCall::Task &Task : Call.Tasks) {
        OnValue(Task.Callable);
        for (ValueId V : Task.Args)
          OnValue(V);
        for (const Access &A : Task.Accesses)
          Write(A);
      }
  }
}

bool AtomicSites::mayBeWrittenElsewhere(const Terms &T, PlaceId Atomic,
                                        const std::set<Position> &Known) const {
  Key K;
  if (!keyOf(T, Atomic, K) || Exposed.count(K) != 0)
    return true;
  auto It = Sites.find(K);
  if (It == Sites.end())
    return false;
  for (const Position &Site : It->second)
    if (Known.count(Site) == 0)
      return true;
  return false;
}
