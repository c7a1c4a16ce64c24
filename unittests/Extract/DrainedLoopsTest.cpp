//===- DrainedLoopsTest.cpp - Tests -----------------------------*- C++ -*-===//
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

/// Does \p Body, after it has started threads, wait for all of them? They are
/// not given up at its end, where those that are left would be.
bool waits(const std::string &Body) {
  const Lines L = events("#include <algorithm>\n#include <functional>\n"
                         "#include <thread>\n#include <vector>\n"
                         "void other();\n"
                         "void f(std::vector<std::thread> &v) { "
                         "v.emplace_back([] {}); " +
                             Body + " }",
                         "f");
  return std::any_of(L.begin(), L.end(), [&](const std::string &Line) {
    return Line.find("join (*param0)[*]") != Line.npos;
  });
}

TEST(DrainedLoops, WaitForWhatTheyTake) {
  EXPECT_TRUE(waits("while (!v.empty()) { v.back().join(); v.pop_back(); }"));
  EXPECT_TRUE(waits("while (v.size() > 0) { auto &t = v.back(); t.join(); "
                    "v.pop_back(); }"));
  EXPECT_TRUE(waits("while (!v.empty()) { std::thread t = std::move(v.back()); "
                    "v.pop_back(); t.join(); }"));
  EXPECT_TRUE(waits("while (!v.empty()) { if (v.back().joinable()) "
                    "v.back().join(); v.pop_back(); }"));
}

TEST(DrainedLoops, NotIfSomeAreLeft) {
  EXPECT_FALSE(
      waits("while (v.size() > 1) { v.back().join(); v.pop_back(); }"));
  EXPECT_FALSE(waits("while (!v.empty()) { v.back().join(); v.pop_back(); "
                     "if (v.size() == 2) break; }"));
}

TEST(DrainedLoops, NotIfOthersAreTaken) {
  EXPECT_FALSE(waits("while (!v.empty()) { v.front().join(); v.pop_back(); }"));
  EXPECT_FALSE(waits("while (!v.empty()) { v.back().join(); v.pop_back(); "
                     "v.pop_back(); }"));
  EXPECT_FALSE(
      waits("while (!v.empty()) { v.back().detach(); v.pop_back(); }"));
  EXPECT_FALSE(waits("while (!v.empty()) { v.back().join(); v.pop_back(); "
                     "other(); }"));
  EXPECT_FALSE(waits("v[0].detach(); while (!v.empty()) { if "
                     "(v.back().joinable()) v.back().join(); v.pop_back(); }"));
}

TEST(DrainedLoops, AMemberThatIsAppliedToEach) {
  EXPECT_TRUE(waits("std::for_each(v.begin(), v.end(), "
                    "std::mem_fn(&std::thread::join));"));
  EXPECT_TRUE(waits("std::ranges::for_each(v, &std::thread::join);"));
  EXPECT_FALSE(waits("std::for_each(v.begin() + 1, v.end(), "
                     "std::mem_fn(&std::thread::join));"));
  EXPECT_FALSE(waits("std::for_each(v.begin(), v.end(), "
                     "std::mem_fn(&std::thread::detach));"));
}

} // namespace
