//===- OpenMPRegions.cpp - Teams, barriers and exclusion ------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A thread that meets `parallel` (10.1) waits until the threads of the machine
// that are the members of the team have run the region; the first of them has
// what is the waiting thread's own.
//
//===----------------------------------------------------------------------===//

#include "OpenMP.h"

using namespace llvm;
using namespace aether::analysis;
using namespace aether::analysis::rehearsal;

/// More are not worth it.
static constexpr unsigned MaxMembers = 32;
/// A league's size without a clause is the implementation's choice (10.2).
static constexpr unsigned DefaultTeams = 2;

void Machine::OpenMP::startMember(Calling &C, Fork &F, Team &In,
                                  unsigned Number, unsigned Place, Address Body,
                                  ArrayRef<Word> Args) {
  Thread &T = C.T;
  const unsigned Inherited = current(T).Threads;
  Thread &New = make(T, C.At);
  if (M.Finished)
    return;
  if (Place == 0) {
    New.Own = std::move(T.Own);
    New.Keys = std::move(T.Keys);
    T.Own.clear();
    T.Keys.clear();
  } else if (F.Keeps) {
    New.Own = Pool[{T.Id, Place}].Own;
    New.Keys = Pool[{T.Id, Place}].Keys;
  }
  Task &K = Tasks.emplace_back();
  K.In = &In;
  K.Number = Number;
  K.Thread = New.Id;
  K.Threads = Inherited;
  Running[New.Id].push_back(&K);
  F.Members.push_back(New.Id);
  const Address Id = M.Cells.make(8, RehearsedRace::Memory::Stack, nullptr);
  M.Cells.store(M.Cells.bytes(Id, 4), New.Id, 4);
  SmallVector<Word, 6> All{Id, Id + 4};
  All.append(Args.begin(), Args.end());
  const Function *To = M.I.functionAt(Body);
  New.Over = false;
  if (!To || !M.enter(New, To, All, Frame::After::Region, nullptr))
    M.stop("a region that is not there");
}

Machine::Status Machine::OpenMP::fork(Calling &C, Address Body,
                                      ArrayRef<Word> Args, unsigned Count) {
  Thread &T = C.T;
  Task &K = current(T);
  if (K.Forked)
    return join(C);
  flush(T);
  if (Count == 1 || K.In->Active >= MaxActive)
    return runSerial(T, Body, Args, C.At);
  if (Count > MaxMembers)
    return M.stop("too many threads");
  Fork &F = Forks.emplace_back();
  K.Forked = &F;
  Team &In = Teams.emplace_back();
  In.Size = Count;
  In.Level = K.In->Level + 1;
  In.Active = K.In->Active + 1;
  In.LeagueNumber = K.In->LeagueNumber;
  In.LeagueSize = K.In->LeagueSize;
  In.By = &F;
  F.Teams.push_back(&In);
  F.Running = Count;
  F.Keeps = K.In->Level == 0;
  M.Unjoined += Count;
  for (unsigned N = 0; N != Count && !M.Finished; ++N)
    startMember(C, F, In, N, N, Body, Args);
  return M.Finished ? Status::Stop : Status::Blocked;
}

Machine::Status Machine::OpenMP::forkLeague(Calling &C, Address Body,
                                            ArrayRef<Word> Args) {
  Thread &T = C.T;
  Task &K = current(T);
  if (K.Forked)
    return join(C);
  flush(T);
  const unsigned Count = K.PushedTeams != 0 ? K.PushedTeams : DefaultTeams;
  K.PushedTeams = 0;
  if (Count > MaxMembers)
    return M.stop("too many teams");
  Fork &F = Forks.emplace_back();
  K.Forked = &F;
  F.Running = Count;
  M.Unjoined += Count;
  for (unsigned N = 0; N != Count && !M.Finished; ++N) {
    Team &In = Teams.emplace_back();
    In.LeagueNumber = N;
    In.LeagueSize = Count;
    In.By = &F;
    F.Teams.push_back(&In);
    startMember(C, F, In, 0, N, Body, Args);
  }
  return M.Finished ? Status::Stop : Status::Blocked;
}

