//===- Libraries.h - Parts of libraries that are run ------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef AETHER_REHEARSAL_LIBRARIES_H
#define AETHER_REHEARSAL_LIBRARIES_H

#include <memory>
#include <vector>

namespace llvm {
class LLVMContext;
class Module;
} // namespace llvm

namespace aether::analysis::rehearsal {

/// The modules that are made of Runtime/, with bodies that are read on demand.
std::vector<std::unique_ptr<llvm::Module>>
loadLibraries(llvm::LLVMContext &Context);

} // namespace aether::analysis::rehearsal

#endif // AETHER_REHEARSAL_LIBRARIES_H
