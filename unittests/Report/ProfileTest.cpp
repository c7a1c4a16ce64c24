//===- ProfileTest.cpp - Profiles as text and JSON ------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Profile.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace aether::analysis;

namespace {

ProgramProfile sample() {
  ProgramProfile P;
  P.Processors = 2;
  CallProfile &Names = P.Calls.emplace_back();
  Names.File = "/src/names.cpp";
  Names.Line = 12;
  Names.Column = 3;
  Names.Function = "par_map";
  Names.Verdict = "safe";
  Names.Calls = Names.ParallelCalls = 1;
  Names.Items = 64;
  Names.MostWorkers = 10;
  Names.Wall = 34'500'000;
  Names.ThreadWall = 320'000'000;
  Names.Running = 32'000'000;
  Names.Io = 256'000'000;
  Names.Threads = 10;
  Names.Limit = 10;
  Names.Grain = 1;
  Names.Reason = "the items wait for I/O";
  CallProfile &Racy = P.Calls.emplace_back();
  Racy.File = "/lib/racy.cpp";
  Racy.Line = 7;
  Racy.Column = 5;
  Racy.Function = "par_for_each";
  Racy.Verdict = "unsafe";
  Racy.Calls = Racy.VetoedCalls = 3;
  Racy.MostWorkers = 1;
  Racy.Veto = "GIL_UNSAFE_PATTERN";
  Racy.VetoText = "a race";
  Racy.Threads = 1;
  Racy.Reason = "the analyser found a race";
  return P;
}

TEST(Profile, Text) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  printProfile(sample(), "/src", OS);
  EXPECT_EQ(Text,
            "names.cpp:12:3: par_map, safe\n"
            "  1 call, 1 in parallel, 64 items, 34.5 ms, at most 10 threads, "
            "beta 0.90 (I/O alone 0.80)\n"
            "  recommended: 10 threads: the items wait for I/O\n"
            "/lib/racy.cpp:7:5: par_for_each, unsafe\n"
            "  3 calls, 0 in parallel, 0 items, 0 us, at most 1 thread\n"
            "  3 vetoes, the last one GIL_UNSAFE_PATTERN: a race\n"
            "  recommended: 1 thread: the analyser found a race\n"
            "2 call sites, 2 processors\n");
}

/// What is printed as JSON can be read as what a program writes.
TEST(Profile, Json) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  printProfileJson(sample(), OS);
  llvm::Expected<llvm::json::Value> Root = llvm::json::parse(Text);
  ASSERT_TRUE(bool(Root)) << llvm::toString(Root.takeError());
  const llvm::json::Object &Object = *Root->getAsObject();
  EXPECT_EQ(Object.getInteger("version"), 1);
  EXPECT_EQ(Object.getInteger("processors"), 2);
  const llvm::json::Array &Calls = *Object.getArray("call_sites");
  ASSERT_EQ(Calls.size(), 2u);
  const llvm::json::Object &Names = *Calls[0].getAsObject();
  EXPECT_EQ(Names.getInteger("items"), 64);
  EXPECT_EQ(Names.getObject("times")->getNumber("corrected_beta"), 0.8);
  EXPECT_EQ(Names.getObject("advice")->getInteger("limit"), 10);
  EXPECT_TRUE(Names.get("last_veto")->getAsNull());
  EXPECT_EQ(Calls[1].getAsObject()->getObject("last_veto")->getString("reason"),
            "GIL_UNSAFE_PATTERN");
}

} // namespace
