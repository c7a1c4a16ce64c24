//===- CallbacksTest.cpp - Tests --------------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

using namespace aether::analysis;
using namespace aether::analysis::testing;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

TEST(Callbacks, OrdersThatAreKeptAreCalled) {
  auto U = summarise(
      "#include <set>\n"
      "int g; auto less = [](int a, int b) { ++g; return a < b; };"
      "bool later(int a, int b);"
      "void f() { std::set<int, decltype(less)> s; s.insert(1); }"
      "void h(std::set<int, bool (*)(int, int)> &s) { s.insert(1); }");
  EXPECT_THAT(events(U, "f"), Contains(HasSubstr("lambda")));
  EXPECT_THAT(
      events(U, "h"),
      Contains(HasSubstr("calls back functions that are not followed")));
}

TEST(Callbacks, CallbacksOfTheLibraryAreCalled) {
  auto U = summarise(
      "#include <vector>\n#include <algorithm>\n"
      "int g; struct K { int n; bool operator<(const K &o) const { ++g; return "
      "n < o.n; } };"
      "void f(std::vector<K> &v, int &c) { std::sort(v.begin(), v.end());"
      "  std::any_of(v.begin(), v.end(), [&](const K &) { return ++c; }); }");
  EXPECT_THAT(events(U, "f"), AllOf(Contains(HasSubstr("@S@K@F@operator<")),
                                    Contains(HasSubstr("lambda"))));
  EXPECT_THAT(events(U, "K::operator<"), Contains("write ::g `g` step 1"));
  EXPECT_THAT(events(U, "lambda in f"),
              Contains("write (*(*this).c) `c` step 1"));
}

TEST(Callbacks, DestructorsInsideTheLibrary) {
  for (const char *Body :
       {"auto p = std::make_unique<G>();", "auto p = std::make_shared<G>();",
        "std::pair<int, G> p;", "std::map<int, G> p;", "std::tuple<G> p;",
        "std::array<G, 2> p;"}) {
    Lines L = events(
        std::string(
            "#include <memory>\n#include <map>\n#include <tuple>\n#include "
            "<array>\nint g; struct G { G() {} ~G() { ++g; } };\nvoid f() { ") +
            Body + " }",
        "f");
    EXPECT_THAT(L, Contains(HasSubstr("@S@G@F@~G"))) << Body;
  }
}

TEST(Callbacks, CallbacksBehindPointers) {
  Lines L = events("#include <vector>\nint g; struct G { G() {} G(const G &) { "
                   "++g; } G &operator=(const G &) { ++g; return *this; } "
                   "};\nvoid f(std::vector<G> &v) { v.erase(v.begin()); }",
                   "f");
  EXPECT_THAT(L, Contains(HasSubstr("operator=")));
}

TEST(Callbacks, DeletersThatAreLambdas) {
  Lines L = events("#include <memory>\nint g;\nvoid f(int *q) {\n"
                   "  auto d = [](int *) { ++g; };\n"
                   "  std::unique_ptr<int, decltype(d)> p(q, d);\n}",
                   "f");
  EXPECT_TRUE(std::any_of(L.begin(), L.end(), [](const std::string &S) {
    return S.rfind("opaque", 0) == 0 || S.rfind("call ", 0) == 0;
  }));
}

TEST(Callbacks, AlternativesAndOperatorNewOfTheUser) {
  EXPECT_THAT(events("#include <variant>\n"
                     "struct S { ~S() { ++n; } static int n; };"
                     "void f() { std::variant<int, S> v; v.emplace<1>(); }",
                     "f"),
              Contains(HasSubstr("@F@~S#")));
  EXPECT_THAT(events("#include <memory>\n"
                     "struct S { static void *operator new(std::size_t n);"
                     "  int x; };"
                     "void f() { auto p = std::make_unique<S>(); }",
                     "f"),
              Contains(HasSubstr("@F@operator new#")));
}

TEST(Callbacks, CopiesAndEndsOfWhatIsHeldByHoldersOfAnyType) {
  const std::string Code =
      "#include <any>\n#include <functional>\nint g; struct C { C() {} "
      "C(const C &) { ++g; } ~C() { ++g; } int n; };"
      "std::function<int()> make(C c) { return [c] { return c.n; }; }"
      "void copy(const std::function<int()> &f) { auto h = f; }"
      "void other(const std::function<long(int)> &f) { auto h = f; }"
      "void fill(C c) { std::any a = c; }"
      "void any(const std::any &a) { std::any b = a; }";
  for (const char *Function : {"copy", "any"}) {
    const Lines L = events(Code, Function);
    EXPECT_THAT(L, Contains(HasSubstr("@S@C@F@C#&1$@S@C#"))) << Function;
    EXPECT_THAT(L, Contains(HasSubstr("@S@C@F@~C#"))) << Function;
  }
  EXPECT_THAT(events(Code, "other"), Not(Contains(HasSubstr("@S@C@F@"))));
}

TEST(Callbacks, WhatNodesOfAMapMakeOfTheirArguments) {
  const std::string Code =
      "#include <map>\n#include <set>\nint g;"
      "struct S { explicit S(int) { ++g; } bool operator<(const S &) const; };"
      "struct Plain { explicit Plain(int) {} };"
      "void set(std::set<S> &s) { s.emplace(1); }"
      "void map(std::map<int, S> &m) { m.try_emplace(1, 2); }"
      "void plain(std::map<int, Plain> &m) { m.try_emplace(1, 2); }";
  for (const char *Function : {"set", "map"})
    EXPECT_THAT(events(Code, Function), Contains(HasSubstr("@S@S@F@S#I")))
        << Function;
  EXPECT_THAT(events(Code, "plain"), Not(Contains(HasSubstr("@S@S@F@S#I"))));
}

} // namespace
