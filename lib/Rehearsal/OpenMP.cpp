//===- OpenMP.cpp - The runtime's entries, threads and queries ------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OpenMP.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;
using namespace aether::analysis::rehearsal;

/// More threads of the machine than that are not worth it.
static constexpr std::size_t MaxTasks = 512;

Machine::Handler Machine::openMPHandlerOf(StringRef Name) {
  using M = Machine;
  static const StringMap<Handler> Handlers = {
      // Regions
      {"__kmpc_global_thread_num", &M::ompGlobalNumber},
      {"__kmpc_begin", &M::nothing},
      {"__kmpc_end", &M::nothing},
      {"__kmpc_fork_call", &M::ompFork},
      {"__kmpc_fork_call_if", &M::ompForkIf},
      {"__kmpc_fork_teams", &M::ompForkTeams},
      {"__kmpc_push_num_threads", &M::ompPushThreads},
      {"__kmpc_push_num_teams", &M::ompPushTeams},
      {"__kmpc_push_proc_bind", &M::nothing},
      {"__kmpc_serialized_parallel", &M::ompSerial},
      {"__kmpc_end_serialized_parallel", &M::ompEndSerial},
      {"__kmpc_barrier", &M::ompBarrier},
      {"__kmpc_cancel_barrier", &M::ompBarrier},
      // (OMP_CANCELLATION is not set: nothing is cancelled.)
      {"__kmpc_cancel", &M::nothing},
      {"__kmpc_cancellationpoint", &M::nothing},
      {"__kmpc_single", &M::ompSingle},
      {"__kmpc_end_single", &M::ompEndConstruct},
      {"__kmpc_copyprivate", &M::ompCopyPrivate},
      {"__kmpc_master", &M::ompMasked},
      {"__kmpc_end_master", &M::ompEndMasked},
      {"__kmpc_masked", &M::ompMasked},
      {"__kmpc_end_masked", &M::ompEndMasked},
      {"__kmpc_critical", &M::ompCritical},
      {"__kmpc_critical_with_hint", &M::ompCritical},
      {"__kmpc_end_critical", &M::ompEndCritical},
      {"__kmpc_reduce", &M::ompReduce},
      {"__kmpc_reduce_nowait", &M::ompReduce},
      {"__kmpc_end_reduce", &M::ompEndReduce},
      {"__kmpc_end_reduce_nowait", &M::ompEndReduceNoWait},
      {"__kmpc_flush", &M::ompFlush},
      // Loops
      {"__kmpc_for_static_init_4", &M::ompStatic4},
      {"__kmpc_for_static_init_4u", &M::ompStatic4u},
      {"__kmpc_for_static_init_8", &M::ompStatic8},
      {"__kmpc_for_static_init_8u", &M::ompStatic8},
      {"__kmpc_for_static_fini", &M::ompEndConstruct},
      {"__kmpc_dispatch_init_4", &M::ompDispatch4},
      {"__kmpc_dispatch_init_4u", &M::ompDispatch4u},
      {"__kmpc_dispatch_init_8", &M::ompDispatch8},
      {"__kmpc_dispatch_init_8u", &M::ompDispatch8},
      {"__kmpc_dispatch_next_4", &M::ompNext4},
      {"__kmpc_dispatch_next_4u", &M::ompNext4},
      {"__kmpc_dispatch_next_8", &M::ompNext8},
      {"__kmpc_dispatch_next_8u", &M::ompNext8},
      {"__kmpc_dispatch_fini_4", &M::ompEndIteration},
      {"__kmpc_dispatch_fini_4u", &M::ompEndIteration},
      {"__kmpc_dispatch_fini_8", &M::ompEndIteration},
      {"__kmpc_dispatch_fini_8u", &M::ompEndIteration},
      {"__kmpc_dispatch_deinit", &M::nothing},
      {"__kmpc_ordered", &M::ompOrdered},
      {"__kmpc_end_ordered", &M::ompEndOrdered},
      {"__kmpc_doacross_init", &M::ompDoacross},
      {"__kmpc_doacross_post", &M::ompPost},
      {"__kmpc_doacross_wait", &M::ompWaitPost},
      {"__kmpc_doacross_fini", &M::nothing},
      // Tasks
      {"__kmpc_omp_task_alloc", &M::ompAllocateTask},
      {"__kmpc_omp_target_task_alloc", &M::ompAllocateTask},
      {"__kmpc_omp_task", &M::ompTask},
      {"__kmpc_omp_task_with_deps", &M::ompTaskWithDeps},
      {"__kmpc_omp_reg_task_with_affinity", &M::nothing},
      {"__kmpc_omp_wait_deps", &M::ompWaitDeps},
      {"__kmpc_omp_taskwait_deps_51", &M::ompWaitDeps},
      {"__kmpc_omp_task_begin_if0", &M::ompBeginUndeferred},
      {"__kmpc_omp_task_complete_if0", &M::ompEndUndeferred},
      {"__kmpc_omp_taskwait", &M::ompTaskWait},
      {"__kmpc_omp_taskyield", &M::ompFlush},
      {"__kmpc_taskgroup", &M::ompGroup},
      {"__kmpc_end_taskgroup", &M::ompEndGroup},
      {"__kmpc_taskloop", &M::ompTaskLoop},
      {"__kmpc_taskloop_5", &M::ompTaskLoop5},
      {"__kmpc_taskred_init", &M::ompReductions},
      {"__kmpc_task_reduction_get_th_data", &M::ompReductionCopy},
      {"__kmpc_task_allow_completion_event", &M::ompEvent},
      {"omp_fulfill_event", &M::ompFulfil},
      // Locks
      {"omp_init_lock", &M::ompInitLock},
      {"omp_init_nest_lock", &M::ompInitLock},
      {"omp_init_lock_with_hint", &M::ompInitLock},
      {"omp_init_nest_lock_with_hint", &M::ompInitLock},
      {"omp_destroy_lock", &M::endLock},
      {"omp_destroy_nest_lock", &M::endLock},
      {"omp_set_lock", &M::ompSetLock},
      {"omp_set_nest_lock", &M::ompSetNestLock},
      {"omp_unset_lock", &M::ompUnsetLock},
      {"omp_unset_nest_lock", &M::ompUnsetLock},
      {"omp_test_lock", &M::ompTestLock},
      {"omp_test_nest_lock", &M::ompTestNestLock},
      // Queries
      {"omp_get_thread_num", &M::ompThreadNumber},
      {"omp_get_num_threads", &M::ompThreads},
      {"omp_get_max_threads", &M::ompMaxThreads},
      {"omp_set_num_threads", &M::ompSetThreads},
      {"omp_get_num_procs", &M::four},
      {"omp_in_parallel", &M::ompInParallel},
      {"omp_get_level", &M::ompLevel},
      {"omp_get_active_level", &M::ompActiveLevel},
      {"omp_in_final", &M::ompInFinal},
      {"omp_get_team_num", &M::ompTeamNumber},
      {"omp_get_num_teams", &M::ompTeams},
      {"omp_set_dynamic", &M::nothing},
      {"omp_get_dynamic", &M::nothing},
      {"omp_get_cancellation", &M::nothing},
      {"omp_set_max_active_levels", &M::ompSetMaxActive},
      {"omp_get_max_active_levels", &M::ompMaxActive},
      {"omp_set_nested", &M::ompSetNested},
      {"omp_get_wtime", &M::ompTime},
      {"omp_get_wtick", &M::ompTick},
      {"omp_is_initial_device", &M::one},
      {"omp_get_num_devices", &M::nothing},
      {"omp_get_default_device", &M::nothing},
      {"omp_set_default_device", &M::nothing},
      {"omp_get_initial_device", &M::nothing},
      {"omp_get_proc_bind", &M::nothing},
      {"omp_get_max_task_priority", &M::nothing},
      {"omp_get_thread_limit", &M::ompThreadLimit},
      {"omp_get_team_size", &M::ompTeamSize},
      {"omp_get_ancestor_thread_num", &M::ompAncestor},
      {"omp_set_schedule", &M::ompSetSchedule},
      {"omp_get_schedule", &M::ompSchedule},
      // Memory
      {"omp_alloc", &M::allocate},
      {"omp_calloc", &M::allocateCleared},
      {"omp_aligned_alloc", &M::allocateAligned},
      {"omp_free", &M::deallocate},
      {"__kmpc_alloc", &M::ompAllocate},
      {"__kmpc_free", &M::ompFree},
  };
  return Handlers.lookup(Name);
}

