//===- Synchronisation.cpp - Threads, locks and their like ----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// POSIX threads as IEEE Std 1003.1 has them, and what C++ and C make of them.
//
//===----------------------------------------------------------------------===//

#include "Machine.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace aether::analysis::rehearsal;

// An error number of Linux.
static constexpr Word Busy = 16;
// Of C11: thrd_busy.
static constexpr Word BusyC11 = 1;
/// Where glibc keeps what kind of mutex it is, and the kind that may be taken
/// again by its holder.
static constexpr Address KindAt = 16;
static constexpr Word Recursive = 1;

//===----------------------------------------------------------------------===//
// Threads
//===----------------------------------------------------------------------===//

Machine::Status Machine::createThread(Calling &C) {
  if (!access(C.T, C.arg(0), 8, true, false, C.At.I) ||
      (C.arg(1) != 0 && !access(C.T, C.arg(1), 4, false, false, C.At.I)))
    return Status::Stop;
  Thread &New = start(C.T, C.arg(2), {C.arg(3)}, C.At);
  New.Detached = C.arg(1) != 0 && Cells.load(Cells.bytes(C.arg(1), 4), 4) == 1;
  Cells.store(Cells.bytes(C.arg(0), 8), New.Id + 1, 8);
  return Finished ? Status::Stop : Status::Done;
}

Machine::Status Machine::createThreadC11(Calling &C) {
  if (!access(C.T, C.arg(0), 8, true, false, C.At.I))
    return Status::Stop;
  const Thread &New = start(C.T, C.arg(1), {C.arg(2)}, C.At);
  Cells.store(Cells.bytes(C.arg(0), 8), New.Id + 1, 8);
  return Finished ? Status::Stop : Status::Done;
}

Machine::Status Machine::joinThread(Calling &C) {
  const Word Id = C.arg(0) - 1;
  if (Id >= Threads.size() || Threads[Id].Joined || Threads[Id].Detached ||
      Id == C.T.Id)
    return stop("a thread that cannot be waited for");
  Thread &Other = Threads[Id];
  if (!Other.Over)
    return Status::Blocked;
  Other.Joined = true;
  --Unjoined;
  C.T.Now.join(Other.Now);
  if (C.arg(1) != 0) {
    if (!access(C.T, C.arg(1), 8, true, false, C.At.I))
      return Status::Stop;
    Cells.store(Cells.bytes(C.arg(1), 8), Other.Result, 8);
  }
  return Status::Done;
}

Machine::Status Machine::joinThreadC11(Calling &C) {
  const Word Id = C.arg(0) - 1;
  const Address To = C.arg(1);
  C.Args = {C.arg(0), 0};
  const Status S = joinThread(C);
  if (S != Status::Done || To == 0)
    return S;
  if (!access(C.T, To, 4, true, false, C.At.I))
    return Status::Stop;
  Cells.store(Cells.bytes(To, 4), Threads[Id].Result, 4);
  return Status::Done;
}

Machine::Status Machine::detachThread(Calling &C) {
  if (C.arg(0) - 1 >= Threads.size())
    return stop("a thread that is not there");
  Threads[C.arg(0) - 1].Detached = true;
  return Status::Done;
}

Machine::Status Machine::exitThread(Calling &C) {
  Thread &T = C.T;
  for (const Frame &F : T.Frames)
    if (F.C->F->hasPersonalityFn())
      return stop("a thread that ends within C++");
  T.Result = C.arg(0);
  while (!T.Frames.empty())
    popFrame(T, C.At.I);
  FirstHasLeft |= T.Id == 0;
  goOn(T);
  return Status::Moved;
}

Machine::Status Machine::thisThread(Calling &C) {
  if (isOfTeam(C.T))
    return stop("which thread of the system a member of a team is");
  C.Result = C.T.Id + 1;
  return Status::Done;
}

Machine::Status Machine::equalThreads(Calling &C) {
  C.Result = C.arg(0) == C.arg(1);
  return Status::Done;
}

/// Of attributes only whether a thread is detached is kept, in the first word.
Machine::Status Machine::initAttributes(Calling &C) {
  if (!access(C.T, C.arg(0), 4, true, false, C.At.I))
    return Status::Stop;
  Cells.store(Cells.bytes(C.arg(0), 4), 0, 4);
  return Status::Done;
}

Machine::Status Machine::setDetached(Calling &C) {
  if (!access(C.T, C.arg(0), 4, true, false, C.At.I))
    return Status::Stop;
  Cells.store(Cells.bytes(C.arg(0), 4), C.arg(1), 4);
  return Status::Done;
}

