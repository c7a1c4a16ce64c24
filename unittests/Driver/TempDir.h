//===- TempDir.h - A folder for one test ------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef AETHER_UNITTESTS_DRIVER_TEMPDIR_H
#define AETHER_UNITTESTS_DRIVER_TEMPDIR_H

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

#include <string>

namespace aether::analysis {

/// A fresh folder, removed with all that is in it.
class TempDir {
public:
  TempDir() {
    llvm::SmallString<128> Unique, Real;
    EXPECT_FALSE(llvm::sys::fs::createUniqueDirectory("aether-test", Unique));
    EXPECT_FALSE(llvm::sys::fs::real_path(Unique, Real));
    Root = Real.str().str();
  }
  ~TempDir() { llvm::sys::fs::remove_directories(Root); }

  std::string path(llvm::StringRef Name = "") const {
    llvm::SmallString<128> Path(Root);
    if (!Name.empty())
      llvm::sys::path::append(Path, Name);
    return Path.str().str();
  }

  /// Writes \p Text to the file \p Name, making folders, and returns its path.
  std::string write(llvm::StringRef Name, llvm::StringRef Text) const {
    std::string Path = path(Name);
    llvm::sys::fs::create_directories(llvm::sys::path::parent_path(Path));
    std::error_code EC;
    llvm::raw_fd_ostream OS(Path, EC);
    EXPECT_FALSE(EC) << Path;
    OS << Text;
    return Path;
  }

private:
  std::string Root;
};

} // namespace aether::analysis

#endif // AETHER_UNITTESTS_DRIVER_TEMPDIR_H
