//===- Waiting.cpp - Conditions, semaphores, barriers, once
//----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// POSIX threads as IEEE Std 1003.1 has them, and what C++ and C make of them.
// A time limit passes only where nothing else can go on.
//
//===----------------------------------------------------------------------===//

#include "Machine.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace aether::analysis::rehearsal;

// An error number of Linux, and what C11 has for it: thrd_timedout.
static constexpr Word TimedOut = 110, TimedOutC11 = 4;
static constexpr std::size_t MaxSignalled = ~std::size_t(0);

//===----------------------------------------------------------------------===//
// Conditions
//===----------------------------------------------------------------------===//

/// Unlocks, waits for a signal, locks again.
Machine::Status Machine::waitOn(Calling &C, Address Condition, Address Mutex,
                                bool Timed) {
  enum { Begin, Waiting, Locking };
  Thread &T = C.T;
  TurnOver = true;
  Sync &S = Syncs[Condition];
  switch (T.Step) {
  case Begin:
    if (!unlockMutex(T, Mutex))
      return Status::Stop;
    S.Waiters.push_back(T.Id);
    T.Step = Waiting;
    T.Woken = false;
    if (Timed)
      fallAsleep(T);
    return Status::Blocked;
  case Waiting: {
    const bool InTime = T.Woken;
    if (!InTime && !Timed)
      return Status::Blocked;
    llvm::erase(S.Waiters, T.Id);
    T.Asleep = 0;
    T.Step = Locking;
    T.Woken = InTime;
    [[fallthrough]];
  }
  default: {
    Word Ignored = 0;
    const Status Locked = lockMutex(T, Mutex, false, Ignored);
    if (Locked != Status::Done)
      return Locked;
    T.Step = Begin;
    C.Result = T.Woken ? 0 : TimedOut;
    return Status::Done;
  }
  }
}

void Machine::wake(Address Condition, std::size_t Count) {
  TurnOver = true;
  Sync &S = Syncs[Condition];
  for (; Count != 0 && !S.Waiters.empty(); --Count) {
    // Which of them is woken, nobody knows.
    const std::size_t N =
        Order.Next == Schedule::Pick::Any ? random(S.Waiters.size()) : 0;
    Thread &T = Threads[S.Waiters[N]];
    S.Waiters.erase(S.Waiters.begin() + N);
    T.Woken = true;
    T.Asleep = 0;
  }
}

Machine::Status Machine::wait(Calling &C) {
  return waitOn(C, C.arg(0), C.arg(1), false);
}

Machine::Status Machine::waitUntil(Calling &C) {
  return waitLimited(C, C.arg(2));
}

/// `pthread_cond_clockwait(condition, mutex, clock, time)`.
Machine::Status Machine::waitOnClock(Calling &C) {
  return waitLimited(C, C.arg(3));
}

Machine::Status Machine::waitLimited(Calling &C, Address Limit) {
  const Status S = waitOn(C, C.arg(0), C.arg(1), true);
  if (const std::uint64_t Until = timeAt(Limit);
      S == Status::Done && C.Result == TimedOut && Until < MostTime)
    Time = std::max(Time, Until);
  return S;
}

Machine::Status Machine::waitUntilC11(Calling &C) {
  const Status S = waitUntil(C);
  C.Result = C.Result == TimedOut ? TimedOutC11 : 0;
  return S;
}

/// `std::condition_variable::wait(unique_lock<mutex> &)`.
Machine::Status Machine::waitStd(Calling &C) {
  const std::uint8_t *Lock = Cells.bytes(C.arg(1), 8);
  if (!Lock)
    return stop("a lock that is none");
  return waitOn(C, C.arg(0), Cells.load(Lock, 8), false);
}

Machine::Status Machine::signalOne(Calling &C) {
  wake(C.arg(0), 1);
  return Status::Done;
}

Machine::Status Machine::signalAll(Calling &C) {
  wake(C.arg(0), MaxSignalled);
  return Status::Done;
}

//===----------------------------------------------------------------------===//
// Semaphores, barriers, once
//===----------------------------------------------------------------------===//

Machine::Status Machine::initSemaphore(Calling &C) {
  if (!access(C.T, C.arg(0), 4, true, false, C.At.I))
    return Status::Stop;
  Sync &S = Syncs[C.arg(0)];
  S = Sync();
  S.Count = static_cast<std::int64_t>(C.arg(2));
  return Status::Done;
}

Machine::Status Machine::waitSemaphore(Calling &C) {
  const Status S = trySemaphore(C);
  return S == Status::Done && C.Result != 0 ? Status::Blocked : S;
}

