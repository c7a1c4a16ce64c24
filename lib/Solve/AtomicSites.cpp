//===- AtomicSites.cpp - Where atomics are written ------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AtomicSites.h"

#include "Flow.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>

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
        L && L->Op != LockOp::Signal && L->Op != LockOp::Use)
      return L->Op == LockOp::TryAcquire && L->Mutex != None &&
             T.place(L->Mutex).Parent == Atomic;
  return false;
}

/// The function of \p P that \p C calls and no other; None if that is not
/// known.
static FunctionIx calleeOf(const Program &P, const Call &C) {
  return C.Target != None || C.Virtual ? None : P.find(C.Callee);
}

namespace {
using Parameter = std::pair<FunctionIx, std::uint32_t>;

/// What becomes of the addresses that functions are given by their parameters.
class GivenAddresses {
public:
  explicit GivenAddresses(const Program &P) {
    for (FunctionIx Fn = 0; Fn != P.Functions.size(); ++Fn)
      collect(P, Fn);
    for (std::vector<Parameter> Open(Kept.begin(), Kept.end());
         !Open.empty();) {
      const Parameter Now = Open.back();
      Open.pop_back();
      for (const Parameter &From : Givers[Now])
        if (Kept.insert(From).second)
          Open.push_back(From);
    }
  }

  /// May it be kept, or told to others, by whoever is given it as \p Of?
  bool isKept(const Parameter &Of) const { return Kept.count(Of) != 0; }

  /// Where atomics may be written by what is given as \p Of, which is not kept.
  void collectWrites(const Parameter &Of,
                     std::set<AtomicSites::Position> &Out) const {
    std::set<Parameter> Seen{Of};
    for (std::vector<Parameter> Open{Of}; !Open.empty();) {
      const Parameter Now = Open.back();
      Open.pop_back();
      if (auto It = Writes.find(Now); It != Writes.end())
        Out.insert(It->second.begin(), It->second.end());
      if (auto It = GivenTo.find(Now); It != GivenTo.end())
        for (const Parameter &To : It->second)
          if (Seen.insert(To).second)
            Open.push_back(To);
    }
  }

private:
  void collect(const Program &P, FunctionIx Fn) {
    const FunctionSummary &F = P.Functions[Fn];
    const Terms &T = F.T;
    auto Keep = [&](ValueId V) {
      if (const std::uint32_t Own = parameterOf(T, V); Own != None)
        Kept.insert({Fn, Own});
    };
    for (const Block &B : F.Blocks)
      for (std::size_t I = 0; I != B.Events.size(); ++I) {
        if (const auto *A = std::get_if<Access>(&B.Events[I]);
            A && A->Kind == AccessKind::AtomicWrite &&
            !isAttempt(T, B, I, A->Place))
          if (const std::uint32_t Own = parameterOf(T, A->Place, true);
              Own != None)
            Writes[{Fn, Own}].insert(AtomicSites::position(A->Pos));
        const auto *C = std::get_if<Call>(&B.Events[I]);
        const FunctionIx Callee = C ? calleeOf(P, *C) : None;
        if (Callee == None) {
          forEachTerm(B.Events[I], [](PlaceId) {}, Keep);
          continue;
        }
        Keep(C->This);
        for (std::uint32_t N = 0; N != C->Args.size(); ++N)
          if (const std::uint32_t Own = parameterOf(T, C->Args[N]);
              Own != None) {
            Givers[{Callee, N}].push_back({Fn, Own});
            GivenTo[{Fn, Own}].push_back({Callee, N});
          }
      }
    for (const ParallelCall &Call : F.Parallels)
      for (const ParallelCall::Task &Task : Call.Tasks) {
        Keep(Task.Callable);
        for (ValueId V : Task.Args)
          Keep(V);
      }
  }

  /// The parameter that a place, or the address in a value, comes from.
  static std::uint32_t parameterOf(const Terms &T, std::uint32_t Of,
                                   bool IsPlace = false) {
    if (Of == None || (!IsPlace && T.value(Of).Kind != ValueKind::Addr &&
                       T.value(Of).Kind != ValueKind::Load))
      return None;
    PlaceId P = IsPlace ? Of : T.value(Of).A;
    while (T.place(P).Parent != None)
      P = T.place(P).Parent;
    return T.place(P).Kind == PlaceKind::Param ? T.place(P).Arg : None;
  }

  std::set<Parameter> Kept;
  std::map<Parameter, std::vector<Parameter>> Givers, GivenTo;
  std::map<Parameter, std::set<AtomicSites::Position>> Writes;
};
} // namespace

AtomicSites::AtomicSites(const Program &P) {
  const GivenAddresses Given(P);
  for (FunctionIx Fn = 0; Fn != P.Functions.size(); ++Fn) {
    const FunctionSummary &F = P.Functions[Fn];
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
        const auto *C = std::get_if<Call>(&B.Events[I]);
        const FunctionIx Callee = C ? calleeOf(P, *C) : None;
        if (Callee == None) {
          forEachTerm(B.Events[I], OnPlace, OnValue);
          continue;
        }
        OnValue(C->This);
        for (std::uint32_t N = 0; N != C->Args.size(); ++N)
          if (Given.isKept({Callee, N})) {
            OnValue(C->Args[N]);
          } else if (C->Args[N] != None &&
                     T.value(C->Args[N]).Kind == ValueKind::Addr &&
                     keyOf(T, T.value(C->Args[N]).A, K)) {
            Passed[K].insert(Fn);
            Given.collectWrites({Callee, N}, Sites[K]);
          }
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

bool AtomicSites::mayBeWrittenElsewhere(
    const Terms &T, PlaceId Atomic, const std::set<Position> &Known,
    const std::set<FunctionIx> &Callers) const {
  Key K;
  if (!keyOf(T, Atomic, K) || Exposed.count(K) != 0)
    return true;
  if (auto By = Passed.find(K);
      By != Passed.end() &&
      !std::includes(Callers.begin(), Callers.end(), By->second.begin(),
                     By->second.end()))
    return true;
  auto It = Sites.find(K);
  if (It == Sites.end())
    return false;
  for (const Position &Site : It->second)
    if (Known.count(Site) == 0)
      return true;
  return false;
}