/// The barrier at the region's end: all members and all tasks.
Machine::Status Machine::OpenMP::join(Calling &C) {
  Thread &T = C.T;
  Task &K = current(T);
  Fork &F = *K.Forked;
  if (F.Running != 0 ||
      any_of(F.Teams, [](const Team *G) { return G->Open != 0; }))
    return Status::Blocked;
  for (std::size_t N = 0; N != F.Members.size(); ++N) {
    Thread &Member = M.Threads[F.Members[N]];
    T.Now.join(Member.Now);
    if (N == 0) {
      T.Own = std::move(Member.Own);
      T.Keys = std::move(Member.Keys);
      T.AtEnd.insert(T.AtEnd.end(), Member.AtEnd.begin(), Member.AtEnd.end());
    } else if (F.Keeps) {
      Pool[{T.Id, N}] = {std::move(Member.Own), std::move(Member.Keys)};
    }
  }
  for (const Team *G : F.Teams)
    T.Now.join(G->TasksDone);
  M.Unjoined -= F.Members.size();
  K.Forked = nullptr;
  flush(T);
  // Nothing that these threads have done can meet anything any more.
  if (M.Unjoined == 0)
    Free = Own;
  return Status::Done;
}

/// A region of one thread has an implicit task, too.
void Machine::OpenMP::pushSerial(Thread &T) {
  Task &Outer = current(T);
  Team &In = Teams.emplace_back();
  In.Level = Outer.In->Level + 1;
  In.Active = Outer.In->Active;
  In.LeagueNumber = Outer.In->LeagueNumber;
  In.LeagueSize = Outer.In->LeagueSize;
  Task &K = Tasks.emplace_back();
  K.In = &In;
  K.Number = 0;
  K.Thread = T.Id;
  K.Threads = Outer.Threads;
  Running[T.Id].push_back(&K);
}

Machine::Status Machine::OpenMP::runSerial(Thread &T, Address Body,
                                           ArrayRef<Word> Args,
                                           const Operation &At) {
  pushSerial(T);
  const Address Id = M.Cells.make(8, RehearsedRace::Memory::Stack, nullptr);
  M.Cells.store(M.Cells.bytes(Id, 4), T.Id, 4);
  SmallVector<Word, 6> All{Id, Id + 4};
  All.append(Args.begin(), Args.end());
  const Function *To = M.I.functionAt(Body);
  return To && M.enter(T, To, All, Frame::After::Region, At.I)
             ? Status::Moved
             : M.stop("a region that is not there");
}

Machine::Status Machine::ompFork(Calling &C) {
  OpenMP &P = openMP();
  OpenMP::Task &K = P.current(C.T);
  const unsigned Count = K.Pushed != 0 ? K.Pushed : K.Threads;
  K.Pushed = 0;
  return P.fork(C, C.arg(2), ArrayRef(C.Args).drop_front(3), Count);
}

/// `(location, count, body, condition, arguments)`.
Machine::Status Machine::ompForkIf(Calling &C) {
  OpenMP &P = openMP();
  OpenMP::Task &K = P.current(C.T);
  const unsigned Count = (C.arg(3) & 0xffffffff) == 0 ? 1
                         : K.Pushed != 0              ? K.Pushed
                                                      : K.Threads;
  K.Pushed = 0;
  const Word Argument = C.arg(4);
  return P.fork(C, C.arg(2),
                Argument ? ArrayRef<Word>(Argument) : ArrayRef<Word>(), Count);
}

Machine::Status Machine::ompForkTeams(Calling &C) {
  return openMP().forkLeague(C, C.arg(2), ArrayRef(C.Args).drop_front(3));
}

Machine::Status Machine::ompPushThreads(Calling &C) {
  if (static_cast<std::int32_t>(C.arg(2)) <= 0)
    return stop("a team of no threads");
  openMP().current(C.T).Pushed = C.arg(2);
  return Status::Done;
}

