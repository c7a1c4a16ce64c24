//===- RemoteIndex.cpp - No index from a server
//-----------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// clangd can ask a server for an index of the whole project, by gRPC. A build
// of clangd without that has the same function as this one.
//
//===----------------------------------------------------------------------===//

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

#include <memory>

namespace clang::clangd {

/// Only to have a pointer to it; clangd's own is what is meant.
class SymbolIndex {
public:
  virtual ~SymbolIndex();
};

namespace remote {

std::unique_ptr<SymbolIndex> getClient(llvm::StringRef Address,
                                       llvm::StringRef ProjectRoot) {
  llvm::errs() << "aether-clangd: built without remote index, so nothing is "
                  "asked of "
               << Address << '\n';
  return nullptr;
}

} // namespace remote
} // namespace clang::clangd
