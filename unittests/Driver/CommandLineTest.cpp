//===- CommandLineTest.cpp - Tests for lib/Driver/CommandLine.cpp ---------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CommandLine.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace aether::analysis;
using llvm::StringRef;

namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;
using testing::Not;

/// What of \p Flags reaches Clang.
std::vector<std::string> kept(std::vector<std::string> Flags) {
  UnitCommand C{"/p/build", "/p/a.cpp", {"g++"}};
  C.Arguments.insert(C.Arguments.end(), Flags.begin(), Flags.end());
  C.Arguments.insert(C.Arguments.end(), {"-c", "../a.cpp"});
  std::vector<std::string> Result = analysisArguments(C, "/resources");
  auto End = std::find(Result.begin(), Result.end(), "-fsyntax-only");
  EXPECT_NE(End, Result.end());
  return {Result.begin() + 1, End};
}

TEST(CommandLine, KeepsWhatDecidesTheMeaning) {
  std::vector<std::string> Flags{"-std=gnu++20",
                                 "-Iinclude",
                                 "-I",
                                 "other",
                                 "-isystem",
                                 "/opt/include",
                                 "-DA=1",
                                 "-D",
                                 "B=2",
                                 "-UC",
                                 "-include",
                                 "config.h",
                                 "-fopenmp",
                                 "-fno-exceptions",
                                 "-fno-rtti",
                                 "-O2",
                                 "-march=native",
                                 "-m32",
                                 "-pthread",
                                 "--sysroot=/s",
                                 "-nostdinc++",
                                 "-x",
                                 "c++",
                                 "-funsigned-char"};
  EXPECT_THAT(kept(Flags), ElementsAreArray(Flags));
}

TEST(CommandLine, DropsWhatOnlyGccKnows) {
  EXPECT_THAT(kept({"-fanalyzer", "-fconcepts-ts", "-mno-direct-extern-access",
                    "-fmodules-ts", "-fmodule-mapper=x", "-fno-gnu-unique-ext",
                    "-fdeps-format=p1689r5", "-fimplicit-constexpr"}),
              IsEmpty());
}

TEST(CommandLine, DropsOutputsAndDependencyFiles) {
  EXPECT_THAT(kept({"-o",          "a.o",         "-MD",
                    "-MT",         "a.o",         "-MF",
                    "a.d",         "-MMD",        "-MP",
                    "-MQ",         "x",           "-S",
                    "-E",          "-save-temps", "-save-temps=obj",
                    "-Wp,-MD,a.d", "-emit-llvm",  "--serialize-diagnostics",
                    "d",           "-ftime-trace"}),
              IsEmpty());
  EXPECT_THAT(kept({"-Wp,-DX"}), ElementsAre("-Wp,-DX"));
}

TEST(CommandLine, DropsPluginsProfilesPrecompiledHeadersAndTheLinkersShare) {
  EXPECT_THAT(kept({"-fplugin=p.so", "-fplugin-arg-p-x=1", "-fprofile-use=p",
                    "-fprofile-generate", "--coverage", "-include-pch", "a.pch",
                    "-Xclang", "-include-pch", "-Xclang", "b.pch", "-Xclang",
                    "-load", "-Xclang", "q.so", "-lm", "-L/lib", "-Wl,-z,now",
                    "-resource-dir=/elsewhere"}),
              IsEmpty());
  EXPECT_THAT(kept({"-Xclang", "-include", "-Xclang", "a.h"}),
              ElementsAre("-Xclang", "-include", "-Xclang", "a.h"));
}

TEST(CommandLine, DropsOtherInputsAndTheTablesOfAnEarlierRun) {
  EXPECT_THAT(kept({"b.o", "libc.a", "other.cpp"}), IsEmpty());
  EXPECT_THAT(kept({"-DAETHER_VETO_TABLE=\"t.inc\"", "-DAETHER_VETO", "-D",
                    "AETHER_VETO_STRICT=1", "-DAETHER_OTHER"}),
              ElementsAre("-DAETHER_OTHER"));
}

TEST(CommandLine, AddsTheAnalysersOwn) {
  UnitCommand C{"/p/build", "/p/a.cpp", {"/usr/bin/g++", "-c", "../a.cpp"}};
  std::vector<std::string> Result = analysisArguments(C, "/resources");
  EXPECT_EQ(Result.front(), "/usr/bin/g++");
  EXPECT_THAT(Result, Contains("-D__AETHER_ANALYZER__=1"));
  EXPECT_THAT(Result, Contains("-resource-dir=/resources"));
  EXPECT_THAT(Result, Contains("-w"));
  EXPECT_THAT(Result, Not(Contains("-c")));
}

TEST(CommandLine, TheFileIsSpelledAsInTheBuild) {
  UnitCommand C{"/p/build", "/p/a.cpp", {"g++", "-c", "../a.cpp"}};
  EXPECT_EQ(analysisArguments(C, "/r").back(), "../a.cpp");
  C.Arguments = {"g++", "-c", "/p/a.cpp", "-o", "x"};
  EXPECT_EQ(analysisArguments(C, "/r").back(), "/p/a.cpp");
  C.Arguments = {"g++", "-c", "--", "../a.cpp"};
  EXPECT_EQ(analysisArguments(C, "/r").back(), "../a.cpp");
  C.Arguments = {"g++"};
  EXPECT_EQ(analysisArguments(C, "/r").back(), "/p/a.cpp");
}

TEST(CommandLine, ACompilerWithoutAFolderIsTakenForTheClangOfTheHeaders) {
  UnitCommand C{"/p/build", "/p/a.cpp", {"g++", "-c", "../a.cpp"}};
  StringRef Resources = "/opt/llvm/lib/clang/22";
  EXPECT_EQ(analysisArguments(C, Resources).front(), "/opt/llvm/bin/clang");
  C.Arguments = {};
  EXPECT_EQ(analysisArguments(C, Resources).front(), "/opt/llvm/bin/clang");
  C.Arguments = {"/usr/bin/g++"};
  EXPECT_EQ(analysisArguments(C, Resources).front(), "/usr/bin/g++");
}

} // namespace
