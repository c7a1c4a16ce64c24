//===- CountedWaits.h - Waits for as many as there are ----------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a thread has that has waited N times for a semaphore, or found N in a
/// counter: N have posted, or counted. A step of findLocks; Handover asks.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_COUNTEDWAITS_H
#define AETHER_LIB_SOLVE_COUNTEDWAITS_H

#include "Context.h"

namespace aether::analysis {

/// So many are over of those who post a semaphore; or who step a counter, which
/// has come to that.
struct CountedWait {
  std::int64_t Times = 0;
  bool IsCounter = false;
  bool Down = false;
};
/// What the place \p P, a part that no program has, says of its parent.
std::optional<CountedWait> countedWait(const Terms &T, const Workspace &W,
                                       PlaceId P);
/// Notes in \p Held what was waited for on edge number \p Edge out of \p Block.
void passCountedWaits(Context &C, std::uint32_t Block, std::uint32_t Edge,
                      const Past &Before, std::vector<HeldLock> &Held);

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_COUNTEDWAITS_H
