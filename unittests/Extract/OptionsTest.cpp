//===- OptionsTest.cpp - Tests ----------------------------------*- C++ -*-===//
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

/// What the library looks like to the analyser, as far as options go.
const char *const Library =
    "namespace aether {"
    "struct Progress { Progress() {} template <class F> Progress(F &&) {}"
    "  Progress(const Progress &) = default; };"
    "struct CustomVeto { CustomVeto() {} template <class F> CustomVeto(F &&) {}"
    "  CustomVeto(const CustomVeto &) = default; };"
    "struct ParOptions { int max_workers = 0; Progress progress{};"
    "  CustomVeto custom_veto{}; };"
    "template <class R, class F> void par_for_each(R &&, const F &,"
    "  const ParOptions & = {}) {} }"
    "int items[4];";

const ParallelCall &callIn(const TranslationUnitSummary &U) {
  for (const FunctionSummary &F : U.Functions)
    if (!F.Parallels.empty())
      return F.Parallels.front();
  ADD_FAILURE() << "no parallel call";
  static const ParallelCall None;
  return None;
}

TranslationUnitSummary with(const std::string &Before,
                            const std::string &Options) {
  return summarise(std::string(Library) + "void f(int n) {" + Before +
                   " aether::par_for_each(items, [](int &) {}" + Options +
                   "); }");
}

const std::string Lambda = "[&](unsigned long, unsigned long) { n = 1; }";

TEST(Options, ProgressRunsBesideTheTasks) {
  for (const auto &[Before, Options] :
       std::vector<std::pair<std::string, std::string>>{
           {"", ", {.progress = " + Lambda + "}"},
           {"", ", aether::ParOptions{.progress = " + Lambda + "}"},
           {"aether::ParOptions o{.progress = " + Lambda +
                "}; o.max_workers = 2;",
            ", o"}}) {
    TranslationUnitSummary U = with(Before, Options);
    const ParallelCall &P = callIn(U);
    ASSERT_EQ(P.Tasks.size(), 2u) << Before << Options;
    EXPECT_FALSE(P.Tasks[0].Many);
    EXPECT_NE(P.Tasks[0].Callee, 0u);
    EXPECT_TRUE(P.Tasks[1].Many);
  }
}

TEST(Options, WithoutCallbacksThereIsNothingMore) {
  for (const auto &[Before, Options] :
       std::vector<std::pair<std::string, std::string>>{
           {"", ""},
           {"", ", {.max_workers = 2}"},
           {"aether::ParOptions o; o.max_workers = 2;", ", o"}})
    EXPECT_EQ(callIn(with(Before, Options)).Tasks.size(), 1u)
        << Before << Options;
}

TEST(Options, TheVetoIsAskedBeforeTheTasksStart) {
  Lines L = events(with("", ", {.custom_veto = [&](unsigned long) { n = 1;"
                            " return false; }}"),
                   "f");
  auto Call = std::find_if(L.begin(), L.end(), [](const std::string &Line) {
    return Line.starts_with("call") &&
           Line.find("@lambda") != std::string::npos;
  });
  auto Start = std::find_if(L.begin(), L.end(), [](const std::string &Line) {
    return Line.starts_with("parallel");
  });
  ASSERT_NE(Call, L.end());
  EXPECT_LT(Call, Start);
}

TEST(Options, WhatIsNotFollowedIsNotKnown) {
  for (const std::string &Before :
       {"aether::ParOptions o; o.progress = " + Lambda + ";",
        "aether::ParOptions o; aether::ParOptions &same = o; same.progress = " +
            Lambda + ";"}) {
    TranslationUnitSummary U = with(Before, ", o");
    const ParallelCall &P = callIn(U);
    EXPECT_TRUE(std::any_of(
        P.Tasks.begin(), P.Tasks.end(),
        [](const ParallelCall::Task &Task) { return Task.Callee == 0; }))
        << Before;
  }
}

} // namespace
