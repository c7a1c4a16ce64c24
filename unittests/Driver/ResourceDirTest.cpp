//===- ResourceDirTest.cpp - Tests for lib/Driver/ResourceDir.cpp ---------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TempDir.h"

#include "aether-analysis/Driver.h"
#include "aether-analysis/Version.h"

#include "gtest/gtest.h"

using namespace aether::analysis;
using namespace llvm;

namespace {

TEST(ResourceDir, IsFoundWithoutHelp) {
  Expected<std::string> Dir = findResourceDir("");
  ASSERT_TRUE(static_cast<bool>(Dir));
  EXPECT_TRUE(sys::fs::exists(*Dir + "/include/stddef.h"));
}

TEST(ResourceDir, BesideTheProgramGoesFirst) {
  TempDir D;
  std::string Program = D.write("bin/aether", "");
  std::string Lib = "lib/clang/" + std::to_string(AETHER_LLVM_VERSION_MAJOR);
  EXPECT_NE(cantFail(findResourceDir(Program)), D.path(Lib));
  D.write(Lib + "/include/stddef.h", "");
  EXPECT_EQ(cantFail(findResourceDir(Program)), D.path(Lib));
  // A link to the program counts as the program.
  ASSERT_FALSE(sys::fs::create_link(Program, D.path("shortcut")));
  EXPECT_EQ(cantFail(findResourceDir(D.path("shortcut"))), D.path(Lib));
}

} // namespace
