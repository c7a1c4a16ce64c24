//===- Text.cpp - The report for people -----------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TextPrinter.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"

using namespace llvm;

namespace aether::analysis {
namespace {

/// What a reader can take in; JSON has all of it.
constexpr unsigned MaxCauses = 20;

void unknownTable(const ReportData &Data, raw_ostream &OS) {
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

} // namespace

void printText(const ReportData &Data, const TextOptions &Options,
               raw_ostream &OS) {
  const Verdicts &Result = Data.Result;
  TextPrinter P(Result, Options, OS);
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
  unknownTable(Data, OS);
  P.summary();
  if (unsigned Known = countNews(Data, News::Known))
    OS << "; " << plural(Known, "finding") << " of the baseline";
  if (unsigned Outside = countNews(Data, News::Outside))
    OS << "; " << plural(Outside, "finding") << " away from the changed lines";
  OS << "; " << plural(Data.TranslationUnits, "translation unit");
  if (!Data.Errors.empty())
    OS << " (" << Data.Errors.size() << " not analysed)";
  OS << format(", %.2f s\n", Data.Seconds);
}

void printList(const Verdicts &Result, const TextOptions &Options,
               raw_ostream &OS) {
  TextPrinter P(Result, Options, OS);
  for (const CallSiteVerdict &Site : Result.CallSites)
    P.callLine(Site);
  P.summary();
  OS << '\n';
}

} // namespace aether::analysis
