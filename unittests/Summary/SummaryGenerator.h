//===- SummaryGenerator.h - Random summaries --------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef AETHER_UNITTESTS_SUMMARY_SUMMARYGENERATOR_H
#define AETHER_UNITTESTS_SUMMARY_SUMMARYGENERATOR_H

#include "aether-analysis/Summary.h"

#include <random>
#include <string>
#include <utility>
#include <vector>

namespace aether::analysis::testing {

/// Random summaries that keep the promises of Summary.h, with each kind of
/// event at least once in each function. Equal seeds give equal summaries.
class SummaryGenerator {
public:
  explicit SummaryGenerator(unsigned Seed) : Random(Seed) {}

  TranslationUnitSummary unit(unsigned Functions) {
    Unit = TranslationUnitSummary();
    Unit.MainFile = "/src/main.cpp";
    for (unsigned I = 0; I != 20; ++I)
      Unit.intern("string " + std::to_string(I) + std::string(below(40), 'x'));
    for (unsigned I = 0, N = 1 + below(4); I != N; ++I)
      Unit.Files.push_back({"f" + std::to_string(I) + ".h",
                            "/src/f" + std::to_string(I) + ".h", flip(),
                            Random()});
    for (unsigned I = 0, N = 1 + below(5); I != N; ++I)
      Unit.Globals.push_back(
          {string(), string(), string(), position(), flip(), flip(), flip()});
    for (unsigned I = 0; I != Functions; ++I)
      Unit.Functions.push_back(function());
    for (unsigned I = 0, N = below(4); I != N; ++I)
      Unit.Witnesses.push_back(witness());
    return std::move(Unit);
  }

private:
  unsigned below(unsigned N) { return static_cast<unsigned>(Random() % N); }
  bool flip() { return Random() & 1; }
  template <typename E> E pick(E Last) {
    return static_cast<E>(below(static_cast<unsigned>(Last) + 1));
  }
  StringId string() { return below(unsigned(Unit.Strings.size())); }
  SourcePos position() {
    if (below(8) == 0)
      return {};
    return {below(unsigned(Unit.Files.size())), 1 + below(flip() ? 50 : ~0u),
            below(200)};
  }
  PlaceId place() { return below(unsigned(F->T.Places.size())); }
  PlaceId maybePlace() { return flip() ? place() : None; }
  IntId integer() { return below(unsigned(F->T.Ints.size())); }
  IntId maybeInteger() { return flip() ? integer() : None; }
  ValueId value() { return below(unsigned(F->T.Values.size())); }
  ValueId maybeValue() { return flip() ? value() : None; }
  template <typename Fn> auto some(Fn Each) {
    std::vector<decltype(Each())> Result;
    for (unsigned I = 0, N = below(4); I != N; ++I)
      Result.push_back(Each());
    return Result;
  }

  WitnessFrame frame() { return {string(), position(), position()}; }
  WitnessAccess accessSeen() {
    return {pick(AccessKind::AtomicWrite), pick(WitnessForm::Container),
            string(),
            [&] {
              auto Out = some([&] { return frame(); });
              Out.push_back(frame());
              return Out;
            }(),
            some([&] { return frame(); })};
  }
  Witness witness() {
    return {accessSeen(), accessSeen(), pick(WitnessMemory::Heap), string(),
            flip()};
  }

  void terms() {
    Terms &T = F->T;
    T.root(PlaceKind::This);
    T.constant(static_cast<std::int64_t>(Random()));
    T.unknown(string());
    for (unsigned I = 0; I != 60; ++I)
      switch (below(24)) {
      case 0:
        T.root(PlaceKind::Param, below(2));
        break;
      case 1:
        T.root(PlaceKind::Local, below(3));
        break;
      case 2:
        T.root(PlaceKind::Global, below(unsigned(Unit.Globals.size())));
        break;
      case 3:
        T.root(PlaceKind::Alloc, below(9));
        break;
      case 4:
        T.root(PlaceKind::Result, below(9));
        break;
      case 5:
        T.root(PlaceKind::Function, string());
        break;
      case 6:
        T.root(PlaceKind::Unknown, string());
        break;
      case 7:
        T.field(place(), string());
        break;
      case 8:
        T.deref(place());
        break;
      case 9:
        T.index(place(), integer());
        break;
      case 10:
        T.elements(place());
        break;
      case 11:
        T.offset(place(), integer());
        break;
      case 12:
        T.structure(place());
        T.owner(place());
        break;
      case 13:
        T.constant(below(100));
        break;
      case 14:
        T.cell(place());
        break;
      case 15:
        T.atom(IntKind::LoopVar, below(2));
        break;
      case 16:
        T.atom(static_cast<IntKind>(unsigned(IntKind::TaskIndex) + below(3)), 0,
               below(2));
        break;
      case 17:
        T.binary(static_cast<IntKind>(unsigned(IntKind::Add) + below(6)),
                 integer(), integer());
        break;
      case 18:
        T.opaque(string());
        break;
      case 19:
        T.integerValue(integer());
        break;
      case 20:
        T.addr(place());
        break;
      case 21:
        T.load(place());
        break;
      case 22:
        T.range(integer(), integer());
        break;
      case 23:
        T.choice({value(), value(), value()});
        break;
      }
  }

