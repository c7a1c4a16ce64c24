//===- Markers.h - Places that stand for knowledge --------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Locks that no program names: what stands, among the locks that are held, for
/// what is known at a place in the code, so that the walk over locks carries it
/// along.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_MARKERS_H
#define AETHER_LIB_SOLVE_MARKERS_H

#include "Workspace.h"

#include <cstdint>
#include <optional>

namespace aether::analysis {

/// What may let a test of a plain variable go well that failed before.
enum Passing : unsigned {
  ByZero = 1,   ///< that zero is stored,
  ByNumber = 2, ///< another constant,
  ByMore = 4,   ///< a step up,
  ByLess = 8,   ///< or down,
  ByOther = 16, ///< or anything else
  ByAnything = 31,
  Unclear = 32, ///< what the test has to do with the variable is not known
};

/// What stands for a plain variable that is changed with a mutex held, and for
/// having tested one that was read so, by which threads tell each other how
/// far they are.
inline constexpr llvm::StringLiteral GuardedFlag = "(guarded)",
                                     FlagValue = "(is ",
                                     TestedFlag = "(tested ";

/// What stands for a mutex that is held on some ways only, at what is done on
/// the others (HeldLock::If says when it is held).
inline constexpr llvm::StringLiteral PerhapsHeld = "(perhaps held)";

/// What stands for having waited for a semaphore, and not posted any since.
inline constexpr llvm::StringLiteral Turn = "(turn)";

bool isPerhapsHeld(const Terms &T, const Workspace &W, const HeldLock &L);
std::optional<bool> decided(const Terms &T, const Fact &If);

/// Where a function stands between the meetings at a barrier: what stands for
/// it is a part of the barrier.
struct Phase {
  /// How many there were since the function began, but for a multiple of \c Of
  /// if that is not 0. If \c IsOrigin: which meeting of function \c Of, 0 for
  /// its beginning, may have been the last.
  std::int64_t Number = 0, Of = 0;
  bool IsOrigin = false;
  /// If \c IsOrigin: the block that begins the innermost loop around. What
  /// comes behind a loop is no part of its rounds.
  std::int64_t In = -1;
};
std::optional<Phase> phaseOf(const Terms &T, const Workspace &W, PlaceId P);
/// How many meetings there were in all, if \p P stands for that: an index of a
/// part of the barrier. None if it does not.
IntId meetingsSoFar(const Terms &T, const Workspace &W, PlaceId P);
/// Is \p P a place in the code where threads meet at a barrier?
bool isMeeting(const Terms &T, const Workspace &W, PlaceId P);

/// Why a pointer is not followed that was read where others are: in a list,
/// say.
inline constexpr llvm::StringLiteral RoundACycle = "is followed round a cycle";

bool isGuardedFlag(const Terms &T, const Workspace &W, PlaceId P);
/// The number that the parent of \p P was found to be, if that stands for it.
std::optional<std::int64_t> flagValue(const Terms &T, const Workspace &W,
                                      PlaceId P);
/// How a test may go well that \p P stands for; 0 if it stands for none.
unsigned testedFlag(const Terms &T, const Workspace &W, PlaceId P);

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_MARKERS_H
