//===- FrontendTest.cpp - Tests for lib/Driver/Frontend.cpp ---------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend.h"
#include "TempDir.h"

#include "aether-analysis/Driver.h"
#include "aether-analysis/Serial.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <csignal>
#include <thread>

using namespace aether::analysis;
using namespace llvm;

namespace {

using testing::HasSubstr;

class Frontend : public testing::Test {
protected:
  ParsedUnit parse(const UnitCommand &C, FileStamps *Stamps = nullptr) {
    return parseUnit(C, Resources, Stamps,
                     [&](clang::ASTContext &) { ++Used; });
  }
  UnitCommand command(std::vector<std::string> Flags = {}) {
    UnitCommand C{D.path(), D.path("a.cpp"), {"g++"}};
    C.Arguments.insert(C.Arguments.end(), Flags.begin(), Flags.end());
    C.Arguments.push_back("a.cpp");
    return C;
  }

  TempDir D;
  std::string Resources = cantFail(findResourceDir(""));
  int Used = 0;
};

TEST_F(Frontend, ParsesWithTheStandardLibraryAndBuiltinHeaders) {
  D.write("a.cpp", "#include <stddef.h>\n#include <vector>\n"
                   "#ifndef __AETHER_ANALYZER__\n#error\n#endif\n"
                   "std::vector<int> V;\n");
  ParsedUnit P = parse(command());
  EXPECT_TRUE(P.Compiled) << P.Error;
  EXPECT_EQ(Used, 1);
}

TEST_F(Frontend, TellsTheFirstErrorWithItsPlace) {
  D.write("a.cpp", "#include \"h.h\"\n");
  D.write("h.h", "int f() {\n  return x;\n}\nint g() { return y; }\n");
  ParsedUnit P = parse(command());
  EXPECT_FALSE(P.Compiled);
  EXPECT_EQ(P.Error, D.path("h.h") + ":2:10: use of undeclared identifier 'x'");
  EXPECT_EQ(Used, 0);
}

TEST_F(Frontend, MissingFilesAndFoldersAreErrors) {
  ParsedUnit P = parse(command());
  EXPECT_FALSE(P.Compiled);
  EXPECT_THAT(P.Error, HasSubstr("a.cpp"));
  UnitCommand C = command();
  C.Directory = D.path("none");
  P = parse(C);
  EXPECT_FALSE(P.Compiled);
  EXPECT_THAT(P.Error, HasSubstr("cannot enter the folder"));
}

TEST_F(Frontend, WarningsAndGccsLaxityAreNoErrors) {
  D.write("a.cpp", "int f(double d) { char c{d}; int *p = 0; return c; }\n"
                   "#warning on\n");
  ParsedUnit P = parse(command(
      {"-Werror", "-Wall", "-pedantic-errors", "-Wno-only-gcc-has-this"}));
  EXPECT_TRUE(P.Compiled) << P.Error;
}

TEST_F(Frontend, FlagsThatClangRefusesAreErrors) {
  D.write("a.cpp", "");
  ParsedUnit P = parse(command({"-std=c++1"}));
  EXPECT_FALSE(P.Compiled);
  EXPECT_THAT(P.Error, HasSubstr("-std=c++1"));
}

TEST_F(Frontend, InputsAreAllFilesReadWithTheirHashes) {
  std::string Text = "#include \"h.h\"\n#if __has_include(\"g.h\")\n#endif\n";
  D.write("a.cpp", Text);
  D.write("h.h", "int x;\n");
  D.write("g.h", "int y;\n");
  FileStamps Stamps;
  for (FileStamps *S : {static_cast<FileStamps *>(nullptr), &Stamps}) {
    ParsedUnit P = parse(command(), S);
    ASSERT_EQ(P.Inputs.size(), 3u);
    EXPECT_EQ(P.Inputs[0].Path, D.path("a.cpp"));
    EXPECT_EQ(P.Inputs[0].Name, "a.cpp");
    EXPECT_EQ(P.Inputs[0].ContentHash, contentHash(Text));
    EXPECT_EQ(P.Inputs[1].Path, D.path("g.h"));
    EXPECT_EQ(P.Inputs[2].Path, D.path("h.h"));
    EXPECT_EQ(P.Inputs[2].ContentHash, contentHash("int x;\n"));
  }
}

TEST_F(Frontend, FoldersOfSeveralThreadsDoNotMix) {
  TempDir Other;
  D.write("a.cpp", "#include \"here.h\"\n");
  D.write("here.h", "int one;\n");
  Other.write("a.cpp", "#include \"there.h\"\n");
  Other.write("there.h", "int two;\n");
  UnitCommand C = command();
  C.Directory = Other.path();
  C.File = Other.path("a.cpp");
  auto Many = [&](UnitCommand Command) {
    for (int I = 0; I != 20; ++I) {
      ParsedUnit P =
          parseUnit(Command, Resources, nullptr, [](clang::ASTContext &) {});
      EXPECT_TRUE(P.Compiled) << P.Error;
    }
  };
  std::thread First(Many, command()), Second(Many, C);
  First.join();
  Second.join();
}

TEST_F(Frontend, ACrashIsTheErrorOfItsUnit) {
  D.write("a.cpp", "");
  CrashRecoveryContext::Enable();
  ParsedUnit P = parseUnit(command(), Resources, nullptr,
                           [](clang::ASTContext &) { std::raise(SIGSEGV); });
  CrashRecoveryContext::Disable();
  EXPECT_FALSE(P.Compiled);
  EXPECT_THAT(P.Error, HasSubstr("crashed"));
}

TEST_F(Frontend, BringsOpenMPsHeader) {
  D.write("a.cpp", "#include <omp.h>\nomp_lock_t Lock;\n"
                   "int f() { return omp_get_thread_num(); }\n");
  ParsedUnit P = parse(command({"-fopenmp"}));
  EXPECT_TRUE(P.Compiled) << P.Error;
  for (const SourceFile &File : P.Inputs)
    EXPECT_NE(File.Path, "/aether-openmp/omp.h");
  D.write("omp.h", "typedef long omp_lock_t; int omp_get_thread_num();\n");
  P = parse(command({"-fopenmp", "-I."}));
  EXPECT_TRUE(P.Compiled) << P.Error;
  EXPECT_THAT(P.Inputs, testing::Contains(testing::Field(&SourceFile::Path,
                                                         D.path("omp.h"))));
}

} // namespace
