//===- Rehearsal.h - Running a program to find a race -----------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What Solve leaves undecided may be decided by trying: a program that needs
/// nothing from outside is run by an interpreter, each thread with a vector
/// clock, and two accesses that no synchronisation orders are a race:
///
///     llvm::Module ──Rehearsal──▶ RehearsedRace ...
///
/// A race that is found has happened in an execution that the language allows
/// (sequentially consistent, [intro.races]), so it is one; that none is found
/// says nothing. Nothing of the program runs on the machine itself.
///
/// The clocks: Flanagan and Freund, "FastTrack", PLDI 2009, with sets of reads.
///
//===----------------------------------------------------------------------===//

#ifndef AETHER_ANALYSIS_REHEARSAL_H
#define AETHER_ANALYSIS_REHEARSAL_H

#include <cstdint>
#include <string>
#include <vector>

namespace llvm {
class Module;
} // namespace llvm

namespace aether::analysis {

/// A place in the source that was being executed.
struct RehearsedFrame {
  /// As the linker knows it.
  std::string Function;
  /// As the compiler was given it; empty where no line is known.
  std::string File;
  unsigned Line = 0;
  unsigned Column = 0;
};

/// One of the two accesses of a race.
struct RehearsedAccess {
  bool Write = false;
  bool Atomic = false;
  /// Innermost first. Where the thread was started by another that was started
  /// at Start, the frames of that follow.
  std::vector<RehearsedFrame> Stack;
  /// Where the thread was started, or that which has led to it, that the other
  /// access has no part in; innermost first. Empty: the other access is of a
  /// thread that this one has started.
  std::vector<RehearsedFrame> Start;
  /// Start begins with one frame more: where in the parallel region the
  /// construct, or the part between two of them, begins that the access is in.
  bool StartsInRegion = false;
};

/// Two accesses to the same bytes, of which one writes, that nothing orders.
struct RehearsedRace {
  RehearsedAccess First, Second;
  /// What the bytes belong to.
  enum class Memory : std::uint8_t { Global, Stack, Heap } Kind;
  /// The variable's name where one is known, otherwise empty.
  std::string Name;
};

struct RehearsalLimits {
  /// Instructions of all runs from one entry, and of one of them.
  std::uint64_t Steps = 3'000'000;
  std::uint64_t StepsOfRun = 1'500'000;
  /// Runs, each with another order of the threads.
  unsigned Runs = 8;
};

/// Runs \p M from `main`, or, where there is none, each function without
/// parameters that others may call; \p M was made without optimisations, with
/// lines. A run ends at what is not understood. Every pair of places in the
/// source is told once.
/// Complexity: linear in the steps, at most Limits.Steps for each entry.
/// Thread safety: one call at a time per LLVMContext. The result is the same
/// for the same module and limits.
std::vector<RehearsedRace> rehearse(llvm::Module &M,
                                    const RehearsalLimits &Limits = {});

} // namespace aether::analysis

#endif // AETHER_ANALYSIS_REHEARSAL_H