Machine::Status Machine::trySemaphore(Calling &C) {
  if (!mark(C, C.arg(0)))
    return Status::Stop;
  Sync &S = Syncs[C.arg(0)];
  if (S.Count <= 0) {
    C.Result = ~Word(0) & 0xffffffff;
    return Status::Done;
  }
  --S.Count;
  acquire(C.T, S);
  return Status::Done;
}

/// As sem_trywait.
Machine::Status Machine::trySemaphoreOnce(Calling &C) {
  constexpr Word Again = 11;
  const Status S = trySemaphore(C);
  return S == Status::Done && C.Result != 0 && !fail(C, Again) ? Status::Stop
                                                               : S;
}

/// `sem_open(name, flags, mode, value)`.
Machine::Status Machine::openSemaphore(Calling &C) {
  constexpr Word Create = 0100, Size = 32;
  const auto Name = text(C, C.arg(0));
  if (!Name)
    return Status::Stop;
  Address &Known = Named[*Name];
  if (Known == 0) {
    if ((C.arg(1) & Create) == 0 || C.Args.size() < 4)
      return stop("a semaphore that is not there");
    Known = Cells.make(Size, RehearsedRace::Memory::Heap, C.At.I);
    Syncs[Known].Count = static_cast<std::int64_t>(C.arg(3) & 0xffffffff);
  }
  C.Result = Known;
  return Status::Done;
}

Machine::Status Machine::postSemaphore(Calling &C) {
  if (!mark(C, C.arg(0)))
    return Status::Stop;
  Sync &S = Syncs[C.arg(0)];
  ++S.Count;
  release(C.T, S);
  return Status::Done;
}

Machine::Status Machine::valueOfSemaphore(Calling &C) {
  if (!mark(C, C.arg(0)) || !access(C.T, C.arg(1), 4, true, false, C.At.I))
    return Status::Stop;
  Cells.store(Cells.bytes(C.arg(1), 4),
              static_cast<Word>(Syncs[C.arg(0)].Count), 4);
  return Status::Done;
}

Machine::Status Machine::initBarrier(Calling &C) {
  if (!access(C.T, C.arg(0), 4, true, false, C.At.I))
    return Status::Stop;
  Sync &S = Syncs[C.arg(0)];
  S = Sync();
  S.Count = static_cast<std::int64_t>(C.arg(2) & 0xffffffff);
  return S.Count == 0 ? stop("a barrier for none") : Status::Done;
}

Machine::Status Machine::waitBarrier(Calling &C) {
  constexpr Word Last = 0xffffffff; // PTHREAD_BARRIER_SERIAL_THREAD
  Thread &T = C.T;
  if (T.Step == 0) {
    if (!mark(C, C.arg(0)))
      return Status::Stop;
    Sync &S = Syncs[C.arg(0)];
    if (S.Count == 0)
      return stop("a barrier that was not made");
    release(T, S);
    S.Waiters.push_back(T.Id);
    if (++S.Arrived == S.Count) {
      // All of this round come after all of it.
      for (const std::uint32_t Id : S.Waiters) {
        Threads[Id].Woken = true;
        Threads[Id].Now.join(S.Released);
      }
      S.Waiters.clear();
      S.Arrived = 0;
      T.Woken = false;
      C.Result = Last;
      return Status::Done;
    }
    T.Step = 1;
    T.Woken = false;
    return Status::Blocked;
  }
  if (!T.Woken)
    return Status::Blocked;
  T.Step = 0;
  T.Woken = false;
  return Status::Done;
}

Machine::Status Machine::once(Calling &C) {
  constexpr std::uint32_t None = ~0u;
  // As in glibc, so that the program can make it anew.
  constexpr Word Done = 2;
  std::uint8_t *State = Cells.bytes(C.arg(0), 4);
  if (!mark(C, C.arg(0)) || !State)
    return Status::Stop;
  Sync &S = Syncs[C.arg(0)];
  if (Cells.load(State, 4) == Done) {
    acquire(C.T, S);
    return Status::Done;
  }
  if (S.Holder == None) {
    S.Holder = C.T.Id;
    const Function *F = I.functionAt(C.arg(1));
    if (F && F->getName() == "__once_proxy") {
      const Status Begun = onceProxy(C);
      return Begun == Status::Done ? Status::Moved : Begun;
    }
    return F && enter(C.T, F, {}, Frame::After::Again, C.At.I)
               ? Status::Moved
               : stop("a function that is called once");
  }
  if (S.Holder != C.T.Id)
    return Status::Blocked;
  S.Holder = None;
  Cells.store(State, Done, 4);
  release(C.T, S);
  return Status::Done;
}

