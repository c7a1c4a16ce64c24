//===- LoweringTest.cpp - Tests for lib/Driver/Lowering.cpp ---------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lowering.h"
#include "Frontend.h"
#include "SeenAccess.h"
#include "TempDir.h"

#include "aether-analysis/Driver.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "gtest/gtest.h"

using namespace aether::analysis;
using namespace llvm;

namespace {

class Lowering : public testing::Test {
protected:
  /// Lowers \p Text, in the file \p Name, and shows it to \p Use.
  void lowered(const std::string &Name, StringRef Text,
               function_ref<void(clang::ASTContext &, LoweredUnit *)> Use,
               std::vector<std::string> Flags = {}) {
    D.write(Name, Text);
    UnitCommand C{D.path(), D.path(Name), {"clang"}};
    C.Arguments.insert(C.Arguments.end(), Flags.begin(), Flags.end());
    C.Arguments.push_back(Name);
    ParseRecord Record;
    bool Used = false;
    ParsedUnit P = parseUnit(
        C, cantFail(findResourceDir("")), nullptr,
        [&](clang::ASTContext &Context) {
          Used = true;
          std::unique_ptr<LoweredUnit> U = lower(Context, Record);
          Use(Context, U.get());
        },
        nullptr, &Record);
    EXPECT_TRUE(P.Compiled) << P.Error;
    EXPECT_TRUE(Used);
  }

  TempDir D;
};

TEST_F(Lowering, BodiesWithLinesAndColumns) {
  lowered("a.c",
          "static int g;\nint tentative;\nint f(void) {\n  g = 1;\n"
          "  return g + tentative;\n}\n",
          [&](clang::ASTContext &, LoweredUnit *U) {
            ASSERT_TRUE(U);
            Module &M = U->module();
            EXPECT_FALSE(verifyModule(M));
            ASSERT_TRUE(M.getGlobalVariable("tentative"));
            EXPECT_FALSE(M.getGlobalVariable("tentative")->isDeclaration());
            Function *F = M.getFunction("f");
            ASSERT_TRUE(F && !F->isDeclaration());
            unsigned Stores = 0;
            for (BasicBlock &B : *F)
              for (Instruction &I : B)
                if (isa<StoreInst>(I) && I.getDebugLoc()) {
                  ++Stores;
                  EXPECT_EQ(I.getDebugLoc().getLine(), 4u);
                  EXPECT_EQ(I.getDebugLoc().getCol(), 5u);
                  EXPECT_EQ(I.getDebugLoc()->getFilename(), "a.c");
                }
            EXPECT_EQ(Stores, 1u);
          });
}

TEST_F(Lowering, WhatIsInstantiatedInlineOrVirtualAndTheLibrarysTemplates) {
  lowered(
      "a.cpp",
      "#include <thread>\n#include <string>\n"
      "template <typename T> T twice(T X) { return X + X; }\n"
      "struct B { virtual ~B() = default; virtual int f() { return 1; } };\n"
      "struct C : B { int f() override { return twice(2); } };\n"
      "int main() { C c; int n = 0; std::string s(\"x\"); s += 'y';\n"
      "  std::thread t([&] { n = c.f(); }); t.join(); return n; }\n",
      [&](clang::ASTContext &, LoweredUnit *U) {
        ASSERT_TRUE(U);
        EXPECT_FALSE(verifyModule(U->module()));
        for (const char *Name : {"main", "_Z5twiceIiET_S0_", "_ZN1C1fEv"}) {
          Function *F = U->module().getFunction(Name);
          ASSERT_TRUE(F) << Name;
          EXPECT_FALSE(F->isDeclaration()) << Name;
          EXPECT_TRUE(U->declaration(Name)) << Name;
        }
        llvm::GlobalVariable *Table = U->module().getGlobalVariable("_ZTV1C");
        ASSERT_TRUE(Table);
        EXPECT_FALSE(Table->isDeclaration());
      },
      {"-std=c++20", "-O2", "-g0"});
}

TEST_F(Lowering, WhatIsWrittenWhereAnAccessIs) {
  lowered(
      "a.cpp",
      "struct S { int n, a[3]; };\nvoid f(S *s, int i) {\n"
      "  s->n = i;\n  ++s->a[i];\n  i = s->n;\n}\n",
      [&](clang::ASTContext &Context, LoweredUnit *U) {
        ASSERT_TRUE(U);
        const auto *FD = cast<clang::FunctionDecl>(U->declaration("_Z1fP1Si"));
        auto At = [&](unsigned Line, unsigned Column) {
          return findAccess(Context, FD, Line, Column, /*InLibrary=*/false,
                            [](const clang::CXXRecordDecl *) { return false; });
        };
        EXPECT_EQ(At(3, 8).Spelling, "s->n");
        EXPECT_EQ(At(3, 8).Form, WitnessForm::Member);
        EXPECT_EQ(At(4, 3).Spelling, "s->a[i]");
        EXPECT_EQ(At(4, 3).Form, WitnessForm::Element);
        EXPECT_EQ(At(5, 10).Spelling, "s->n");
        EXPECT_EQ(At(2, 1).Spelling, "");
      });
}

} // namespace
