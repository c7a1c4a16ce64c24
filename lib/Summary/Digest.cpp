//===- Digest.cpp - What a summary says, whatever its numbers -------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Digest.h"

#include "SerialFields.h"

#include "llvm/Support/xxhash.h"

using namespace aether::analysis;
using namespace aether::analysis::serial;

namespace {

/// Writes what strings, files and globals are in place of their numbers.
struct Digester : Writer {
  explicit Digester(const Meanings &M) : M(M) {}
  const Meanings &M;

  void string(StringId X) { fixed(M.Strings[X]); }
  void global(std::uint32_t X) { fixed(M.Globals[X]); }
  void position(const SourcePos &P) {
    number(P.Line);
    if (P.Line == 0)
      return;
    number(P.Column);
    fixed(M.Files[P.File]);
  }
};

} // namespace

std::uint64_t aether::analysis::digest(const FunctionSummary &F,
                                       const Meanings &M) {
  Digester D(M);
  io(D, F);
  return llvm::xxh3_64bits(D.Out);
}
