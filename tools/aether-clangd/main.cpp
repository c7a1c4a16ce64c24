//===- main.cpp - clangd with the checks inside
//-----------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Driver.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

#include <string>
#include <vector>

// clangd's headers are not installed.
namespace clang::clangd {
int clangdMain(int Argc, char *Argv[]);
} // namespace clang::clangd

/// Clang's own headers are looked for beside the program, where they are only
/// if it lies in LLVM's folder.
static bool saysResourceDir(int Argc, char **Argv) {
  for (int I = 1; I < Argc; ++I) {
    llvm::StringRef Arg(Argv[I]);
    if (Arg.consume_front("-") && (Arg.consume_front("-"), true) &&
        Arg.starts_with("resource-dir"))
      return true;
  }
  return false;
}

int main(int Argc, char **Argv) {
  std::vector<char *> Args(Argv, Argv + Argc);
  std::string Flag;
  if (!saysResourceDir(Argc, Argv)) {
    llvm::Expected<std::string> Dir =
        aether::analysis::findResourceDir(Argc ? Argv[0] : "");
    if (!Dir) {
      llvm::errs() << "aether-clangd: " << llvm::toString(Dir.takeError())
                   << '\n';
      return 2;
    }
    Flag = "--resource-dir=" + *Dir;
    Args.push_back(Flag.data());
  }
  int Count = static_cast<int>(Args.size());
  Args.push_back(nullptr);
  return clang::clangd::clangdMain(Count, Args.data());
}