/// How many threads a region has is the implementation's choice (2.4); in
/// other runs it is another.
Machine::OpenMP::OpenMP(Machine &M) : M(M) {
  static constexpr unsigned Sizes[] = {4, 4, 2, 3, 8, 4, 5, 3};
  Threads = Sizes[(M.Order.Seed - 1) % std::size(Sizes)];
}

Machine::OpenMP &Machine::openMP() {
  if (!Parallel)
    Parallel = std::make_shared<OpenMP>(*this);
  return *Parallel;
}

/// The task that \p T runs; a thread of no region has the implicit task of a
/// team of one.
Machine::OpenMP::Task &Machine::OpenMP::current(Thread &T) {
  if (Running.size() <= T.Id)
    Running.resize(T.Id + 1);
  if (Running[T.Id].empty()) {
    Task &K = Tasks.emplace_back();
    K.In = &Teams.emplace_back();
    K.Thread = T.Id;
    K.Number = 0;
    K.Threads = Threads;
    Running[T.Id].push_back(&K);
  }
  return *Running[T.Id].back();
}

/// None: an explicit task that any thread of the team may run.
std::optional<unsigned> Machine::OpenMP::numberOf(Thread &T) {
  const Task &K = current(T);
  return K.In->Size == 1 ? 0 : K.Number;
}

