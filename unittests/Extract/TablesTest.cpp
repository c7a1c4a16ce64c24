//===- TablesTest.cpp - Tests ---------------------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

using namespace aether::analysis;
using namespace aether::analysis::testing;

namespace {

/// Is `t[i]` known in f, whose body begins with \p Made?
bool knows(const std::string &Before, const std::string &Made) {
  const Lines L = events(Before + " void f(int *a, int i, int n) {" + Made +
                             " a[t[i]] = 1; }",
                         "f");
  for (const std::string &Line : L)
    if (Line.find("{3, 1, 2}[value(param1)]") != std::string::npos)
      return true;
  return false;
}

TEST(Tables, Constants) {
  EXPECT_TRUE(knows("", "const int t[] = {3, 1, 2};"));
  EXPECT_TRUE(knows("", "int t[3] = {3, 1, 2};"));
  EXPECT_TRUE(knows("static int t[] = {3, 1, 2};", ""));
  EXPECT_TRUE(knows("constexpr int t[] = {3, 1, 2};", ""));
  EXPECT_TRUE(knows("extern const int t[3] = {3, 1, 2};", ""));
  EXPECT_FALSE(knows("extern const int t[3];", ""));
}

TEST(Tables, WhoElseChangesThem) {
  EXPECT_FALSE(knows("", "int t[3] = {3, 1, 2}; t[1] = n;"));
  EXPECT_FALSE(knows("", "int t[3] = {3, 1, 2}; ++t[1];"));
  EXPECT_FALSE(knows("void g(int *);", "int t[3] = {3, 1, 2}; g(t);"));
  EXPECT_FALSE(knows("", "int t[3] = {3, 1, 2}; int *p = &t[1]; *p = n;"));
  EXPECT_FALSE(knows("", "int t[3] = {3, 1, 2}; int &r = t[1]; r = n;"));
  EXPECT_FALSE(knows("", "int t[3] = {3, 1, 2}; for (int &x : t) x = n;"));
  EXPECT_TRUE(knows("", "int t[3] = {3, 1, 2}; for (int x : t) n += x;"));
  EXPECT_FALSE(knows("", "int t[3] = {3, 1, 2}; [&] { t[0] = n; }();"));
  EXPECT_FALSE(knows("static int t[] = {3, 1, 2}; void g() { t[0] = 4; }", ""));
  // Other units know the name.
  EXPECT_FALSE(knows("int t[] = {3, 1, 2};", ""));
  EXPECT_TRUE(knows("int t[] = {3, 1, 2}; int main() {}", ""));
  EXPECT_FALSE(knows("int t[] = {3, 1, 2}; void g(); int main() { g(); }", ""));
}

TEST(Tables, FilledByALoop) {
  const std::string Fill = " t[k] = (2 * k + 3) % 4;";
  auto Has = [](const std::string &Made) {
    const Lines L = events(
        "void f(int *a, int i, int n) {" + Made + " a[t[i]] = 1; }", "f");
    for (const std::string &Line : L)
      if (Line.find("{3, 1, 3}[value(param1)]") != std::string::npos)
        return true;
    return false;
  };
  EXPECT_TRUE(Has("int t[3]; for (int k = 0; k < 3; ++k)" + Fill));
  EXPECT_TRUE(Has("int m = 3, t[3]; for (int k = 0; k < m; k++)" + Fill));
  // Not all of it, not always, not of known numbers, not the only one.
  EXPECT_FALSE(Has("int t[3]; for (int k = 0; k < n; ++k)" + Fill));
  EXPECT_FALSE(Has("int t[4]; for (int k = 1; k < 3; ++k)" + Fill));
  EXPECT_FALSE(Has("int t[3]; if (n) for (int k = 0; k < 3; ++k)" + Fill));
  EXPECT_FALSE(Has("int t[3]; for (int k = 0; k < 3; ++k) t[k] = n;"));
  EXPECT_FALSE(Has("int t[3]; for (int k = 0; k < 3; ++k) {" + Fill +
                   " if (n) break; }"));
  EXPECT_FALSE(Has("int t[3]; for (int k = 0; k < 3; ++k)" + Fill +
                   " for (int k = 0; k < 3; ++k)" + Fill));
  EXPECT_FALSE(Has("int m = 3, t[3]; ++m; for (int k = 0; k < m; ++k)" + Fill));
  EXPECT_FALSE(
      Has("int t[3] = {}; a[t[1]] = 2; for (int k = 0; k < 3; ++k)" + Fill));
}

} // namespace
