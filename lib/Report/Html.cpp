//===- Html.cpp - The report as a page ------------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HtmlPage.h"
#include "Paths.h"
#include "TextPrinter.h"
#include "aether-analysis/Report.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include <map>

using namespace llvm;

namespace aether::analysis {
namespace {

/// Source text need not be UTF-8; the page must be.
std::string escaped(StringRef S) {
  std::string Text = json::isUTF8(S) ? S.str() : json::fixUTF8(S);
  std::string Result;
  raw_string_ostream OS(Result);
  printHTMLEscaped(Text, OS);
  return Result;
}

/// Messages name code between backquotes, as in Markdown.
std::string withCode(StringRef S) {
  std::string Result;
  bool Inside = false;
  SmallVector<StringRef, 8> Parts;
  S.split(Parts, '`');
  for (const auto &[I, Part] : enumerate(Parts)) {
    if (I)
      Result += Inside ? "</code>" : "<code>";
    Inside = I && !Inside;
    Result += escaped(Part);
  }
  return Result + (Inside ? "</code>" : "");
}

/// A line to point at. Of several on one line the first one colours it.
struct Mark {
  Position Pos;
  const char *Class; ///< first, second or way
  std::string Label;
};

class Page {
public:
  Page(const ReportData &Data, const PageOptions &Options, raw_ostream &OS)
      : Data(Data), Options(Options), OS(OS) {}

  void print() {
    OS << "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, "
          "initial-scale=1\">\n<title>Aether: parallel calls</title>\n<style>"
       << HtmlStyle << "</style>\n";
    head();
    OS << "<main>\n";
    for (const auto &[Number, Site] : enumerate(Data.Result.CallSites))
      if (isShown(Data, Number))
        call(Number, Site);
    OS << "<p id=\"none\" class=\"dim\" hidden>No call fits the filter.</p>\n";
    causes();
    errors();
    stale();
    OS << "</main>\n<script>" << HtmlScript << "</script>\n</html>\n";
  }

private:
  std::string place(const Position &Pos) {
    return "<code>" + escaped(displayPosition(Pos, Options.BaseDir)) +
           "</code>";
  }

  void head() {
    const VerdictCounts Counts = countVerdicts(Data.Result);
    OS << "<header><h1>Aether: " << plural(Counts.all(), "parallel call")
       << "</h1>\n<p class=\"dim\">"
       << plural(countNews(Data, News::New), "new finding");
    if (unsigned Known = countNews(Data, News::Known))
      OS << ", " << Known << " of the baseline";
    if (unsigned Outside = countNews(Data, News::Outside))
      OS << ", " << Outside << " away from the changed lines";
    OS << "; " << plural(Data.TranslationUnits, "translation unit");
    if (!Data.Errors.empty())
      OS << ", " << Data.Errors.size() << " of them not analysed";
    OS << "</p></header>\n"
          // Of no use without the script, which shows it.
          "<nav hidden><input id=\"query\" type=\"search\" "
          "placeholder=\"Filter: file, function, pattern, text\" "
          "aria-label=\"Filter\">\n";
    auto Box = [&](Verdict V, unsigned Count) {
      OS << "<label class=\"" << toString(V)
         << "\"><input type=\"checkbox\" checked value=\"" << toString(V)
         << "\"> " << toString(V) << ' ' << Count << "</label>\n";
    };
    Box(Verdict::Unsafe, Counts.Unsafe);
    Box(Verdict::Unknown, Counts.Unknown);
    Box(Verdict::Safe, Counts.Safe);
    OS << "</nav>\n";
  }

