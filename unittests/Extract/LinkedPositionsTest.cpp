//===- LinkedPositionsTest.cpp - Tests --------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

#include <algorithm>

using namespace aether::analysis::testing;

namespace {

const char *const Head =
    "#include <list>\n#include <map>\n#include <string>\n#include <thread>\n";

/// Does an event name what is called \p Part of the structure of `c`?
bool names(const std::string &Part, const std::string &Body) {
  const Lines L = events(Head + Body, "f");
  return std::any_of(L.begin(), L.end(), [&](const std::string &Line) {
    const std::size_t At = Line.find(Part);
    return At != Line.npos && At != 0 && Line[At - 1] == '.';
  });
}

bool loops(const std::string &Before, const std::string &After) {
  return names("the first position of a loop",
               "void f(std::list<int> &c) { " + Before +
                   " for (int &x : c) std::thread([&x] { ++x; }).detach(); " +
                   After + " }");
}

TEST(LinkedPositions, AllLoopsBeginAtOnePlace) {
  EXPECT_TRUE(loops("", ""));
  EXPECT_TRUE(loops("c.push_back(1);", ""));
}

TEST(LinkedPositions, UnlessTheContainerChanges) {
  EXPECT_FALSE(loops("", "c.push_front(1);"));
}

bool finds(const std::string &Type, const std::string &Key) {
  return names("the position of", "void f(" + Type + " &c, std::string k) { " +
                                      "c.find(" + Key + ")->second = 1; }");
}

TEST(LinkedPositions, AConstantKeyFindsOneElement) {
  EXPECT_TRUE(finds("std::map<std::string, int>", "\"a\""));
  EXPECT_FALSE(finds("std::map<std::string, int>", "k"));
  EXPECT_FALSE(finds("std::multimap<std::string, int>", "\"a\""));
}

} // namespace
