//===- SerialTest.cpp - Serial.h ------------------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Serial.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/xxhash.h"

#include <gtest/gtest.h>

#include <random>

using namespace aether::analysis;
using llvm::support::endian::write32le;
using llvm::support::endian::write64le;

namespace {

//===----------------------------------------------------------------------===//
// Random summaries that keep the promises of Summary.h
//===----------------------------------------------------------------------===//

class Generator {
public:
  explicit Generator(unsigned Seed) : Random(Seed) {}

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
          {string(), string(), string(), position(), flip(), flip()});
    for (unsigned I = 0; I != Functions; ++I)
      Unit.Functions.push_back(function());
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
            pick(AccessNature::Clear),
            place(),
            string(),
            string(),
            position(),
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
      return LockEvent{pick(LockOp::MayWait),
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
      return Return{maybeValue(), position()};
    default:
      return Opaque{string(), position()};
    }
  }

  Block block(unsigned Blocks) {
    Block B;
    for (unsigned I = 0, N = 1 + below(8); I != N; ++I)
      B.Events.push_back(event(below(unsigned(std::variant_size_v<Event>))));
    B.Successors = some([&] { return below(Blocks); });
    B.Branch.Kind = pick(Condition::Kind::TryLock);
    if (B.Branch.Kind == Condition::Kind::None)
      return B;
    B.Branch.Op = pick(CompareOp::NotEqual);
    B.Branch.Negated = flip();
    if (B.Branch.Kind == Condition::Kind::Compare) {
      B.Branch.Lhs = maybeInteger();
      B.Branch.Rhs = maybeInteger();
    } else {
      B.Branch.Lhs = below(unsigned(B.Events.size()));
      LockEvent Try;
      Try.Op = LockOp::TryAcquire;
      Try.Mutex = place();
      B.Events[B.Branch.Lhs] = Try;
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
      T.SharesIndices = flip();
      T.Sequential = flip();
      return T;
    });
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
                          static_cast<std::int64_t>(Random()), flip(),
                          string()});
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

//===----------------------------------------------------------------------===//
// Helpers
//===----------------------------------------------------------------------===//

/// The kind of failure, or nothing if \p Bytes hold a summary.
std::optional<SerialError::Kind> failure(llvm::StringRef Bytes,
                                         std::string *Message = nullptr) {
  auto Unit = deserialize(Bytes);
  if (Unit) {
    // What was accepted has one spelling only.
    EXPECT_EQ(serialize(*Unit), Bytes);
    return std::nullopt;
  }
  std::optional<SerialError::Kind> Kind;
  llvm::handleAllErrors(Unit.takeError(), [&](const SerialError &E) {
    Kind = E.kind();
    if (Message)
      *Message = E.message();
  });
  return Kind;
}

/// Makes length and checksum fit what follows them.
void fixHeader(std::string &Bytes) {
  if (Bytes.size() < 24)
    return;
  llvm::StringRef Payload = llvm::StringRef(Bytes).drop_front(24);
  write64le(&Bytes[8], Payload.size());
  write64le(&Bytes[16], llvm::xxh3_64bits(Payload));
}

void expectEqual(const Access &A, const Access &B) {
  EXPECT_EQ(A.Kind, B.Kind);
  EXPECT_EQ(A.Nature, B.Nature);
  EXPECT_EQ(A.Place, B.Place);
  EXPECT_EQ(A.Spelling, B.Spelling);
  EXPECT_EQ(A.Type, B.Type);
  EXPECT_EQ(A.Pos, B.Pos);
  EXPECT_EQ(A.Sources, B.Sources);
}
void expectEqual(const Store &A, const Store &B) {
  EXPECT_EQ(A.To, B.To);
  EXPECT_EQ(A.Value, B.Value);
  EXPECT_EQ(A.Pos, B.Pos);
}
void expectEqual(const Call &A, const Call &B) {
  EXPECT_EQ(A.Callee, B.Callee);
  EXPECT_EQ(A.Target, B.Target);
  EXPECT_EQ(A.This, B.This);
  EXPECT_EQ(A.Args, B.Args);
  EXPECT_EQ(A.Result, B.Result);
  EXPECT_EQ(A.Virtual, B.Virtual);
  EXPECT_EQ(A.Perhaps, B.Perhaps);
  EXPECT_EQ(A.Spelling, B.Spelling);
  EXPECT_EQ(A.Pos, B.Pos);
}
void expectEqual(const LockEvent &A, const LockEvent &B) {
  EXPECT_EQ(A.Op, B.Op);
  EXPECT_EQ(A.Mode, B.Mode);
  EXPECT_EQ(A.Mutex, B.Mutex);
  EXPECT_EQ(A.Guard, B.Guard);
  EXPECT_EQ(A.From, B.From);
  EXPECT_EQ(A.Spelling, B.Spelling);
  EXPECT_EQ(A.Pos, B.Pos);
}
void expectEqual(const Parallel &A, const Parallel &B) {
  EXPECT_EQ(A.Index, B.Index);
}
void expectEqual(const Join &A, const Join &B) {
  EXPECT_EQ(A.Handle, B.Handle);
  EXPECT_EQ(A.Pos, B.Pos);
}
void expectEqual(const Return &A, const Return &B) {
  EXPECT_EQ(A.Value, B.Value);
  EXPECT_EQ(A.Pos, B.Pos);
}
void expectEqual(const Opaque &A, const Opaque &B) {
  EXPECT_EQ(A.Reason, B.Reason);
  EXPECT_EQ(A.Pos, B.Pos);
}

