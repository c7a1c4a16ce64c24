//===- SolveScale.cpp - How linking and solving grow ----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Makes whole programs as summaries, solves them, and prints for each size the
/// time and the peak memory of a process of its own, summaries included; then
/// how long it takes again when one unit has changed, and how many of the
/// groups of calls are solved for that:
///
///     usage: solve-scale [FUNCTIONS...]     (1000 10000 100000 if left out)
///
/// A unit holds one class with ten functions: a parallel loop over its items,
/// the task's work under a lock and without and in a loop, parallel loops
/// nested in it through objects of other classes, and two functions that call
/// each other. Classes lie in layers; each uses such of lower layers, as
/// locals, as parts of itself, or from one of its tasks. Utilities that lock
/// and count in globals are called from everywhere. One class in twenty races,
/// one in ten does what is not understood.
//===----------------------------------------------------------------------===//

#include "aether-analysis/Solve.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>

using namespace aether::analysis;

namespace {

constexpr unsigned PerUnit = 10;
constexpr unsigned Layers = 24;
constexpr unsigned Globals = 32;

/// Writes the summary of one unit.
class Maker {
public:
  Maker(unsigned Number, unsigned Units)
      : Number(Number), Units(Units), Random(Number) {
    U.MainFile = "/u" + std::to_string(Number) + ".cpp";
    U.Files.push_back({U.MainFile, U.MainFile, false, Number});
    for (unsigned G = 0; G != 2; ++G) {
      GlobalVariable V;
      V.Key = V.Name = U.intern(
          "g" + std::to_string(G == 0 ? 0 : 1 + Number % (Globals - 1)));
      V.Type = U.intern("int");
      U.Globals.push_back(V);
    }
  }
  TranslationUnitSummary make();

private:
  void begin(const std::string &Name) {
    F = FunctionSummary();
    F.Key = F.Name = U.intern(Name);
    F.Pos = pos();
    F.Params.resize(2);
    F.Blocks.resize(1);
    Here = 0;
    Object = F.T.deref(F.T.root(PlaceKind::Param, 0));
    At = F.T.cell(F.T.root(PlaceKind::Param, 1));
  }
  void end() { U.Functions.push_back(std::move(F)); }
  SourcePos pos() { return {0, Line++, 1}; }
  std::string own(unsigned I) { return name(Number, I); }
  static std::string name(unsigned Unit, unsigned I) {
    return "C" + std::to_string(Unit) + "::f" + std::to_string(I);
  }
  PlaceId field(const char *Name) { return F.T.field(Object, U.intern(Name)); }
  PlaceId item() { return F.T.index(field("items"), At); }
  void touch(AccessKind Kind, PlaceId P, const char *Type) {
    Access A;
    A.Kind = Kind;
    A.Place = P;
    A.Spelling = A.Type = U.intern(Type);
    A.Pos = pos();
    F.Blocks[Here].Events.push_back(A);
  }
  void lock(LockOp Op, PlaceId Mutex) {
    LockEvent L;
    L.Op = Op;
    L.Mutex = Mutex;
    L.Spelling = U.intern("mutex");
    L.Pos = pos();
    F.Blocks[Here].Events.push_back(L);
  }
  void call(const std::string &Callee, PlaceId On, ValueId Argument) {
    Call C;
    C.Callee = C.Spelling = U.intern(Callee);
    C.Args = {F.T.addr(On), Argument};
    C.Result = Results++;
    C.Pos = pos();
    F.Blocks[Here].Events.push_back(C);
  }
  /// What follows is in a loop that runs \p Rounds times; returns its variable.
  IntId beginLoop(std::int64_t Rounds) {
    Loop L;
    L.Lo = F.T.constant(0);
    L.Hi = F.T.constant(Rounds);
    L.Complete = true;
    L.Variable = U.intern("k");
    F.Loops.push_back(L);
    const IntId K = F.T.atom(IntKind::LoopVar, F.Loops.size() - 1);
    F.Blocks.resize(Here + 4); // test, body, what follows
    F.Blocks[Here].Successors = {Here + 1};
    Condition &Test = F.Blocks[Here + 1].Branch;
    Test.Kind = Condition::Kind::Compare;
    Test.Op = CompareOp::Less;
    Test.Lhs = K;
    Test.Rhs = L.Hi;
    F.Blocks[Here + 1].Successors = {Here + 2, Here + 3};
    F.Blocks[Here + 2].Successors = {Here + 1};
    Here += 2;
    return K;
  }
  void endLoop() { ++Here; }
  PlaceId local() {
    Local L;
    L.Name = U.intern("local");
    L.Pos = pos();
    F.Locals.push_back(L);
    return F.T.root(PlaceKind::Local, F.Locals.size() - 1);
  }
  void parallel(const std::string &Task) {
    ParallelCall P;
    P.Callee = U.intern("par");
    P.Pos = P.MemberPos = P.ParenPos = pos();
    P.Dimensions.push_back({false, F.T.constant(0), F.T.cell(field("count"))});
    ParallelCall::Task T;
    T.Callee = U.intern(Task);
    T.Args = {F.T.addr(Object),
              F.T.integerValue(F.T.atom(IntKind::TaskIndex, 0, 0))};
    P.Tasks.push_back(T);
    F.Parallels.push_back(P);
    F.Blocks[Here].Events.push_back(Parallel{0});
  }
  ValueId index() { return F.T.integerValue(At); }
  bool oneIn(unsigned N) { return Random() % N == 0; }
  /// A unit of a lower layer, most often of the next; None if there is none.
  unsigned lower() {
    const unsigned Width = std::max(1u, Units / Layers);
    const unsigned Layer = Number / Width;
    if (Layer == 0)
      return None;
    const unsigned To = oneIn(4) ? Random() % Layer : Layer - 1;
    const unsigned Near = Number % Width + Random() % 8;
    return To * Width + (oneIn(8) ? Random() % Width : Near % Width);
  }
  std::string utility() {
    return name(Random() % std::max(1u, Units / 100), 7);
  }

