//===- SolveScale.cpp - How linking and solving grow ----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Makes a program of N translation units with ten functions each (a call graph
/// with short and long edges, some recursion, locks, element accesses, one
/// parallel call in each unit) as summaries, solves it, and prints seconds and
/// peak memory for N, doubling up to the number given.
///
/// usage: solve-scale [UNITS]     (10000 if left out)
//===----------------------------------------------------------------------===//

#include "aether-analysis/Solve.h"

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>

using namespace aether::analysis;

namespace {

constexpr unsigned PerUnit = 10;

std::string name(unsigned N) { return "f" + std::to_string(N); }

/// Functions call functions of higher numbers, most of them near, now and then
/// one of a lower number.
TranslationUnitSummary makeUnit(unsigned Number, unsigned Units) {
  std::mt19937 Random(Number);
  TranslationUnitSummary U;
  U.MainFile = "/u" + std::to_string(Number) + ".cpp";
  U.Files.push_back({U.MainFile, U.MainFile, false, Number});
  std::uint32_t Line = 1;
  auto Pos = [&] { return SourcePos{0, Line++, 1}; };
  GlobalVariable G;
  G.Key = U.intern("g" + std::to_string(Number % 64));
  G.Name = G.Key;
  G.Type = U.intern("int");
  U.Globals.push_back(G);

  for (unsigned I = 0; I != PerUnit; ++I) {
    const unsigned Self = Number * PerUnit + I;
    FunctionSummary F;
    F.Key = F.Name = U.intern(name(Self));
    F.Pos = Pos();
    F.Params.resize(2);
    F.Blocks.resize(1);
    std::vector<Event> &Events = F.Blocks[0].Events;
    const PlaceId Object = F.T.deref(F.T.root(PlaceKind::Param, 0));
    const PlaceId Index = F.T.root(PlaceKind::Param, 1);
    auto Touch = [&](AccessKind Kind, PlaceId P) {
      Access A;
      A.Kind = Kind;
      A.Place = P;
      A.Spelling = A.Type = U.intern("int");
      A.Pos = Pos();
      Events.push_back(A);
    };
    Touch(AccessKind::Write,
          F.T.index(F.T.field(Object, U.intern("v")), F.T.cell(Index)));
    if (I % 3 == 0) {
      LockEvent L;
      L.Mutex = F.T.field(Object, U.intern("m"));
      L.Spelling = U.intern("m");
      L.Pos = Pos();
      Events.push_back(L);
      Touch(AccessKind::Write, F.T.field(Object, U.intern("n")));
      L.Op = LockOp::Release;
      Events.push_back(L);
    }
    if (I == 5)
      Touch(AccessKind::Read, F.T.root(PlaceKind::Global, 0));
    const unsigned Total = Units * PerUnit;
    for (unsigned C = 0; C != 2; ++C) {
      const unsigned Far = Random() % 16;
      unsigned To = Self + 1 + Random() % 12;
      if (Far == 0)
        To = Self + 1 + Random() % (Total / 2 + 1);
      else if (Far == 1 && I > 2)
        To = Self - 1; // a small recursion
      // Who starts tasks is called by nobody here.
      if (To >= Total || To % PerUnit == 0)
        continue;
      Call Out;
      Out.Callee = Out.Spelling = U.intern(name(To));
      Out.Args = {F.T.addr(Object), F.T.load(Index)};
      Out.Result = C;
      Out.Pos = Pos();
      Events.push_back(Out);
    }
    if (I == 0) {
      ParallelCall P;
      P.Callee = U.intern("par");
      P.Pos = P.MemberPos = P.ParenPos = Pos();
      P.Dimensions.push_back({false, F.T.constant(0), F.T.cell(Index)});
      ParallelCall::Task Task;
      Task.Callee = U.intern(name(Self + 1));
      Task.Args = {F.T.addr(Object),
                   F.T.integerValue(F.T.atom(IntKind::TaskIndex, 0, 0))};
      P.Tasks.push_back(Task);
      F.Parallels.push_back(P);
      Events.push_back(Parallel{0});
    }
    U.Functions.push_back(std::move(F));
  }
  return U;
}

} // namespace

int main(int argc, char **argv) {
  const unsigned Most = argc > 1 ? std::atoi(argv[1]) : 10000;
  std::printf("%8s %10s %9s %9s %9s %8s %8s %8s\n", "units", "functions",
              "seconds", "us/func", "MiB", "safe", "unsafe", "unknown");
  for (unsigned N = Most / 8 ? Most / 8 : 1; N <= Most; N *= 2) {
    std::vector<TranslationUnitSummary> Units;
    for (unsigned I = 0; I != N; ++I)
      Units.push_back(makeUnit(I, N));
    std::vector<const TranslationUnitSummary *> Pointers;
    for (const TranslationUnitSummary &U : Units)
      Pointers.push_back(&U);
    const auto Start = std::chrono::steady_clock::now();
    const Verdicts V = solve(Pointers, {});
    const double Seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - Start)
            .count();
    unsigned Count[3] = {};
    for (const CallSiteVerdict &C : V.CallSites)
      ++Count[C.Result == Verdict::Safe     ? 0
              : C.Result == Verdict::Unsafe ? 1
                                            : 2];
    rusage Usage{};
    getrusage(RUSAGE_SELF, &Usage);
    std::printf("%8u %10u %9.2f %9.1f %9.0f %8u %8u %8u\n", N, N * PerUnit,
                Seconds, Seconds * 1e6 / (N * PerUnit),
                Usage.ru_maxrss / 1024.0, Count[0], Count[1], Count[2]);
    std::fflush(stdout);
  }
}
