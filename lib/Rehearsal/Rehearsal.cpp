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

using namespace llvm;

namespace aether::analysis {
using namespace rehearsal;

/// So many runs have an order of their own, those after them one at random.
static constexpr unsigned OwnOrders = 3;
/// Of these so many that show nothing new are enough.
static constexpr unsigned MostInVain = 2;
/// One thread is held up behind each of its operations that synchronise, in a
/// run of its own (with so few changes of threads most errors show: Musuvathi
/// and Qadeer, PLDI 2007); so many such runs, and so many steps of them that
/// show nothing new.
static constexpr unsigned MostHolds = 60, HoldsInARow = 30;
static constexpr std::uint64_t MostStepsInVain = 300'000;
/// Steps of a run, where one has not come to an end.
static constexpr std::uint64_t StepsWithoutEnd = 100'000;

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
  for (const Function *Entry : entriesOf(M)) {
    std::uint64_t Left = Limits.Steps, Longest = Limits.StepsOfRun,
                  Meetings = 0;
    auto Run = [&](const Schedule &Order) {
      I.reset();
      Machine Now(I, Order, Found);
      Now.run(Entry, std::min(Left, Longest));
      Left -= Now.steps();
      // What has no end shows what it does in less.
      if (Now.steps() == Longest)
        Longest = std::min(Longest, StepsWithoutEnd);
      Meetings = std::max(Meetings, Now.meetings());
      return Now.hasThreads();
    };
    bool HasThreads = true;
    for (unsigned N = 0, InVain = 0;
         N != Limits.Runs && InVain != MostInVain && Left != 0 && HasThreads;
         ++N) {
      const std::size_t Before = Found.size();
      HasThreads = Run(scheduleOf(N));
      InVain = N >= OwnOrders && Found.size() == Before ? InVain + 1 : 0;
    }
    if (!HasThreads)
      continue;
    const std::uint64_t Holds = std::min<std::uint64_t>(Meetings, MostHolds);
    std::uint64_t InVain = 0;
    for (std::uint64_t N = 0;
         N != Holds && InVain < MostStepsInVain && Left != 0; ++N) {
      Schedule Order;
      Order.HeldBehind = N < HoldsInARow ? N + 1 : 1 + N * Meetings / Holds;
      const std::uint64_t Had = Left;
      const std::size_t Before = Found.size();
      Run(Order);
      InVain = Found.size() == Before ? InVain + (Had - Left) : 0;
    }
  }
  return Found.take();
}

} // namespace aether::analysis
