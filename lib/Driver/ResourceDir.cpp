//===- ResourceDir.cpp - Where Clang's built-in headers are ---------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Driver.h"
#include "aether-analysis/Version.h"

#include "clang/Basic/Version.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <dlfcn.h>

using namespace llvm;
namespace path = llvm::sys::path;

namespace aether::analysis {
namespace {

/// `lib/clang/22` in the folder above that of \p Program, which may be a link.
std::string beside(StringRef Program) {
  SmallString<256> Real;
  if (Program.empty() || sys::fs::real_path(Program, Real))
    return "";
  SmallString<256> Dir(path::parent_path(path::parent_path(Real)));
  path::append(Dir, "lib", "clang", std::to_string(AETHER_LLVM_VERSION_MAJOR));
  return Dir.str().str();
}

/// The same for the shared library that Clang's code was loaded from.
std::string besideClang() {
  Dl_info Info;
  auto *Symbol =
      reinterpret_cast<void *>(&clang::getClangFullRepositoryVersion);
  if (!dladdr(Symbol, &Info) || !Info.dli_fname)
    return "";
  return beside(Info.dli_fname);
}

bool isResourceDir(StringRef Dir) {
  SmallString<256> Header(Dir);
  path::append(Header, "include", "stddef.h");
  return !Dir.empty() && sys::fs::exists(Header);
}

} // namespace

Expected<std::string> findResourceDir(StringRef Executable) {
  for (const std::string &Dir : {beside(Executable), besideClang(),
                                 std::string(AETHER_CLANG_RESOURCE_DIR)})
    if (isResourceDir(Dir))
      return Dir;
  return createStringError(
      "Clang's built-in headers are missing (looked for %s/include); install "
      "libclang-common-%d-dev",
      AETHER_CLANG_RESOURCE_DIR, AETHER_LLVM_VERSION_MAJOR);
}

} // namespace aether::analysis