/// `(location, thread, teams, threads)`; 0: no clause.
Machine::Status Machine::ompPushTeams(Calling &C) {
  OpenMP::Task &K = openMP().current(C.T);
  K.PushedTeams = C.arg(2);
  if (C.arg(3) != 0)
    K.Threads = std::min<unsigned>(K.Threads, C.arg(3));
  return Status::Done;
}

Machine::Status Machine::ompSerial(Calling &C) {
  openMP().pushSerial(C.T);
  return Status::Done;
}

Machine::Status Machine::ompEndSerial(Calling &C) {
  OpenMP &P = openMP();
  if (P.current(C.T).Explicit || P.Running[C.T.Id].size() < 2)
    return stop("the end of a region that has not begun");
  P.Running[C.T.Id].pop_back();
  return Status::Done;
}

//===----------------------------------------------------------------------===//
// Barriers and what is for one thread
//===----------------------------------------------------------------------===//

/// All of the team come after all of it, and after its tasks (15.3.1).
Machine::Status Machine::OpenMP::barrier(Thread &T) {
  Task &K = current(T);
  Team &In = *K.In;
  if (In.Size == 1)
    return Status::Done;
  if (K.Explicit)
    return M.stop("a barrier in a task");
  constexpr auto Not = ~std::uint64_t(0);
  if (K.BarrierRound == Not) {
    flush(T);
    In.Gathered.join(T.Now);
    T.Now.tick(T.Id);
    ++In.Arrived;
    K.BarrierRound = In.Round;
  }
  if (K.BarrierRound == In.Round) {
    if (In.Arrived != In.Size || In.Open != 0)
      return Status::Blocked;
    In.Passed = In.Gathered;
    In.Passed.join(In.TasksDone);
    In.Arrived = 0;
    ++In.Round;
  }
  T.Now.join(In.Passed);
  K.BarrierRound = Not;
  flush(T);
  return Status::Done;
}

Machine::Status Machine::ompBarrier(Calling &C) {
  const Status S = openMP().barrier(C.T);
  if (S == Status::Done)
    openMP().beginPart(C.T, C.At.I);
  return S;
}

Machine::Status Machine::ompEndConstruct(Calling &C) {
  openMP().beginPart(C.T, C.At.I);
  return Status::Done;
}

/// (A masked construct may be within another.)
Machine::Status Machine::ompEndMasked(Calling &C) {
  if (!openMP().isInConstruct(C.T))
    return Status::Done;
  const auto &Begin =
      *cast<CallBase>(Nodes[C.T.Frames.back().Calls].Call)->getCalledFunction();
  return openMPHandlerOf(Begin.getName()) == &Machine::ompMasked
             ? ompEndConstruct(C)
             : Status::Done;
}

/// The first to come (11.1).
Machine::Status Machine::ompSingle(Calling &C) {
  OpenMP &P = openMP();
  OpenMP::Task &K = P.current(C.T);
  if (!P.mayShareWork(K))
    return stop("work is shared in a task");
  TurnOver = true;
  if (K.In->Size == 1 || K.Singles++ == K.In->Singles) {
    ++K.In->Singles;
    C.Result = 1;
    P.beginConstruct(C.T, C.At.I);
  }
  return Status::Done;
}

/// `(location, thread, size, data, copy, whether this has the data)`.
Machine::Status Machine::ompCopyPrivate(Calling &C) {
  OpenMP &P = openMP();
  OpenMP::Task &K = P.current(C.T);
  const bool Has = (C.arg(5) & 0xffffffff) != 0;
  if (K.In->Size == 1)
    return Status::Done;
  switch (K.Step) {
  case 0:
    if (Has)
      K.In->Copied = C.arg(3);
    K.Step = 1;
    [[fallthrough]];
  case 1: {
    if (const Status S = P.barrier(C.T); S != Status::Done)
      return S;
    K.Step = 2;
    if (!Has) {
      const Function *F = I.functionAt(C.arg(4));
      return F && enter(C.T, F, {C.arg(3), K.In->Copied}, Frame::After::Again,
                        C.At.I)
                 ? Status::Moved
                 : stop("a copy that is not there");
    }
    [[fallthrough]];
  }
  default:
    if (const Status S = P.barrier(C.T); S != Status::Done)
      return S;
    K.Step = 0;
    P.beginPart(C.T, C.At.I);
    return Status::Done;
  }
}

