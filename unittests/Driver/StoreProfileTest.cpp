//===- StoreProfileTest.cpp - Profiles for the next build -----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/VetoDatabase.h"

#include "TempDir.h"

#include "llvm/Support/MemoryBuffer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace aether::analysis;
using testing::HasSubstr;

namespace {

TEST(StoreProfile, TheBuildIsToldOfChangesOnly) {
  const TempDir Dir;
  const std::string Db = Dir.path("a.vdb"), Stamp = Db + ".profile";
  ProgramProfile Profile;
  CallProfile &Call = Profile.Calls.emplace_back();
  Call.File = Dir.write("a.cpp", "call();\n");
  Call.Line = 1;
  Call.Column = 1;
  Call.Grain = 130;
  auto store = [&] {
    llvm::Error E = storeProfile(Db, Profile);
    EXPECT_FALSE(bool(E)) << llvm::toString(std::move(E));
    auto Text = llvm::MemoryBuffer::getFile(Stamp);
    return Text ? (*Text)->getBuffer().str() : std::string();
  };
  auto time = [&] {
    llvm::sys::fs::file_status Status;
    EXPECT_FALSE(llvm::sys::fs::status(Stamp, Status));
    return Status.getLastModificationTime();
  };
  EXPECT_THAT(store(), HasSubstr("a.cpp:1:1 0 128\n"));
  const auto Before = time();
  Call.Grain = 140;
  Call.Calls = 9;
  EXPECT_THAT(store(), HasSubstr("a.cpp:1:1 0 128\n"));
  EXPECT_EQ(time(), Before);
  Call.Limit = 6;
  EXPECT_THAT(store(), HasSubstr("a.cpp:1:1 6 128\n"));
}

TEST(StoreProfile, Errors) {
  const TempDir Dir;
  for (const std::string &Bad :
       {Dir.path("none/a.vdb"), Dir.write("text", "no database"), Dir.path()}) {
    const std::string Message = llvm::toString(storeProfile(Bad, {}));
    EXPECT_EQ(Message.find(Bad), 0u) << Message;
    EXPECT_EQ(Message.find('\n'), std::string::npos);
  }
}

} // namespace
