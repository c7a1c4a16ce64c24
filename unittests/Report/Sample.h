//===- Sample.h - Verdicts to render ----------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef AETHER_UNITTESTS_REPORT_SAMPLE_H
#define AETHER_UNITTESTS_REPORT_SAMPLE_H

#include "aether-analysis/Report.h"

namespace aether::analysis::sample {

inline Position at(std::string File, unsigned Line, unsigned Column) {
  return {File, File, Line, Column};
}

/// One call of each verdict and a finding whose two accesses lie in different
/// functions.
inline ReportData report() {
  ReportData Data;
  CallSiteVerdict Safe;
  Safe.Pos = at("/p/src/a.cpp", 10, 3);
  Safe.Callee = "aether::par_map";
  Safe.Result = Verdict::Safe;
  Safe.Assumptions = {"the items are distinct objects"};
  Safe.TranslationUnits = {"/p/src/a.cpp"};

  CallSiteVerdict Unsafe = Safe;
  Unsafe.Pos = at("/p/src/a.cpp", 20, 5);
  Unsafe.Callee = "tbb::parallel_for";
  Unsafe.Result = Verdict::Unsafe;
  Unsafe.Assumptions.clear();
  Unsafe.Findings = {0};

  CallSiteVerdict Unknown = Safe;
  Unknown.Pos = at("/p/src/b.cpp", 7, 1);
  Unknown.Callee = "std::thread";
  Unknown.Result = Verdict::Unknown;
  Unknown.Assumptions.clear();
  Unknown.Reasons = {
      {"the body of 'mystery' is not known", at("/p/src/b.cpp", 8, 9)},
      {"a limit was reached", {}}};

  Finding F;
  F.Kind = Pattern::CapturedMutation;
  F.Message = "'total' is written by tasks that share it";
  F.Repair = "use par_reduce";
  F.First.Kind = AccessKind::Write;
  F.First.Variable = "total";
  F.First.Pos = at("/p/src/a.cpp", 22, 7);
  F.First.Chain = {{"lambda in main", at("/p/src/a.cpp", 20, 30)}};
  F.Second = F.First;
  F.Second.Kind = AccessKind::Read;
  F.Second.Pos = at("/p/src/h.h", 3, 10);
  F.Second.Chain.push_back({"peek", at("/p/src/a.cpp", 23, 7)});
  F.Second.Locks = {"m"};
  F.SharedHow = "captured by reference here";
  F.SharedPos = at("/p/src/a.cpp", 20, 22);
  F.CallSite = 1;
  F.Fingerprint = "0123456789abcdef";

  Data.Result.CallSites = {Safe, Unsafe, Unknown};
  Data.Result.Findings = {F};
  Data.Errors = {{"/p/src/c.cpp", "/p/src/c.cpp:1:1: unknown type name 'x'"}};
  Data.TranslationUnits = 3;
  Data.Seconds = 1.25;
  return Data;
}

} // namespace aether::analysis::sample

#endif // AETHER_UNITTESTS_REPORT_SAMPLE_H