/// `(location, thread[, filter])` (10.5).
Machine::Status Machine::ompMasked(Calling &C) {
  const std::optional<unsigned> Number = openMP().numberOf(C.T);
  if (!Number)
    return stop("the number of the thread that runs a task");
  C.Result = *Number == (C.arg(2) & 0xffffffff);
  if (C.Result != 0 && !openMP().isInConstruct(C.T))
    openMP().beginConstruct(C.T, C.At.I);
  return Status::Done;
}

//===----------------------------------------------------------------------===//
// Exclusion
//===----------------------------------------------------------------------===//

Machine::Status Machine::OpenMP::acquire(Thread &T, Lock &L) {
  M.TurnOver = true;
  if (L.Holder != Nobody)
    return Status::Blocked;
  L.Holder = T.Id;
  L.Depth = 1;
  T.Now.join(L.Released);
  flush(T);
  return Status::Done;
}

Machine::Status Machine::OpenMP::release(Thread &T, Lock &L) {
  if (L.Holder != T.Id)
    return M.stop("a lock that another holds is released");
  if (--L.Depth == 0) {
    L.Holder = Nobody;
    L.Released.join(T.Now);
    flush(T);
  }
  return Status::Done;
}

/// `(location, thread, name)` (15.2).
Machine::Status Machine::ompCritical(Calling &C) {
  return openMP().acquire(C.T, openMP().Locks[C.arg(2)]);
}

Machine::Status Machine::ompEndCritical(Calling &C) {
  return openMP().release(C.T, openMP().Locks[C.arg(2)]);
}

/// `(location, thread, count, size, data, function, lock)`: one after the
/// other, each on its own.
Machine::Status Machine::ompReduce(Calling &C) {
  C.Result = 1;
  return openMP().acquire(C.T, openMP().Locks[C.arg(6)]);
}

Machine::Status Machine::ompEndReduceNoWait(Calling &C) {
  return openMP().release(C.T, openMP().Locks[C.arg(2)]);
}

Machine::Status Machine::ompEndReduce(Calling &C) {
  OpenMP &P = openMP();
  OpenMP::Task &K = P.current(C.T);
  if (K.Step == 0) {
    if (const Status S = ompEndReduceNoWait(C); S != Status::Done)
      return S;
    K.Step = 1;
  }
  const Status S = P.barrier(C.T);
  if (S == Status::Done)
    K.Step = 0;
  return S;
}

Machine::Status Machine::ompInitLock(Calling &C) {
  if (!access(C.T, C.arg(0), 4, true, false, C.At.I))
    return Status::Stop;
  openMP().Locks.erase(C.arg(0));
  return Status::Done;
}

Machine::Status Machine::ompSetLock(Calling &C) {
  return mark(C, C.arg(0)) ? openMP().acquire(C.T, openMP().Locks[C.arg(0)])
                           : Status::Stop;
}

Machine::Status Machine::ompSetNestLock(Calling &C) {
  OpenMP::Lock &L = openMP().Locks[C.arg(0)];
  if (L.Holder != C.T.Id)
    return ompSetLock(C);
  ++L.Depth;
  return Status::Done;
}

Machine::Status Machine::ompUnsetLock(Calling &C) {
  return mark(C, C.arg(0)) ? openMP().release(C.T, openMP().Locks[C.arg(0)])
                           : Status::Stop;
}

Machine::Status Machine::ompTestLock(Calling &C) {
  const Status S = ompSetLock(C);
  C.Result = S == Status::Done;
  return S == Status::Blocked ? Status::Done : S;
}

Machine::Status Machine::ompTestNestLock(Calling &C) {
  const Status S = ompSetNestLock(C);
  C.Result = S == Status::Done ? openMP().Locks[C.arg(0)].Depth : 0;
  return S == Status::Blocked ? Status::Done : S;
}
