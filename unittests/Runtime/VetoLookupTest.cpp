//===- VetoLookupTest.cpp - Tests of detail/veto_lookup.h -----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RuntimeTest.h"

#include "aether/detail/veto_lookup.h"

using namespace aether;
using namespace aether::detail;

namespace {
constexpr VetoEntry table[] = {
    {"src/a.cpp", 10, 5, Verdict::Safe, ""},
    {"src/a.cpp", 10, 40, Verdict::Unsafe, "race"},
    {"src/a.cpp", 11, 5, Verdict::Unsafe, "worse"},
    {"src/a.cpp", 11, 5, Verdict::Safe, ""},
    {"src/a.cpp", 12, 5, Verdict::Safe, ""},
    {"src/a.cpp", 13, 0, Verdict::Unknown, "any column"},
    {"src/a.cpp", 14, AETHER_VETO_NO_COLUMN, Verdict::Safe, ""},
    {"lib/a.cpp", 20, 5, Verdict::Unsafe, "other file"},
    {"/home/u/p/include/b.h", 7, 3, Verdict::Unsafe, "header"},
    {"c.cpp", 1, 1, Verdict::Safe, ""},
    {"", 0, 0, Verdict::Unanalyzed, ""},
};

constexpr Verdict verdict(const char *file, std::uint32_t line,
                          std::uint32_t column) {
  return look_up(table, file, line, column).verdict;
}

static_assert(verdict("src/a.cpp", 10, 5) == Verdict::Safe);
static_assert(verdict("src/a.cpp", 10, 40) == Verdict::Unsafe);
static_assert(verdict("src/a.cpp", 11, 5) == Verdict::Unsafe, "the worse one");
static_assert(verdict("src/a.cpp", 13, 77) == Verdict::Unknown, "any column");
static_assert(verdict("src/a.cpp", 14, 1) == Verdict::Unanalyzed);
static_assert(verdict("src/a.cpp", 15, 5) == Verdict::Unanalyzed);
static_assert(verdict("", 0, 0) == Verdict::Unanalyzed);

// Another column: a warning of the line is taken, a proof is not.
static_assert(verdict("src/a.cpp", 10, 6) == Verdict::Unsafe);
static_assert(verdict("src/a.cpp", 12, 6) == Verdict::Unanalyzed);

// Other spellings of the file.
static_assert(verdict("/home/u/p/src/a.cpp", 10, 5) == Verdict::Safe);
static_assert(verdict("./src/a.cpp", 10, 5) == Verdict::Safe);
static_assert(verdict("../p/src/../src/./a.cpp", 10, 5) == Verdict::Safe);
static_assert(verdict("a.cpp", 10, 5) == Verdict::Safe);
static_assert(verdict("xsrc/a.cpp", 10, 5) == Verdict::Unanalyzed);
static_assert(verdict("include/b.h", 7, 3) == Verdict::Unsafe);
static_assert(verdict("/home/u/p/src/../include/b.h", 7, 3) == Verdict::Unsafe);
static_assert(verdict("/p/include/b.h", 7, 3) == Verdict::Unanalyzed,
              "absolute paths are whole");
static_assert(verdict("src/a.cpp", 20, 5) == Verdict::Unanalyzed,
              "a file that the table knows is not another of the same name");
static_assert(look_up(table, "src/a.cpp", 10, 40).finding ==
              std::string_view("race"));

static_assert(same_file("a//b.h", "a/b.h"));
static_assert(!same_file("", ""));
static_assert(!same_file("a/..", "b/.."));
} // namespace

TEST(VetoLookup, WorksAtRunTimeToo) {
  EXPECT_EQ(verdict("src/a.cpp", 10, 40), Verdict::Unsafe);
}
