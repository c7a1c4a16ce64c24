//===- Meetings.h - Threads that meet at a barrier --------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef AETHER_UNITTESTS_SOLVE_MEETINGS_H
#define AETHER_UNITTESTS_SOLVE_MEETINGS_H

#include "Build.h"

#include <functional>

namespace aether::analysis::test {

/// What Extract makes of meeting number \p N of the function at a barrier.
inline void meet(Fn &B, PlaceId Barrier, unsigned N) {
  const PlaceId Site = B.field(Barrier, "phase 1:" + std::to_string(N) + ":1");
  for (PlaceId P : {Barrier, Site})
    B.access(AccessKind::AtomicWrite, P, "bar", AccessNature::Signal);
  for (LockOp Op : {LockOp::Signal, LockOp::Wait})
    for (PlaceId P : {Barrier, Site})
      B.lock(Op, P);
}

using Body = std::function<void(Fn &, PlaceId X, PlaceId Barrier)>;

/// Two threads, one for each body, and a barrier for \p Count.
inline std::string run(const Body &First, const Body &Second,
                       std::int64_t Count = 2) {
  Unit U;
  Fn A(U, "first");
  First(A, A.byRef("x"), A.byRef("bar"));
  Fn B(U, "second");
  Second(B, B.byRef("x"), B.byRef("bar"));
  Fn Main(U, "main");
  const PlaceId X = Main.local("x"), Bar = Main.local("bar"),
                T = Main.local("t"), O = Main.local("o");
  Main.store(Main.field(Bar, "count"), Main.integer(Main.num(Count)));
  Main.thread("first", Main.closure({{"x", X}, {"bar", Bar}}), T);
  Main.thread("second", Main.closure({{"x", X}, {"bar", Bar}}), O);
  Main.join(T);
  Main.join(O);
  return toString(U.solve().CallSites.back().Result);
}

} // namespace aether::analysis::test

#endif // AETHER_UNITTESTS_SOLVE_MEETINGS_H