/// `std::thread::_M_start_thread(unique_ptr<_State>, void (*)())`: the state's
/// third virtual function is what is run, its second destroys it.
Machine::Status Machine::startStdThread(Calling &C) {
  if (!access(C.T, C.arg(1), 8, true, false, C.At.I) ||
      !access(C.T, C.arg(0), 8, true, false, C.At.I))
    return Status::Stop;
  const Address State = Cells.load(Cells.bytes(C.arg(1), 8), 8);
  const std::uint8_t *Table = Cells.bytes(State, 8);
  const std::uint8_t *Entries =
      Table ? Cells.bytes(Cells.load(Table, 8), 24) : nullptr;
  if (!Entries)
    return stop("a thread's state");
  const Address Run = Cells.load(Entries + 16, 8),
                Delete = Cells.load(Entries + 8, 8);
  Cells.store(Cells.bytes(C.arg(1), 8), 0, 8);
  Thread &New = start(C.T, Run, {State}, C.At);
  New.AtEnd.insert(New.AtEnd.begin(), {Delete, {State}});
  Cells.store(Cells.bytes(C.arg(0), 8), New.Id + 1, 8);
  return Finished ? Status::Stop : Status::Done;
}

Machine::Status Machine::joinStdThread(Calling &C) {
  const std::uint8_t *Id = Cells.bytes(C.arg(0), 8);
  if (!Id)
    return stop("a thread that is not there");
  const Address Handle = C.arg(0);
  C.Args = {Cells.load(Id, 8), 0};
  const Status S = joinThread(C);
  if (S == Status::Done) {
    if (!access(C.T, Handle, 8, true, false, C.At.I))
      return Status::Stop;
    Cells.store(Cells.bytes(Handle, 8), 0, 8);
  }
  return S;
}

Machine::Status Machine::detachStdThread(Calling &C) {
  if (!access(C.T, C.arg(0), 8, true, false, C.At.I))
    return Status::Stop;
  std::uint8_t *Id = Cells.bytes(C.arg(0), 8);
  const Address Handle = Cells.load(Id, 8);
  Cells.store(Id, 0, 8);
  C.Args = {Handle};
  return detachThread(C);
}

Machine::Status Machine::yield(Calling &C) { return sleep(C); }

/// \p Until: not before that time.
Machine::Status Machine::sleepUntil(Calling &C, std::uint64_t Until) {
  const Status S = sleep(C);
  if (S == Status::Done && Until < MostTime)
    Time = std::max(Time, Until);
  return S;
}

/// What a struct timespec holds, in nanoseconds.
std::uint64_t Machine::timeAt(Address A) {
  const std::uint8_t *From = Cells.bytes(A, 16);
  return From ? Cells.load(From, 8) * Second + Cells.load(From + 8, 8) : 0;
}

Machine::Status Machine::sleepMicroseconds(Calling &C) {
  return sleepUntil(C, Time + C.arg(0) * 1000);
}

Machine::Status Machine::sleepSeconds(Calling &C) {
  return sleepUntil(C, Time + C.arg(0) * Second);
}

Machine::Status Machine::sleepTimespec(Calling &C) {
  return sleepUntil(C, Time + timeAt(C.arg(0)));
}

/// `clock_nanosleep(clock, flags, time, ...)`.
Machine::Status Machine::sleepOnClock(Calling &C) {
  constexpr Word Absolute = 1;
  return sleepUntil(C, timeAt(C.arg(2)) + (C.arg(1) & Absolute ? 0 : Time));
}

/// Goes on when all others wait, or sleep as well.
Machine::Status Machine::sleep(Calling &C) {
  Thread &T = C.T;
  if (T.Step == 0) {
    fallAsleep(T);
    T.Step = 1;
    return Status::Blocked;
  }
  T.Step = 0;
  T.Asleep = 0;
  return Status::Done;
}

//===----------------------------------------------------------------------===//
// Locks
//===----------------------------------------------------------------------===//

Machine::Status Machine::lockMutex(Thread &T, Address Mutex, bool Try,
                                   Word &Result) {
  Sync &S = Syncs[Mutex];
  const std::uint8_t *Kind = Cells.bytes(Mutex + KindAt, 4);
  const bool Twice = Kind && (Cells.load(Kind, 4) & 3) == Recursive;
  if (S.Holder != ~0u && !(Twice && S.Holder == T.Id)) {
    if (!Try)
      return Status::Blocked;
    Result = Busy;
    return Status::Done;
  }
  S.Holder = T.Id;
  ++S.Depth;
  acquire(T, S);
  return Status::Done;
}

bool Machine::unlockMutex(Thread &T, Address Mutex) {
  Sync &S = Syncs[Mutex];
  if (S.Holder != T.Id) {
    stop("a mutex that another holds is unlocked");
    return false;
  }
  if (--S.Depth == 0) {
    S.Holder = ~0u;
    release(T, S);
  }
  return true;
}

Machine::Status Machine::initMutex(Calling &C) {
  if (!access(C.T, C.arg(0), 4, true, false, C.At.I))
    return Status::Stop;
  Syncs.erase(C.arg(0));
  const std::uint8_t *From = C.arg(1) ? Cells.bytes(C.arg(1), 4) : nullptr;
  std::uint8_t *Kind = Cells.bytes(C.arg(0) + KindAt, 4);
  if (!Kind)
    return stop("a mutex that is none");
  Cells.store(Kind, From ? Cells.load(From, 4) : 0, 4);
  return Status::Done;
}

