//===- SarifTest.cpp - Tests for lib/Report/Sarif.cpp --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sample.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <set>

using namespace aether::analysis;
using namespace llvm;

namespace {

/// The only run of the log.
json::Object render(const ReportData &Data, PageOptions Options = {"/p"}) {
  std::string Text;
  raw_string_ostream OS(Text);
  printSarif(Data, Options, OS);
  Expected<json::Value> V = json::parse(Text);
  EXPECT_TRUE(bool(V)) << toString(V.takeError());
  const json::Object &Log = *V->getAsObject();
  EXPECT_EQ(Log.getString("version"), "2.1.0");
  EXPECT_EQ(Log.getArray("runs")->size(), 1u);
  return *Log.getArray("runs")->front().getAsObject();
}

const json::Object &result(const json::Object &Run, unsigned Number) {
  return *(*Run.getArray("results"))[Number].getAsObject();
}

const json::Object &physical(const json::Value &Location) {
  return *Location.getAsObject()->getObject("physicalLocation");
}

TEST(Sarif, AFinding) {
  json::Object Run = render(sample::report());
  ASSERT_EQ(Run.getArray("results")->size(), 1u);
  const json::Object &R = result(Run, 0);
  EXPECT_EQ(R.getString("ruleId"), "aether-unsafe-parallel/captured-mutation");
  EXPECT_EQ(R.getString("level"), "warning");
  EXPECT_EQ(R.getString("baselineState"), "new");
  const json::Object &Place = physical(R.getArray("locations")->front());
  EXPECT_EQ(Place.getObject("artifactLocation")->getString("uri"), "src/a.cpp");
  EXPECT_EQ(Place.getObject("artifactLocation")->getString("uriBaseId"),
            "SRCROOT");
  EXPECT_EQ(Place.getObject("region")->getInteger("startLine"), 22);
  EXPECT_EQ(R.getObject("partialFingerprints")->getString("aetherFinding/v1"),
            "0123456789abcdef");
  EXPECT_TRUE(R.getArray("suppressions")->empty());
}

TEST(Sarif, EachTaskHasAThreadFlowThatEndsAtItsAccess) {
  json::Object Run = render(sample::report());
  const json::Object &Flow =
      *result(Run, 0).getArray("codeFlows")->front().getAsObject();
  const json::Array &Threads = *Flow.getArray("threadFlows");
  ASSERT_EQ(Threads.size(), 2u);
  auto Lines = [](const json::Value &Thread) {
    std::vector<int64_t> Result;
    for (const json::Value &L : *Thread.getAsObject()->getArray("locations"))
      Result.push_back(*physical(*L.getAsObject()->get("location"))
                            .getObject("region")
                            ->getInteger("startLine"));
    return Result;
  };
  EXPECT_THAT(Lines(Threads[0]), testing::ElementsAre(20, 20, 22));
  EXPECT_THAT(Lines(Threads[1]), testing::ElementsAre(20, 20, 23, 3));
}

TEST(Sarif, EveryRuleUsedIsDescribed) {
  json::Object Run = render(sample::report(), {"/p", /*Strict=*/true});
  std::set<std::string> Rules;
  for (const json::Value &R :
       *Run.getObject("tool")->getObject("driver")->getArray("rules"))
    EXPECT_TRUE(Rules.insert(R.getAsObject()->getString("id")->str()).second);
  EXPECT_EQ(Rules.size(), 11u);
  for (const json::Value &R : *Run.getArray("results"))
    EXPECT_TRUE(Rules.count(R.getAsObject()->getString("ruleId")->str()));
}

TEST(Sarif, UnknownIsAnOpenResultIfAskedFor) {
  json::Object Run = render(sample::report(), {"/p", /*Strict=*/true});
  ASSERT_EQ(Run.getArray("results")->size(), 2u);
  const json::Object &R = result(Run, 1);
  EXPECT_EQ(R.getString("kind"), "open");
  EXPECT_EQ(R.getString("level"), "none");
  EXPECT_THAT(R.getObject("message")->getString("text")->str(),
              testing::HasSubstr("the body of 'mystery' is not known"));
}

TEST(Sarif, BaselineStates) {
  ReportData Data = sample::report();
  Data.Findings = {News::Known};
  Data.Stale = {{"00ff", "wrong-lock", "/p/src/z.cpp", "an old race"}};
  json::Object Run = render(Data);
  ASSERT_EQ(Run.getArray("results")->size(), 2u);
  EXPECT_EQ(result(Run, 0).getString("baselineState"), "unchanged");
  EXPECT_EQ(result(Run, 0).getArray("suppressions")->size(), 1u);
  EXPECT_EQ(result(Run, 1).getString("baselineState"), "absent");
  EXPECT_EQ(result(Run, 1).getString("ruleId"),
            "aether-unsafe-parallel/wrong-lock");
  Data.Findings = {News::Outside};
  Data.Stale.clear();
  EXPECT_TRUE(render(Data).getArray("results")->empty());
}

TEST(Sarif, UrisAreEncodedAndForeignFilesAbsolute) {
  ReportData Data = sample::report();
  Data.Result.Findings[0].First.Pos.File = "/usr/inc lude/\303\244.h";
  json::Object Run = render(Data);
  const json::Object &Place =
      physical(result(Run, 0).getArray("locations")->front());
  EXPECT_EQ(Place.getObject("artifactLocation")->getString("uri"),
            "file:///usr/inc%20lude/%C3%A4.h");
  EXPECT_FALSE(Place.getObject("artifactLocation")->get("uriBaseId"));
}

TEST(Sarif, ErrorsAreNotifications) {
  json::Object Run = render(sample::report());
  const json::Object &I = *Run.getArray("invocations")->front().getAsObject();
  EXPECT_EQ(I.getBoolean("executionSuccessful"), false);
  EXPECT_EQ(I.getArray("toolExecutionNotifications")->size(), 1u);
}

} // namespace
