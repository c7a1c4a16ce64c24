//===- CompileCommandsTest.cpp - Tests for lib/Driver/CompileCommands.cpp -===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CompileCommands.h"
#include "TempDir.h"

#include <filesystem>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace aether::analysis;
using namespace llvm;

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

template <typename T> std::string messageOf(Expected<T> Value) {
  EXPECT_FALSE(static_cast<bool>(Value));
  std::string Text = Value ? "" : toString(Value.takeError());
  EXPECT_EQ(Text.find('\n'), std::string::npos) << Text;
  return Text;
}

std::string entry(StringRef Dir, StringRef File, StringRef Command) {
  return ("{\"directory\":\"" + Dir + "\",\"file\":\"" + File +
          "\",\"command\":\"" + Command + "\"}")
      .str();
}

std::vector<std::string> filesOf(Expected<std::vector<UnitCommand>> Commands) {
  std::vector<std::string> Files;
  EXPECT_TRUE(static_cast<bool>(Commands))
      << toString(Commands ? Error::success() : Commands.takeError());
  if (Commands)
    for (const UnitCommand &C : *Commands)
      Files.push_back(C.File);
  return Files;
}

TEST(CompileCommands, AbsolutePathsHaveNoDots) {
  EXPECT_EQ(absolutePath("../b/./c.cpp", "/a/x"), "/a/b/c.cpp");
  EXPECT_EQ(absolutePath("/q/../c.cpp", "/a"), "/c.cpp");
}

TEST(CompileCommands, LinksStayUnlessTheirParentIsMeant) {
  TempDir D;
  std::string A = D.write("real/deep/a.cpp", "");
  ASSERT_FALSE(sys::fs::create_link(D.path("real/deep"), D.path("link")));
  EXPECT_EQ(absolutePath("link/a.cpp", D.path()), D.path("link/a.cpp"));
  EXPECT_EQ(absolutePath("link/../deep/a.cpp", D.path()), A);
  EXPECT_EQ(absolutePath("real/../link/a.cpp", D.path()), D.path("link/a.cpp"));
}

TEST(CompileCommands, TheDatabaseIsFoundInAFolderOrGivenAsAFile) {
  TempDir D;
  std::string Path = D.write("b/compile_commands.json", "[]");
  EXPECT_EQ(cantFail(findDatabase(D.path("b"), "")), Path);
  EXPECT_EQ(cantFail(findDatabase(Path, "")), Path);
}

TEST(CompileCommands, TheDatabaseIsSearchedUpwardAndInBuildFolders) {
  TempDir D;
  std::string Path = D.write("p/build/compile_commands.json", "[]");
  std::string File = D.write("p/src/deep/a.cpp", "");
  EXPECT_EQ(cantFail(findDatabase("", File)), Path);
  std::string Nearer = D.write("p/src/compile_commands.json", "[]");
  EXPECT_EQ(cantFail(findDatabase("", File)), Nearer);
}

TEST(CompileCommands, AMissingDatabaseSaysWhatToDo) {
  TempDir D;
  EXPECT_THAT(messageOf(findDatabase(D.path(), "")),
              HasSubstr("CMAKE_EXPORT_COMPILE_COMMANDS"));
  EXPECT_THAT(messageOf(findDatabase(D.path("none"), "")),
              HasSubstr("no such folder"));
  // Looked for from the current folder as well, which may be a build folder.
  const auto Before = std::filesystem::current_path();
  std::filesystem::current_path(D.path());
  EXPECT_THAT(messageOf(findDatabase("", D.path("a.cpp"))),
              HasSubstr("with -p"));
  std::filesystem::current_path(Before);
}

TEST(CompileCommands, ADamagedDatabaseIsOneLine) {
  TempDir D;
  for (const char *Text :
       {"", "nonsense", "{", "[{\"file\": 1}]", "[{\"file\":\"a.cpp\"}]"}) {
    std::string Path = D.write("compile_commands.json", Text);
    EXPECT_THAT(messageOf(loadCommands(Path, {})), HasSubstr(Path)) << Text;
  }
}