/// A thread of the machine that does not run yet, ordered behind what \p By
/// has done.
Thread &Machine::OpenMP::make(Thread &By, const Operation &At) {
  Thread *New = nullptr;
  if (!Free.empty()) {
    New = &M.Threads[Free.back()];
    Free.pop_back();
    const std::uint32_t Id = New->Id;
    *New = Thread();
    New->Id = Id;
  } else {
    New = &M.Threads.emplace_back();
    New->Id = static_cast<std::uint32_t>(M.Threads.size() - 1);
    Own.push_back(New->Id);
    if (Own.size() > MaxTasks)
      M.stop("too many tasks");
  }
  New->Now = By.Now;
  New->Now.tick(New->Id);
  New->Fenced = New->Now;
  New->Now.tick(New->Id);
  By.Now.tick(By.Id);
  New->Parent = By.Id;
  New->StartedAt = At.I;
  New->StartedBy = By.Frames.back().Calls;
  New->Over = true;
  if (Running.size() <= New->Id)
    Running.resize(New->Id + 1);
  Running[New->Id].clear();
  M.TurnOver = true;
  return *New;
}

/// All that synchronises implies flushes (15.8.6), which atomic operations of
/// any order carry to other threads (1.4.4).
void Machine::OpenMP::flush(Thread &T) {
  M.TurnOver = true;
  M.fence(T, AtomicOrdering::AcquireRelease);
}

void Machine::OpenMP::setPlace(Thread &T, const llvm::Instruction *At,
                               bool IsConstruct) {
  std::uint32_t &Calls = T.Frames.back().Calls;
  while (Places.contains(Calls))
    Calls = M.Nodes[Calls].Parent;
  if (!At || current(T).In->Size == 1)
    return;
  Calls = M.node(Calls, At);
  Places[Calls] = IsConstruct;
}

bool Machine::OpenMP::isInConstruct(const Thread &T) const {
  return Places.lookup(T.Frames.back().Calls);
}

void Machine::OpenMP::beginConstruct(Thread &T, const llvm::Instruction *At) {
  setPlace(T, At, true);
}

