//===- Loader.cpp - What clang-tidy --load opens --------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A clang-tidy of another version than the plugin was built for would load it,
// bring in a second LLVM, run none of its checks and say nothing. Hence this
// library, which needs no LLVM: it looks at the program that it finds itself in
// and either opens the real plugin, which lies beside it, or ends the program.
//
//===----------------------------------------------------------------------===//

#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <link.h>
#include <string>
#include <unistd.h>

namespace {

/// The number in `libLLVM-14.so.1`, `libLLVM.so.22.1` or
/// `libclang-cpp.so.19.1`, or 0 for other libraries.
int majorVersion(const char *Path) {
  const char *Slash = std::strrchr(Path, '/');
  const char *Name = Slash ? Slash + 1 : Path;
  for (const char *Prefix : {"libLLVM", "libclang-cpp"}) {
    std::size_t Length = std::strlen(Prefix);
    if (std::strncmp(Name, Prefix, Length) != 0)
      continue;
    for (const char *C = Name + Length; *C; ++C)
      if (std::isdigit(static_cast<unsigned char>(*C)))
        return std::atoi(C);
  }
  return 0;
}

/// The LLVM that this program has loaded; 0 if none, or built into the program.
int hostVersion() {
  int Version = 0;
  dl_iterate_phdr(
      [](dl_phdr_info *Info, std::size_t, void *Found) {
        int Major = Info->dlpi_name ? majorVersion(Info->dlpi_name) : 0;
        if (Major)
          *static_cast<int *>(Found) = Major;
        return Major ? 1 : 0;
      },
      &Version);
  return Version;
}

[[noreturn]] void fail(const std::string &Message) {
  std::fprintf(stderr, "aether-tidy: %s\n", Message.c_str());
  std::fflush(stderr);
  _exit(2);
}

__attribute__((constructor)) void load() {
  const std::string Wanted = std::to_string(AETHER_LLVM_VERSION_MAJOR);
  int Host = hostVersion();
  if (Host == 0)
    fail("built for LLVM " + Wanted +
         " as a shared library, which this program does not use: use "
         "clang-tidy-" +
         Wanted);
  if (Host != AETHER_LLVM_VERSION_MAJOR)
    fail("built for LLVM " + Wanted + " but loaded into LLVM " +
         std::to_string(Host) + ": use clang-tidy-" + Wanted);

  Dl_info Self;
  if (!dladdr(reinterpret_cast<void *>(&load), &Self) || !Self.dli_fname)
    fail("cannot find the folder of this plugin");
  std::string Plugin = Self.dli_fname;
  Plugin.erase(Plugin.rfind('/') + 1);
  Plugin += AETHER_TIDY_PLUGIN;
  if (!dlopen(Plugin.c_str(), RTLD_NOW | RTLD_GLOBAL))
    fail(dlerror());
}

} // namespace