  void call(unsigned Number, const CallSiteVerdict &Site) {
    bool Open = Options.Strict && Site.Result == Verdict::Unknown;
    for (unsigned F : Site.Findings)
      Open |= newsOf(Data, F) == News::New;
    const char *V = toString(Site.Result);
    OS << "<details class=\"call\" data-verdict=\"" << V << "\" id=\"call-"
       << Number << '"' << (Open ? " open" : "") << "><summary><b class=\"" << V
       << "\">" << V << "</b> " << place(Site.Pos) << " <code>"
       << escaped(Site.Callee) << "</code>";
    for (unsigned F : Site.Findings)
      OS << " <span class=\"tag\">" << toString(Data.Result.Findings[F].Kind)
         << "</span>";
    OS << "</summary>\n<div class=\"body\">\n";
    for (unsigned F : Site.Findings) {
      const Finding &Found = Data.Result.Findings[F];
      if (Found.CallSite == Number)
        finding(F, Found, Site);
      else
        OS << "<p><a href=\"#finding-" << F << "\">" << withCode(Found.Message)
           << "</a></p>\n";
    }
    if (!Site.Reasons.empty()) {
      OS << "<p>Unknown because</p><ul>\n";
      for (const Reason &R : Site.Reasons)
        OS << "<li>" << withCode(R.Text)
           << (R.Pos.Line ? " " + place(R.Pos) : std::string()) << "</li>\n";
      OS << "</ul>\n";
    }
    for (const std::string &A : Site.Assumptions)
      OS << "<p>assuming " << withCode(A) << "</p>\n";
    if (Site.Findings.empty())
      excerpt({{Site.Pos, "way", ""}});
    OS << "</div></details>\n";
  }

  void finding(unsigned Number, const Finding &F, const CallSiteVerdict &Site) {
    OS << "<div class=\"finding\" id=\"finding-" << Number << "\"><p><strong>"
       << withCode(F.Message) << "</strong>";
    if (newsOf(Data, Number) == News::Known)
      OS << " <span class=\"tag\">in the baseline</span>";
    OS << "</p>\n";
    std::vector<Mark> Marks{
        {F.First.Pos, "first", label("one task", F.First)},
        {F.Second.Pos, "second", label("another task", F.Second)},
        {Site.Pos, "way", "starts the tasks"}};
    if (!F.SharedHow.empty())
      Marks.push_back({F.SharedPos, "way", F.SharedHow});
    for (const AccessEvidence *A : {&F.First, &F.Second})
      for (const ChainStep &S : drop_begin(A->Chain, A->Chain.empty() ? 0 : 1))
        Marks.push_back({S.Pos, "way", "calls `" + S.Function + "`"});
    excerpt(std::move(Marks));
    if (sameChain(F.First, F.Second)) {
      chain("the tasks get", F.First);
    } else {
      chain("one task gets", F.First);
      chain("another task gets", F.Second);
    }
    if (!F.Repair.empty())
      OS << "<p>To repair: " << withCode(F.Repair) << "</p>\n";
    OS << "<p class=\"dim\">fingerprint " << escaped(F.Fingerprint)
       << "</p></div>\n";
  }

  static std::string label(StringRef Who, const AccessEvidence &A) {
    std::string Text =
        (Who + ": " + toString(A.Kind) + " of `" + A.Variable + "`").str();
    if (!A.Locks.empty())
      Text += ", holding `" + join(A.Locks, "`, `") + "`";
    return Text;
  }

  void chain(StringRef Who, const AccessEvidence &A) {
    if (A.Chain.size() < 2)
      return;
    OS << "<p>How " << Who << " there:</p><ol class=\"chain\">\n";
    for (const ChainStep &S : A.Chain)
      OS << "<li><code>" << escaped(S.Function) << "</code> "
         << (S.Pos.Line ? place(S.Pos) : std::string()) << "</li>\n";
    OS << "</ol>\n";
  }

