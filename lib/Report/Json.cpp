//===- Json.cpp - The report for tools, version 1 -------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Other tools rely on this format: a change of it is a new version number.
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Report.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace aether::analysis {
namespace {

/// File names and source text need not be UTF-8; JSON must be.
json::Value text(StringRef S) {
  return json::isUTF8(S) ? json::Value(S.str()) : json::Value(json::fixUTF8(S));
}

void position(json::OStream &J, const Position &Pos) {
  J.attribute("file", text(Pos.File));
  J.attribute("line", Pos.Line);
  J.attribute("column", Pos.Column);
}

void callSite(json::OStream &J, const CallSiteVerdict &Site) {
  position(J, Site.Pos);
  J.attribute("callee", text(Site.Callee));
  J.attribute("verdict", toString(Site.Result));
  J.attributeArray("reasons", [&] {
    for (const Reason &R : Site.Reasons)
      J.value(text(describe(R, TextOptions())));
  });
  J.attributeArray("assumptions", [&] {
    for (const std::string &A : Site.Assumptions)
      J.value(text(A));
  });
}

void access(json::OStream &J, const AccessEvidence &A) {
  J.attribute("kind", toString(A.Kind));
  J.attribute("variable", text(A.Variable));
  position(J, A.Pos);
  J.attributeArray("chain", [&] {
    for (const ChainStep &Step : A.Chain)
      J.object([&] {
        J.attribute("function", text(Step.Function));
        J.attribute("file", text(Step.Pos.File));
        J.attribute("line", Step.Pos.Line);
      });
  });
}

void finding(json::OStream &J, const Finding &F, const Verdicts &Result) {
  J.attribute("check", "aether-unsafe-parallel");
  J.attribute("pattern", toString(F.Kind));
  J.attribute("message", text(F.Message));
  position(J, F.First.Pos);
  J.attribute("fingerprint", text(F.Fingerprint));
  if (F.Rehearsed)
    J.attribute("rehearsed", true);
  J.attributeObject("call_site", [&] {
    position(J, F.CallSite < Result.CallSites.size()
                    ? Result.CallSites[F.CallSite].Pos
                    : Position());
  });
  J.attributeArray("accesses", [&] {
    J.object([&] { access(J, F.First); });
    J.object([&] { access(J, F.Second); });
  });
}

} // namespace

void printJson(const ReportData &Data, raw_ostream &OS) {
  const Verdicts &Result = Data.Result;
  VerdictCounts Counts = countVerdicts(Result);
  json::OStream J(OS, /*IndentSize=*/2);
  J.object([&] {
    J.attribute("version", 1);
    J.attributeArray("call_sites", [&] {
      for (const CallSiteVerdict &Site : Result.CallSites)
        J.object([&] { callSite(J, Site); });
    });
    J.attributeArray("findings", [&] {
      for (const auto &[Number, F] : enumerate(Result.Findings))
        if (newsOf(Data, Number) == News::New)
          J.object([&] { finding(J, F, Result); });
    });
    J.attributeArray("errors", [&] {
      for (const UnitError &E : Data.Errors)
        J.object([&] {
          J.attribute("file", text(E.File));
          J.attribute("message", text(E.Message));
        });
    });
    J.attributeObject("summary", [&] {
      J.attribute("translation_units", Data.TranslationUnits);
      J.attribute("parallel_calls", Counts.all());
      J.attribute("safe", Counts.Safe);
      J.attribute("unsafe", Counts.Unsafe);
      J.attribute("unknown", Counts.Unknown);
      J.attributeBegin("seconds");
      J.rawValue(
          [&](raw_ostream &Out) { Out << format("%.3f", Data.Seconds); });
      J.attributeEnd();
    });
  });
  OS << '\n';
}

} // namespace aether::analysis
