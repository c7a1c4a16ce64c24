//===- Console.h - Streams, colours, progress -------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef AETHER_TOOLS_AETHER_CONSOLE_H
#define AETHER_TOOLS_AETHER_CONSOLE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"

#include <chrono>
#include <string>

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace aether::tool {

/// One line on standard error, whatever line ends are in \p Message.
/// \returns the exit status for failure.
int fail(llvm::StringRef Message);

/// Whether standard output is a terminal that shows colours and the user has
/// not said otherwise by NO_COLOR.
bool useColors();

/// The current folder, for paths relative to it.
std::string currentFolder();

/// Writes what \p Print prints to \p File as a whole or not at all; to standard
/// output if \p File is empty. \returns why that failed, or nothing.
std::string write(llvm::StringRef File,
                  llvm::function_ref<void(llvm::raw_ostream &)> Print);

/// A bar on standard error, if that is a terminal; nothing otherwise.
class ProgressBar {
public:
  explicit ProgressBar(bool Wanted);
  ~ProgressBar() { clear(); }
  void show(unsigned Done, unsigned Total);
  void clear();

private:
  bool Enabled, Shown = false;
  std::chrono::steady_clock::time_point Last;
};

} // namespace aether::tool

#endif // AETHER_TOOLS_AETHER_CONSOLE_H