  /// The lines around \p Marks, a box for each file, in the order of the marks.
  void excerpt(std::vector<Mark> Marks) {
    std::vector<StringRef> Files;
    std::map<StringRef, std::map<unsigned, std::vector<const Mark *>>> Marked;
    for (const Mark &M : Marks) {
      if (Lines.line(M.Pos.File, M.Pos.Line).empty())
        continue;
      if (!is_contained(Files, StringRef(M.Pos.File)))
        Files.push_back(M.Pos.File);
      Marked[M.Pos.File][M.Pos.Line].push_back(&M);
    }
    for (StringRef File : Files) {
      OS << "<div class=\"src\"><div class=\"file\">"
         << escaped(displayPath(File, Options.BaseDir)) << "</div><table>\n";
      unsigned Next = 0; // the first line that is not printed yet
      for (const auto &[Line, Here] : Marked[File]) {
        const unsigned From = std::max(Line > 3 ? Line - 3 : 1, Next);
        if (Next && From > Next)
          OS << "<tr class=\"gap\"><td class=\"n\">⋮</td><td></td></tr>\n";
        for (unsigned L = From; L != Line; ++L)
          sourceLine(File, L, {});
        sourceLine(File, Line, Here);
        Next = Line + 1;
        auto After = Marked[File].upper_bound(Line);
        const unsigned End = After == Marked[File].end()
                                 ? Line + 3
                                 : std::min(Line + 3, After->first);
        for (; Next < End; ++Next)
          sourceLine(File, Next, {});
      }
      OS << "</table></div>\n";
    }
  }

  void sourceLine(StringRef File, unsigned Number,
                  ArrayRef<const Mark *> Here) {
    StringRef Text = Lines.line(File, Number);
    OS << "<tr" << (Here.empty() ? "" : " class=\"");
    if (!Here.empty())
      OS << Here.front()->Class << '"';
    OS << "><td class=\"n\">" << Number << "</td><td>";
    std::size_t Done = 0;
    std::map<std::size_t, const Mark *> Columns;
    for (const Mark *M : Here)
      if (M->Pos.Column)
        Columns.emplace(M->Pos.Column - 1, M);
    for (const auto &[At, M] : Columns) {
      if (At < Done || At >= Text.size())
        continue;
      OS << escaped(Text.slice(Done, At));
      StringRef Word = Text.substr(At).take_while(
          [](char C) { return isAlnum(C) || C == '_'; });
      Done = At + std::max<std::size_t>(Word.size(), 1);
      OS << "<mark>" << escaped(Text.slice(At, Done)) << "</mark>";
    }
    OS << escaped(Text.substr(Done));
    std::vector<StringRef> Labels;
    for (const Mark *M : Here)
      if (!M->Label.empty() && !is_contained(Labels, StringRef(M->Label)))
        Labels.push_back(M->Label);
    if (!Labels.empty())
      OS << "<span class=\"label\">" << withCode(join(Labels, "; "))
         << "</span>";
    OS << "</td></tr>\n";
  }

  void causes() {
    const std::vector<UnknownCause> Rows = unknownCauses(Data);
    if (Rows.empty())
      return;
    OS << "<h2>Why calls are unknown</h2>\n<table "
          "class=\"causes\"><tr><th>calls<th>cause</tr>\n";
    for (const UnknownCause &Row : Rows)
      OS << "<tr><td>" << Row.Calls << "<td>" << withCode(Row.Text)
         << "</tr>\n";
    OS << "</table>\n";
  }

  void errors() {
    if (Data.Errors.empty())
      return;
    OS << "<h2>Not analysed</h2>\n<ul>\n";
    for (const UnitError &E : Data.Errors)
      OS << "<li><code>" << escaped(displayPath(E.File, Options.BaseDir))
         << "</code>: " << escaped(E.Message) << "</li>\n";
    OS << "</ul>\n";
  }

  void stale() {
    if (Data.Stale.empty())
      return;
    OS << "<h2>In the baseline, but no longer found</h2>\n<ul>\n";
    for (const BaselineEntry &E : Data.Stale)
      OS << "<li><code>" << escaped(displayPath(E.File, Options.BaseDir))
         << "</code>: " << withCode(E.Message) << " <span class=\"dim\">"
         << escaped(E.Fingerprint) << "</span></li>\n";
    OS << "</ul>\n";
  }

  const ReportData &Data;
  const PageOptions &Options;
  raw_ostream &OS;
  SourceLines Lines;
};

} // namespace

void printHtml(const ReportData &Data, const PageOptions &Options,
               raw_ostream &OS) {
  Page(Data, Options, OS).print();
}

} // namespace aether::analysis
