//===- Builtin.h - The embedded model files ---------------------------*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The files of models/, as EmbedModels.cmake put them into the program.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_MODELS_BUILTIN_H
#define AETHER_LIB_MODELS_BUILTIN_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace aether::analysis::models {

struct BuiltinFile {
  llvm::StringRef Name; ///< `std-threads.yaml`
  llvm::StringRef Text;
};

/// All built-in files, in the order in which they are looked up.
llvm::ArrayRef<BuiltinFile> builtinFiles();

} // namespace aether::analysis::models

#endif // AETHER_LIB_MODELS_BUILTIN_H
