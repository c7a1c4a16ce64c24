//===- ProcessorsTest.cpp - Tests of Processors.cpp ----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RuntimeTest.h"

#include "Processors.h"

#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace aether;
using namespace aether::detail;

namespace {
/// A file system of control groups, of this process alone: the same tests run
/// in several builds at once.
struct ProcessorsTest : testing::Test {
  ProcessorsTest() { std::filesystem::remove_all(root); }
  ~ProcessorsTest() override { std::filesystem::remove_all(root); }
  void file(const std::string &path, const std::string &text) const {
    const std::filesystem::path full = root + path;
    std::filesystem::create_directories(full.parent_path());
    std::ofstream(full) << text;
  }
  const std::string root =
      testing::TempDir() + "cgroup-" + std::to_string(getpid()) + "-" +
      testing::UnitTest::GetInstance()->current_test_info()->name();
};
} // namespace

TEST_F(ProcessorsTest, ThereIsOne) {
  EXPECT_GE(processors_of_affinity(), 1u);
  EXPECT_GE(available_processors(), 1u);
  EXPECT_LE(available_processors(), processors_of_affinity());
}

TEST_F(ProcessorsTest, NoQuota) {
  EXPECT_FALSE(processors_of_quota("", root));
  EXPECT_FALSE(processors_of_quota("nonsense\n0::relative\n:", root));
  EXPECT_FALSE(processors_of_quota("0::/a/b\n", root));
  file("/a/cpu.max", "max 100000\n");
  EXPECT_FALSE(processors_of_quota("0::/a/b\n", root));
  file("/cpu/cpu.cfs_quota_us", "-1\n");
  file("/cpu/cpu.cfs_period_us", "100000\n");
  EXPECT_FALSE(processors_of_quota("1:cpu:/\n", root));
}

TEST_F(ProcessorsTest, VersionTwo) {
  file("/a/cpu.max", "250000 100000\n");
  EXPECT_EQ(processors_of_quota("0::/a\n", root), 3u);
  EXPECT_EQ(processors_of_quota("0::/a/b/c\n", root), 3u); // around it
  EXPECT_FALSE(processors_of_quota("0::/other\n", root));
  file("/a/b/cpu.max", "10000 100000\n");
  EXPECT_EQ(processors_of_quota("0::/a/b\n", root), 1u);
  file("/cpu.max",
       "200000 100000\n"); // of a container, which sees its own root
  EXPECT_EQ(processors_of_quota("0::/not/there\n", root), 2u);
}

TEST_F(ProcessorsTest, VersionOne) {
  file("/cpu,cpuacct/x/cpu.cfs_quota_us", "400000\n");
  file("/cpu,cpuacct/x/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(processors_of_quota("7:memory:/y\n4:cpu,cpuacct:/x\n0::/\n", root),
            4u);
  EXPECT_FALSE(processors_of_quota("4:cpuacct:/x\n", root));
  file("/cpu/cpu.cfs_quota_us", "200000\n");
  file("/cpu/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(processors_of_quota("4:cpu,cpuacct:/x\n", root), 2u);
}
