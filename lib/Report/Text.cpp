//===- Text.cpp - The report for people -----------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Paths.h"
#include "aether-analysis/Report.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace aether::analysis {
namespace {

/// What a reader can take in; JSON and `aether db explain` have all of it.
constexpr unsigned MaxOfKind = 3, MaxCauses = 20;

class Printer {
public:
  Printer(const Verdicts &Result, const TextOptions &Options, raw_ostream &OS)
      : Result(Result), Options(Options), OS(OS) {}

  void callLine(const CallSiteVerdict &Site);
  void reasons(const CallSiteVerdict &Site, bool All);
  void assumptions(const CallSiteVerdict &Site);
  void finding(const Finding &F);
  void unknownTable(const ReportData &Data);
  void summary();

  /// `N word` or `N words`.
  static std::string plural(unsigned Count, StringRef Word) {
    return (Twine(Count) + " " + Word + (Count == 1 ? "" : "s")).str();
  }

  void colored(raw_ostream::Colors Color, bool Bold, const Twine &Text) {
    if (Options.Color)
      OS.changeColor(Color, Bold);
    OS << Text;
    if (Options.Color)
      OS.resetColor();
  }

private:
  void position(const Position &Pos) {
    if (Options.Color)
      OS.changeColor(raw_ostream::SAVEDCOLOR, /*Bold=*/true);
    OS << displayPosition(Pos, Options.BaseDir) << ": ";
    if (Options.Color)
      OS.resetColor();
  }
  void snippet(const Position &Pos);

  const Verdicts &Result;
  const TextOptions &Options;
  raw_ostream &OS;
  SourceLines Lines;
};

raw_ostream::Colors colorOf(Verdict V) {
  switch (V) {
  case Verdict::Safe:
    return raw_ostream::GREEN;
  case Verdict::Unknown:
    return raw_ostream::YELLOW;
  case Verdict::Unsafe:
    return raw_ostream::RED;
  }
  return raw_ostream::SAVEDCOLOR;
}

void Printer::callLine(const CallSiteVerdict &Site) {
  position(Site.Pos);
  colored(colorOf(Site.Result), /*Bold=*/true, toString(Site.Result));
  OS << ' ' << Site.Callee << '\n';
}

/// \p Text without the names in it: equal for reasons of one kind.
std::string kindOf(StringRef Text) {
  std::string Kind;
  bool Quoted = false;
  for (char C : Text) {
    if (C == '`')
      Quoted = !Quoted;
    if (!Quoted)
      Kind += C;
  }
  return Kind;
}

void Printer::reasons(const CallSiteVerdict &Site, bool All) {
  // Kinds in the order of their first reason.
  StringMap<unsigned> Number;
  std::vector<std::vector<const Reason *>> Kinds;
  for (const Reason &R : Site.Reasons) {
    auto [It, New] = Number.try_emplace(All ? "" : kindOf(R.Text),
                                        static_cast<unsigned>(Kinds.size()));
    if (New)
      Kinds.emplace_back();
    Kinds[It->second].push_back(&R);
  }
  for (const std::vector<const Reason *> &Kind : Kinds) {
    // One that would be left out alone takes no more room than the count.
    const std::size_t Shown =
        All || Kind.size() <= MaxOfKind + 1 ? Kind.size() : MaxOfKind;
    for (const Reason *R : ArrayRef(Kind).take_front(Shown))
      OS << "    because " << describe(*R, Options) << '\n';
    if (Shown != Kind.size())
      OS << "    and for " << Kind.size() - Shown
         << " more reasons of this kind\n";
  }
}

void Printer::assumptions(const CallSiteVerdict &Site) {
  for (const std::string &A : Site.Assumptions)
    OS << "    assuming " << A << '\n';
}

void Printer::snippet(const Position &Pos) {
  if (!Options.Snippets)
    return;
  StringRef Line = Lines.line(Pos.File, Pos.Line);
  if (Line.trim().empty())
    return;
  std::string Number = std::to_string(Pos.Line);
  std::string Margin =
      std::string(Number.size() < 5 ? 5 - Number.size() : 0, ' ');
  OS << Margin << Number << " | " << Line << '\n';
  if (Pos.Column == 0 || Pos.Column > Line.size() + 1)
    return;
  OS << std::string(Margin.size() + Number.size(), ' ') << " | ";
  // The caret stays below its column: tabs are kept and the continuation
  // bytes of UTF-8, which take no room of their own, are passed over.
  for (char C : Line.take_front(Pos.Column - 1))
    if ((static_cast<unsigned char>(C) & 0xC0) != 0x80)
      OS << (C == '\t' ? '\t' : ' ');
  colored(raw_ostream::GREEN, /*Bold=*/true, "^");
  OS << '\n';
}

void Printer::finding(const Finding &F) {
  position(F.First.Pos);
  colored(raw_ostream::MAGENTA, /*Bold=*/true, "warning: ");
  OS << F.Message << " [aether-unsafe-parallel, " << toString(F.Kind) << "]\n";
  snippet(F.First.Pos);
  const Position *Shown = &F.First.Pos;
  std::vector<Note> Notes = notesFor(F, Result);
  for (const Note &N : Notes) {
    position(N.Pos);
    colored(raw_ostream::CYAN, /*Bold=*/true, "note: ");
    OS << N.Text << '\n';
    if (Shown->File != N.Pos.File || Shown->Line != N.Pos.Line ||
        Shown->Column != N.Pos.Column)
      if (N.Pos.File != F.First.Pos.File || N.Pos.Line != F.First.Pos.Line ||
          N.Pos.Column != F.First.Pos.Column)
        snippet(N.Pos);
    Shown = &N.Pos;
  }
}

void Printer::unknownTable(const ReportData &Data) {
  const std::vector<UnknownCause> Rows = unknownCauses(Data);
  if (Rows.empty())
    return;
  constexpr unsigned Width = 7;
  OS << "Why calls are unknown:\n"
     << right_justify("calls", Width) << "  cause\n";
  const std::size_t Shown =
      Rows.size() <= MaxCauses + 1 ? Rows.size() : MaxCauses;
  for (const UnknownCause &Row : ArrayRef(Rows).take_front(Shown))
    OS << format_decimal(Row.Calls, Width) << "  " << Row.Text << '\n';
  if (Shown != Rows.size())
    OS << right_justify("", Width) << "  and " << Rows.size() - Shown
       << " other causes\n";
  OS << '\n';
}

void Printer::summary() {
  VerdictCounts Counts = countVerdicts(Result);
  OS << plural(Counts.all(), "parallel call") << ": ";
  auto Part = [&](unsigned N, Verdict V) {
    if (N)
      colored(colorOf(V), /*Bold=*/false, Twine(N) + " " + toString(V));
    else
      OS << N << ' ' << toString(V);
  };
  Part(Counts.Safe, Verdict::Safe);
  OS << ", ";
  Part(Counts.Unsafe, Verdict::Unsafe);
  OS << ", ";
  Part(Counts.Unknown, Verdict::Unknown);
}

} // namespace

