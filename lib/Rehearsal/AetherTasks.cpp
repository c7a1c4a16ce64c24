//===- AetherTasks.cpp - What Aether's own library runs in parallel -------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Its headers hand everything to a few functions of the library
// (aether/detail/scheduler.h). Any two units may run at once, whatever the pool
// would make of them.
//
//===----------------------------------------------------------------------===//

#include "Machine.h"

using namespace llvm;
using namespace aether::analysis::rehearsal;

/// More units than these share threads.
static constexpr Word MaxParts = 8;

/// Waits for all that the operation has started.
Machine::Status Machine::await(Thread &T) {
  for (const std::uint32_t Id : T.Awaited)
    if (!Threads[Id].Over)
      return Status::Blocked;
  for (const std::uint32_t Id : T.Awaited) {
    Threads[Id].Joined = true;
    --Unjoined;
    T.Now.join(Threads[Id].Now);
  }
  T.Awaited.clear();
  T.Step = 0;
  return Status::Done;
}

/// Runs `Run(Context, Begin, End)` for parts of \p Units, of which each thread
/// takes \p Chunk at a time.
Machine::Status Machine::runParts(Calling &C, Address Run, Address Context,
                                  Word Units, Word Chunk) {
  Thread &T = C.T;
  if (T.Step == 0) {
    T.Step = 1;
    const Word Chunks = Units / Chunk + (Units % Chunk != 0);
    const Word Parts = std::min(Chunks, MaxParts);
    for (Word N = 0; N != Parts && !Finished; ++N)
      T.Awaited.push_back(
          start(T, Run,
                {Context, Chunks * N / Parts * Chunk,
                 std::min(Units, Chunks * (N + 1) / Parts * Chunk)},
                C.At)
              .Id);
  }
  return Finished ? Status::Stop : await(T);
}

/// `ParallelMetrics run(const Work &, const ParOptions &, const CallSite &)`.
Machine::Status Machine::runWork(Calling &C) {
  constexpr std::uint64_t Items = 8, Run = 16, Context = 24, Units = 32,
                          ItemsPerUnit = 40, Size = 48;
  constexpr std::uint64_t MaxWorkers = 0, Grain = 8, MinItems = 16, Veto = 24,
                          CustomVeto = 64, OptionsSize = 80;
  constexpr std::uint64_t Parallel = 32;
  const std::uint8_t *Work = Cells.bytes(C.arg(1), Size),
                     *Options = Cells.bytes(C.arg(2), OptionsSize);
  std::uint8_t *Metrics = Cells.bytes(C.arg(0), Parallel + 1);
  if (!Work || !Options || !Metrics)
    return stop("work that is none");
  if (Cells.load(Options + CustomVeto, 8) != 0)
    return stop("a veto of the program's own");
  // As the program asks for it, the calling thread does it all.
  const Word All = std::max<Word>(Cells.load(Work + Units, 8), 1);
  const bool Alone = Cells.load(Options + MaxWorkers, 8) == 1 ||
                     (Options[Veto] && Cells.load(Work + Items, 8) <
                                           Cells.load(Options + MinItems, 8));
  const Word Each = std::max<Word>(Cells.load(Work + ItemsPerUnit, 8), 1);
  const Word Chunk =
      Alone ? All : std::max<Word>(Cells.load(Options + Grain, 8) / Each, 1);
  Metrics[Parallel] = Chunk < All;
  return runParts(C, Cells.load(Work + Run, 8), Cells.load(Work + Context, 8),
                  Cells.load(Work + Units, 8), Chunk);
}

/// `RangeOutcome run_range(size_t, RangeTask, const RangeLimits &)`.
Machine::Status Machine::runRange(Calling &C) {
  constexpr std::uint64_t MaxWorkers = 0, Grain = 8, Size = 16;
  const std::uint8_t *Limits = Cells.bytes(C.arg(4), Size);
  if (!Limits)
    return stop("limits that are none");
  const Word Units = C.arg(1);
  const bool Alone = Cells.load(Limits + MaxWorkers, 8) == 1;
  return runParts(
      C, C.arg(2), C.arg(3), Units,
      std::max<Word>(Alone ? Units : Cells.load(Limits + Grain, 8), 1));
}

/// `void fork_join_elsewhere(Branch, Branch)`.
Machine::Status Machine::runBranches(Calling &C) {
  Thread &T = C.T;
  if (T.Step == 0) {
    T.Step = 1;
    for (const unsigned N : {0u, 2u})
      T.Awaited.push_back(start(T, C.arg(N), {C.arg(N + 1)}, C.At).Id);
  }
  return Finished ? Status::Stop : await(T);
}
