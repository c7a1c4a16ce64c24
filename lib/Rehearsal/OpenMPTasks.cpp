//===- OpenMPTasks.cpp - Explicit tasks and their order -------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A task comes after what its parent did before it was made, after those it
// depends on, and before whatever waits for it (12.5, 15.5, 15.9).
//
//===----------------------------------------------------------------------===//

#include "OpenMP.h"

using namespace llvm;
using namespace aether::analysis;
using namespace aether::analysis::rehearsal;

// Of kmp_task_t: its shared variables, its routine, its destructors.
static constexpr std::uint64_t SharedsAt = 0, RoutineAt = 8, DestructorsAt = 24,
                               HeadSize = 40;
// Flags of an allocation.
static constexpr Word FinalFlag = 2, DestructorsFlag = 8;
// Kinds of dependence.
static constexpr std::uint8_t In = 1, InOut = 3, Exclusive = 4, Set = 8;

Machine::Status Machine::ompAllocateTask(Calling &C) {
  OpenMP &P = openMP();
  const Word Size = std::max<Word>((C.arg(3) + 7) & ~Word(7), HeadSize);
  const Address A =
      P.allocate({C.arg(2) & 0xffffffff, Size, C.arg(4), 0, C.At.I});
  Cells.store(Cells.bytes(A + RoutineAt, 8), C.arg(5), 8);
  C.Result = A;
  return Status::Done;
}

Address Machine::OpenMP::allocate(const Made &As) {
  const Address A = M.Cells.make(As.Size + As.SharedsSize,
                                 RehearsedRace::Memory::Heap, As.At);
  if (As.SharedsSize != 0)
    M.Cells.store(M.Cells.bytes(A + SharedsAt, 8), A + As.Size, 8);
  Allocated[A] = As;
  return A;
}

/// What \p Data was allocated for becomes a task of the one that \p T runs.
Machine::OpenMP::Task &Machine::OpenMP::add(Thread &T, Address Data) {
  Task &By = current(T);
  Task &K = Tasks.emplace_back();
  K.In = By.In;
  K.Parent = &By;
  K.Thread = T.Id;
  K.Number = By.Number;
  K.Explicit = true;
  K.Threads = By.Threads;
  K.Data = Data;
  K.Event = Allocated[Data].Event;
  K.Final = By.Final || (Allocated[Data].Flags & FinalFlag) != 0;
  K.MemberOf = K.Current = By.Current;
  ++By.Children;
  ++K.In->Open;
  if (K.MemberOf)
    ++K.MemberOf->Open;
  return K;
}

bool Machine::OpenMP::enterBody(Thread &T, Task &K, std::uint64_t RoutineAt) {
  const std::uint8_t *From = M.Cells.bytes(K.Data + RoutineAt, 8);
  const Function *F = From ? M.I.functionAt(M.Cells.load(From, 8)) : nullptr;
  const llvm::Instruction *Call =
      T.Frames.empty() ? nullptr
                       : T.Frames.back().C->Instructions[T.Frames.back().Pc].I;
  if (F && M.enter(T, F, {T.Id, K.Data}, Frame::After::Region, Call))
    return true;
  M.stop("a task that is not there");
  return false;
}

/// A task is made: it runs at once where it is undeferred or all is
/// sequential, or else when it may.
Machine::Status Machine::OpenMP::create(Calling &C, Address Data,
                                        const Dependences &On, bool Undeferred,
                                        bool CallAgain) {
  Thread &T = C.T;
  Task &By = current(T);
  if (Allocated.count(Data) == 0)
    return M.stop("a task that is not there");
  if (By.Explicit && By.Data == Data) {
    By.NextPart = true;
    return Status::Done;
  }
  flush(T);
  Task &K = add(T, Data);
  if (Undeferred || By.In->Size == 1 || By.Final) {
    K.CallAgain = CallAgain;
    Running[T.Id].push_back(&K);
    return enterBody(T, K, RoutineAt) ? Status::Moved : Status::Stop;
  }
  Thread &New = make(T, C.At);
  if (M.Finished)
    return Status::Stop;
  // (Clang tells no line for `target nowait`.)
  if (!C.At.I->getDebugLoc())
    New.StartedAt = Allocated[Data].At;
  K.Thread = New.Id;
  K.Number.reset();
  Running[New.Id].push_back(&K);
  await(K, By, On);
  Waiting.push_back(&K);
  startReady();
  return M.Finished ? Status::Stop : Status::Done;
}

