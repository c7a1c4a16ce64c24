//===- Counts.cpp - How many of what a report shows -----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Report.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/StringRef.h"

#include <map>
#include <set>

using namespace llvm;

namespace aether::analysis {

VerdictCounts countVerdicts(const Verdicts &Result) {
  VerdictCounts Counts;
  for (const CallSiteVerdict &Site : Result.CallSites)
    switch (Site.Result) {
    case Verdict::Safe:
      ++Counts.Safe;
      break;
    case Verdict::Unsafe:
      ++Counts.Unsafe;
      break;
    case Verdict::Unknown:
      ++Counts.Unknown;
      break;
    }
  return Counts;
}

std::vector<UnknownCause> unknownCauses(const ReportData &Data) {
  std::map<StringRef, std::set<unsigned>> Calls;
  for (const auto &[Number, Site] : enumerate(Data.Result.CallSites))
    if (isShown(Data, Number))
      for (const Reason &R : Site.Reasons)
        Calls[R.Text].insert(Number);
  std::vector<UnknownCause> Rows;
  for (const auto &[Text, Numbers] : Calls)
    Rows.push_back({Text.str(), unsigned(Numbers.size())});
  llvm::stable_sort(Rows, [](const UnknownCause &A, const UnknownCause &B) {
    return A.Calls > B.Calls;
  });
  return Rows;
}

News newsOf(const ReportData &Data, unsigned F) {
  return F < Data.Findings.size() ? Data.Findings[F] : News::New;
}

unsigned countNews(const ReportData &Data, News Kind) {
  return count_if(seq<unsigned>(0, Data.Result.Findings.size()),
                  [&](unsigned F) { return newsOf(Data, F) == Kind; });
}

bool isShown(const ReportData &Data, unsigned Site) {
  return Site >= Data.OutsideCalls.size() || !Data.OutsideCalls[Site];
}

} // namespace aether::analysis
