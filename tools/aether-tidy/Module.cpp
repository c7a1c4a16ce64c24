//===- Module.cpp - The checks that clang-tidy finds in the plugin --------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnsafeParallelCheck.h"

#include "clang-tidy/ClangTidyModule.h"
#include "clang/Basic/Version.h"
#if CLANG_VERSION_MAJOR < 22
#include "clang-tidy/ClangTidyModuleRegistry.h"
#endif

namespace aether::analysis {
namespace {

class Module : public clang::tidy::ClangTidyModule {
public:
  void
  addCheckFactories(clang::tidy::ClangTidyCheckFactories &Factories) override {
    Factories.registerCheck<UnsafeParallelCheck>("aether-unsafe-parallel");
  }

  clang::tidy::ClangTidyOptions getModuleOptions() override {
    clang::tidy::ClangTidyOptions Options;
    // As `aether check` does: the runtime's headers show more to the analyser.
    Options.ExtraArgs = {"-D__AETHER_ANALYZER__=1"};
    return Options;
  }
};

clang::tidy::ClangTidyModuleRegistry::Add<Module>
    Registration("aether-module", "Finds parallel calls whose tasks race.");

} // namespace
} // namespace aether::analysis
