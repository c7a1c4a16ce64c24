//===- SizesTest.cpp - Tests ------------------------------------*- C++ -*-===//
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
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

const std::string Vector =
    "namespace std { template <class T> struct vector {"
    "  unsigned long size() const; void resize(unsigned long);"
    "  void push_back(const T &); T &operator[](unsigned long);"
    "  vector &operator=(const vector &); T *begin(); };"
    "template <class T> T &&move(T &x); }"
    "void use(unsigned long); void give(std::vector<int> &);"
    "void look(const std::vector<int> &);";

/// Whether the call of use() in `f` is passed a size.
bool isKnown(const std::string &Params, const std::string &Body) {
  for (const std::string &Line :
       events(Vector + "void f(" + Params + ") { " + Body + " }", "f"))
    if (Line.find("F@use#") != std::string::npos)
      return Line.find("value(") != std::string::npos &&
             Line.find(".#)") != std::string::npos;
  ADD_FAILURE() << "no call of use";
  return false;
}

TEST(Sizes, AfterTheLastChange) {
  EXPECT_TRUE(isKnown("", "std::vector<int> v; use(v.size());"));
  EXPECT_TRUE(isKnown("", "std::vector<int> v; v.resize(9); use(v.size());"));
  EXPECT_FALSE(isKnown("", "std::vector<int> v; use(v.size()); v.resize(9);"));
  EXPECT_FALSE(isKnown("", "std::vector<int> v; auto n = v.size();"
                           "v.push_back(1); use(n);"));
}

TEST(Sizes, InALoopWithAChange) {
  EXPECT_FALSE(isKnown("", "std::vector<int> v; for (;;) {"
                           "  v.push_back(1); use(v.size()); }"));
  EXPECT_TRUE(isKnown("", "for (;;) { std::vector<int> v;"
                          "  v.push_back(1); use(v.size()); }"));
  EXPECT_TRUE(isKnown("", "std::vector<int> v; for (;;) v.push_back(1);"
                          "  use(v.size());"));
}

TEST(Sizes, OnlyWhatChangesTheStructure) {
  EXPECT_TRUE(isKnown("std::vector<int> &v",
                      "use(v.size()); v[0] = 1; *v.begin() = 2; look(v);"));
  EXPECT_FALSE(isKnown("std::vector<int> &v", "use(v.size()); give(v);"));
  EXPECT_FALSE(isKnown("std::vector<int> &v, std::vector<int> &w",
                       "use(v.size()); v = w;"));
  EXPECT_FALSE(isKnown("std::vector<int> &v",
                       "auto f = [&] { v.push_back(1); }; use(v.size());"));
}

TEST(Sizes, OtherContainers) {
  EXPECT_TRUE(isKnown("", "std::vector<int> v, w; use(v.size());"
                          "w.resize(9);"));
  EXPECT_TRUE(isKnown("std::vector<int> &v, std::vector<long> &w",
                      "use(v.size()); w.resize(9);"));
  // The caller may pass one for both.
  EXPECT_FALSE(isKnown("std::vector<int> &v, std::vector<int> &w",
                       "use(v.size()); w.resize(9);"));
  EXPECT_FALSE(isKnown("std::vector<std::vector<int>> &v",
                       "use(v[0].size()); v.resize(9);"));
  EXPECT_TRUE(isKnown("std::vector<std::vector<int>> &v",
                      "use(v.size()); v[0].resize(9);"));
}

} // namespace
