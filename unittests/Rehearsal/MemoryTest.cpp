//===- MemoryTest.cpp - Tests for lib/Rehearsal/Memory.cpp
//------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Memory.h"

#include "gtest/gtest.h"

using namespace aether::analysis;
using namespace aether::analysis::rehearsal;

namespace {

constexpr auto Heap = RehearsedRace::Memory::Heap;

TEST(Memory, ObjectsBeginWithZerosAndHoldWords) {
  Memory M;
  const Address A = M.make(12, Heap, nullptr);
  ASSERT_TRUE(M.bytes(A + 4, 8));
  EXPECT_EQ(M.load(M.bytes(A + 4, 8), 8), 0u);
  M.store(M.bytes(A + 4, 8), 0x0102030405060708, 8);
  EXPECT_EQ(M.load(M.bytes(A + 4, 8), 8), 0x0102030405060708u);
  EXPECT_EQ(M.load(M.bytes(A + 4, 2), 2), 0x0708u);
  EXPECT_EQ(M.load(M.bytes(A + 11, 1), 1), 0x01u);
}

TEST(Memory, NothingIsBehindAnObjectOrAtNull) {
  Memory M;
  const Address A = M.make(12, Heap, nullptr);
  EXPECT_FALSE(M.bytes(A + 5, 8));
  EXPECT_FALSE(M.bytes(A - 1, 1));
  EXPECT_FALSE(M.bytes(0, 1));
  EXPECT_FALSE(M.find(8));
  EXPECT_TRUE(M.find(A + 12)) << "one past the end is of the object";
}

TEST(Memory, LaterObjectsAreForgotten) {
  Memory M;
  const Address A = M.make(8, Heap, nullptr);
  const std::size_t Count = M.size();
  const Address B = M.make(8, Heap, nullptr);
  M.keep(Count);
  EXPECT_TRUE(M.find(A));
  EXPECT_FALSE(M.find(B));
}

} // namespace
