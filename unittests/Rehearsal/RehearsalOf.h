//===- RehearsalOf.h - Source code, rehearsed -------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef AETHER_UNITTESTS_REHEARSAL_REHEARSALOF_H
#define AETHER_UNITTESTS_REHEARSAL_REHEARSALOF_H

#include "../Driver/TempDir.h"
#include "Frontend.h"
#include "Lowering.h"

#include "aether-analysis/Driver.h"
#include "aether-analysis/Rehearsal.h"

#include "llvm/IR/Module.h"
#include "gtest/gtest.h"

namespace aether::analysis {

/// Tests that show programs to the interpreter.
class RehearsalOf : public testing::Test {
protected:
  static std::vector<RehearsedRace> racesOf(const std::string &Name,
                                            llvm::StringRef Text,
                                            std::vector<std::string> Flags,
                                            RehearsalLimits Limits = {}) {
    TempDir D;
    D.write(Name, Text);
    UnitCommand C{D.path(), D.path(Name), {"clang"}};
    C.Arguments.insert(C.Arguments.end(), Flags.begin(), Flags.end());
    C.Arguments.push_back(Name);
    ParseRecord Record;
    std::vector<RehearsedRace> Out;
    bool Lowered = false;
    ParsedUnit P = parseUnit(
        C, cantFail(findResourceDir("")), nullptr,
        [&](clang::ASTContext &Context) {
          if (std::unique_ptr<LoweredUnit> U = lower(Context, Record)) {
            Lowered = true;
            Out = rehearse(U->module(), Limits);
          }
        },
        nullptr, &Record);
    EXPECT_TRUE(P.Compiled) << P.Error;
    EXPECT_TRUE(Lowered);
    return Out;
  }

  /// The variables that a program in C races for, in the order in which they
  /// were seen, each once.
  static std::vector<std::string>
  namesOf(const std::vector<RehearsedRace> &In) {
    std::vector<std::string> Out;
    for (const RehearsedRace &R : In)
      if (!llvm::is_contained(Out, R.Name))
        Out.push_back(R.Name);
    return Out;
  }
  static std::vector<std::string> inC(llvm::StringRef Text) {
    return namesOf(racesOf("a.c", Text, {"-std=gnu17"}));
  }
  static std::vector<std::string> inCxx(llvm::StringRef Text) {
    return namesOf(racesOf("a.cpp", Text, {"-std=c++20"}));
  }
  static std::vector<std::string> inOpenMP(llvm::StringRef Text) {
    return namesOf(racesOf("a.c", Text, {"-std=gnu17", "-fopenmp"}));
  }
};

} // namespace aether::analysis

#endif // AETHER_UNITTESTS_REHEARSAL_REHEARSALOF_H
