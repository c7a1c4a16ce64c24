//===- SerialTest.cpp - Serial.h ------------------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Serial.h"

#include "SummaryGenerator.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/xxhash.h"

#include <gtest/gtest.h>

#include <random>

using namespace aether::analysis;
using aether::analysis::testing::SummaryGenerator;
using llvm::support::endian::write32le;
using llvm::support::endian::write64le;

namespace {

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
    TranslationUnitSummary Unit = SummaryGenerator(Seed).unit(1 + Seed % 5);
    const std::string Bytes = serialize(Unit);
    auto Back = deserialize(Bytes);
    ASSERT_TRUE(bool(Back)) << llvm::toString(Back.takeError());
    EXPECT_EQ(serialize(*Back), Bytes);
    EXPECT_EQ(Back->MainFile, Unit.MainFile);
    EXPECT_TRUE(Back->Strings == Unit.Strings);
    EXPECT_TRUE(Back->Files == Unit.Files);
    EXPECT_TRUE(Back->Globals == Unit.Globals);
    EXPECT_TRUE(Back->Functions == Unit.Functions);
    EXPECT_TRUE(Back->Witnesses == Unit.Witnesses);
  }
}

TEST(SerialTest, TermPoolsWorkAfterwards) {
  TranslationUnitSummary Unit = SummaryGenerator(1).unit(1);
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
  TranslationUnitSummary Unit = SummaryGenerator(7).unit(50);
  std::size_t Items = 0;
  for (const FunctionSummary &F : Unit.Functions) {
    Items += F.T.Places.size() + F.T.Ints.size() + F.T.Values.size();
    for (const Block &B : F.Blocks) {
      Items += 1 + B.Events.size();
      for (const Event &Ev : B.Events)
        if (const auto *R = std::get_if<Return>(&Ev))
          Items += R->Tests.size();
    }
  }
  EXPECT_LT(serialize(Unit).size(), Items * 10);
}

TEST(SerialTest, EveryTruncation) {
  const std::string Bytes = serialize(SummaryGenerator(3).unit(1));
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
  const std::string Bytes = serialize(SummaryGenerator(4).unit(2));
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
    const std::string Bytes = serialize(SummaryGenerator(Seed).unit(2));
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