TEST(CompileCommands, SelectsByAnyWayOfNamingAFile) {
  TempDir D;
  std::string A = D.write("src/a.cpp", "");
  std::string B = D.write("src/b.cpp", "");
  std::string Database =
      D.write("build/compile_commands.json",
              "[" + entry(D.path("build"), "../src/a.cpp", "g++ -c a.cpp") +
                  "," + entry(D.path("build"), B, "g++ -c b.cpp") + "]");
  EXPECT_THAT(filesOf(loadCommands(Database, {})), ElementsAre(A, B));
  EXPECT_THAT(filesOf(loadCommands(Database, {A})), ElementsAre(A));
  EXPECT_THAT(filesOf(loadCommands(Database, {D.path("src/../src/b.cpp")})),
              ElementsAre(B));
  ASSERT_FALSE(sys::fs::create_link(D.path("src"), D.path("link")));
  EXPECT_THAT(filesOf(loadCommands(Database, {D.path("link/b.cpp")})),
              ElementsAre(B));
}

TEST(CompileCommands, OneFileCompiledTwiceIsTwoUnits) {
  TempDir D;
  std::string A = D.write("a.cpp", "");
  std::string Database =
      D.write("compile_commands.json",
              "[" + entry(D.path(), "a.cpp", "g++ -DX=1 -c a.cpp") + "," +
                  entry(D.path(), "a.cpp", "g++ -DX=2 -c a.cpp") + "]");
  EXPECT_THAT(filesOf(loadCommands(Database, {A})), ElementsAre(A, A));
}

TEST(CompileCommands, FilesOutsideAreNamed) {
  TempDir D;
  D.write("a.cpp", "");
  std::string B = D.write("b.cpp", ""), C = D.write("c.cpp", "");
  std::string Database =
      D.write("compile_commands.json",
              "[" + entry(D.path(), "a.cpp", "g++ -c a.cpp") + "]");
  EXPECT_EQ(messageOf(loadCommands(Database, {B, C})),
            "not in the compile database " + Database + ": " + B + ", " + C);
  EXPECT_THAT(messageOf(loadCommands(Database, {D.path("none.cpp")})),
              HasSubstr("no such file"));
}

TEST(CompileCommands, OtherLanguagesAreLeftOut) {
  TempDir D;
  std::string Database =
      D.write("compile_commands.json",
              "[" + entry(D.path(), "a.S", "gcc -c a.S") + "," +
                  entry(D.path(), "b.f90", "gfortran -c b.f90") + "," +
                  entry(D.path(), "c.cc", "g++ -c c.cc") + "," +
                  entry(D.path(), "d.c", "gcc -c d.c") + "]");
  EXPECT_THAT(filesOf(loadCommands(Database, {})),
              ElementsAre(D.path("c.cc"), D.path("d.c")));
  Database = D.write("compile_commands.json",
                     "[" + entry(D.path(), "a.S", "gcc -c a.S") + "]");
  EXPECT_THAT(messageOf(loadCommands(Database, {})),
              HasSubstr("names no C or C++ file"));
}

TEST(CompileCommands, ResponseFilesAreRead) {
  TempDir D;
  std::string A = D.write("a.cpp", "");
  D.write("flags.rsp", "-DFROM_FILE=1");
  std::string Database =
      D.write("compile_commands.json",
              "[" + entry(D.path(), "a.cpp", "g++ @flags.rsp -c a.cpp") + "]");
  Expected<std::vector<UnitCommand>> Commands = loadCommands(Database, {A});
  ASSERT_TRUE(static_cast<bool>(Commands));
  EXPECT_THAT(Commands->front().Arguments, testing::Contains("-DFROM_FILE=1"));
}

TEST(CompileCommands, FixedFlags) {
  TempDir D;
  std::string A = D.write("a.cpp", "");
  Expected<std::vector<UnitCommand>> Commands =
      fixedCommands({A}, {"-std=c++20", "-DX"});
  ASSERT_TRUE(static_cast<bool>(Commands));
  EXPECT_THAT(Commands->front().Arguments,
              ElementsAre("clang", "-std=c++20", "-DX", A));
  EXPECT_THAT(messageOf(fixedCommands({}, {})), HasSubstr("need files"));
  EXPECT_THAT(messageOf(fixedCommands({D.path("none.cpp")}, {})),
              HasSubstr("no such file"));
}

} // namespace