std::string describe(const Reason &R, const TextOptions &Options) {
  if (R.Pos.Line == 0)
    return R.Text;
  return R.Text + " (" + displayPosition(R.Pos, Options.BaseDir) + ")";
}

void printText(const ReportData &Data, const TextOptions &Options,
               raw_ostream &OS) {
  const Verdicts &Result = Data.Result;
  Printer P(Result, Options, OS);
  OS.enable_colors(Options.Color);
  bool Any = false;
  for (const auto &[Number, Site] : enumerate(Result.CallSites)) {
    if (!isShown(Data, Number) ||
        (Options.Quiet && !(Options.Strict && Site.Result == Verdict::Unknown)))
      continue;
    P.callLine(Site);
    P.reasons(Site, /*All=*/false);
    P.assumptions(Site);
    Any = true;
  }
  if (Any)
    OS << '\n';
  for (const auto &[Number, F] : enumerate(Result.Findings)) {
    if (newsOf(Data, Number) != News::New)
      continue;
    P.finding(F);
    OS << '\n';
  }
  for (const BaselineEntry &E : Data.Stale)
    OS << "no longer found, take it out of the baseline: " << E.Message << " ["
       << displayPath(E.File, Options.BaseDir) << ", " << E.Fingerprint
       << "]\n";
  if (!Data.Stale.empty())
    OS << '\n';
  if (Options.Errors && !Data.Errors.empty()) {
    for (const UnitError &E : Data.Errors) {
      P.colored(raw_ostream::RED, /*Bold=*/true, "error: ");
      OS << "could not analyse " << displayPath(E.File, Options.BaseDir) << ": "
         << E.Message << '\n';
    }
    OS << '\n';
  }
  if (Options.Quiet)
    return;
  P.unknownTable(Data);
  P.summary();
  if (unsigned Known = countNews(Data, News::Known))
    OS << "; " << Printer::plural(Known, "finding") << " of the baseline";
  if (unsigned Outside = countNews(Data, News::Outside))
    OS << "; " << Printer::plural(Outside, "finding")
       << " away from the changed lines";
  OS << "; " << Printer::plural(Data.TranslationUnits, "translation unit");
  if (!Data.Errors.empty())
    OS << " (" << Data.Errors.size() << " not analysed)";
  OS << format(", %.2f s\n", Data.Seconds);
}

void printList(const Verdicts &Result, const TextOptions &Options,
               raw_ostream &OS) {
  OS.enable_colors(Options.Color);
  Printer P(Result, Options, OS);
  for (const CallSiteVerdict &Site : Result.CallSites)
    P.callLine(Site);
  P.summary();
  OS << '\n';
}

void printExplanation(const Verdicts &Result, ArrayRef<unsigned> CallSites,
                      const TextOptions &Options, raw_ostream &OS) {
  OS.enable_colors(Options.Color);
  Printer P(Result, Options, OS);
  bool First = true;
  for (unsigned Number : CallSites) {
    const CallSiteVerdict &Site = Result.CallSites[Number];
    if (!std::exchange(First, false))
      OS << '\n';
    P.callLine(Site);
    P.reasons(Site, /*All=*/true);
    P.assumptions(Site);
    for (const std::string &Unit : Site.TranslationUnits)
      OS << "    in translation unit " << displayPath(Unit, Options.BaseDir)
         << '\n';
    for (unsigned F : Site.Findings) {
      OS << '\n';
      P.finding(Result.Findings[F]);
    }
  }
}

} // namespace aether::analysis
