//===- FixesTesting.h - Fixes of snippets of C++ ----------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the tests of Fixes share. Snippets are compiled with small headers of
/// the names that they use, so that a test takes milliseconds: `<thread>`,
/// `<mutex>`, `<atomic>`, `<ctime>`, `<cstring>`, `<cstdlib>`, `<random>`,
/// `<vector>`, `<aether/aether.h>`.
//===----------------------------------------------------------------------===//

#ifndef AETHER_UNITTESTS_FIXES_FIXESTESTING_H
#define AETHER_UNITTESTS_FIXES_FIXESTESTING_H

#include "Syntax.h"

#include "aether-analysis/Fixes.h"

#include "clang/Frontend/ASTUnit.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <memory>
#include <string>

namespace aether::analysis::testing {

/// \p Code parsed; a snippet that does not compile fails the test.
std::unique_ptr<clang::ASTUnit> parse(const std::string &Code,
                                      const std::string &Standard = "c++20");
Verdicts judge(clang::ASTUnit &Unit);

/// \p Code with all fixes that are proposed, or "" if there is none.
std::string proposed(const std::string &Code,
                     const std::string &Standard = "c++20");
/// The same with those that hold when they are verified.
std::string verified(const std::string &Code);

/// The first mention of \p Name in a known function.
const clang::Expr *mention(const fixes::Syntax &S, const std::string &Name,
                           unsigned Index = 0);

} // namespace aether::analysis::testing

#endif // AETHER_UNITTESTS_FIXES_FIXESTESTING_H
