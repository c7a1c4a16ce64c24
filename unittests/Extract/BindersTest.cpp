//===- BindersTest.cpp - Tests ----------------------------------*- C++ -*-===//
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

const char *const Headers = "#include <functional>\n#include <thread>\n";

Lines in(const std::string &Code, const std::string &Function) {
  return withoutNumbers(events(Headers + Code, Function));
}

TEST(Binders, BindCopiesAndReferenceWrappersRefer) {
  const std::string Code =
      "static void add(int &to, int by) { to += by; }"
      "void f() { int x = 0, y = 1;"
      "  std::thread(std::bind(add, std::ref(x), y)).join(); }";
  Lines L = in(Code, "f");
  EXPECT_THAT(L, Contains("store tmp.bound1 = y"));
  EXPECT_THAT(L, Contains(HasSubstr(".target = &function(")));
  EXPECT_THAT(in(Code, "std::_Bind<void (*(std::reference_wrapper<int>, int))"
                       "(int &, int)>::operator()"),
              Contains("call indirect (*this).target((*this).bound0.ptr, "
                       "value((*this).bound1)) -> result"));
}

TEST(Binders, TheResultOfMemFnCallsAMember) {
  const std::string Code = "struct C { int n; void bump() { ++n; } };"
                           "void f(C &c) { auto g = std::mem_fn(&C::bump);"
                           "  std::thread(g, &c).join(); }";
  EXPECT_THAT(in(Code, "f"), Contains(HasSubstr(".target = &function(")));
  EXPECT_THAT(in(Code, "std::_Mem_fn_base<void (C::*)()>::operator()"),
              Contains("call indirect (*this).target on (*param0)() -> "
                       "result"));
}

TEST(Binders, AVirtualMemberIsCalledThroughItsObject) {
  const std::string Code =
      "struct S { virtual void put(int) = 0; };"
      "struct Q { void put(int) {} };"
      "void f(S &s) { std::thread(&S::put, &s, 1).join(); }"
      "void g(Q &q) { std::thread(&Q::put, &q, 1).join(); }";
  EXPECT_THAT(in(Code, "f"), Contains(HasSubstr("call:c:@S@S@F@put#I#")));
  EXPECT_THAT(in(Code, "g"), Not(Contains(HasSubstr("call:"))));
}

TEST(Binders, InvokeNamesADataMember) {
  EXPECT_THAT(in("struct C { int n; };"
                 "void f(C &c) { std::invoke(&C::n, c) = 1; }",
                 "f"),
              Contains("write (*param0).n `std::invoke(&C::n, c)`"));
}

TEST(Binders, StateThatNobodyFollowsIsUnknown) {
  EXPECT_THAT(in("struct C { int n; };"
                 "void f(C &c) { auto g = std::mem_fn(&C::n); g(c) = 1; }",
                 "std::_Mem_fn_base<int C::*>::operator()"),
              Contains(HasSubstr("a bound pointer to a data member")));
}

TEST(Binders, OverloadsAreOneTask) {
  Lines L =
      in("struct O { void operator()(int) & {} void operator()(int) && {} };"
         "void f() { std::thread(O{}, 1).join(); }",
         "f");
  EXPECT_EQ(std::count_if(L.begin(), L.end(),
                          [](const std::string &Line) {
                            return Line.find("task ") == 0;
                          }),
            1);
}

TEST(Binders, MemcpyCoversItsLength) {
  const std::string Code =
      "#include <cstring>\n"
      "void f(unsigned char *a, const int *b) { std::memcpy(a, b, 4); }"
      "void g(int *a, const int *b, int n) { std::memcpy(a, b, n); }";
  EXPECT_THAT(in(Code, "f"), Contains("write (*param0)[+3] `a`"));
  EXPECT_THAT(in(Code, "f"), Not(Contains("write (*param0)[+4] `a`")));
  EXPECT_THAT(in(Code, "f"), Contains("read (*param1) `b`"));
  EXPECT_THAT(in(Code, "g"), Contains(HasSubstr("write (*param0)[+opaque(")));
}

} // namespace
