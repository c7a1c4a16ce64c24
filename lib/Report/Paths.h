//===- Paths.h - Positions as text and quoted source lines ------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Internal to Report: what the formats for people have in common.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_REPORT_PATHS_H
#define AETHER_LIB_REPORT_PATHS_H

#include "aether-analysis/Solve.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MemoryBuffer.h"

#include <memory>
#include <string>

namespace aether::analysis {

/// \p Path relative to \p BaseDir if it lies below it, else as it is.
llvm::StringRef displayPath(llvm::StringRef Path, llvm::StringRef BaseDir);

/// `FILE:LINE:COLUMN`; the parts that are 0 are left out.
std::string displayPosition(const Position &Pos, llvm::StringRef BaseDir);

/// Whether both tasks come to their accesses by the same calls (Notes.cpp).
bool sameChain(const AccessEvidence &A, const AccessEvidence &B);

/// Lines of source files, each file read once.
class SourceLines {
public:
  /// Line \p Number of \p Path without its end, or empty if there is none.
  llvm::StringRef line(llvm::StringRef Path, unsigned Number);

private:
  struct File {
    std::unique_ptr<llvm::MemoryBuffer> Text; ///< null if unreadable
    std::vector<std::size_t> Starts;          ///< offset of each line
  };
  llvm::StringMap<File> Files;
};

} // namespace aether::analysis

#endif // AETHER_LIB_REPORT_PATHS_H
