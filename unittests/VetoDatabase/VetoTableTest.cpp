//===- VetoTableTest.cpp - Verdicts as constants for the compiler ---------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/VetoTable.h"

#include "Sample.h"

#include <gmock/gmock.h>

using namespace aether::analysis;
using testing::HasSubstr;
using testing::Not;

namespace {

struct VetoTableTest : FolderTest {
  Verdicts V;
  CallSiteVerdict &add(unsigned Line, Verdict Result) {
    V.CallSites.push_back(site("/src/a.cpp", Line, Result, {"/src/a.cpp"}));
    return V.CallSites.back();
  }
  std::string table(llvm::ArrayRef<SourceFile> Names = {}) {
    return vetoTable(V, "/src/a.cpp", Names);
  }
  /// The table without its two first lines.
  std::string entries(llvm::ArrayRef<SourceFile> Names = {}) {
    const std::string Head =
        "// Aether veto table, format 1. Generated; do not edit.\n"
        "AETHER_VETO_TABLE_FORMAT(1)\n";
    std::string Text = table(Names);
    EXPECT_EQ(Text.substr(0, Head.size()), Head);
    return Text.substr(std::min(Text.size(), Head.size()));
  }
};

TEST_F(VetoTableTest, EmptyTableIsATable) { EXPECT_EQ(entries(), ""); }

TEST_F(VetoTableTest, OneEntryPerCall) {
  V = sample("/src/a.cpp", "/src/a.cpp");
  EXPECT_EQ(
      entries(),
      "#line 10 \"a.cpp\"\n"
      "  AETHER_VETO_ENTRY(\"a.cpp\", 10, 3, 18, safe, \"\")\n"
      "#line 20 \"a.cpp\"\n"
      "  AETHER_VETO_ENTRY(\"a.cpp\", 20, 3, 18, unsafe, \"captured-mutation: "
      "`total` is written by several tasks (a.cpp:21:5)\")\n"
      "#line 30 \"a.cpp\"\n"
      "  AETHER_VETO_ENTRY(\"a.cpp\", 30, 3, 18, unknown, \"unknown because "
      "nobody knows `f` (a.cpp:31:5)\")\n");
  // Of this unit only.
  V.CallSites[1].TranslationUnits = {"/src/b.cpp"};
  EXPECT_THAT(entries(), Not(HasSubstr("unsafe")));
}

TEST_F(VetoTableTest, MemberCall) {
  CallSiteVerdict &S = add(10, Verdict::Safe);
  S.MemberColumn = 12;
  EXPECT_EQ(entries(),
            "#line 10 \"a.cpp\"\n"
            "           AETHER_VETO_ENTRY(\"a.cpp\", 10, 12, 18, safe, "
            "\"\")\n");
}

TEST_F(VetoTableTest, CallOverSeveralLines) {
  CallSiteVerdict &S = add(10, Verdict::Safe);
  S.MemberLine = 11;
  S.MemberColumn = 6;
  S.ParenLine = 12;
  S.ParenColumn = 7;
  EXPECT_EQ(entries(),
            "#ifdef __clang__\n"
            "#line 11 \"a.cpp\"\n"
            "     AETHER_VETO_ENTRY(\"a.cpp\", 11, 6, AETHER_VETO_NO_COLUMN, "
            "safe, \"\")\n"
            "#endif\n"
            "#ifndef __clang__\n"
            "#line 11 \"a.cpp\"\n"
            "     AETHER_VETO_ENTRY(\"a.cpp\", 12, AETHER_VETO_NO_COLUMN, 7, "
            "safe, \"\")\n"
            "#endif\n");
}

TEST_F(VetoTableTest, Macro) {
  CallSiteVerdict &S = add(10, Verdict::Safe);
  S.MacroPos = position("/src/a.cpp", 9, 5);
  S.MacroEndLine = 9;
  S.MacroEndColumn = 22;
  EXPECT_EQ(entries(), "#line 9 \"a.cpp\"\n"
                       "    AETHER_VETO_ENTRY(\"a.cpp\", 9, 22, 5, safe, "
                       "\"\")\n");
  V.CallSites[0].MacroEndLine = 11;
  EXPECT_THAT(entries(), HasSubstr("\"a.cpp\", 11, 22, AETHER_VETO_NO_COLUMN"));
  EXPECT_THAT(entries(), HasSubstr("\"a.cpp\", 9, AETHER_VETO_NO_COLUMN, 5"));
}

TEST_F(VetoTableTest, CallsOfOneMacroTakeTheWorst) {
  for (Verdict Result : {Verdict::Safe, Verdict::Unsafe, Verdict::Unknown}) {
    CallSiteVerdict &S = add(10, Result);
    S.MacroPos = position("/src/a.cpp", 9, 5);
    S.MacroEndLine = 9;
    S.MacroEndColumn = 20;
  }
  EXPECT_EQ(entries(), "#line 9 \"a.cpp\"\n"
                       "    AETHER_VETO_ENTRY(\"a.cpp\", 9, 20, 5, unsafe, "
                       "\"unsafe\")\n");
}

// What only one of the compilers takes for the same place.
TEST_F(VetoTableTest, EntriesThatFallTogetherForOneCompiler) {
  add(10, Verdict::Safe).ParenColumn = 30;
  add(10, Verdict::Unsafe).ParenColumn = 18;
  EXPECT_THAT(entries(), HasSubstr("10, 3, 18, unsafe, \"unsafe\")"));
  EXPECT_THAT(entries(), HasSubstr("10, 3, 30, unsafe, \"unsafe\")"));
  // "Not on this line" is no place.
  V = {};
  CallSiteVerdict &A = add(10, Verdict::Safe);
  A.ParenLine = 11;
  A.ParenColumn = 4;
  CallSiteVerdict &B = add(10, Verdict::Unsafe);
  B.Pos.Column = B.MemberColumn = 7;
  B.ParenLine = 12;
  B.ParenColumn = 4;
  EXPECT_THAT(entries(), HasSubstr("10, 3, AETHER_VETO_NO_COLUMN, safe"));
  EXPECT_THAT(entries(), HasSubstr("10, 7, AETHER_VETO_NO_COLUMN, unsafe"));
}

TEST_F(VetoTableTest, HeadersAsThisUnitSpellsThem) {
  V.CallSites = {site("/src/h.h", 5, Verdict::Unsafe, {"/src/a.cpp"})};
  V.CallSites[0].Pos.Spelled = "../other/h.h"; // another unit's
  EXPECT_THAT(entries(), HasSubstr("\"../other/h.h\", 5"));
  const SourceFile Names[] = {{"./h.h", "/src/h.h", false, 0},
                              {"inc/h.h", "/src/h.h", false, 0},
                              {"a.cpp", "/src/a.cpp", false, 0}};
  EXPECT_EQ(entries(Names),
            "#line 5 \"h.h\"\n"
            "  AETHER_VETO_ENTRY(\"h.h\", 5, 3, 18, unsafe, \"unsafe\")\n"
            "#line 5 \"inc/h.h\"\n"
            "  AETHER_VETO_ENTRY(\"inc/h.h\", 5, 3, 18, unsafe, \"unsafe\")\n");
}

TEST_F(VetoTableTest, TextsAreLiterals) {
  V = sample("/src/a.cpp", "/src/a.cpp");
  V.Findings[0].Message = "\"\\\n\t\x01"
                          "1?\?/\xC3\xA4";
  V.CallSites[1].Pos.Spelled = "C:\\a \"b\".cpp";
  EXPECT_THAT(entries(), HasSubstr(R"(#line 20 "C:\\a \"b\".cpp")"));
  EXPECT_THAT(entries(), HasSubstr(R"(("C:\\a \"b\".cpp", 20)"));
  EXPECT_THAT(entries(), HasSubstr("\\\"\\\\   1?\\?/\xC3\xA4 ("));
  V.Findings[0].Message = "\xFF";
  EXPECT_THAT(entries(), HasSubstr(": ? ("));
  // Such a name can be in a literal, but not in #line.
  V.CallSites[1].Pos.Spelled = "\xFF"
                               "1.cpp";
  EXPECT_THAT(entries(), HasSubstr("\nAETHER_VETO_ENTRY(\"\\3771.cpp\", 20"));
}

TEST_F(VetoTableTest, OrderOfTheVerdictsDoesNotMatter) {
  V = sample("/src/a.cpp", "/src/a.cpp");
  const std::string Before = table();
  std::swap(V.CallSites[0], V.CallSites[2]);
  V.Findings[0].CallSite = 1;
  EXPECT_EQ(table(), Before);
}

TEST_F(VetoTableTest, FileName) {
  // string(SHA256 ...) of CMake for the same path.
  EXPECT_EQ(vetoTableFileName("/src/a.cpp"), "a.cpp-a127165e4506bde4.inc");
  EXPECT_NE(vetoTableFileName("/src/a.cpp"), vetoTableFileName("/x/a.cpp"));
}

TEST_F(VetoTableTest, WriteIfChanged) {
  const std::string Table = at("deep/folder/a.inc");
  succeed(writeIfChanged(Table, "one"));
  EXPECT_EQ(read(Table), "one");
  age(Table, 100);
  auto Time = [&] {
    llvm::sys::fs::file_status Status;
    EXPECT_FALSE(llvm::sys::fs::status(Table, Status));
    return Status.getLastModificationTime();
  };
  const auto Before = Time();
  succeed(writeIfChanged(Table, "one"));
  EXPECT_EQ(Time(), Before);
  succeed(writeIfChanged(Table, "two"));
  EXPECT_NE(Time(), Before);
  EXPECT_EQ(read(Table), "two");
  // No other files.
  std::error_code E;
  unsigned Files = 0;
  for (llvm::sys::fs::directory_iterator It(at("deep/folder"), E), End;
       It != End; It.increment(E))
    ++Files;
  EXPECT_EQ(Files, 1u);
}

TEST_F(VetoTableTest, MeasuredCallsHaveHints) {
  V = sample("/src/a.cpp", "/src/a.cpp");
  auto measured = [](unsigned Line, unsigned Column, unsigned Limit) {
    CallProfile P;
    P.File = "/src/a.cpp";
    P.Line = Line;
    P.Column = Column;
    P.Threads = 2;
    P.Limit = Limit;
    P.Grain = 130;
    return P;
  };
  auto hints = [&](llvm::ArrayRef<CallProfile> Profile) {
    const std::string Text = vetoTable(V, "/src/a.cpp", {}, Profile);
    const std::size_t First = Text.find("AETHER_VETO_HINT");
    EXPECT_THAT(Text, HasSubstr(First == std::string::npos
                                    ? "AETHER_VETO_TABLE_FORMAT(1)\n"
                                    : "AETHER_VETO_TABLE_FORMAT(2)\n"));
    return First == std::string::npos ? "" : Text.substr(First);
  };
  // By Clang's column, or by GCC's; a number of processors is no limit.
  EXPECT_EQ(hints(measured(10, 3, 6)),
            "AETHER_VETO_HINT(\"a.cpp\", 10, 3, 18, 6, 128)\n");
  EXPECT_EQ(hints(measured(30, 18, 0)),
            "AETHER_VETO_HINT(\"a.cpp\", 30, 3, 18, 0, 128)\n");
  // Other calls, and such as run sequentially in any case.
  EXPECT_EQ(hints({measured(10, 4, 6), measured(11, 3, 6), measured(20, 3, 6)}),
            "");
}

TEST_F(VetoTableTest, WriteErrors) {
  write("file", "");
  for (const std::string &Bad : {at("file/a.inc"), Folder}) {
    const std::string Message = llvm::toString(writeIfChanged(Bad, "x"));
    EXPECT_EQ(Message.find(Bad + ": cannot be written: "), 0u) << Message;
    EXPECT_EQ(Message.find('\n'), std::string::npos);
  }
}

} // namespace