void Machine::OpenMP::beginPart(Thread &T, const llvm::Instruction *At) {
  constexpr unsigned MaxBlocks = 8;
  for (unsigned Blocks = 0; At && Blocks != MaxBlocks;) {
    if (const auto *B = dyn_cast<BranchInst>(At)) {
      At = B->isConditional() ? nullptr : &B->getSuccessor(0)->front();
      ++Blocks;
    } else {
      At = At->getNextNode();
    }
    if (!At || isa<BranchInst>(At))
      continue;
    const DebugLoc &Where = At->getDebugLoc();
    if (Where && Where.getLine() != 0 && !isa<IntrinsicInst>(At)) {
      setPlace(T, At, false);
      return;
    }
  }
  setPlace(T, nullptr, false);
}

/// Where the construct begins, or the part of the region, in which a member of
/// a team has done what the calls \p Calls led to; null: where the region does.
const llvm::Instruction *Machine::placeInRegion(const Thread &Member,
                                                std::uint32_t Calls) const {
  if (!Parallel || !is_contained(Parallel->Own, Member.Id))
    return nullptr;
  const llvm::Instruction *Out = nullptr;
  for (; Calls != 0; Calls = Nodes[Calls].Parent) {
    if (Parallel->Places.contains(Calls)) {
      if (!Out)
        Out = Nodes[Calls].Call;
      continue;
    }
    // Of a region of one within, the call is what counts.
    if (const auto *Call = dyn_cast<CallBase>(Nodes[Calls].Call);
        Call && Call->getCalledFunction() &&
        Call->getCalledFunction()->getName().starts_with("__kmpc_fork"))
      Out = nullptr;
  }
  return Out;
}

bool Machine::isPlace(std::uint32_t Calls) const {
  return Parallel && Parallel->Places.contains(Calls);
}

Machine::Status Machine::OpenMP::leave(Thread &T) {
  Task &K = current(T);
  if (K.Explicit)
    return leaveTask(T, K);
  if (T.Frames.empty()) {
    flush(T);
    T.Over = true;
    T.Now.tick(T.Id);
    --K.In->By->Running;
    M.TurnOver = true;
    return Status::Moved;
  }
  const Frame &F = T.Frames.back();
  Running[T.Id].pop_back();
  M.pass(T, F.C->Instructions[F.Pc]);
  return Status::Moved;
}

Machine::Status Machine::leaveRegion(Thread &T) { return openMP().leave(T); }

bool Machine::isAnyThread(Thread &T) {
  return Parallel && !Parallel->numberOf(T);
}

bool Machine::isOfTeam(const Thread &T) const {
  return Parallel && is_contained(Parallel->Own, T.Id);
}

//===----------------------------------------------------------------------===//
// Queries (18.2 to 18.4)
//===----------------------------------------------------------------------===//

Machine::Status Machine::ompGlobalNumber(Calling &C) {
  C.Result = C.T.Id;
  return Status::Done;
}

Machine::Status Machine::ompThreadNumber(Calling &C) {
  const std::optional<unsigned> Number = openMP().numberOf(C.T);
  if (!Number)
    return stop("the number of the thread that runs a task");
  C.Result = *Number;
  return Status::Done;
}

Machine::Status Machine::ompThreads(Calling &C) {
  C.Result = openMP().current(C.T).In->Size;
  return Status::Done;
}

Machine::Status Machine::ompMaxThreads(Calling &C) {
  C.Result = openMP().current(C.T).Threads;
  return Status::Done;
}

Machine::Status Machine::ompSetThreads(Calling &C) {
  if (static_cast<std::int32_t>(C.arg(0)) <= 0)
    return stop("a team of no threads");
  openMP().current(C.T).Threads = C.arg(0);
  return Status::Done;
}

Machine::Status Machine::ompInParallel(Calling &C) {
  C.Result = openMP().current(C.T).In->Active != 0;
  return Status::Done;
}

Machine::Status Machine::ompLevel(Calling &C) {
  C.Result = openMP().current(C.T).In->Level;
  return Status::Done;
}