/// The part of a task that has run has returned.
Machine::Status Machine::OpenMP::leaveTask(Thread &T, Task &K) {
  if (K.NextPart) {
    K.NextPart = false;
    return enterBody(T, K, RoutineAt) ? Status::Moved : Status::Stop;
  }
  if ((Allocated[K.Data].Flags & DestructorsFlag) != 0 && !K.Destroyed) {
    K.Destroyed = true;
    return enterBody(T, K, DestructorsAt) ? Status::Moved : Status::Stop;
  }
  const bool Inline = !T.Frames.empty();
  K.BodyOver = true;
  flush(T);
  K.Over.join(T.Now);
  if (K.Event == 0 || K.Fulfilled)
    complete(K);
  else if (Inline)
    return M.stop("a detached task that others wait for");
  T.Now.tick(T.Id);
  M.TurnOver = true;
  if (!Inline) {
    T.Over = true;
    return Status::Moved;
  }
  Running[T.Id].pop_back();
  if (K.CallAgain)
    return Status::Moved;
  Frame &F = T.Frames.back();
  const Operation &Call = F.C->Instructions[F.Pc];
  if (Call.Words != 0)
    F.Registers[Call.To] = 0;
  M.pass(T, Call);
  return Status::Moved;
}

void Machine::OpenMP::complete(Task &K) {
  K.Done = true;
  --K.Parent->Children;
  K.Parent->ChildrenDone.join(K.Over);
  --K.In->Open;
  K.In->TasksDone.join(K.Over);
  if (K.MemberOf) {
    --K.MemberOf->Open;
    K.MemberOf->Done.join(K.Over);
  }
  for (Place *P : K.Exclusions) {
    P->Exclusion.Holder = Nobody;
    P->Exclusion.Released.join(K.Over);
  }
  startReady();
}

void Machine::OpenMP::startReady() {
  for (std::size_t N = 0; N < Waiting.size();) {
    Task &K = *Waiting[N];
    if (any_of(K.Before, [](const Task *B) { return !B->Done; }) ||
        any_of(K.Exclusions,
               [](const Place *P) { return P->Exclusion.Holder != Nobody; })) {
      ++N;
      continue;
    }
    Waiting.erase(Waiting.begin() + N);
    Thread &T = M.Threads[K.Thread];
    for (const Task *B : K.Before)
      T.Now.join(B->Over);
    for (Place *P : K.Exclusions) {
      P->Exclusion.Holder = K.Thread;
      T.Now.join(P->Exclusion.Released);
    }
    flush(T);
    T.Over = false;
    if (!enterBody(T, K, RoutineAt))
      return;
  }
}

//===----------------------------------------------------------------------===//
// Dependences (15.9.5)
//===----------------------------------------------------------------------===//

/// Entries of `{i64 address, i64 length, i8 kind}`.
bool Machine::OpenMP::read(Dependences &To, Address List, Word Count) {
  constexpr std::uint64_t Size = 24, KindAt = 16;
  Count &= 0xffffffff;
  const std::uint8_t *From =
      Count != 0 ? M.Cells.bytes(List, Count * Size) : nullptr;
  for (Word N = 0; N != Count; ++N, From += Size) {
    const auto Kind =
        From ? static_cast<std::uint8_t>(M.Cells.load(From + KindAt, 1)) : 0;
    if (Kind != In && Kind != 2 && Kind != InOut && Kind != Exclusive &&
        Kind != Set) {
      M.stop("a kind of dependence");
      return false;
    }
    auto [It, New] = To.try_emplace(M.Cells.load(From, 8), Kind);
    // What is named twice is as if it were written.
    if (Kind == 2 || (!New && It->second != Kind))
      It->second = InOut;
  }
  return true;
}

/// \p K, made by \p By, comes after those that it depends on.
void Machine::OpenMP::await(Task &K, Task &By, const Dependences &On) {
  for (const auto &[At, Kind] : On) {
    Place &P = By.Places[At];
    if (Kind == InOut || Kind != P.Kind) {
      P.Before = std::move(P.Last);
      P.Last.clear();
      P.Kind = Kind;
    }
    K.Before.append(P.Before.begin(), P.Before.end());
    P.Last.push_back(&K);
    if (Kind == Exclusive)
      K.Exclusions.push_back(&P);
  }
}

Machine::Status Machine::ompTask(Calling &C) {
  return openMP().create(C, C.arg(2), {}, false, false);
}

/// `(location, thread, task, count, list, count, list)`.
Machine::Status Machine::ompTaskWithDeps(Calling &C) {
  OpenMP &P = openMP();
  OpenMP::Dependences On;
  if (!P.read(On, C.arg(4), C.arg(3)) || !P.read(On, C.arg(6), C.arg(5)))
    return Status::Stop;
  return P.create(C, C.arg(2), On, false, false);
}

