//===- Rehearsal.cpp - Running a program to find a race -------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Rehearsal.h"

#include "Libraries.h"
#include "Machine.h"

#include "llvm/Support/Debug.h"

#define DEBUG_TYPE "aether-rehearsal"

using namespace llvm;

namespace aether::analysis {
using namespace rehearsal;

/// The first few in an order of their own each, then at random.
static Schedule scheduleOf(unsigned Run) {
  Schedule Out;
  Out.Seed = Run + 1;
  Out.NewFirst = Run % 2 == 1;
  switch (Run) {
  case 0:
  case 1:
    break;
  case 2:
    Out.Next = Schedule::Pick::Newest;
    break;
  default:
    Out.Next = Schedule::Pick::Any;
    Out.Turn = Run % 2 == 1 ? 40 : 400;
    Out.Breaks = 25;
  }
  return Out;
}

/// `main`, or what others may call without telling it anything.
static std::vector<const Function *> entriesOf(const Module &M) {
  if (const Function *Main = M.getFunction("main");
      Main && !Main->isDeclaration())
    return {Main};
  std::vector<const Function *> Out;
  for (const Function &F : M)
    if (!F.isDeclaration() && F.hasExternalLinkage() && F.arg_empty())
      Out.push_back(&F);
  return Out;
}

std::vector<RehearsedRace> rehearse(Module &M, const RehearsalLimits &Limits) {
  const auto Libraries = loadLibraries(M.getContext());
  SmallVector<Module *, 2> Known;
  for (const std::unique_ptr<Module> &Library : Libraries)
    Known.push_back(Library.get());
  Image I(M, Known);
  Findings Found;
  if (!I.isUsable())
    return {};
  for (const Function *Entry : entriesOf(M))
    for (unsigned Run = 0; Run != Limits.Runs; ++Run) {
      I.reset();
      Machine Now(I, scheduleOf(Run), Found);
      Now.run(Entry, Limits.Steps);
      if (getenv("RHDEBUG"))
        dbgs() << Entry->getName() << ": " << Now.why() << "\n";
    }
  // (By the source, for instructions have no order.)
  std::vector<RehearsedRace> Out;
  for (auto &[Where, Race] : Found)
    Out.push_back(std::move(Race));
  return Out;
}

} // namespace aether::analysis
