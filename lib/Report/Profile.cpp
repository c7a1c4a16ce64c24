//===- Profile.cpp - Profiles as text and JSON ----------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Profile.h"

#include "Paths.h"
#include "TextPrinter.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace aether::analysis {
namespace {

/// A time with three digits that matter.
void printTime(std::int64_t Nanoseconds, raw_ostream &OS) {
  const auto Ns = static_cast<double>(Nanoseconds);
  if (Ns < 1e6)
    OS << format("%.3g us", Ns / 1e3);
  else if (Ns < 1e9)
    OS << format("%.3g ms", Ns / 1e6);
  else
    OS << format("%.2f s", Ns / 1e9);
}

void printCall(const CallProfile &Call, StringRef BaseDir, raw_ostream &OS) {
  OS << displayPath(Call.File, BaseDir) << ':' << Call.Line << ':'
     << Call.Column << ": " << Call.Function << ", " << Call.Verdict << '\n'
     << "  " << plural(Call.Calls, "call") << ", " << Call.ParallelCalls
     << " in parallel, " << plural(Call.Items, "item") << ", ";
  printTime(Call.Wall, OS);
  OS << ", at most " << plural(Call.MostWorkers, "thread");
  if (Call.ThreadWall > 0)
    OS << format(", beta %.2f (I/O alone %.2f)", Call.beta(),
                 Call.correctedBeta());
  OS << '\n';
  if (Call.VetoedCalls) {
    OS << "  " << Call.VetoedCalls
       << (Call.VetoedCalls == 1 ? " veto" : " vetoes") << ", the last one "
       << Call.Veto;
    if (!Call.VetoText.empty())
      OS << ": " << Call.VetoText;
    OS << '\n';
  }
  OS << "  recommended: ";
  if (Call.Threads == 0)
    OS << "nothing";
  else
    OS << plural(Call.Threads, "thread");
  OS << ": " << Call.Reason << '\n';
}

} // namespace

void printProfile(const ProgramProfile &Profile, StringRef BaseDir,
                  raw_ostream &OS) {
  for (const CallProfile &Call : Profile.Calls)
    printCall(Call, BaseDir, OS);
  OS << plural(Profile.Calls.size(), "call site") << ", "
     << plural(Profile.Processors, "processor") << '\n';
}

void printProfileJson(const ProgramProfile &Profile, raw_ostream &OS) {
  json::OStream J(OS, 2);
  J.object([&] {
    J.attribute("version", 1);
    J.attribute("processors", Profile.Processors);
    J.attributeArray("call_sites", [&] {
      for (const CallProfile &C : Profile.Calls)
        J.object([&] {
          J.attribute("file", json::fixUTF8(C.File));
          J.attribute("line", C.Line);
          J.attribute("column", C.Column);
          J.attribute("function", C.Function);
          J.attribute("verdict", C.Verdict);
          J.attribute("finding", json::fixUTF8(C.Finding));
          J.attribute("calls", C.Calls);
          J.attribute("parallel_calls", C.ParallelCalls);
          J.attribute("vetoed_calls", C.VetoedCalls);
          J.attribute("items", C.Items);
          J.attribute("chunks", C.Chunks);
          J.attribute("most_workers", C.MostWorkers);
          J.attribute("wall_ns", C.Wall);
          J.attributeObject("times", [&] {
            J.attribute("wall_ns", C.ThreadWall);
            J.attribute("running_ns", C.Running);
            J.attribute("runnable_ns", C.Runnable);
            J.attribute("lock_wait_ns", C.LockWait);
            J.attribute("io_ns", C.Io);
            J.attribute("beta", C.beta());
            J.attribute("corrected_beta", C.correctedBeta());
          });
          if (C.Veto.empty())
            J.attribute("last_veto", nullptr);
          else
            J.attributeObject("last_veto", [&] {
              J.attribute("reason", C.Veto);
              J.attribute("explanation", json::fixUTF8(C.VetoText));
            });
          J.attributeObject("advice", [&] {
            J.attribute("threads", C.Threads);
            J.attribute("limit", C.Limit);
            J.attribute("grain", C.Grain);
            J.attribute("reason", C.Reason);
          });
        });
    });
  });
  OS << '\n';
}

} // namespace aether::analysis
