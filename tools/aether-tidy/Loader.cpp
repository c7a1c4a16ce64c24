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
// and opens the real plugin for that version, which lies beside it, or ends the
// program if there is none.
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

/// The file of the plugin for LLVM \p Major in \p Folder.
std::string pluginFor(const std::string &Folder, int Major) {
  return Folder + "aether-tidy-llvm" + std::to_string(Major) + ".so";
}

/// \p Each of the versions that \p Folder has a plugin for, the latest first.
template <typename EachFn>
std::string versions(const std::string &Folder, EachFn Each) {
  std::string Text;
  for (int Major = 99; Major > 0; --Major)
    if (access(pluginFor(Folder, Major).c_str(), R_OK) == 0)
      Text += (Text.empty() ? "" : " or ") + Each(std::to_string(Major));
  return Text;
}

__attribute__((constructor)) void load() {
  Dl_info Self;
  if (!dladdr(reinterpret_cast<void *>(&load), &Self) || !Self.dli_fname)
    fail("cannot find the folder of this plugin");
  std::string Folder = Self.dli_fname;
  Folder.erase(Folder.rfind('/') + 1);

  int Host = hostVersion();
  std::string Plugin = pluginFor(Folder, Host);
  if (Host == 0 || access(Plugin.c_str(), R_OK) != 0) {
    std::string LLVMs =
        versions(Folder, [](const std::string &V) { return "LLVM " + V; });
    if (LLVMs.empty())
      fail("the plugin itself, aether-tidy-llvm*.so, is missing in " + Folder);
    std::string Use = "use " + versions(Folder, [](const std::string &V) {
                        return "clang-tidy-" + V;
                      });
    if (Host == 0)
      fail("built for " + LLVMs +
           " as a shared library, which this program does not use: " + Use);
    fail("built for " + LLVMs + " but loaded into LLVM " +
         std::to_string(Host) + ": " + Use);
  }
  if (!dlopen(Plugin.c_str(), RTLD_NOW | RTLD_GLOBAL))
    fail(dlerror());
}

} // namespace