void expectEqual(const ParallelCall &A, const ParallelCall &B) {
  EXPECT_EQ(A.Callee, B.Callee);
  EXPECT_EQ(A.Pos, B.Pos);
  EXPECT_EQ(A.MemberPos, B.MemberPos);
  EXPECT_EQ(A.ParenPos, B.ParenPos);
  EXPECT_EQ(A.MacroPos, B.MacroPos);
  EXPECT_EQ(A.MacroEndPos, B.MacroEndPos);
  ASSERT_EQ(A.Dimensions.size(), B.Dimensions.size());
  for (std::size_t I = 0; I != A.Dimensions.size(); ++I) {
    EXPECT_EQ(A.Dimensions[I].IsBlock, B.Dimensions[I].IsBlock);
    EXPECT_EQ(A.Dimensions[I].Lo, B.Dimensions[I].Lo);
    EXPECT_EQ(A.Dimensions[I].Hi, B.Dimensions[I].Hi);
  }
  ASSERT_EQ(A.Tasks.size(), B.Tasks.size());
  for (std::size_t I = 0; I != A.Tasks.size(); ++I) {
    const auto &S = A.Tasks[I], &T = B.Tasks[I];
    EXPECT_EQ(S.Callee, T.Callee);
    EXPECT_EQ(S.Callable, T.Callable);
    EXPECT_EQ(S.Args, T.Args);
    EXPECT_EQ(S.Many, T.Many);
    EXPECT_EQ(S.OwnCopy, T.OwnCopy);
    EXPECT_EQ(S.SharesIndices, T.SharesIndices);
    EXPECT_EQ(S.Sequential, T.Sequential);
    ASSERT_EQ(S.Bindings.size(), T.Bindings.size());
    for (std::size_t J = 0; J != S.Bindings.size(); ++J) {
      EXPECT_EQ(S.Bindings[J].Cell, T.Bindings[J].Cell);
      EXPECT_EQ(S.Bindings[J].Value, T.Bindings[J].Value);
    }
    ASSERT_EQ(S.Accesses.size(), T.Accesses.size());
    for (std::size_t J = 0; J != S.Accesses.size(); ++J)
      expectEqual(S.Accesses[J], T.Accesses[J]);
  }
  EXPECT_EQ(A.Blocking, B.Blocking);
  EXPECT_EQ(A.Handle, B.Handle);
  EXPECT_EQ(A.Unsequenced, B.Unsequenced);
  EXPECT_EQ(A.UserAssumptions, B.UserAssumptions);
  EXPECT_EQ(A.ModelAssumptions, B.ModelAssumptions);
}

