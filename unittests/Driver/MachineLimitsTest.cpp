//===- MachineLimitsTest.cpp - Tests for lib/Driver/MachineLimits.cpp -----===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MachineLimits.h"
#include "TempDir.h"

#include "gtest/gtest.h"

using namespace aether::analysis;

namespace {

MachineLimits read(const TempDir &D, llvm::StringRef Groups) {
  MachineLimits Limits;
  readCgroupLimits(Groups, D.path(), Limits);
  return Limits;
}

TEST(MachineLimits, Version2TakesTheTightestOnTheWayUp) {
  TempDir D;
  D.write("a/b/cpu.max", "max 100000\n");
  D.write("a/cpu.max", "150000 100000\n");
  D.write("a/b/memory.max", "1048576\n");
  D.write("a/memory.max", "max\n");
  MachineLimits L = read(D, "0::/a/b\n");
  EXPECT_EQ(L.CgroupCores, 1.5);
  EXPECT_EQ(L.CgroupMemory, 1048576u);
}

TEST(MachineLimits, Version1HasFoldersNamedAfterControllers) {
  TempDir D;
  D.write("cpu,cpuacct/x/cpu.cfs_quota_us", "200000\n");
  D.write("cpu,cpuacct/x/cpu.cfs_period_us", "100000\n");
  D.write("memory/memory.limit_in_bytes", "9223372036854771712\n");
  MachineLimits L = read(D, "3:cpu,cpuacct:/x\n4:memory:/x\n");
  EXPECT_EQ(L.CgroupCores, 2);
  EXPECT_EQ(L.CgroupMemory, 0u);
  D.write("cpu/cpu.cfs_quota_us", "-1\n");
  D.write("cpu/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(read(D, "3:cpu:/\n").CgroupCores, 0);
}

TEST(MachineLimits, PathsThatCannotBeSeenHaveNoLimits) {
  TempDir D;
  D.write("cpu.max", "300000 100000\n");
  EXPECT_EQ(read(D, "0::/docker/0123/elsewhere\n").CgroupCores, 3);
  EXPECT_EQ(read(D, "0::/\n").CgroupCores, 3);
  EXPECT_EQ(read(D, "").CgroupCores, 0);
  EXPECT_EQ(read(D, "damaged\n::\n:::").CgroupCores, 0);
}

TEST(MachineLimits, UsableCores) {
  MachineLimits L;
  EXPECT_EQ(usableCores(L), 1u);
  L.Online = 16;
  L.Affinity = 8;
  EXPECT_EQ(usableCores(L), 8u);
  L.CgroupCores = 1.5;
  EXPECT_EQ(usableCores(L), 2u);
  L.CgroupCores = 0.1;
  EXPECT_EQ(usableCores(L), 1u);
  L.CgroupCores = 99;
  EXPECT_EQ(usableCores(L), 8u);
}

TEST(MachineLimits, ThisMachine) {
  MachineLimits L = machineLimits();
  EXPECT_GE(L.Online, 1u);
  EXPECT_GE(L.Affinity, 1u);
}

} // namespace
