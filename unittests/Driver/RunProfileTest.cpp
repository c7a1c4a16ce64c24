//===- RunProfileTest.cpp - Runs a program for its profile ----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Profile.h"

#include "TempDir.h"

#include "llvm/Support/MemoryBuffer.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace aether::analysis;
using testing::HasSubstr;

namespace {

/// What a shell script writes stands in for a program's measurements.
struct RunProfileTest : testing::Test {
  TempDir Dir;

  llvm::Expected<ProfileResult> run(const std::string &Script,
                                    std::vector<std::string> More = {}) {
    More.insert(More.begin(), {"-c", Script, "sh"});
    return profileProgram({"/bin/sh", More});
  }
  std::string errorOf(llvm::Expected<ProfileResult> Result) {
    EXPECT_FALSE(bool(Result));
    return Result ? "" : llvm::toString(Result.takeError());
  }
};

constexpr const char *Write =
    "file=$(echo $AETHER_PROFILE | sed s/%p/$$/); "
    "echo '{\"version\": 1, \"processors\": 3, \"call_sites\": []}' > $file; ";

TEST_F(RunProfileTest, TheProfileIsRead) {
  auto Result = run(Write);
  ASSERT_TRUE(bool(Result)) << llvm::toString(Result.takeError());
  EXPECT_EQ(Result->Profile.Processors, 3u);
  EXPECT_EQ(Result->ProgramFailure, "");
}

TEST_F(RunProfileTest, ArgumentsAreTheProgramsOwn) {
  const std::string File = Dir.path("out");
  auto Result = run(std::string(Write) + "printf '%s|' \"$@\" > " + File,
                    {"--db", "a b", "--"});
  ASSERT_TRUE(bool(Result)) << llvm::toString(Result.takeError());
  auto Text = llvm::MemoryBuffer::getFile(File);
  ASSERT_TRUE(bool(Text));
  EXPECT_EQ((*Text)->getBuffer(), "--db|a b|--|");
}

TEST_F(RunProfileTest, FailuresAreTold) {
  auto Result = run(std::string(Write) + "exit 3");
  ASSERT_TRUE(bool(Result)) << llvm::toString(Result.takeError());
  EXPECT_EQ(Result->ProgramFailure, "/bin/sh ended with status 3");
  EXPECT_THAT(errorOf(run("exit 4")),
              HasSubstr("/bin/sh ended with status 4, and wrote no profile"));
  EXPECT_THAT(errorOf(run("kill -KILL $$")),
              HasSubstr("did not end by itself"));
  EXPECT_THAT(errorOf(run("true")), HasSubstr("linked with aether::runtime"));
}

TEST_F(RunProfileTest, ProgramsThatCannotBeRun) {
  EXPECT_THAT(errorOf(profileProgram({"no-such-program-here", {}})),
              HasSubstr("in PATH"));
  EXPECT_THAT(errorOf(profileProgram({Dir.path("none"), {}})),
              HasSubstr("there is no program"));
  EXPECT_THAT(errorOf(profileProgram({Dir.path(), {}})),
              HasSubstr("is a folder"));
  EXPECT_THAT(errorOf(profileProgram({Dir.write("text", "x"), {}})),
              HasSubstr("not a program"));
}

} // namespace
