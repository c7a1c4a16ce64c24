//===- Comparison.cpp - What changed between two databases ----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TextPrinter.h"

using namespace llvm;

namespace aether::analysis {
namespace {

/// `+ new safe callee`, `- gone ...` or `! worse, was safe: ...`.
void printChange(const VerdictDiff::Change &Change, const Verdicts &Old,
                 const Verdicts &New, const TextOptions &Options,
                 raw_ostream &OS) {
  const CallSiteVerdict *Before =
      Change.Old ? &Old.CallSites[*Change.Old] : nullptr;
  const CallSiteVerdict *After =
      Change.New ? &New.CallSites[*Change.New] : nullptr;
  TextPrinter P(New, Options, OS);
  if (!Before)
    OS << "new call:  ";
  else if (!After)
    OS << "gone call: ";
  else if (After->Result > Before->Result)
    P.colored(raw_ostream::RED, /*Bold=*/true, "worse:     ");
  else
    P.colored(raw_ostream::GREEN, /*Bold=*/true, "better:    ");
  const CallSiteVerdict &Site = After ? *After : *Before;
  OS << displayPosition(Site.Pos, Options.BaseDir) << ": " << Site.Callee
     << ": ";
  if (Before)
    P.colored(colorOf(Before->Result), /*Bold=*/false,
              toString(Before->Result));
  if (Before && After)
    OS << " -> ";
  if (After)
    P.colored(colorOf(After->Result), /*Bold=*/true, toString(After->Result));
  OS << '\n';
}

void printFinding(StringRef Word, const Finding &F, const TextOptions &Options,
                  raw_ostream &OS) {
  OS << Word << displayPosition(F.First.Pos, Options.BaseDir) << ": "
     << F.Message << " [" << toString(F.Kind) << "]\n";
}

} // namespace

void printComparison(const Verdicts &Old, const Verdicts &New,
                     const VerdictDiff &Diff, const TextOptions &Options,
                     raw_ostream &OS) {
  OS.enable_colors(Options.Color);
  for (const VerdictDiff::Change &Change : Diff.CallSites)
    printChange(Change, Old, New, Options, OS);
  for (unsigned F : Diff.GoneFindings)
    printFinding("gone race: ", Old.Findings[F], Options, OS);
  for (unsigned F : Diff.NewFindings)
    printFinding("new race:  ", New.Findings[F], Options, OS);
  OS << plural(Diff.CallSites.size(), "call") << " changed, "
     << plural(Diff.NewFindings.size(), "new race") << ", "
     << Diff.GoneFindings.size() << " gone\n";
}

} // namespace aether::analysis
