//===- Status.cpp - aether status -----------------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Commands.h"
#include "Console.h"

#include "aether-analysis/Driver.h"
#include "aether-analysis/Models.h"
#include "aether-analysis/Version.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace aether::analysis;
using namespace llvm;

namespace aether::tool {

cl::SubCommand StatusCommand("status", "Tell what was built and what this "
                                       "machine offers");

namespace {

/// The clang-tidy plugin, beside this program or in the `lib` folder next to
/// its own.
std::string findPlugin(StringRef Executable) {
  SmallString<256> Real;
  if (sys::fs::real_path(Executable, Real))
    return "";
  StringRef Bin = sys::path::parent_path(Real);
  for (StringRef Dir : {Bin, sys::path::parent_path(Bin)})
    for (StringRef Sub : {"", "lib"}) {
      SmallString<256> Path(Dir);
      if (!Sub.empty())
        sys::path::append(Path, Sub);
      sys::path::append(Path, "aether-tidy.so");
      if (sys::fs::exists(Path))
        return Path.str().str();
    }
  return "";
}

} // namespace

int runStatus(const Invocation &Call) {
  MachineLimits Limits = machineLimits();
  Expected<std::string> Resources = findResourceDir(Call.Executable);
  std::string ResourceText =
      Resources ? *Resources : "missing: " + toString(Resources.takeError());
  std::string Plugin = findPlugin(Call.Executable);
  std::string Problem = write("", [&](raw_ostream &OS) {
    OS << "Aether:           " << AETHER_VERSION << '\n'
       << "LLVM and Clang:   " << AETHER_LLVM_VERSION << '\n'
       << "compiled by:      " << AETHER_COMPILER << ", " << AETHER_BUILD_TYPE
       << '\n'
       << "clang-tidy check: " << (Plugin.empty() ? "not built" : Plugin)
       << '\n'
       << "builtin headers:  " << ResourceText << '\n'
       << "models:           " << ModelSet::builtin().size() << " entries\n"
       << "cores online:     " << Limits.Online << '\n'
       << "cores allowed:    " << Limits.Affinity << '\n'
       << "cgroup cores:     ";
    if (Limits.CgroupCores > 0)
      OS << format("%.2f", Limits.CgroupCores);
    else
      OS << "no limit";
    OS << "\ncgroup memory:    ";
    if (Limits.CgroupMemory)
      OS << (Limits.CgroupMemory >> 20) << " MiB";
    else
      OS << "no limit";
    OS << "\njobs by default:  " << usableCores(Limits) << '\n';
  });
  if (!Problem.empty())
    return fail(Problem);
  return NothingFound;
}

} // namespace aether::tool