void expectEqual(const FunctionSummary &A, const FunctionSummary &B) {
  EXPECT_EQ(A.Key, B.Key);
  EXPECT_EQ(A.Name, B.Name);
  EXPECT_EQ(A.Pos, B.Pos);
  EXPECT_EQ(A.InUserCode, B.InUserCode);
  EXPECT_EQ(A.InternalLinkage, B.InternalLinkage);
  EXPECT_EQ(A.IsLambda, B.IsLambda);
  EXPECT_EQ(A.IsInstantiation, B.IsInstantiation);
  EXPECT_EQ(A.IsFinal, B.IsFinal);
  EXPECT_EQ(A.Overrides, B.Overrides);
  EXPECT_EQ(A.T.Places, B.T.Places);
  EXPECT_EQ(A.T.Ints, B.T.Ints);
  EXPECT_EQ(A.T.Values, B.T.Values);
  EXPECT_EQ(A.T.Choices, B.T.Choices);
  ASSERT_EQ(A.Params.size(), B.Params.size());
  ASSERT_EQ(A.Locals.size(), B.Locals.size());
  for (std::size_t I = 0; I != A.Locals.size(); ++I) {
    EXPECT_EQ(A.Locals[I].Name, B.Locals[I].Name);
    EXPECT_EQ(A.Locals[I].Type, B.Locals[I].Type);
    EXPECT_EQ(A.Locals[I].Pos, B.Locals[I].Pos);
    EXPECT_EQ(A.Locals[I].IsParam, B.Locals[I].IsParam);
    EXPECT_EQ(A.Locals[I].Param, B.Locals[I].Param);
  }
  ASSERT_EQ(A.Loops.size(), B.Loops.size());
  for (std::size_t I = 0; I != A.Loops.size(); ++I) {
    EXPECT_EQ(A.Loops[I].Lo, B.Loops[I].Lo);
    EXPECT_EQ(A.Loops[I].Hi, B.Loops[I].Hi);
    EXPECT_EQ(A.Loops[I].Step, B.Loops[I].Step);
    EXPECT_EQ(A.Loops[I].Complete, B.Loops[I].Complete);
    EXPECT_EQ(A.Loops[I].Variable, B.Loops[I].Variable);
  }
  ASSERT_EQ(A.Parallels.size(), B.Parallels.size());
  for (std::size_t I = 0; I != A.Parallels.size(); ++I)
    expectEqual(A.Parallels[I], B.Parallels[I]);
  ASSERT_EQ(A.Blocks.size(), B.Blocks.size());
  for (std::size_t I = 0; I != A.Blocks.size(); ++I) {
    const Block &X = A.Blocks[I], &Y = B.Blocks[I];
    EXPECT_EQ(X.Successors, Y.Successors);
    EXPECT_EQ(X.Branch.Kind, Y.Branch.Kind);
    EXPECT_EQ(X.Branch.Op, Y.Branch.Op);
    EXPECT_EQ(X.Branch.Negated, Y.Branch.Negated);
    EXPECT_EQ(X.Branch.Lhs, Y.Branch.Lhs);
    EXPECT_EQ(X.Branch.Rhs, Y.Branch.Rhs);
    ASSERT_EQ(X.Events.size(), Y.Events.size());
    for (std::size_t J = 0; J != X.Events.size(); ++J) {
      ASSERT_EQ(X.Events[J].index(), Y.Events[J].index());
      std::visit(
          [&](const auto &E) {
            using Kind = std::decay_t<decltype(E)>;
            expectEqual(E, std::get<Kind>(Y.Events[J]));
          },
          X.Events[J]);
    }
  }
}

//===----------------------------------------------------------------------===//
// Tests
//===----------------------------------------------------------------------===//

TEST(SerialTest, EmptyUnit) {
  TranslationUnitSummary Unit;
  auto Back = deserialize(serialize(Unit));
  ASSERT_TRUE(bool(Back)) << llvm::toString(Back.takeError());
  EXPECT_EQ(Back->Strings.size(), 1u);
  EXPECT_TRUE(Back->Functions.empty());
}

TEST(SerialTest, RoundTrip) {
  for (unsigned Seed = 0; Seed != 200; ++Seed) {
    SCOPED_TRACE(Seed);
    TranslationUnitSummary Unit = Generator(Seed).unit(1 + Seed % 5);
    const std::string Bytes = serialize(Unit);
    auto Back = deserialize(Bytes);
    ASSERT_TRUE(bool(Back)) << llvm::toString(Back.takeError());
    EXPECT_EQ(serialize(*Back), Bytes);
    EXPECT_EQ(Back->MainFile, Unit.MainFile);
    EXPECT_EQ(Back->Strings, Unit.Strings);
    ASSERT_EQ(Back->Files.size(), Unit.Files.size());
    for (std::size_t I = 0; I != Unit.Files.size(); ++I) {
      EXPECT_EQ(Back->Files[I].Name, Unit.Files[I].Name);
      EXPECT_EQ(Back->Files[I].Path, Unit.Files[I].Path);
      EXPECT_EQ(Back->Files[I].System, Unit.Files[I].System);
      EXPECT_EQ(Back->Files[I].ContentHash, Unit.Files[I].ContentHash);
    }
    ASSERT_EQ(Back->Globals.size(), Unit.Globals.size());
    for (std::size_t I = 0; I != Unit.Globals.size(); ++I) {
      EXPECT_EQ(Back->Globals[I].Key, Unit.Globals[I].Key);
      EXPECT_EQ(Back->Globals[I].Pos, Unit.Globals[I].Pos);
      EXPECT_EQ(Back->Globals[I].ThreadLocal, Unit.Globals[I].ThreadLocal);
      EXPECT_EQ(Back->Globals[I].Constant, Unit.Globals[I].Constant);
    }
    ASSERT_EQ(Back->Functions.size(), Unit.Functions.size());
    for (std::size_t I = 0; I != Unit.Functions.size(); ++I)
      expectEqual(Unit.Functions[I], Back->Functions[I]);
  }
}

