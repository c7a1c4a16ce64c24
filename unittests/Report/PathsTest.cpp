//===- PathsTest.cpp - Tests for lib/Report/Paths.cpp ---------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Paths.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace aether::analysis;
using namespace llvm;

namespace {

TEST(Paths, AreRelativeOnlyBelowTheBase) {
  EXPECT_EQ(displayPath("/a/b/c.cpp", "/a"), "b/c.cpp");
  EXPECT_EQ(displayPath("/a/b/c.cpp", "/a/b"), "c.cpp");
  EXPECT_EQ(displayPath("/ab/c.cpp", "/a"), "/ab/c.cpp");
  EXPECT_EQ(displayPath("/c.cpp", "/"), "c.cpp");
  EXPECT_EQ(displayPath("/a/c.cpp", ""), "/a/c.cpp");
  EXPECT_EQ(displayPath("/a", "/a"), "/a");
}

TEST(Paths, PositionsLeaveOutWhatIsNotKnown) {
  EXPECT_EQ(displayPosition({"/a/c.cpp", "", 3, 4}, "/a"), "c.cpp:3:4");
  EXPECT_EQ(displayPosition({"/a/c.cpp", "", 3, 0}, "/a"), "c.cpp:3");
  EXPECT_EQ(displayPosition({"/a/c.cpp", "", 0, 0}, "/a"), "c.cpp");
}

TEST(Paths, LinesOfFiles) {
  SmallString<128> Path;
  int FD = -1;
  ASSERT_FALSE(sys::fs::createTemporaryFile("lines", "txt", FD, Path));
  {
    raw_fd_ostream OS(FD, /*shouldClose=*/true);
    OS << "one\ntwo\r\n\nfour";
  }
  SourceLines Lines;
  EXPECT_EQ(Lines.line(Path, 1), "one");
  EXPECT_EQ(Lines.line(Path, 2), "two");
  EXPECT_EQ(Lines.line(Path, 3), "");
  EXPECT_EQ(Lines.line(Path, 4), "four");
  EXPECT_EQ(Lines.line(Path, 5), "");
  EXPECT_EQ(Lines.line(Path, 0), "");
  EXPECT_EQ(Lines.line("/no/such/file", 1), "");
  sys::fs::remove(Path);
}

} // namespace