  const unsigned Number, Units;
  std::mt19937 Random;
  TranslationUnitSummary U;
  FunctionSummary F;
  std::uint32_t Here = 0; ///< the block being filled
  PlaceId Object = None;
  IntId At = None;
  std::uint32_t Line = 1, Results = 0;
};

TranslationUnitSummary Maker::make() {
  using enum AccessKind;
  begin(own(0)); // for all items in parallel
  touch(Read, field("count"), "int");
  parallel(own(1));
  call(own(6), Object, F.T.integerValue(F.T.constant(0)));
  end();

  begin(own(1)); // the work on one item
  touch(Write, item(), "double");
  call(own(2), Object, index());
  call(own(3), Object, index());
  if (oneIn(2))
    call(utility(), Object, index());
  end();

  begin(own(2)); // reads its item, adds to a sum
  touch(Read, item(), "double");
  // What may alias all leaves a call unknown if globals are written.
  const char *Entry = oneIn(10) ? "char" : "short";
  const IntId K = beginLoop(16);
  touch(Read, F.T.index(field("table"), K), Entry);
  touch(Write, F.T.index(F.T.field(item(), U.intern("row")), K), "double");
  endLoop();
  const bool Races = oneIn(20);
  if (!Races)
    lock(LockOp::Acquire, field("mutex"));
  touch(Write, field("sum"), "long");
  if (!Races)
    lock(LockOp::Release, field("mutex"));
  end();

  begin(own(3)); // an object of another class for each item
  touch(Read, field("scale"), "float");
  if (const unsigned To = lower(); To != None && oneIn(3))
    call(name(To, oneIn(3) ? 0 : 5), local(), index());
  call(own(8), Object, index());
  end();

  begin(own(4)); // works on a part of itself
  touch(Write, field("state"), "short");
  if (const unsigned To = lower(); To != None && oneIn(2))
    call(name(To, oneIn(2) ? 0 : 4), field("part"), index());
  end();

  begin(own(5)); // uses others one after the other
  for (unsigned I = 0; I != 3; ++I)
    if (const unsigned To = lower(); To != None) {
      const PlaceId Other = local();
      touch(Write, F.T.field(Other, U.intern("count")), "int");
      call(name(To, 0), Other, index());
      call(name(To, 4), Other, index());
    }
  end();

  begin(own(6)); // what comes after the loop
  touch(Read, field("sum"), "long");
  call(utility(), Object, index());
  if (const unsigned To = lower(); To != None && oneIn(2))
    call(name(To, 5), local(), index());
  end();

  begin(own(7)); // counts in globals
  lock(LockOp::Acquire, F.T.root(PlaceKind::Global, 0));
  touch(Write, F.T.field(F.T.root(PlaceKind::Global, 1), U.intern("n")),
        "unsigned int");
  lock(LockOp::Release, F.T.root(PlaceKind::Global, 0));
  touch(AtomicWrite, F.T.field(F.T.root(PlaceKind::Global, 1), U.intern("a")),
        "bool");
  end();

  for (unsigned I : {8u, 9u}) { // call each other
    begin(own(I));
    touch(Read, field("table"), "short");
    call(own(17 - I), Object, F.T.integerValue(F.T.add(At, F.T.constant(-1))));
    end();
  }
  return std::move(U);
}

/// How long it takes to solve \p Units again after one of them has changed, and
/// how many of the groups of calls are solved then.
struct Again {
  double Seconds = 0;
  std::size_t Groups = 0, Solved = 0;
};
Again solveAgain(std::vector<TranslationUnitSummary> &Units,
                 const std::vector<const TranslationUnitSummary *> &Pointers) {
  SolveMemo First;
  First.Find = [](std::uint64_t) { return std::nullopt; };
  solve(Pointers, {}, &First);
  const std::map<std::uint64_t, std::string> Kept(First.New.begin(),
                                                  First.New.end());
  // As if a line had been put in above.
  for (FunctionSummary &F : Units[Units.size() / 2].Functions)
    ++F.Pos.Line;
  SolveMemo Second;
  Second.Find = [&](std::uint64_t Digest) -> std::optional<std::string> {
    auto It = Kept.find(Digest);
    if (It == Kept.end())
      return std::nullopt;
    return It->second;
  };
  const auto Start = std::chrono::steady_clock::now();
  solve(Pointers, {}, &Second);
  const std::chrono::duration<double> Took =
      std::chrono::steady_clock::now() - Start;
  return {Took.count(), Second.Met.size(), Second.New.size()};
}

void measure(unsigned Functions) {
  const unsigned Count = std::max(1u, Functions / PerUnit);
  std::vector<TranslationUnitSummary> Units;
  for (unsigned I = 0; I != Count; ++I)
    Units.push_back(Maker(I, Count).make());
  std::vector<const TranslationUnitSummary *> Pointers;
  for (const TranslationUnitSummary &U : Units)
    Pointers.push_back(&U);
  auto Processor = [] {
    rusage Usage{};
    getrusage(RUSAGE_SELF, &Usage);
    auto Seconds = [](const timeval &T) { return T.tv_sec + T.tv_usec * 1e-6; };
    return Seconds(Usage.ru_utime) + Seconds(Usage.ru_stime);
  };
  const double Before = Processor();
  const auto Start = std::chrono::steady_clock::now();
  const Verdicts V = solve(Pointers, {});
  const double Seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - Start)
          .count();
  const double Busy = Processor() - Before;
  unsigned Of[3] = {};
  for (const CallSiteVerdict &C : V.CallSites)
    ++Of[static_cast<unsigned>(C.Result)];
  rusage Usage{};
  getrusage(RUSAGE_SELF, &Usage);
  const Again Next = solveAgain(Units, Pointers);
  std::printf("%9u %9zu %9.2f %9.2f %9.1f %9.0f %8u %8u %8u %9.2f %8zu %8zu\n",
              Count * PerUnit, V.CallSites.size(), Seconds, Busy,
              Busy * 1e6 / (Count * PerUnit), Usage.ru_maxrss / 1024.0,
              Of[static_cast<unsigned>(Verdict::Safe)],
              Of[static_cast<unsigned>(Verdict::Unsafe)],
              Of[static_cast<unsigned>(Verdict::Unknown)], Next.Seconds,
              Next.Groups, Next.Solved);
}

} // namespace

int main(int argc, char **argv) {
  std::vector<unsigned> Sizes;
  for (int I = 1; I < argc; ++I)
    Sizes.push_back(std::max(1, std::atoi(argv[I])));
  if (Sizes.empty())
    Sizes = {1000, 10000, 100000};
  std::printf("%9s %9s %9s %9s %9s %9s %8s %8s %8s %9s %8s %8s\n", "functions",
              "par calls", "seconds", "cpu s", "us/func", "peak MiB", "safe",
              "unsafe", "unknown", "again", "groups", "of these");
  for (unsigned Size : Sizes) {
    std::fflush(stdout);
    const pid_t Child = fork();
    if (Child == 0) {
      measure(Size);
      std::fflush(stdout);
      std::_Exit(0);
    }
    int Status = 1;
    if (Child < 0 || waitpid(Child, &Status, 0) != Child || Status != 0)
      return 1;
  }
}
