//===- SharesTest.cpp - Tests of Shares.cpp ------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RuntimeTest.h"

#include "Shares.h"

using namespace aether;
using namespace aether::detail;
using namespace aether::test;

TEST(Shares, PiecesMakeUpTheRange) {
  for (std::size_t first : {0, 1, 33})
    for (std::size_t grain : {0, 1, 3, 64})
      for (std::size_t wanted : {1, 5, 100})
        for (bool taper : {false, true}) {
          Shares shares;
          shares.start(first, 1000, grain);
          std::size_t at = first;
          while (const auto piece =
                     shares.claim(&shares.first_share(), wanted, taper)) {
            ASSERT_EQ(piece.begin, at);
            ASSERT_LT(piece.begin, piece.end);
            at = piece.end;
          }
          EXPECT_EQ(at, 1000u);
          EXPECT_TRUE(shares.empty());
        }
}

TEST(Shares, AGrainIsOneUnit) {
  Shares shares;
  shares.start(0, 100, 30);
  EXPECT_EQ(shares.units_left(), 4u);
  for (std::size_t size : {30, 30, 30, 10}) {
    const auto piece = shares.claim(&shares.first_share(), 30, false);
    EXPECT_EQ(piece.end - piece.begin, size);
  }
}

TEST(Shares, OthersTakeHalfFromTheRear) {
  Shares shares;
  shares.start(0, 100, 10);
  Shares::Share *const other = shares.add();
  ASSERT_NE(other, nullptr);
  EXPECT_EQ(shares.claim(other, 10, false).begin, 50u);
  EXPECT_EQ(shares.claim(&shares.first_share(), 10, false).begin, 0u);
  EXPECT_EQ(shares.claim(nullptr, 10, false).begin, 40u); // without a share
}

TEST(Shares, AreDividedForThoseWhoComeAtOnce) {
  Shares shares;
  shares.start(0, 4096, 0);
  shares.divide(4);
  EXPECT_EQ(shares.units_left(), 4096u);
  EXPECT_EQ(shares.claim(&shares.first_share(), 4096, false).end, 1024u);
  const auto second = shares.claim(shares.add(), 4096, false);
  EXPECT_EQ(second.begin, 1024u);
  EXPECT_EQ(second.end, 2048u);
  EXPECT_EQ(shares.taken_over(), 0u);
}

TEST(Shares, OfThreadsThatDidNotComeAreTakenAtOnce) {
  Shares shares;
  shares.start(0, 4096, 0);
  shares.divide(2);
  shares.claim(&shares.first_share(), 4096, false);
  const auto all = shares.claim(&shares.first_share(), 4096, false);
  EXPECT_EQ(all.begin, 2048u);
  EXPECT_EQ(all.end, 4096u);
  EXPECT_TRUE(shares.empty());
  EXPECT_FALSE(shares.claim(shares.add(), 1, false)); // who comes late
}

TEST(Shares, MoreWaysThanElements) {
  Shares shares;
  shares.start(5, 8, 0);
  shares.divide(10);
  std::size_t count = 0;
  while (const auto piece = shares.claim(&shares.first_share(), 1, false))
    count += piece.end - piece.begin;
  EXPECT_EQ(count, 3u);
}

TEST(Shares, LargePiecesAreAligned) {
  Shares shares;
  shares.start(1, 100000, 0);
  shares.claim(&shares.first_share(), 100, false);
  std::size_t at = shares.claim(&shares.first_share(), 1000, false).begin;
  EXPECT_EQ(at % AlignedPiece, 0u);
  EXPECT_EQ(shares.claim(shares.add(), 1000, false).begin % AlignedPiece, 0u);
}

TEST(Shares, TaperedPiecesShrink) {
  Shares shares;
  shares.start(0, 1000, 0);
  const auto first = shares.claim(&shares.first_share(), 800, true);
  const auto second = shares.claim(&shares.first_share(), 800, true);
  EXPECT_LE(first.end - first.begin, 512u);
  EXPECT_LT(second.end - second.begin, first.end - first.begin);
}

