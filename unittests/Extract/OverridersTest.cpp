//===- OverridersTest.cpp - What objects run when called by a base --------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

using namespace aether::analysis;
using namespace aether::analysis::testing;
using namespace ::testing;

namespace {

const std::string Classes =
    "struct Base { virtual void run() {} virtual void stop() = 0; };"
    "struct Derived : Base { void run() override {} void stop() override {} };"
    "struct Last : Derived { void stop() override {} };";

/// Matches the store of what \p Object runs for \p Function of class \p Class.
auto runs(const std::string &Object, const std::string &Class,
          const std::string &Function, const std::string &By) {
  return Contains(
      AllOf(StartsWith("store " + Object + "."),
            HasSubstr("overrider of c:@S@" + Class + "@F@" + Function + "#"),
            HasSubstr("unknown(c:@S@" + By + "@F@" + Function + "#")));
}

TEST(Overriders, OfWholeObjects) {
  const Lines L = events(Classes + "void f() { Last x; }", "f");
  EXPECT_THAT(L, runs("x", "Base", "run", "Derived"));
  EXPECT_THAT(L, runs("x", "Derived", "run", "Derived"));
  EXPECT_THAT(L, runs("x", "Base", "stop", "Last"));
}

TEST(Overriders, OfAllocations) {
  EXPECT_THAT(events(Classes + "Base *f() { return new Derived; }", "f"),
              Contains(AllOf(StartsWith("store alloc"),
                             HasSubstr("overrider of c:@S@Base@F@stop#"))));
}

// While a base is made its own function runs; that shows only where it calls.
TEST(Overriders, OfBasesThatHandOnTheirObject) {
  const auto Stores = Contains(HasSubstr("overrider of"));
  EXPECT_THAT(
      events("struct B { B(); virtual void f(); }; B::B() { f(); }", "B::B"),
      Stores);
  EXPECT_THAT(events("struct B { B(); int n = 0; virtual void f(); };"
                     "B::B() { n = 1; }",
                     "B::B"),
              Not(Stores));
  EXPECT_THAT(events("struct B { virtual ~B(); virtual void f(); };"
                     "void g(B *); B::~B() { g(this); }",
                     "B::~B"),
              Stores);
}

} // namespace
