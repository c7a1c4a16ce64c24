//===- OpenMPTaskLoops.cpp - Loops of tasks, and their reductions ---------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OpenMP.h"

using namespace llvm;
using namespace aether::analysis;
using namespace aether::analysis::rehearsal;

/// Without a clause: how many tasks a loop makes for each thread (12.6).
static constexpr std::uint64_t TasksPerThread = 2;

/// `(location, thread, task, if, lower, upper, step, nogroup, kind, size[,
/// modifier], copy)`: each task is a copy of \p C's with bounds of its own.
Machine::Status Machine::ompTaskLoopOf(Calling &C, bool Strict, Address Copy) {
  enum { BySize = 1, ByCount = 2 };
  OpenMP &P = openMP();
  OpenMP::Task &K = P.current(C.T);
  const Address Pattern = C.arg(2);
  const auto As = P.Allocated.find(Pattern);
  const std::uint8_t *Lower = Cells.bytes(C.arg(4), 8),
                     *Upper = Cells.bytes(C.arg(5), 8);
  if (As == P.Allocated.end() || !Lower || !Upper || C.arg(6) == 0)
    return stop("a loop of tasks");
  // (Clang makes the group itself.)
  if ((C.arg(7) & 0xffffffff) == 0)
    return stop("a loop of tasks with a group");
  const Word Low = Cells.load(Lower, 8), Step = C.arg(6),
             Distance = static_cast<std::int64_t>(Step) > 0
                            ? Cells.load(Upper, 8) - Low
                            : Low - Cells.load(Upper, 8),
             Stride = static_cast<std::int64_t>(Step) > 0 ? Step : 0 - Step;
  const std::uint64_t Iterations =
      static_cast<std::int64_t>(Distance) < 0 ? 0 : Distance / Stride + 1;
  const std::uint64_t Wanted = std::max<std::uint64_t>(C.arg(9), 1);
  std::uint64_t Count = TasksPerThread * K.In->Size;
  if ((C.arg(8) & 0xffffffff) == BySize)
    Count = Strict ? (Iterations + Wanted - 1) / Wanted
                   : std::max<std::uint64_t>(Iterations / Wanted, 1);
  else if ((C.arg(8) & 0xffffffff) == ByCount)
    Count = Wanted;
  Count = std::min(Count, Iterations);

  // Two steps each: made and copied, started.
  for (; K.Step != 2 * Count; ++K.Step) {
    const std::uint64_t N = K.Step / 2;
    if (K.Step % 2 == 0) {
      K.Copy = P.allocate(As->second);
      const Word Size = As->second.Size + As->second.SharedsSize;
      const Word Shareds = Cells.load(Cells.bytes(K.Copy, 8), 8);
      std::copy_n(Cells.bytes(Pattern, Size), Size, Cells.bytes(K.Copy, Size));
      Cells.store(Cells.bytes(K.Copy, 8), Shareds, 8);
      std::uint64_t First = 0, Part = 0;
      if (Strict && (C.arg(8) & 0xffffffff) == BySize) {
        First = N * Wanted;
        Part = std::min(Wanted, Iterations - First);
      } else {
        const std::uint64_t Small = Iterations / Count,
                            Extra = Iterations % Count;
        First = N * Small + std::min(N, Extra);
        Part = Small + (N < Extra);
      }
      Cells.store(Cells.bytes(K.Copy + (C.arg(4) - Pattern), 8),
                  Low + First * Step, 8);
      Cells.store(Cells.bytes(K.Copy + (C.arg(5) - Pattern), 8),
                  Low + (First + Part - 1) * Step, 8);
      if (Copy == 0)
        continue;
      const Function *F = I.functionAt(Copy);
      ++K.Step;
      return F && enter(C.T, F, {K.Copy, Pattern, N + 1 == Count},
                        Frame::After::Again, C.At.I)
                 ? Status::Moved
                 : stop("a copy that is not there");
    }
    const Status S =
        P.create(C, K.Copy, {}, (C.arg(3) & 0xffffffff) == 0, true);
    if (S == Status::Done)
      continue;
    ++K.Step;
    return S;
  }
  K.Step = 0;
  return Status::Done;
}

Machine::Status Machine::ompTaskLoop(Calling &C) {
  return ompTaskLoopOf(C, false, C.arg(10));
}

Machine::Status Machine::ompTaskLoop5(Calling &C) {
  return ompTaskLoopOf(C, (C.arg(10) & 1) != 0, C.arg(11));
}

//===----------------------------------------------------------------------===//
// Reductions of tasks (5.5.8)
//===----------------------------------------------------------------------===//

/// `(thread, count, list)`: entries of `{shared, original, size, begin, end,
/// combine, flags}` for the innermost group.
Machine::Status Machine::ompReductions(Calling &C) {
  constexpr std::uint64_t Size = 56;
  OpenMP &P = openMP();
  OpenMP::Group *G = P.current(C.T).Current;
  const Word Count = C.arg(1) & 0xffffffff;
  const std::uint8_t *From = Cells.bytes(C.arg(2), Count * Size);
  if (!G || !From)
    return stop("a reduction of no group");
  for (Word N = 0; N != Count; ++N, From += Size) {
    OpenMP::Reduction &R = G->Reductions.emplace_back();
    R.Shared = Cells.load(From, 8);
    R.Original = Cells.load(From + 8, 8);
    if (R.Original == 0)
      R.Original = R.Shared;
    R.Size = Cells.load(From + 16, 8);
    R.Begin = Cells.load(From + 24, 8);
    R.End = Cells.load(From + 32, 8);
    R.Combine = Cells.load(From + 40, 8);
  }
  C.Result = Cells.make(8, RehearsedRace::Memory::Heap, C.At.I);
  return Status::Done;
}

/// `(thread, group, item)`: the task's own copy of a list item, which is named
/// by the item or another's copy.
Machine::Status Machine::ompReductionCopy(Calling &C) {
  OpenMP &P = openMP();
  const Address Item = C.arg(2);
  for (OpenMP::Group *G = P.current(C.T).Current; G; G = G->Outer)
    for (OpenMP::Reduction &R : G->Reductions) {
      if (R.Shared != Item && none_of(R.Copies, [&](const auto &Copy) {
            return Copy.second == Item;
          }))
        continue;
      auto [It, New] = R.Copies.try_emplace(C.T.Id);
      if (New) {
        It->second = Cells.make(R.Size, RehearsedRace::Memory::Heap, C.At.I);
        if (R.Begin != 0) {
          const Function *F = I.functionAt(R.Begin);
          return F && enter(C.T, F, {It->second, R.Original},
                            Frame::After::Again, C.At.I)
                     ? Status::Moved
                     : stop("a reduction that is not there");
        }
      }
      C.Result = It->second;
      return Status::Done;
    }
  return stop("a reduction that is not known");
}
