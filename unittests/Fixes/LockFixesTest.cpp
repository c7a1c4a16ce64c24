//===- LockFixesTest.cpp - Locks that are missing or too weak ------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FixesTesting.h"

namespace aether::analysis::testing {
namespace {

using ::testing::HasSubstr;

/// Two threads run \p Task, which sees `int x` and what \p Before declares.
std::string twice(const std::string &Task, const std::string &Before = "",
                  const std::string &After = "") {
  return "#include <atomic>\n#include <mutex>\n#include <shared_mutex>\n"
         "#include <thread>\n" +
         Before +
         "int f() {\n  int x = 0;\n  std::mutex m;\n  std::shared_mutex sm;\n"
         "  auto run = [&] { " +
         Task +
         " };\n"
         "  std::thread a(run), b(run);\n  a.join();\n  b.join();\n" +
         After + "  return x;\n}\n";
}

TEST(LockFixes, LocksWhatTheOtherHolds) {
  std::string Code = R"(
#include <mutex>
#include <thread>
double f() {
  double x = 0;
  std::mutex m;
  std::thread a([&] { std::lock_guard<std::mutex> g(m); x += 1; });
  std::thread b([&] { x += 2; });
  a.join();
  b.join();
  return x;
}
)";
  EXPECT_THAT(proposed(Code),
              HasSubstr("{ { std::lock_guard lock(m); x += 2; } }"));
  EXPECT_THAT(proposed(Code, "c++14"),
              HasSubstr("{ std::lock_guard<std::mutex> lock(m); x += 2; }"));
}

TEST(LockFixes, NotWhereACallerMayHoldIt) {
  EXPECT_EQ(proposed(R"(
#include <mutex>
#include <thread>
static std::mutex m;
static double x;
static void add() { x += 1; }
static void both() { std::lock_guard<std::mutex> g(m); add(); x += 1; }
void f() {
  std::thread a([&] { both(); });
  std::thread b([&] { add(); });
  a.join();
  b.join();
}
)"),
            "");
}

TEST(LockFixes, AMutexForAllTasks) {
  EXPECT_THAT(
      proposed(
          twice("std::mutex own; std::lock_guard<std::mutex> g(own); x *= 3;")),
      HasSubstr("static std::mutex own;"));
}

TEST(LockFixes, ExclusiveForAWrite) {
  EXPECT_THAT(
      proposed(twice("std::shared_lock<std::shared_mutex> g(sm); x *= 3;")),
      HasSubstr("std::unique_lock<std::shared_mutex> g(sm);"));
}

} // namespace
} // namespace aether::analysis::testing
