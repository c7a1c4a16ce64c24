//===- HandedOnTest.cpp - Tests of HandedOn.cpp -------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

using namespace aether::analysis;
using namespace aether::analysis::testing;
using ::testing::Contains;
using ::testing::Not;

namespace {

Lines eventsOf(const std::string &Between) {
  return events("#include <utility>\n#include <vector>\n"
                "void f(std::vector<int> &g) { std::vector<int> v(3), w;"
                "  int *first = &v[0]; " +
                    Between + " *first = 2; }",
                "f");
}

const auto ByName = Contains("write v[0] `*first`");

TEST(HandedOn, ByItsName) {
  EXPECT_THAT(eventsOf(""), ByName);
  EXPECT_THAT(eventsOf("w = v;"), ByName);
  EXPECT_THAT(eventsOf("auto u = std::move(w);"), ByName);
}

TEST(HandedOn, GoneElsewhere) {
  EXPECT_THAT(eventsOf("w = std::move(v);"), Not(ByName));
  EXPECT_THAT(eventsOf("std::swap(v, w);"), Not(ByName));
  EXPECT_THAT(eventsOf("v.swap(w);"), Not(ByName));
  EXPECT_THAT(eventsOf("w.swap(v);"), Not(ByName));
}

TEST(HandedOn, ByAnotherFunction) {
  auto After = [](const std::string &Body) {
    return events("#include <utility>\n#include <vector>\n"
                  "void other(std::vector<int> &a, std::vector<int> &b) { " +
                      Body +
                      " }\nvoid f() { std::vector<int> v(3), w;"
                      "  int *first = &v[0]; other(v, w); *first = 2; }",
                  "f");
  };
  EXPECT_THAT(After("a[0] = b[0];"), ByName);
  EXPECT_THAT(After("a.swap(b);"), Not(ByName));
  EXPECT_THAT(After("b = static_cast<std::vector<int> &&>(a);"), Not(ByName));
}

TEST(HandedOn, Rearranged) {
  auto After = [](const std::string &Change) {
    return events("#include <algorithm>\n#include <vector>\n"
                  "void f() { std::vector<std::vector<int>> v(3);"
                  "  int *first = &v[0][0]; " +
                      Change + " *first = 2; }",
                  "f");
  };
  const auto Inside = Contains("write v[0][0] `*first`");
  EXPECT_THAT(After("v[1][0] = 3;"), Inside);
  EXPECT_THAT(After("std::sort(v.begin(), v.end());"), Not(Inside));
  EXPECT_THAT(After("v.erase(v.begin());"), Not(Inside));
}

TEST(HandedOn, ByAReference) {
  EXPECT_THAT(eventsOf("auto &r = v; w = std::move(r);"), Not(ByName));
}

} // namespace