/// `(location, thread, count, list, count, list[, nowait])`: waits for what a
/// task with these dependences would come after.
Machine::Status Machine::ompWaitDeps(Calling &C) {
  OpenMP &P = openMP();
  OpenMP::Task &K = P.current(C.T);
  OpenMP::Dependences On;
  if (C.arg(6) != 0)
    return stop("a taskwait that does not wait");
  if (!P.read(On, C.arg(3), C.arg(2)) || !P.read(On, C.arg(5), C.arg(4)))
    return Status::Stop;
  SmallVector<const OpenMP::Task *, 4> Before;
  for (const auto &[At, Kind] : On)
    if (const auto It = K.Places.find(At); It != K.Places.end()) {
      const OpenMP::Place &Here = It->second;
      const bool Same = Kind == Here.Kind && (Kind == In || Kind == Set);
      const auto &From = Same ? Here.Before : Here.Last;
      Before.append(From.begin(), From.end());
    }
  if (any_of(Before, [](const OpenMP::Task *B) { return !B->Done; }))
    return Status::Blocked;
  for (const OpenMP::Task *B : Before)
    C.T.Now.join(B->Over);
  P.flush(C.T);
  return Status::Done;
}

//===----------------------------------------------------------------------===//
// Undeferred tasks, and waiting
//===----------------------------------------------------------------------===//

/// `(location, thread, task)`: what follows is the task.
Machine::Status Machine::ompBeginUndeferred(Calling &C) {
  OpenMP &P = openMP();
  P.flush(C.T);
  OpenMP::Task &K = P.add(C.T, C.arg(2));
  P.Running[C.T.Id].push_back(&K);
  return Status::Done;
}

Machine::Status Machine::ompEndUndeferred(Calling &C) {
  OpenMP &P = openMP();
  OpenMP::Task &K = P.current(C.T);
  if (!K.Explicit || K.Data != C.arg(2))
    return stop("the end of a task that has not begun");
  K.Over.join(C.T.Now);
  P.complete(K);
  P.Running[C.T.Id].pop_back();
  P.flush(C.T);
  return Status::Done;
}

/// For the children, not for theirs (15.5).
Machine::Status Machine::ompTaskWait(Calling &C) {
  OpenMP &P = openMP();
  OpenMP::Task &K = P.current(C.T);
  if (K.Children != 0)
    return Status::Blocked;
  C.T.Now.join(K.ChildrenDone);
  P.flush(C.T);
  return Status::Done;
}

Machine::Status Machine::ompGroup(Calling &C) {
  OpenMP &P = openMP();
  OpenMP::Task &K = P.current(C.T);
  OpenMP::Group &G = P.Groups.emplace_back();
  G.Outer = K.Current;
  K.Current = &G;
  return Status::Done;
}

/// For the children and all of theirs (15.4); then what they have reduced is
/// put together.
Machine::Status Machine::ompEndGroup(Calling &C) {
  OpenMP &P = openMP();
  OpenMP::Task &K = P.current(C.T);
  if (!K.Current)
    return stop("the end of a group that has not begun");
  OpenMP::Group &G = *K.Current;
  if (K.Step == 0) {
    if (G.Open != 0)
      return Status::Blocked;
    C.T.Now.join(G.Done);
    P.flush(C.T);
    for (const OpenMP::Reduction &R : G.Reductions)
      for (const auto &[Thread, Copy] : R.Copies) {
        if (R.End != 0)
          G.Ends.push_back({R.End, {Copy}});
        G.Ends.push_back({R.Combine, {R.Shared, Copy}});
      }
    K.Step = 1;
  }
  if (!G.Ends.empty()) {
    const auto [At, Args] = G.Ends.back();
    G.Ends.pop_back();
    const Function *F = this->I.functionAt(At);
    return F && enter(C.T, F, Args, Frame::After::Again, C.At.I)
               ? Status::Moved
               : stop("a reduction that is not there");
  }
  K.Step = 0;
  K.Current = G.Outer;
  return Status::Done;
}

/// `(location, thread, task)` (12.5.2).
Machine::Status Machine::ompEvent(Calling &C) {
  OpenMP &P = openMP();
  const Address Event = Cells.make(8, RehearsedRace::Memory::Heap, C.At.I);
  P.Allocated[C.arg(2)].Event = Event;
  C.Result = Event;
  return Status::Done;
}

Machine::Status Machine::ompFulfil(Calling &C) {
  OpenMP &P = openMP();
  const auto It = find_if(P.Tasks, [&](const OpenMP::Task &K) {
    return K.Event == C.arg(0) && K.Event != 0 && !K.Fulfilled;
  });
  if (It == P.Tasks.end())
    return stop("an event of no task");
  It->Fulfilled = true;
  It->Over.join(C.T.Now);
  if (It->BodyOver)
    P.complete(*It);
  P.flush(C.T);
  return Status::Done;
}