TEST(SerialTest, TermPoolsWorkAfterwards) {
  TranslationUnitSummary Unit = Generator(1).unit(1);
  Terms Before = Unit.Functions[0].T;
  auto Back = deserialize(serialize(Unit));
  ASSERT_TRUE(bool(Back)) << llvm::toString(Back.takeError());
  Terms &T = Back->Functions[0].T;
  const std::size_t Places = T.Places.size();
  EXPECT_EQ(T.root(PlaceKind::This), Before.root(PlaceKind::This));
  EXPECT_EQ(T.Places.size(), Places);
  EXPECT_EQ(T.opaque(1), Before.opaque(1)); // goes on counting
  EXPECT_EQ(Back->intern(Unit.Strings[3]), 3u);
}

TEST(SerialTest, Compact) {
  TranslationUnitSummary Unit = Generator(7).unit(50);
  std::size_t Items = 0;
  for (const FunctionSummary &F : Unit.Functions) {
    Items += F.T.Places.size() + F.T.Ints.size() + F.T.Values.size();
    for (const Block &B : F.Blocks)
      Items += B.Events.size();
  }
  EXPECT_LT(serialize(Unit).size(), Items * 10);
}

TEST(SerialTest, EveryTruncation) {
  const std::string Bytes = serialize(Generator(3).unit(1));
  for (std::size_t Size = 0; Size != Bytes.size(); ++Size) {
    std::string Part = Bytes.substr(0, Size);
    EXPECT_TRUE(failure(Part).has_value()) << Size;
    fixHeader(Part);
    EXPECT_TRUE(failure(Part).has_value()) << Size << ", header fixed";
  }
  std::string Longer = Bytes + '\0';
  EXPECT_EQ(failure(Longer), SerialError::Kind::Damaged);
  fixHeader(Longer);
  EXPECT_EQ(failure(Longer), SerialError::Kind::Damaged);
}

TEST(SerialTest, FlippedBitsAreNoticed) {
  const std::string Bytes = serialize(Generator(4).unit(2));
  std::mt19937 Random(42);
  for (unsigned I = 0; I != 5000; ++I) {
    std::string Bad = Bytes;
    Bad[Random() % Bad.size()] ^= static_cast<char>(1 << Random() % 8);
    EXPECT_TRUE(failure(Bad).has_value());
  }
}

TEST(SerialTest, DamageWithAFittingChecksumNeverCrashes) {
  unsigned Rejected = 0;
  for (unsigned Seed = 0; Seed != 8; ++Seed) {
    const std::string Bytes = serialize(Generator(Seed).unit(2));
    std::mt19937 Random(Seed);
    for (unsigned I = 0; I != 4000; ++I) {
      std::string Bad = Bytes;
      for (unsigned N = 0, Flips = 1 + Random() % 3; N != Flips; ++N)
        Bad[24 + Random() % (Bad.size() - 24)] = static_cast<char>(Random());
      fixHeader(Bad);
      Rejected += failure(Bad).has_value();
    }
  }
  EXPECT_GT(Rejected, 0u);
}

TEST(SerialTest, NoiseNeverCrashes) {
  std::mt19937 Random(7);
  for (unsigned I = 0; I != 20000; ++I) {
    std::string Noise("AeSm");
    Noise.resize(24 + Random() % 200);
    write32le(&Noise[4], SummaryFormat);
    for (std::size_t J = 24; J != Noise.size(); ++J)
      Noise[J] = static_cast<char>(Random() % (I % 2 ? 256 : 4));
    fixHeader(Noise);
    failure(Noise);
  }
}

TEST(SerialTest, HugeCountsAreRefusedAtOnce) {
  // Main file "", then 2^63 strings.
  std::string Bytes("AeSm");
  Bytes.resize(24);
  write32le(&Bytes[4], SummaryFormat);
  Bytes.push_back('\0');
  Bytes.append(9, '\x80');
  Bytes.push_back('\x01');
  fixHeader(Bytes);
  EXPECT_EQ(failure(Bytes), SerialError::Kind::Damaged);
}

