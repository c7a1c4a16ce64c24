//===- EndingsTest.cpp ----------------------------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

using namespace aether::analysis::testing;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

const std::string Include = "#include <memory>\n#include <vector>\n"
                            "#include <map>\nstruct S { int n; };\n";

TEST(Endings, SharedOwnersGiveUpAShare) {
  EXPECT_THAT(
      events(Include + "void f(std::shared_ptr<S> &p) { p.reset(); }", "f"),
      Contains(HasSubstr("read released")));
}

TEST(Endings, ElementsEndWithWhatTheyOwn) {
  EXPECT_THAT(
      events(Include +
                 "void f(std::vector<std::unique_ptr<S>> &v) { v.clear(); }",
             "f"),
      Contains(HasSubstr("write released")));
  EXPECT_THAT(
      events(Include +
                 "void f(std::map<int, std::shared_ptr<S>> &m) { m.clear(); }",
             "f"),
      Contains(HasSubstr("read released")));
}

TEST(Endings, NumbersEndWithoutNotice) {
  EXPECT_THAT(
      events(Include + "void f(std::vector<int> &v) { v.clear(); }", "f"),
      Not(Contains(HasSubstr("released"))));
}

} // namespace
