//===- CaptureFixesTest.cpp - Variables that change after a task's start --===//
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

/// A thread for each round; \p Start starts it.
std::string rounds(const std::string &Start) {
  return "#include <thread>\n#include <vector>\n"
         "void f(int *v) {\n  std::thread t[8];\n"
         "  for (int i = 0; i < 8; ++i)\n    " +
         Start + "\n  for (auto &one : t)\n    one.join();\n}\n";
}

/// A thread that does \p Task, while another value is set.
std::string changed(const std::string &Captures, const std::string &Task) {
  return "#include <thread>\nvoid f(int *v) {\n  int x = 1, y = 2;\n"
         "  std::thread t([" +
         Captures + "] { " + Task +
         " });\n  x = 3;\n  y = 4;\n  t.join();\n}\n";
}

TEST(CaptureFixes, TheCounterOfALoop) {
  EXPECT_THAT(proposed(rounds("t[i] = std::thread([&] { v[i] = i; });")),
              HasSubstr("[&, i] { v[i] = i; }"));
  EXPECT_THAT(proposed(rounds("t[i] = std::thread([v, &i] { v[i] = i; });")),
              HasSubstr("[v, i] { v[i] = i; }"));
  EXPECT_THAT(proposed(rounds("t[i] = std::thread([& i, v] { v[i] = 1; });")),
              HasSubstr("[i, v] { v[i] = 1; }"));
}

TEST(CaptureFixes, ACounterInALoopOfTheTask) {
  EXPECT_THAT(proposed(rounds("t[i] = std::thread([&] { for (int k = 0; k < i; "
                              "++k) v[8 * i + k] = 1; });")),
              HasSubstr("[&, i]"));
}

TEST(CaptureFixes, SeveralVariables) {
  EXPECT_THAT(proposed(changed("&", "v[0] = x; v[1] = y;")),
              HasSubstr("[&, x, y] {"));
  EXPECT_THAT(proposed(changed("&x, v, &y", "v[0] = x; v[1] = y;")),
              HasSubstr("[x, v, y] {"));
}

TEST(CaptureFixes, NotWhatTheTaskWrites) {
  EXPECT_THAT(proposed(changed("&", "++x;")),
              ::testing::Not(HasSubstr("[&, x")));
  EXPECT_THAT(proposed(changed("&", "int *p = &x; v[0] = *p;")),
              ::testing::Not(HasSubstr("[&, x")));
}

TEST(CaptureFixes, NotWhatTheTaskMayWaitFor) {
  EXPECT_EQ(proposed(changed("&", "while (x != 3) { }")), "");
  EXPECT_EQ(proposed(changed("&", "for (;;) { if (x == 3) break; }")), "");
}

TEST(CaptureFixes, NotWhatTheTaskMayChangeByAnotherName) {
  for (const char *Before :
       {"int *p = &x; ", "auto set = [&] { x = 9; }; ", "int &r = x; "})
    EXPECT_THAT(
        proposed("#include <thread>\nvoid f(int *v) {\n  int x = 1;\n  " +
                 std::string(Before) +
                 "\n  std::thread t([&] { v[0] = x; });\n  x = 3;\n"
                 "  t.join();\n}\n"),
        ::testing::Not(HasSubstr("[&, x")));
}

TEST(CaptureFixes, NotWhatIsStartedLater) {
  EXPECT_EQ(proposed("#include <thread>\nvoid f(int *v) {\n  int x = 1;\n"
                     "  auto task = [&] { v[0] = x; };\n  x = 2;\n"
                     "  std::thread t(task);\n  x = 3;\n  t.join();\n}\n"),
            "");
}

} // namespace
} // namespace aether::analysis::testing
