//===- Explain.cpp - All that is known about one call ---------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TextPrinter.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace aether::analysis {
namespace {

/// A kind of cause for Unknown, known by words that its sentence has outside of
/// names, and what takes it away.
struct Remedy {
  const char *Words;
  const char *Text;
};

// The first that fits counts.
constexpr Remedy Remedies[] = {
    {"whose body was not seen",
     "check the file that defines the function in the same run or with the "
     "same --db, or describe the function in a file for --models"},
    {"which could not be resolved",
     "call the function directly, or pass the callable where it can be "
     "followed: not through a table or a pointer that is changed"},
    {"described by",
     "describe the function in a file for --models, see docs/models.md"},
    {"of a class without a model",
     "describe the class in a file for --models, see docs/models.md"},
    {"pointers that may name one object",
     "let the items be the objects, or indices of them, instead of pointers"},
    {"may be the same object",
     "give each task an object of its own, or one element of one container by "
     "the task's index; or guard both accesses with one mutex"},
    {"may be one of several objects",
     "let one variable name one object from its definition on, or guard all "
     "accesses with one mutex"},
    {"affine",
     "write the index as a sum of multiples of the task's index and of "
     "loop variables; that a table of indices has no two equal ones "
     "cannot be proven"},
    {"whether the elements differ",
     "write the index as a sum of multiples of the task's index and of loop "
     "variables, with bounds that are known before the call"},
    {"range adaptors", "pass the container itself, or views::iota over its "
                       "indices, and test or transform inside of the task"},
    {"cycle", "use indices, or a container of the objects, in place of objects "
              "that point to each other"},
    {"recursi", "divide the work by index ranges, or guard what the recursion "
                "writes with a mutex"},
    {"reinterpretation",
     "access the object by its own type, or copy bytes with "
     "std::memcpy or std::bit_cast"},
    {"integer", "keep the pointer a pointer"},
    {"given back by others", "let the function that takes the lock give it "
                             "back, with std::lock_guard"},
    {"in order", "say the order by a join, a future, a latch or a mutex that "
                 "both sides use"},
};

StringRef remedyFor(const Reason &R) {
  for (const Remedy &M : Remedies)
    if (StringRef(R.Text).contains(M.Words))
      return M.Text;
  return "";
}

/// What would make \p Site safe, a line for each.
std::vector<std::string> wantedFor(const CallSiteVerdict &Site,
                                   const Verdicts &Result) {
  std::vector<std::string> Wanted;
  auto Add = [&](StringRef Text) {
    if (!Text.empty() && !is_contained(Wanted, Text))
      Wanted.push_back(Text.str());
  };
  for (unsigned F : Site.Findings)
    Add(Result.Findings[F].Repair);
  for (const Reason &R : Site.Reasons)
    Add(remedyFor(R));
  if (Site.Result == Verdict::Unknown)
    Add("if you know that the tasks do not meet, say why: "
        "AETHER_ASSUME_SAFE(\"...\") at the call");
  return Wanted;
}

} // namespace

void printExplanation(const Verdicts &Result, ArrayRef<unsigned> CallSites,
                      const TextOptions &Options, raw_ostream &OS) {
  TextPrinter P(Result, Options, OS);
  bool First = true;
  for (unsigned Number : CallSites) {
    const CallSiteVerdict &Site = Result.CallSites[Number];
    if (!std::exchange(First, false))
      OS << '\n';
    P.callLine(Site);
    P.snippet(Site.Pos);
    P.reasons(Site, /*All=*/true);
    P.assumptions(Site);
    for (const std::string &Unit : Site.TranslationUnits)
      OS << "    in translation unit " << displayPath(Unit, Options.BaseDir)
         << '\n';
    for (unsigned F : Site.Findings) {
      OS << '\n';
      P.finding(Result.Findings[F]);
    }
    if (Site.Result == Verdict::Safe)
      continue;
    OS << '\n';
    P.colored(raw_ostream::SAVEDCOLOR, /*Bold=*/true, "For a proof of safety:");
    OS << '\n';
    for (const std::string &Text : wantedFor(Site, Result)) {
      P.colored(raw_ostream::GREEN, /*Bold=*/true, "  * ");
      OS << Text << '\n';
    }
  }
}

} // namespace aether::analysis
