//===- MovedContentsTest.cpp - Tests of MovedContents.cpp ---------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Build.h"

#include <gtest/gtest.h>

using namespace aether::analysis;
using namespace aether::analysis::test;

namespace {

enum class When { Never, Before, After };

/// A pointer into `from` is set and used, a task has what `to` holds, which may
/// have taken it over before or after; \p Empties: a move, no copy.
std::string verdict(When Taken, bool Empties) {
  Unit U;
  Fn Task(U, "task");
  const PlaceId To = Task.byRef("to");
  Task.read(Task.structure(To));
  Task.write(Task.at(To, Task.num(0)), "to[0]");
  Fn Main(U, "main");
  const PlaceId From = Main.local("from"), Into = Main.local("to"),
                Pointer = Main.local("p"), Handle = Main.local("t");
  Main.read(Main.structure(From));
  auto Set = [&] {
    Main.write(Pointer, "p");
    Main.store(Pointer, Main.addr(Main.at(From, Main.num(0))));
  };
  auto Move = [&] {
    if (Empties)
      Main.write(From, "from");
    Main.write(Into, "to");
    Main.store(Into, Main.load(From));
    // As a call's events have it, the argument stands behind the call.
    auto &Events = Main.f().Blocks[0].Events;
    const SourcePos At = U.pos();
    for (std::size_t I = Events.size() - 3; I != Events.size(); ++I)
      if (auto *A = std::get_if<Access>(&Events[I]))
        A->Pos = At;
      else if (auto *S = std::get_if<Store>(&Events[I]))
        S->Pos = At;
  };
  if (Taken == When::After) {
    Set();
    Move();
  } else if (Taken == When::Before) {
    Move();
    Set();
  } else {
    Set();
  }
  Main.thread("task", Main.closure({{"to", Into}}), Handle);
  Main.write(Main.deref(Pointer), "*p");
  Main.join(Handle);
  return toString(U.solve().CallSites.back().Result);
}

TEST(MovedContents, APointerFromBefore) {
  EXPECT_EQ(verdict(When::After, true), "unknown");
}

TEST(MovedContents, APointerFromAfterwards) {
  EXPECT_EQ(verdict(When::Before, true), "safe");
}

TEST(MovedContents, ACopyHasItsOwn) {
  EXPECT_EQ(verdict(When::After, false), "safe");
}

TEST(MovedContents, NothingMoves) {
  EXPECT_EQ(verdict(When::Never, true), "safe");
}

} // namespace
