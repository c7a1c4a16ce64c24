//===- AtomicFixesTest.cpp - Shared integers that are only added to ------===//
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

TEST(AtomicFixes, AddsThroughAReference) {
  EXPECT_THAT(proposed(twice("x += 2;")),
              HasSubstr("std::atomic_ref(x) += 2;"));
  EXPECT_THAT(proposed(twice("--x;")), HasSubstr("--std::atomic_ref(x);"));
  EXPECT_THAT(proposed(twice("x = 3 + x;")),
              HasSubstr("std::atomic_ref(x) += 3;"));
  EXPECT_THAT(proposed(twice("x = 1;")),
              HasSubstr("std::atomic_ref(x).store(1);"));
}

TEST(AtomicFixes, AllOperationsOfTheTaskAreOne) {
  EXPECT_THAT(proposed(twice("++x; x -= 2;")),
              HasSubstr("++std::atomic_ref(x); std::atomic_ref(x) -= 2;"));
}

TEST(AtomicFixes, NoneWhereTheOrderShows) {
  EXPECT_EQ(proposed(twice("++x; x |= 2;")), "");
  EXPECT_EQ(proposed(twice("x *= 2;")), "");
  EXPECT_EQ(proposed(twice("x += 1; if (x > 5) x += 2;")), "");
  EXPECT_EQ(proposed(twice("int id = x++; (void)id;")), "");
  EXPECT_EQ(proposed(twice("x += x;")), "");
  EXPECT_EQ(proposed(twice("x += 0.5;")), "");
}

TEST(AtomicFixes, NoneWhereTheAddressMayBeOdd) {
  std::string Packed = "struct __attribute__((packed)) P { char c; int n; };\n"
                       "struct B { int n : 5; };\n";
  EXPECT_EQ(proposed(twice("p.n += 1;", Packed + "P p;\n")), "");
  EXPECT_EQ(proposed(twice("q.n += 1;", Packed + "B q;\n")), "");
}

TEST(AtomicFixes, TheDeclarationBeforeTwenty) {
  std::string Fixed = proposed(twice("x += 2;"), "c++17");
  EXPECT_THAT(Fixed, HasSubstr("std::atomic<int> x(0);"));
  EXPECT_THAT(Fixed, HasSubstr("{ x += 2; }"));
  EXPECT_EQ(proposed(twice("x += 2;", "", "  int &r = x;\n"), "c++17"), "");
}

} // namespace
} // namespace aether::analysis::testing
