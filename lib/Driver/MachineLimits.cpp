//===- MachineLimits.cpp - What this process may use ----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MachineLimits.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <algorithm>
#include <cmath>
#include <sched.h>
#include <unistd.h>

using namespace llvm;
namespace path = llvm::sys::path;

namespace aether::analysis {
namespace {

/// The words of the first line of \p Name in \p Folder; none if unreadable.
/// Files below /proc and /sys have no size that could be asked for.
SmallVector<std::string, 2> words(StringRef Folder, StringRef Name) {
  SmallString<256> Path(Folder);
  path::append(Path, Name);
  SmallVector<std::string, 2> Words;
  if (auto Buffer = MemoryBuffer::getFileAsStream(Path)) {
    SmallVector<StringRef, 2> Parts;
    (*Buffer)->getBuffer().split('\n').first.split(Parts, ' ');
    for (StringRef Part : Parts)
      Words.push_back(Part.str());
  }
  return Words;
}

void limitCores(MachineLimits &Limits, StringRef Quota, StringRef Period) {
  double Q = 0, P = 0;
  // "max" and -1 stand for no limit.
  if (!to_float(Quota, Q) || !to_float(Period, P) || Q <= 0 || P <= 0)
    return;
  double Cores = Q / P;
  if (Limits.CgroupCores == 0 || Cores < Limits.CgroupCores)
    Limits.CgroupCores = Cores;
}

void limitMemory(MachineLimits &Limits, StringRef Bytes) {
  std::uint64_t B = 0;
  // Version 1 says "no limit" by a number near the largest there is.
  if (!to_integer(Bytes, B) || B == 0 || B > (std::uint64_t(1) << 60))
    return;
  if (Limits.CgroupMemory == 0 || B < Limits.CgroupMemory)
    Limits.CgroupMemory = B;
}

void readGroup(StringRef Folder, MachineLimits &Limits) {
  if (auto Max = words(Folder, "cpu.max"); Max.size() == 2)
    limitCores(Limits, Max[0], Max[1]);
  auto Quota = words(Folder, "cpu.cfs_quota_us");
  auto Period = words(Folder, "cpu.cfs_period_us");
  if (Quota.size() == 1 && Period.size() == 1)
    limitCores(Limits, Quota[0], Period[0]);
  for (StringRef Name : {"memory.max", "memory.limit_in_bytes"})
    if (auto Max = words(Folder, Name); Max.size() == 1)
      limitMemory(Limits, Max[0]);
}

} // namespace

void readCgroupLimits(StringRef Groups, StringRef Root, MachineLimits &Limits) {
  for (StringRef Line : split(Groups, '\n')) {
    // ID:CONTROLLERS:PATH; version 2 has no controllers here.
    auto [Id, Rest] = Line.split(':');
    auto [Controllers, Group] = Rest.split(':');
    if (Id.empty() || Group.empty())
      continue;
    SmallVector<StringRef, 2> Mounts;
    if (Controllers.empty()) {
      Mounts = {"", "unified"};
    } else {
      // The mount has the name of the controllers, or of one of them.
      Mounts.push_back(Controllers);
      Controllers.split(Mounts, ',');
    }
    for (StringRef Mount : Mounts) {
      SmallString<256> Top(Root.rtrim('/'));
      if (!Mount.empty())
        path::append(Top, Mount);
      // Inside a container the path may be the host's, of which only the root
      // can be seen: what is not there has no limits.
      SmallString<256> Folder(Top);
      path::append(Folder, Group);
      while (Folder.size() >= Top.size()) {
        readGroup(Folder, Limits);
        if (Folder.size() == Top.size())
          break;
        path::remove_filename(Folder);
      }
    }
  }
}

MachineLimits machineLimits() {
  MachineLimits Limits;
  Limits.Online = std::max(1l, sysconf(_SC_NPROCESSORS_ONLN));
  Limits.Affinity = Limits.Online;
  cpu_set_t Set;
  if (sched_getaffinity(0, sizeof(Set), &Set) == 0)
    Limits.Affinity = CPU_COUNT(&Set);
  if (auto Groups = MemoryBuffer::getFileAsStream("/proc/self/cgroup"))
    readCgroupLimits((*Groups)->getBuffer(), "/sys/fs/cgroup", Limits);
  return Limits;
}

unsigned usableCores(const MachineLimits &Limits) {
  unsigned Cores = std::max(1u, Limits.Affinity);
  if (Limits.CgroupCores > 0)
    Cores = std::min<unsigned>(Cores, std::ceil(Limits.CgroupCores));
  return std::max(1u, Cores);
}

} // namespace aether::analysis