TEST(Shares, NumbersThatDoNotFitInAUnit) {
  constexpr std::size_t huge = ~std::size_t{0};
  Shares shares;
  shares.start(5, huge, 0);
  std::size_t at = 5;
  for (int i = 0; i != 3; ++i) {
    const auto piece = shares.claim(&shares.first_share(), huge / 2, false);
    ASSERT_EQ(piece.begin, at);
    at = piece.end;
  }
  EXPECT_EQ(at, huge);
  EXPECT_TRUE(shares.empty());
}

TEST(Shares, CountsWhatIsTakenOver) {
  Shares shares;
  shares.start(0, 1000, 0);
  shares.claim(&shares.first_share(), 10, false);
  EXPECT_EQ(shares.taken_over(), 0u);
  Shares::Share *const second = shares.add();
  shares.claim(second, 10, false);
  EXPECT_EQ(shares.taken_over(), 1u);
  shares.claim(second, 10, false); // out of its own by now
  EXPECT_EQ(shares.taken_over(), 1u);
  shares.claim(nullptr, 10, false);
  EXPECT_EQ(shares.taken_over(), 2u);
}

TEST(Shares, WhatIsGivenBackIsTakenOnce) {
  Shares shares;
  shares.start(0, 100, 0);
  Shares::Share &first = shares.first_share();
  auto piece = shares.claim(&first, 64, false);
  ASSERT_EQ(piece.end, 64u);
  Shares::Share *const second = shares.add();
  const std::size_t rear = shares.claim(second, 100, false).begin;
  EXPECT_GT(rear, 64u);
  ASSERT_TRUE(shares.give_back(first, {10, 64}));
  EXPECT_EQ(shares.units_left(), rear - 10);
  piece = shares.claim(&first, 100, false);
  EXPECT_EQ(piece.begin, 10u);
  EXPECT_EQ(piece.end, rear);
  EXPECT_TRUE(shares.empty());
  // Nothing is left beside it.
  ASSERT_TRUE(shares.give_back(first, {64, rear}));
  EXPECT_EQ(shares.claim(nullptr, 100, false).begin, 64u);
  EXPECT_TRUE(shares.empty());
}

TEST(Shares, PartOfAUnitIsNotGivenBack) {
  Shares shares;
  shares.start(0, 100, 8);
  ASSERT_EQ(shares.claim(&shares.first_share(), 40, false).end, 40u);
  EXPECT_FALSE(shares.give_back(shares.first_share(), {20, 40}));
  EXPECT_TRUE(shares.give_back(shares.first_share(), {24, 40}));
}

TEST(Shares, OnlySoMany) {
  Shares shares;
  shares.start(0, 100, 0);
  for (std::size_t i = 1; i != Shares::Most; ++i)
    EXPECT_NE(shares.add(), nullptr);
  EXPECT_EQ(shares.add(), nullptr);
}

TEST(Shares, ManyThreadsTakeEachElementOnce) {
  constexpr std::size_t count = 200000;
  Shares shares;
  shares.start(0, count, 0);
  std::vector<std::atomic<int>> hits(count);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t != 4; ++t)
    threads.emplace_back([&, t] {
      Shares::Share *const own = t == 0   ? &shares.first_share()
                                 : t == 3 ? nullptr
                                          : shares.add();
      while (auto piece = shares.claim(own, 7, true)) {
        if (own && piece.begin % 3 == 0 && piece.end - piece.begin > 2 &&
            shares.give_back(*own, {piece.begin + 2, piece.end}))
          piece.end = piece.begin + 2;
        for (std::size_t i = piece.begin; i != piece.end; ++i)
          ++hits[i];
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  for (const auto &hit : hits)
    ASSERT_EQ(hit, 1);
}