Machine::Status Machine::ompActiveLevel(Calling &C) {
  C.Result = openMP().current(C.T).In->Active;
  return Status::Done;
}

Machine::Status Machine::ompThreadLimit(Calling &C) {
  C.Result = INT32_MAX;
  return Status::Done;
}

/// Of the region of this level, or of that around all.
Machine::Status Machine::ompTeamSize(Calling &C) {
  const OpenMP::Team &In = *openMP().current(C.T).In;
  const auto Level = static_cast<std::int32_t>(C.arg(0));
  if (Level > 0 && static_cast<unsigned>(Level) < In.Level)
    return stop("the size of a team around this one");
  C.Result = Level == 0                                 ? 1
             : static_cast<unsigned>(Level) == In.Level ? In.Size
                                                        : ~Word(0);
  return Status::Done;
}

Machine::Status Machine::ompAncestor(Calling &C) {
  const OpenMP::Team &In = *openMP().current(C.T).In;
  const auto Level = static_cast<std::int32_t>(C.arg(0));
  if (Level != 0 && static_cast<unsigned>(Level) == In.Level)
    return ompThreadNumber(C);
  if (Level > 0 && static_cast<unsigned>(Level) < In.Level)
    return stop("the number of a thread around this one");
  C.Result = Level == 0 ? 0 : ~Word(0);
  return Status::Done;
}

/// `(kind, chunk)`: what `schedule(runtime)` stands for.
Machine::Status Machine::ompSetSchedule(Calling &C) {
  OpenMP &P = openMP();
  constexpr Word Monotonic = 0x80000000;
  const Word Kind = C.arg(0) & 0xffffffff & ~Monotonic;
  if (P.current(C.T).In->Active != 0 || Kind < 1 || Kind > 4)
    return stop("a schedule");
  P.ScheduleKind = Kind;
  P.ScheduleChunk = std::max(static_cast<std::int32_t>(C.arg(1)), 0);
  return Status::Done;
}

Machine::Status Machine::ompSchedule(Calling &C) {
  const OpenMP &P = openMP();
  for (const auto &[To, Value] : {std::pair(C.arg(0), P.ScheduleKind),
                                  std::pair(C.arg(1), P.ScheduleChunk)}) {
    if (!access(C.T, To, 4, true, false, C.At.I))
      return Status::Stop;
    Cells.store(Cells.bytes(To, 4), Value, 4);
  }
  return Status::Done;
}

/// `(thread, size, allocator)`.
Machine::Status Machine::ompAllocate(Calling &C) {
  C.Args = {C.arg(1)};
  return allocate(C);
}

Machine::Status Machine::ompFree(Calling &C) {
  C.Args = {C.arg(1)};
  return deallocate(C);
}

Machine::Status Machine::ompInFinal(Calling &C) {
  C.Result = openMP().current(C.T).Final;
  return Status::Done;
}

Machine::Status Machine::ompTeamNumber(Calling &C) {
  C.Result = openMP().current(C.T).In->LeagueNumber;
  return Status::Done;
}

Machine::Status Machine::ompTeams(Calling &C) {
  C.Result = openMP().current(C.T).In->LeagueSize;
  return Status::Done;
}

Machine::Status Machine::ompSetMaxActive(Calling &C) {
  openMP().MaxActive = C.arg(0);
  return Status::Done;
}

Machine::Status Machine::ompMaxActive(Calling &C) {
  C.Result = openMP().MaxActive;
  return Status::Done;
}

Machine::Status Machine::ompSetNested(Calling &C) {
  openMP().MaxActive = C.arg(0) != 0 ? ~0u >> 1 : 1;
  return Status::Done;
}

Machine::Status Machine::ompTime(Calling &C) {
  Time += 1000;
  C.Result = bit_cast<Word>(static_cast<double>(Time) * 1e-9);
  return Status::Done;
}

Machine::Status Machine::ompTick(Calling &C) {
  C.Result = bit_cast<Word>(1e-9);
  return Status::Done;
}

Machine::Status Machine::ompFlush(Calling &C) {
  openMP().flush(C.T);
  return Status::Done;
}
