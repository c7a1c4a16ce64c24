//===- OpenMPHeaderTest.cpp - Tests for the header <omp.h> ----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OpenMPHeader.h"

#include "clang/Frontend/FrontendActions.h"
#include "clang/Tooling/Tooling.h"

#include <gtest/gtest.h>

using namespace aether::analysis;

namespace {

bool compiles(llvm::StringRef Use, const char *File,
              std::vector<std::string> Flags) {
  Flags.push_back("-Werror");
  Flags.push_back("-Wstrict-prototypes");
  return clang::tooling::runToolOnCodeWithArgs(
      std::make_unique<clang::SyntaxOnlyAction>(),
      (llvm::Twine(OpenMPHeaderText) + Use).str(), Flags, File);
}

TEST(OpenMPHeader, IsCAndCxx) {
  const char *const Use =
      "int f(void) {\n"
      "  omp_lock_t l; omp_init_lock(&l);\n"
      "  omp_set_lock(&l); omp_unset_lock(&l); omp_destroy_lock(&l);\n"
      "  omp_set_num_threads(4);\n"
      "  return omp_get_thread_num() + omp_get_num_threads() +\n"
      "         (int)omp_get_wtime() + omp_in_parallel();\n"
      "}\n";
  EXPECT_TRUE(compiles(Use, "a.c", {"-std=c99"}));
  EXPECT_TRUE(compiles(Use, "a.c", {"-std=c17"}));
  EXPECT_TRUE(compiles(Use, "a.cpp", {"-std=c++11"}));
  EXPECT_TRUE(compiles(Use, "a.cpp", {"-std=c++20"}));
}

TEST(OpenMPHeader, MayBeIncludedTwice) {
  EXPECT_TRUE(compiles(OpenMPHeaderText, "a.c", {"-std=c17"}));
  EXPECT_TRUE(compiles(OpenMPHeaderText, "a.cpp", {"-std=c++20"}));
}

TEST(OpenMPHeader, DeclaresWhatItSays) {
  EXPECT_FALSE(compiles("int x = omp_no_such_function();", "a.cpp", {}));
  EXPECT_TRUE(OpenMPHeaderPath.starts_with(OpenMPHeaderFolder));
}

} // namespace