/// What std::call_once has put into `std::__once_call`.
Machine::Status Machine::onceProxy(Calling &C) {
  const GlobalVariable *G = I.M.getNamedGlobal("_ZSt11__once_call");
  const std::uint8_t *At =
      G ? Cells.bytes(own(C.T, I.addressOf(G)), 8) : nullptr;
  const Function *F = At ? I.functionAt(Cells.load(At, 8)) : nullptr;
  return F && enter(C.T, F, {}, Frame::After::Again, C.At.I)
             ? Status::Done
             : stop("a function that is called once");
}

/// `syscall(SYS_futex, word, operation, value, ...)`, the only one there is.
Machine::Status Machine::futex(Calling &C) {
  constexpr Word SysFutex = 202, Command = 127, Wait = 0, Wake = 1,
                 WaitBits = 9;
  if (C.arg(0) != SysFutex)
    return stop("a call of the system");
  const Word What = C.arg(2) & Command;
  const Address A = C.arg(1);
  if (What == Wake) {
    wake(A, C.arg(3) & 0x7fffffff);
    return Status::Done;
  }
  if ((What != Wait && What != WaitBits) || C.arg(4) != 0)
    return stop("a call of the system");
  C.Args = {0, A, C.arg(3), 0};
  const Status S = waitFutexWord(C);
  C.Result = 0;
  return S;
}

/// `std::__atomic_futex_unsigned_base::_M_futex_wait_until`: waits while the
/// word at argument 1 is argument 2, at most for a while if argument 3.
Machine::Status Machine::waitFutexWord(Calling &C) {
  Thread &T = C.T;
  const Address A = C.arg(1);
  const bool Timed = (C.arg(3) & 1) != 0;
  TurnOver = true;
  if (T.Step == 0) {
    if (!access(T, A, 4, false, true, C.At.I))
      return Status::Stop;
    if (Cells.load(Cells.bytes(A, 4), 4) != (C.arg(2) & 0xffffffff)) {
      C.Result = 1;
      return Status::Done;
    }
    T.Step = 1;
    T.Woken = false;
    if (Timed)
      fallAsleep(T);
    Syncs[A].Waiters.push_back(T.Id);
    return Status::Blocked;
  }
  if (!T.Woken && !Timed)
    return Status::Blocked;
  C.Result = T.Woken;
  llvm::erase(Syncs[A].Waiters, T.Id);
  T.Asleep = 0;
  T.Woken = false;
  T.Step = 0;
  return Status::Done;
}

Machine::Status Machine::wakeFutexWord(Calling &C) {
  wake(C.arg(0), MaxSignalled);
  return Status::Done;
}

/// `std::_Sp_atomic::_Atomic_count::unlock(memory_order)`: loads of a
/// `std::atomic<std::shared_ptr>` come before stores that follow, though the
/// library unlocks with relaxed order (GCC's bug 101761).
Machine::Status Machine::unlockSharedPointer(Calling &C) {
  constexpr Word Release = 3;
  if (C.Args.size() != 2)
    return stop("a shared pointer");
  C.Args[1] = std::max(C.Args[1], Release);
  const auto *F = I.functionAt(*get(C.T.Frames.back(), C.At.Operands[0]));
  return F && enter(C.T, F, C.Args, Frame::After::Return, C.At.I)
             ? Status::Moved
             : stop("a shared pointer");
}

/// `std::_Sp_locker`: of std::atomic_load(const std::shared_ptr *) and its
/// like.
static constexpr Address PointerLock = 1;

Machine::Status Machine::lockPointers(Calling &C) {
  TurnOver = true;
  return lockMutex(C.T, PointerLock, false, C.Result);
}

Machine::Status Machine::unlockPointers(Calling &C) {
  TurnOver = true;
  return unlockMutex(C.T, PointerLock) ? Status::Done : Status::Stop;
}

/// `__cxa_guard_acquire`: 1 for who is to initialise.
Machine::Status Machine::enterGuard(Calling &C) {
  if (!mark(C, C.arg(0)))
    return Status::Stop;
  Sync &S = Syncs[C.arg(0)];
  if (S.Done) {
    acquire(C.T, S);
    return Status::Done;
  }
  if (S.Holder != ~0u)
    return S.Holder == C.T.Id ? stop("a static that needs itself")
                              : Status::Blocked;
  S.Holder = C.T.Id;
  C.Result = 1;
  return Status::Done;
}

Machine::Status Machine::leaveGuard(Calling &C) {
  if (!mark(C, C.arg(0)))
    return Status::Stop;
  Sync &S = Syncs[C.arg(0)];
  S.Done = true;
  Cells.store(Cells.bytes(C.arg(0), 1), 1, 1);
  release(C.T, S);
  return Status::Done;
}

Machine::Status Machine::abortGuard(Calling &C) {
  Syncs[C.arg(0)].Holder = ~0u;
  return Status::Done;
}
