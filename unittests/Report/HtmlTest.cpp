//===- HtmlTest.cpp - Tests for lib/Report/Html.cpp ----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sample.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/raw_ostream.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace aether::analysis;
using namespace llvm;

namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

std::string render(const ReportData &Data, PageOptions Options = {"/p"}) {
  std::string Text;
  raw_string_ostream OS(Text);
  printHtml(Data, Options, OS);
  return Text;
}

TEST(Html, EachCallOnceWithItsVerdict) {
  std::string Page = render(sample::report());
  EXPECT_THAT(Page, HasSubstr("Aether: 3 parallel calls</h1>"));
  EXPECT_THAT(Page, HasSubstr("data-verdict=\"safe\" id=\"call-0\">"));
  EXPECT_THAT(Page, HasSubstr("data-verdict=\"unsafe\" id=\"call-1\" open>"));
  EXPECT_THAT(Page, HasSubstr("data-verdict=\"unknown\" id=\"call-2\">"));
  EXPECT_THAT(Page, HasSubstr("<code>src/a.cpp:20:5</code>"));
  EXPECT_THAT(Page, HasSubstr("the body of &apos;mystery&apos; is not known"));
  EXPECT_THAT(Page, HasSubstr("1 of them not analysed"));
}

TEST(Html, StrictOpensWhatIsUnknown) {
  EXPECT_THAT(render(sample::report(), {"/p", /*Strict=*/true}),
              HasSubstr("data-verdict=\"unknown\" id=\"call-2\" open>"));
}

TEST(Html, TextIsEscaped) {
  ReportData Data = sample::report();
  Data.Result.CallSites[0].Callee = "f<a&b>";
  Data.Result.Findings[0].Message = "`x<y>` \xff & more";
  std::string Page = render(Data);
  EXPECT_THAT(Page, HasSubstr("f&lt;a&amp;b&gt;"));
  EXPECT_THAT(Page, HasSubstr("<code>x&lt;y&gt;</code> "));
  EXPECT_THAT(Page, Not(HasSubstr("\xff")));
}

TEST(Html, BothAccessesAreMarkedInTheSource) {
  SmallString<128> Path;
  ASSERT_FALSE(sys::fs::createTemporaryFile("html-test", "cpp", Path));
  FileRemover Remove(Path);
  {
    std::error_code EC;
    raw_fd_ostream OS(Path, EC);
    for (int Line = 1; Line != 31; ++Line)
      OS << "  total += " << Line << ";\n";
  }
  ReportData Data = sample::report();
  Data.Result.CallSites[1].Pos.File = Path.str().str();
  Finding &F = Data.Result.Findings[0];
  F.First.Pos = sample::at(Path.str().str(), 22, 3);
  F.Second.Pos = sample::at(Path.str().str(), 5, 3);
  F.SharedPos = {};
  std::string Page = render(Data);
  EXPECT_THAT(Page,
              HasSubstr("<tr class=\"first\"><td class=\"n\">22</td><td>  "
                        "<mark>total</mark> += 22;<span class=\"label\">"
                        "one task: write of <code>total</code></span>"));
  EXPECT_THAT(Page, HasSubstr("<tr class=\"second\"><td class=\"n\">5</td>"));
  EXPECT_THAT(
      Page,
      HasSubstr(
          "another task: read of <code>total</code>, holding <code>m</code>"));
  EXPECT_THAT(Page, HasSubstr("<tr class=\"gap\">"));
  EXPECT_THAT(Page, Not(HasSubstr("<td class=\"n\">12</td>")));
}

TEST(Html, BaselineAndChangedLines) {
  ReportData Data = sample::report();
  Data.Findings = {News::Known};
  Data.Stale = {{"00ff", "wrong-lock", "/p/src/z.cpp", "an old race"}};
  Data.OutsideCalls = {true, false, true};
  std::string Page = render(Data);
  EXPECT_THAT(Page, HasSubstr("0 new findings, 1 of the baseline"));
  EXPECT_THAT(Page, HasSubstr("in the baseline</span>"));
  EXPECT_THAT(Page, HasSubstr("an old race"));
  EXPECT_THAT(Page, Not(HasSubstr("id=\"call-0\"")));
  EXPECT_THAT(Page, Not(HasSubstr("Why calls are unknown")));
}

TEST(Html, NothingIsLoadedFromElsewhere) {
  EXPECT_THAT(render(sample::report()),
              Not(ContainsRegex("(src|href)=\"[^#]")));
}

} // namespace
