//===- UnwindingTest.cpp - Tests for lib/Rehearsal/Unwinding.cpp
//------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RehearsalOf.h"

#include "gmock/gmock.h"

using namespace aether::analysis;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

/// Threads that run \p Task, which may throw, and catch an int.
class Unwinding : public RehearsalOf {
protected:
  static std::vector<std::string> of(const std::string &Task) {
    return inCxx(R"(
#include <mutex>
#include <stdexcept>
#include <thread>
std::mutex m;
int x, y;
struct Base { virtual ~Base() = default; };
struct Left : Base { int l = 1; };
struct Right : Base { int r = 2; };
void inner() { std::lock_guard<std::mutex> l(m); x++; throw 7; }
void task() {
)" + Task + R"(
}
int main() {
  std::thread a(task), b(task);
  a.join();
  b.join();
}
)");
  }
};

TEST_F(Unwinding, DestructorsRunOnTheWay) {
  EXPECT_THAT(of("try { inner(); } catch (int) {}\n"
                 "std::lock_guard<std::mutex> l(m); x++;"),
              IsEmpty());
  EXPECT_THAT(of("try { inner(); } catch (int) { x++; }"), ElementsAre("x"));
}

TEST_F(Unwinding, HandlersAreChosenByType) {
  EXPECT_THAT(of("try { throw Left(); } catch (Right &) { x++; }\n"
                 "catch (Base &) { y++; }"),
              ElementsAre("y"));
  EXPECT_THAT(of("try { try { inner(); } catch (Base &) { y++; } }\n"
                 "catch (...) {}"),
              IsEmpty());
  EXPECT_THAT(of("try { throw std::out_of_range(\"\"); }\n"
                 "catch (std::logic_error &) { y++; }"),
              ElementsAre("y"));
}

TEST_F(Unwinding, WhatIsThrownAgainGoesOn) {
  EXPECT_THAT(of("try { try { inner(); } catch (int) { throw; } }\n"
                 "catch (int n) { if (n == 7) y++; }"),
              ElementsAre("y"));
}

TEST_F(Unwinding, CastsToClassesThatObjectsAreNotOf) {
  EXPECT_THAT(of("Left l; Base *b = &l;\n"
                 "if (dynamic_cast<Right *>(b)) x++;\n"
                 "if (dynamic_cast<Left *>(b)) y++;"),
              ElementsAre("y"));
}

} // namespace
