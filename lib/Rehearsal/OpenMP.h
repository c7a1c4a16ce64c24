//===- OpenMP.h - OpenMP in a rehearsal -------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What Clang's calls of its OpenMP runtime (`__kmpc_*`) do to the threads of
/// a machine. Each implicit task of a team of several threads and each explicit
/// task in one has a thread of the machine, hence a clock of its own: tasks
/// that nothing orders are concurrent, whichever thread runs them. In a team
/// of one nothing is concurrent, and a task runs where it is met.
///
/// Sections are those of the OpenMP API 5.2.
///
//===----------------------------------------------------------------------===//

#ifndef AETHER_REHEARSAL_OPENMP_H
#define AETHER_REHEARSAL_OPENMP_H

#include "Machine.h"

namespace aether::analysis::rehearsal {

struct Machine::OpenMP {
  static constexpr std::uint32_t Nobody = ~0u;
  struct Task;

  struct Lock {
    Clock Released;
    std::uint32_t Holder = Nobody;
    std::uint32_t Depth = 0;
  };

  /// A storage location that siblings depend on (15.9.5).
  struct Place {
    /// The tasks that those of Last come after.
    llvm::SmallVector<Task *, 2> Before;
    /// The last that were made, all with the same kind of dependence.
    llvm::SmallVector<Task *, 2> Last;
    std::uint8_t Kind = 0;
    /// Of a mutexinoutset.
    Lock Exclusion;
  };

  /// A list item that tasks reduce into (5.5.8): each has a copy.
  struct Reduction {
    Address Shared = 0, Original = 0;
    Word Size = 0;
    Address Begin = 0, End = 0, Combine = 0;
    std::map<std::uint32_t, Address> Copies;
  };

  struct Group {
    Group *Outer = nullptr;
    unsigned Open = 0;
    Clock Done;
    std::vector<Reduction> Reductions;
    /// Calls that end the reductions.
    std::vector<std::pair<Address, llvm::SmallVector<Word, 2>>> Ends;
  };

  /// A loop whose chunks are handed out (11.5.1).
  struct Loop {
    std::uint64_t First = 0, Count = 0, Next = 0, Chunk = 1;
    std::int64_t Step = 1;
    unsigned Kind = 0;
    /// The iteration whose ordered region may be entered (15.10.2).
    std::uint64_t Turn = 0;
    Clock Ordered;
  };

  struct Iteration {
    bool Posted = false;
    Clock At;
  };
  /// A loop whose iterations wait for each other (15.9.6).
  struct Doacross {
    struct Dimension {
      std::int64_t Low, Up, Step;
    };
    llvm::SmallVector<Dimension, 2> Dimensions;
    std::map<llvm::SmallVector<std::int64_t, 2>, Iteration> Iterations;
  };

  struct Fork;
  struct Team {
    unsigned Size = 1;
    unsigned Level = 0;
    /// How many of the regions around it have more than one thread.
    unsigned Active = 0;
    unsigned LeagueNumber = 0, LeagueSize = 1;
    Fork *By = nullptr;
    // The barrier.
    unsigned Arrived = 0;
    std::uint64_t Round = 0;
    Clock Gathered, Passed;
    // Explicit tasks.
    unsigned Open = 0;
    Clock TasksDone;
    // Worksharing constructs, in the order in which each thread meets them.
    std::uint64_t Singles = 0;
    std::map<std::uint64_t, Loop> Loops;
    std::map<std::uint64_t, Doacross> Doacrosses;
    Address Copied = 0;
  };
  /// What a thread waits for that has forked.
  struct Fork {
    unsigned Running = 0;
    llvm::SmallVector<std::uint32_t, 8> Members;
    llvm::SmallVector<Team *, 2> Teams;
    bool Keeps = false;
  };

  struct Task {
    Team *In = nullptr;
    Task *Parent = nullptr;
    std::uint32_t Thread = 0;
    /// The thread's number in the team, if it is known.
    std::optional<unsigned> Number;
    bool Explicit = false;
    bool Final = false;
    bool Done = false;
    /// How far the call that is being tried has come.
    unsigned Step = 0;
    std::uint64_t BarrierRound = ~std::uint64_t(0);
    Fork *Forked = nullptr;
    /// nthreads-var, and what a clause says of the next region.
    unsigned Threads = 1;
    unsigned Pushed = 0, PushedTeams = 0;