TEST(SerialTest, OtherFormats) {
  std::string Bytes = serialize(TranslationUnitSummary()), Message;
  write32le(&Bytes[4], SummaryFormat + 1);
  EXPECT_EQ(failure(Bytes, &Message), SerialError::Kind::Newer);
  EXPECT_EQ(Message, "summary of format " + std::to_string(SummaryFormat + 1) +
                         ", written by a newer Aether; this one reads format " +
                         std::to_string(SummaryFormat));
  write32le(&Bytes[4], SummaryFormat - 1);
  EXPECT_EQ(failure(Bytes, &Message), SerialError::Kind::Older);
  EXPECT_EQ(failure("", &Message), SerialError::Kind::NotASummary);
  EXPECT_EQ(failure("SQLite format 3", &Message),
            SerialError::Kind::NotASummary);
}

TEST(SerialConsistencyTest, CyclesAndDoubles) {
  auto Verdict = [](auto Break) {
    TranslationUnitSummary Unit;
    Unit.Functions.emplace_back();
    Break(Unit, Unit.Functions[0]);
    auto Back = deserialize(serialize(Unit));
    return Back ? std::string("accepted") : llvm::toString(Back.takeError());
  };
  using U = TranslationUnitSummary;
  using F = FunctionSummary;
  EXPECT_EQ(Verdict([](U &, F &) {}), "accepted");
  // this[*this[...]]
  EXPECT_EQ(Verdict([](U &, F &Fn) {
              Fn.T.Places = {{PlaceKind::This, None, 0},
                             {PlaceKind::Index, 0, 0}};
              Fn.T.Ints = {{IntKind::Cell, 0, 1, 0}};
            }),
            "damaged summary: a term contains itself");
  EXPECT_EQ(Verdict([](U &, F &Fn) {
              Fn.T.Values = {{ValueKind::Choice, 0, 0}};
              Fn.T.Choices = {{0}};
            }),
            "damaged summary: a term contains itself");
  EXPECT_EQ(Verdict([](U &, F &Fn) {
              Fn.T.Places = {{PlaceKind::This, None, 0},
                             {PlaceKind::This, None, 0}};
            }),
            "damaged summary: a term occurs twice");
  EXPECT_EQ(Verdict([](U &Unit, F &) { Unit.Strings = {"", "a", "a"}; }),
            "damaged summary: a string occurs twice");
  EXPECT_EQ(Verdict([](U &Unit, F &) { Unit.Strings = {"a"}; }),
            "damaged summary: the first string is not the empty one");
  EXPECT_EQ(Verdict([](U &, F &Fn) { Fn.Key = 9; }),
            "damaged summary: an id is out of range");
  EXPECT_EQ(Verdict([](U &, F &Fn) {
              Fn.Blocks.resize(1);
              Fn.Blocks[0].Successors = {1};
            }),
            "damaged summary: an id is out of range");
  EXPECT_EQ(Verdict([](U &, F &Fn) {
              Fn.Blocks.resize(1);
              Fn.Blocks[0].Events = {Parallel{0}};
            }),
            "damaged summary: an id is out of range");
  EXPECT_EQ(Verdict([](U &, F &Fn) {
              Fn.Blocks.resize(1);
              Fn.Blocks[0].Events = {Join{}};
              Fn.Blocks[0].Branch.Kind = Condition::Kind::TryLock;
              Fn.Blocks[0].Branch.Lhs = 0;
            }),
            "damaged summary: a branch on something that is not tested");
  EXPECT_EQ(Verdict([](U &, F &Fn) {
              Fn.Blocks.resize(1);
              Fn.Blocks[0].Events = {Access{}}; // of no place
            }),
            "damaged summary: an id is out of range");
  EXPECT_EQ(Verdict([](U &, F &Fn) {
              Fn.Parallels.resize(1);
              Fn.Parallels[0].Dimensions.resize(1);
              Fn.T.Ints = {{IntKind::TaskIndex, 0, 0, 1}};
            }),
            "damaged summary: an id is out of range");
}

TEST(SerialTest, ContentHash) {
  EXPECT_EQ(contentHash("abc"), llvm::xxh3_64bits(llvm::StringRef("abc")));
  EXPECT_NE(contentHash("abc"), contentHash("abd"));
}

} // namespace
