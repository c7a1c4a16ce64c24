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
static constexpr Word MaxParts = 16;

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

/// Runs `Run(Context, Begin, End)` for parts of \p Units.
Machine::Status Machine::runParts(Calling &C, Address Run, Address Context,
                                  Word Units) {
  Thread &T = C.T;
  if (T.Step == 0) {
    T.Step = 1;
    const Word Parts = std::min(Units, MaxParts);
    for (Word N = 0; N != Parts && !Finished; ++N)
      T.Awaited.push_back(start(T, Run,
                                {Context, Units * N / Parts,
                                 Units * (N + 1) / Parts},
                                C.At)
                              .Id);
  }
  return Finished ? Status::Stop : await(T);
}

/// `ParallelMetrics run(const Work &, const ParOptions &, const CallSite &)`.
Machine::Status Machine::runWork(Calling &C) {
  constexpr std::uint64_t Run = 16, Context = 24, Units = 32, Size = 40;
  const std::uint8_t *Work = Cells.bytes(C.arg(1), Size);
  if (!Work)
    return stop("work that is none");
  return runParts(C, Cells.load(Work + Run, 8), Cells.load(Work + Context, 8),
                  Cells.load(Work + Units, 8));
}

/// `RangeOutcome run_range(size_t, RangeTask, const RangeLimits &)`.
Machine::Status Machine::runRange(Calling &C) {
  return runParts(C, C.arg(2), C.arg(3), C.arg(1));
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