    // An explicit task.
    Address Data = 0;
    Group *MemberOf = nullptr;
    /// An untied task goes on with its next part.
    bool NextPart = false;
    bool Destroyed = false;
    /// Run in place of a call that is tried again.
    bool CallAgain = false;
    bool BodyOver = false;
    /// Detached: its event (12.5.2).
    Address Event = 0;
    bool Fulfilled = false;
    /// All that comes before its end.
    Clock Over;
    llvm::SmallVector<Task *, 2> Before;
    llvm::SmallVector<Place *, 1> Exclusions;

    // Its children.
    unsigned Children = 0;
    Clock ChildrenDone;
    Group *Current = nullptr;
    std::map<Address, Place> Places;

    // Worksharing constructs it has met.
    std::uint64_t Singles = 0, Loops = 0, Doacrosses = 0;
    Loop *Inside = nullptr;
    Doacross *Across = nullptr;
    std::uint64_t Chunks = 0;
    /// The one that it is at, of the loop it is inside.
    std::uint64_t At = 0;
    bool HadTurn = false;
    /// Of a loop of tasks: the one that is being made.
    Address Copy = 0;
  };

  /// What an explicit task was allocated with.
  struct Made {
    Word Flags = 0;
    Word Size = 0, SharedsSize = 0;
    Address Event = 0;
    const llvm::Instruction *At = nullptr;
  };

  explicit OpenMP(Machine &M);

  // OpenMP.cpp
  Task &current(Thread &T);
  std::optional<unsigned> numberOf(Thread &T);
  /// The constructs that a task may not meet in a team of several (17.1).
  bool mayShareWork(const Task &K) { return K.In->Size == 1 || !K.Explicit; }
  Thread &make(Thread &By, const Operation &At);
  /// The region or task that \p T has run is over.
  Status leave(Thread &T);
  void flush(Thread &T);
  /// What \p T does next is within the construct that \p At begins.
  void beginConstruct(Thread &T, const llvm::Instruction *At);
  /// Behind \p At another part of the region begins.
  void beginPart(Thread &T, const llvm::Instruction *At);
  void setPlace(Thread &T, const llvm::Instruction *At, bool IsConstruct);
  bool isInConstruct(const Thread &T) const;

  // OpenMPRegions.cpp
  Status fork(Calling &C, Address Body, llvm::ArrayRef<Word> Args,
              unsigned Count);
  Status forkLeague(Calling &C, Address Body, llvm::ArrayRef<Word> Args);
  Status join(Calling &C);
  void startMember(Calling &C, Fork &F, Team &In, unsigned Number,
                   unsigned Place, Address Body, llvm::ArrayRef<Word> Args);
  Status runSerial(Thread &T, Address Body, llvm::ArrayRef<Word> Args,
                   const Operation &At);
  void pushSerial(Thread &T);
  Status barrier(Thread &T);
  Status acquire(Thread &T, Lock &L);
  Status release(Thread &T, Lock &L);

  // OpenMPLoops.cpp
  Iteration *iterationAt(Task &K, Address At);

  // OpenMPTasks.cpp
  using Dependences = std::map<Address, std::uint8_t>;
  Address allocate(const Made &As);
  Task &add(Thread &T, Address Data);
  Status create(Calling &C, Address Data, const Dependences &On,
                bool Undeferred, bool CallAgain);
  bool enterBody(Thread &T, Task &K, std::uint64_t RoutineAt);
  Status leaveTask(Thread &T, Task &K);
  void complete(Task &K);
  void startReady();
  bool read(Dependences &To, Address List, Word Count);
  void await(Task &K, Task &By, const Dependences &On);

  Machine &M;
  unsigned Threads;
  unsigned MaxActive = 1;
  /// What `schedule(runtime)` stands for, as omp_sched_t: dynamic.
  unsigned ScheduleKind = 2, ScheduleChunk = 1;
  std::deque<Team> Teams;
  std::deque<Fork> Forks;
  std::deque<Task> Tasks;
  std::deque<Group> Groups;
  /// What each thread of the machine runs, the innermost last.
  std::vector<llvm::SmallVector<Task *, 2>> Running;
  /// Threads of the machine that were made here, and that may be used again.
  std::vector<std::uint32_t> Own, Free;
  std::vector<Task *> Waiting;
  std::map<Address, Made> Allocated;
  std::map<Address, Lock> Locks;
  /// The nodes of calls that are no calls: constructs, and parts of regions
  /// between them (false).
  llvm::DenseMap<std::uint32_t, bool> Places;
  /// What the threads of a pool keep between regions (5.2).
  struct Kept {
    llvm::DenseMap<std::uint32_t, Address> Own;
    std::map<Word, Word> Keys;
  };
  std::map<std::pair<std::uint32_t, unsigned>, Kept> Pool;
};

} // namespace aether::analysis::rehearsal

#endif // AETHER_REHEARSAL_OPENMP_H
