//===- Git.h - Questions to git ---------------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Internal to Driver: runs git and reads what it prints.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_DRIVER_GIT_H
#define AETHER_LIB_DRIVER_GIT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace aether::analysis {

/// What `git ARGUMENTS` prints, or its complaint as one line.
llvm::Expected<std::string> git(llvm::ArrayRef<llvm::StringRef> Arguments);

/// The same without the end of its only line.
llvm::Expected<std::string> gitLine(llvm::ArrayRef<llvm::StringRef> Arguments);

/// The parts of \p Output between null bytes (`git ... -z`).
std::vector<std::string> gitNames(llvm::StringRef Output);

} // namespace aether::analysis

#endif // AETHER_LIB_DRIVER_GIT_H