Machine::Status Machine::initMutexC11(Calling &C) {
  constexpr Word RecursiveC11 = 1;
  if (!access(C.T, C.arg(0), 4, true, false, C.At.I))
    return Status::Stop;
  Syncs.erase(C.arg(0));
  std::uint8_t *Kind = Cells.bytes(C.arg(0) + KindAt, 4);
  if (!Kind)
    return stop("a mutex that is none");
  Cells.store(Kind, C.arg(1) & RecursiveC11 ? Recursive : 0, 4);
  return Status::Done;
}

Machine::Status Machine::setMutexKind(Calling &C) {
  std::uint8_t *To = Cells.bytes(C.arg(0), 4);
  if (!To)
    return stop("attributes that are none");
  Cells.store(To, C.arg(1), 4);
  return Status::Done;
}

Machine::Status Machine::initLock(Calling &C) {
  if (!access(C.T, C.arg(0), 4, true, false, C.At.I))
    return Status::Stop;
  Syncs.erase(C.arg(0));
  return Status::Done;
}

Machine::Status Machine::endLock(Calling &C) {
  return access(C.T, C.arg(0), 1, true, false, C.At.I) ? Status::Done
                                                       : Status::Stop;
}

Machine::Status Machine::lock(Calling &C) {
  return mark(C, C.arg(0)) ? lockMutex(C.T, C.arg(0), false, C.Result)
                           : Status::Stop;
}

Machine::Status Machine::tryLock(Calling &C) {
  return mark(C, C.arg(0)) ? lockMutex(C.T, C.arg(0), true, C.Result)
                           : Status::Stop;
}

Machine::Status Machine::tryLockC11(Calling &C) {
  const Status S = tryLock(C);
  C.Result = C.Result != 0 ? BusyC11 : 0;
  return S;
}

Machine::Status Machine::unlock(Calling &C) {
  return mark(C, C.arg(0)) && unlockMutex(C.T, C.arg(0)) ? Status::Done
                                                         : Status::Stop;
}

Machine::Status Machine::lockShared(Calling &C) {
  const Status S = tryLockShared(C);
  return S == Status::Done && C.Result != 0 ? Status::Blocked : S;
}

Machine::Status Machine::lockExclusive(Calling &C) {
  const Status S = tryLockExclusive(C);
  return S == Status::Done && C.Result != 0 ? Status::Blocked : S;
}

Machine::Status Machine::tryLockShared(Calling &C) {
  if (!mark(C, C.arg(0)))
    return Status::Stop;
  Sync &S = Syncs[C.arg(0)];
  if (S.Holder != ~0u) {
    C.Result = Busy;
    return Status::Done;
  }
  S.Sharers.insert(C.T.Id);
  acquire(C.T, S);
  return Status::Done;
}

Machine::Status Machine::tryLockExclusive(Calling &C) {
  if (!mark(C, C.arg(0)))
    return Status::Stop;
  Sync &S = Syncs[C.arg(0)];
  if (S.Holder != ~0u || !S.Sharers.empty()) {
    C.Result = Busy;
    return Status::Done;
  }
  S.Holder = C.T.Id;
  S.Depth = 1;
  acquire(C.T, S);
  // (The clocks of those that have shared it are kept apart.)
  if (auto It = Syncs.find(C.arg(0) + 1); It != Syncs.end())
    acquire(C.T, It->second);
  return Status::Done;
}

Machine::Status Machine::unlockEither(Calling &C) {
  if (!mark(C, C.arg(0)))
    return Status::Stop;
  Sync &S = Syncs[C.arg(0)];
  if (S.Holder == C.T.Id)
    return unlockMutex(C.T, C.arg(0)) ? Status::Done : Status::Stop;
  const auto It = S.Sharers.find(C.T.Id);
  if (It == S.Sharers.end())
    return stop("a lock that is not held is unlocked");
  S.Sharers.erase(It);
  release(C.T, Syncs[C.arg(0) + 1]);
  return Status::Done;
}

//===----------------------------------------------------------------------===//
// A thread's own
//===----------------------------------------------------------------------===//

Machine::Status Machine::createKey(Calling &C) {
  if (!access(C.T, C.arg(0), 4, true, false, C.At.I))
    return Status::Stop;
  const Word Key = KeyEnds.size() + 1;
  KeyEnds[Key] = C.arg(1);
  Cells.store(Cells.bytes(C.arg(0), 4), Key, 4);
  return Status::Done;
}

Machine::Status Machine::getKey(Calling &C) {
  C.Result = C.T.Keys[C.arg(0)];
  return Status::Done;
}

Machine::Status Machine::setKey(Calling &C) {
  C.T.Keys[C.arg(0)] = C.arg(1);
  return Status::Done;
}

/// `__cxa_thread_atexit(function, object, ...)`.
Machine::Status Machine::atThreadEnd(Calling &C) {
  C.T.OwnEnds.push_back({C.arg(0), {C.arg(1)}});
  return Status::Done;
}
