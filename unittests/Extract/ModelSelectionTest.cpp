//===- ModelSelectionTest.cpp - Tests ---------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;
using namespace aether::analysis::testing;

namespace {

TEST(ModelSelection, TheFirstEntryThatFitsIsTaken) {
  Compiled With;
  With.Models =
      "format: 1\nfunctions:\n"
      "  - {name: g, args: 2, do: write arg0.pointee}\n"
      "  - {name: g, where: {arg0: integral}, do: unknown a number}\n"
      "  - {name: g, where: {arg0: pointer}, do: read arg0.pointee}\n";
  Lines L = events("void g(int *, int); void g(int); void g(int *);"
                   "void f(int *p, int *q) { g(p, 1); g(2); g(q); }",
                   "f", With);
  EXPECT_THAT(L, InOrder(Lines{"write (*param0) `p`", "opaque a number",
                               "read (*param1) `q`"}));
}

TEST(ModelSelection, CallablesOfTwoParameters) {
  Compiled With;
  With.Models = "format: 1\nfunctions:\n"
                "  - {name: run, where: {arg0: binary}, do: unknown two}\n"
                "  - {name: run, do: unknown other}\n";
  auto Is = [&](const std::string &Callable) {
    Lines L = events("template <class F> void run(const F &f) {}"
                     "struct One { void operator()(int) const; };"
                     "struct Two { void operator()(int, int) const; };"
                     "void one(int); void two(int, int);"
                     "void f() { " +
                         Callable + " }",
                     "f", With);
    return llvm::is_contained(L, "opaque two") ? "two" : "other";
  };
  EXPECT_STREQ(Is("run(Two());"), "two");
  EXPECT_STREQ(Is("run(One());"), "other");
  EXPECT_STREQ(Is("run([](int, int) {});"), "two");
  EXPECT_STREQ(Is("run([](int) {});"), "other");
  EXPECT_STREQ(Is("run(&two);"), "two");
  EXPECT_STREQ(Is("run(&one);"), "other");
  EXPECT_STREQ(Is("auto l = [](auto, auto) {}; l(1, 2); run(l);"), "two");
  EXPECT_STREQ(Is("run(3);"), "other");
}

TEST(ModelSelection, WhatNoOtherThreadCanName) {
  Compiled With;
  With.Models =
      "format: 1\ntypes:\n  - {name: lib::Part, is: value}\n"
      "functions:\n"
      "  - {name: lib::run, where: {arg0: unshared}, do: unknown own}\n"
      "  - {name: lib::run, do: unknown shared}\n"
      "namespaces:\n  - {name: lib, rule: library}\n";
  const std::string Library = "namespace lib { struct Part {}; Part make();"
                              "  Part operator&(const Part &, const Part &);"
                              "  void run(const Part &); }";
  auto Is = [&](const std::string &Code) {
    Lines L = events(Library + Code, "f", With);
    return llvm::is_contained(L, "opaque own") ? "own" : "shared";
  };
  EXPECT_STREQ(Is("void f() { lib::run(lib::make()); }"), "own");
  EXPECT_STREQ(Is("void f() { auto a = lib::make(), b = a & lib::make();"
                  "  lib::run(b); lib::run(a & b); }"),
               "own");
  EXPECT_STREQ(Is("void f(lib::Part &a) { lib::run(a); }"), "shared");
  EXPECT_STREQ(Is("void f(lib::Part &a) { lib::run(a & lib::make()); }"),
               "shared");
  EXPECT_STREQ(Is("void f() { auto a = lib::make();"
                  "  auto other = [&] { lib::run(a); }; lib::run(a); }"),
               "shared");
  EXPECT_STREQ(Is("lib::Part mine(); void f() { lib::run(mine()); }"),
               "shared");
}

} // namespace