  Access access() {
    return {pick(AccessKind::AtomicWrite),
            pick(AccessNature::Released),
            place(),
            string(),
            string(),
            position(),
            static_cast<std::int64_t>(Random()),
            static_cast<std::int64_t>(Random()),
            some([&] { return place(); })};
  }

  Event event(unsigned Kind) {
    switch (Kind) {
    case 0:
      return access();
    case 1:
      return Store{place(), maybeValue(), position()};
    case 2:
      return Call{string(),     maybeValue(),
                  maybeValue(), some([&] { return maybeValue(); }),
                  below(99),    flip(),
                  flip(),       flip(),
                  string(),     position()};
    case 3:
      return LockEvent{pick(LockOp::Use),
                       pick(LockMode::After),
                       maybePlace(),
                       maybePlace(),
                       maybePlace(),
                       string(),
                       position()};
    case 4:
      return Parallel{below(2)};
    case 5:
      return Join{maybePlace(), flip(), position()};
    case 6:
      return Return{maybeValue(), position(),
                    some([&] { return flip() ? comparison() : Condition(); }),
                    flip()};
    case 7:
      return ScopeEnd{place(), string(), position()};
    default:
      return Opaque{string(), position()};
    }
  }

  Condition comparison() {
    Condition C;
    C.Kind = Condition::Kind::Compare;
    C.Op = pick(CompareOp::NotEqual);
    C.Lhs = maybeInteger();
    C.Rhs = maybeInteger();
    C.LhsAt = maybePlace();
    C.RhsAt = maybePlace();
    return C;
  }

  Block block(unsigned Blocks) {
    Block B;
    for (unsigned I = 0, N = 1 + below(8); I != N; ++I)
      B.Events.push_back(event(below(unsigned(std::variant_size_v<Event>))));
    B.Successors = some([&] { return below(Blocks); });
    B.Branch.Kind = pick(Condition::Kind::Never);
    if (B.Branch.Kind == Condition::Kind::None ||
        B.Branch.Kind == Condition::Kind::Never)
      return B;
    if (B.Branch.Kind == Condition::Kind::Compare) {
      B.Branch = comparison();
    } else {
      B.Branch.Op = pick(CompareOp::NotEqual);
      B.Branch.Negated = flip();
      B.Branch.Lhs = below(unsigned(B.Events.size()));
      if (B.Branch.Kind == Condition::Kind::TryLock)
        B.Events[B.Branch.Lhs] = LockEvent{
            LockOp::TryAcquire, LockMode::Exclusive, place(), None, None,
            string(),           position()};
      else
        B.Events[B.Branch.Lhs] = Join{place(), /*IfFalse=*/true, position()};
    }
    return B;
  }

  ParallelCall parallelCall() {
    ParallelCall P;
    P.Callee = string();
    P.Pos = position();
    P.MemberPos = position();
    P.ParenPos = position();
    P.MacroPos = position();
    P.MacroEndPos = position();
    P.Dimensions = {{flip(), maybeInteger(), maybeInteger()},
                    {flip(), maybeInteger(), maybeInteger()}};
    P.Tasks = some([&] {
      ParallelCall::Task T;
      T.Callee = string();
      T.Callable = maybeValue();
      T.Args = some([&] { return maybeValue(); });
      T.Bindings = some(
          [&] { return ParallelCall::Binding{maybePlace(), maybeValue()}; });
      T.Accesses = some([&] { return access(); });
      T.Many = flip();
      T.OwnCopy = flip();
      T.Sequential = flip();
      T.SharesIndices = flip();
      return T;
    });
    P.IfUnseen = string();
    P.Blocking = flip();
    P.Handle = maybePlace();
    P.Unsequenced = flip();
    P.UserAssumptions = some([&] { return string(); });
    P.ModelAssumptions = some([&] { return string(); });
    return P;
  }

  FunctionSummary function() {
    FunctionSummary Function;
    F = &Function;
    F->Key = string();
    F->Name = string();
    F->Pos = position();
    F->InUserCode = flip();
    F->InternalLinkage = flip();
    F->IsLambda = flip();
    F->IsInstantiation = flip();
    F->IsFinal = flip();
    F->Overrides = some([&] { return string(); });
    F->Params = {{string(), string()}, {string(), string()}};
    terms();
    for (unsigned I = 0; I != 3; ++I) {
      const bool IsParam = flip();
      F->Locals.push_back(
          {string(), string(), position(), IsParam, IsParam ? below(2) : 0});
    }
    for (unsigned I = 0; I != 2; ++I)
      F->Loops.push_back({maybeInteger(), maybeInteger(),
                          static_cast<std::int64_t>(Random()), maybeInteger(),
                          static_cast<std::int64_t>(Random()), flip(), flip(),
                          flip(), string()});
    F->Parallels = {parallelCall(), parallelCall()};
    const unsigned Blocks = 1 + below(5);
    for (unsigned I = 0; I != Blocks; ++I)
      F->Blocks.push_back(block(Blocks));
    // Each kind at least once.
    for (unsigned K = 0; K != std::variant_size_v<Event>; ++K)
      F->Blocks.back().Events.push_back(event(K));
    return Function;
  }

  std::mt19937_64 Random;
  TranslationUnitSummary Unit;
  FunctionSummary *F = nullptr;
};

} // namespace aether::analysis::testing

#endif // AETHER_UNITTESTS_SUMMARY_SUMMARYGENERATOR_H
