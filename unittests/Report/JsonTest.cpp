//===- JsonTest.cpp - Tests for lib/Report/Json.cpp -----------------------===//
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

using namespace aether::analysis;
using namespace llvm;

namespace {

std::string render(const ReportData &Data) {
  std::string Text;
  raw_string_ostream OS(Text);
  printJson(Data, OS);
  return Text;
}

std::vector<std::string> keys(const json::Object &O) {
  std::vector<std::string> Keys;
  for (const auto &[Key, Value] : O)
    Keys.push_back(Key.str());
  return Keys;
}

json::Value parse(const std::string &Text) {
  Expected<json::Value> V = json::parse(Text);
  EXPECT_TRUE(static_cast<bool>(V)) << toString(V.takeError());
  return V ? *V : json::Value(nullptr);
}

using testing::UnorderedElementsAre;

TEST(Json, HasTheKeysOfVersion1AndNoOthers) {
  json::Value V = parse(render(sample::report()));
  const json::Object &Top = *V.getAsObject();
  EXPECT_THAT(keys(Top), UnorderedElementsAre("version", "call_sites",
                                              "findings", "errors", "summary"));
  EXPECT_EQ(*Top.getInteger("version"), 1);
  const json::Object &Site = *(*Top.getArray("call_sites"))[0].getAsObject();
  EXPECT_THAT(keys(Site),
              UnorderedElementsAre("file", "line", "column", "callee",
                                   "verdict", "reasons", "assumptions"));
  const json::Object &F = *(*Top.getArray("findings"))[0].getAsObject();
  EXPECT_THAT(keys(F), UnorderedElementsAre(
                           "check", "pattern", "message", "file", "line",
                           "column", "fingerprint", "call_site", "accesses"));
  EXPECT_THAT(keys(*F.getObject("call_site")),
              UnorderedElementsAre("file", "line", "column"));
  const json::Object &A = *(*F.getArray("accesses"))[1].getAsObject();
  EXPECT_THAT(keys(A), UnorderedElementsAre("kind", "variable", "file", "line",
                                            "column", "chain"));
  EXPECT_THAT(keys(*(*A.getArray("chain"))[0].getAsObject()),
              UnorderedElementsAre("function", "file", "line"));
  EXPECT_THAT(keys(*(*Top.getArray("errors"))[0].getAsObject()),
              UnorderedElementsAre("file", "message"));
  EXPECT_THAT(keys(*Top.getObject("summary")),
              UnorderedElementsAre("translation_units", "parallel_calls",
                                   "safe", "unsafe", "unknown", "seconds"));
}

TEST(Json, CarriesTheValues) {
  json::Value V = parse(render(sample::report()));
  const json::Object &Top = *V.getAsObject();
  const json::Array &Sites = *Top.getArray("call_sites");
  EXPECT_EQ(*Sites[0].getAsObject()->getString("verdict"), "safe");
  EXPECT_EQ(*Sites[1].getAsObject()->getString("verdict"), "unsafe");
  EXPECT_EQ(*Sites[2].getAsObject()->getString("verdict"), "unknown");
  EXPECT_EQ((*Sites[2].getAsObject()->getArray("reasons"))[0].getAsString(),
            "the body of 'mystery' is not known (/p/src/b.cpp:8:9)");
  const json::Object &F = *(*Top.getArray("findings"))[0].getAsObject();
  EXPECT_EQ(*F.getString("check"), "aether-unsafe-parallel");
  EXPECT_EQ(*F.getString("pattern"), "captured-mutation");
  EXPECT_EQ(*F.getInteger("line"), 22);
  EXPECT_EQ(*F.getObject("call_site")->getInteger("line"), 20);
  const json::Object &A = *(*F.getArray("accesses"))[1].getAsObject();
  EXPECT_EQ(*A.getString("kind"), "read");
  EXPECT_EQ(A.getArray("chain")->size(), 2u);
  const json::Object &Summary = *Top.getObject("summary");
  EXPECT_EQ(*Summary.getInteger("translation_units"), 3);
  EXPECT_EQ(*Summary.getInteger("parallel_calls"), 3);
  EXPECT_EQ(*Summary.getInteger("safe"), 1);
  EXPECT_EQ(*Summary.getNumber("seconds"), 1.25);
}

TEST(Json, AnEmptyReportIsComplete) {
  json::Value V = parse(render(ReportData()));
  EXPECT_TRUE(V.getAsObject()->getArray("call_sites")->empty());
  EXPECT_TRUE(V.getAsObject()->getArray("findings")->empty());
  EXPECT_TRUE(V.getAsObject()->getArray("errors")->empty());
}

TEST(Json, TextThatIsNotUtf8StaysValidJson) {
  ReportData Data = sample::report();
  Data.Result.CallSites[0].Pos.File = "/p/\xff\xfe.cpp";
  Data.Result.Findings[0].Message = "control \x01 and quote \"";
  parse(render(Data));
}

} // namespace
