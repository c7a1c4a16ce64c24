//===- OpenMPAtomicsTest.cpp - Tests of OpenMPAtomics.cpp -----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OpenMPTesting.h"

using namespace aether::analysis;
using namespace aether::analysis::testing;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

Lines region(const std::string &Code) {
  return events("int x, y; double d; void f() {\n#pragma omp parallel\n{\n" +
                    Code + "\n} }",
                "lambda in f", OpenMP);
}

TEST(OpenMPAtomics, OneLockWithoutOrders) {
  EXPECT_THAT(region("#pragma omp atomic\n x += y;"),
              InOrder(Lines{"read ::y `y`", "acquire ::omp atomic.__omp_lock",
                            "release ::omp atomic.__omp_lock"}));
}

TEST(OpenMPAtomics, OperationsOfTheCompilerWithOrders) {
  for (const char *Code : {"#pragma omp atomic write release\n x = 1;",
                           "#pragma omp atomic seq_cst\n x += 1;",
                           "#pragma omp atomic capture acq_rel\n y = x++;"})
    EXPECT_THAT(region(Code), Contains(HasSubstr("atomic-write signal ::x")))
        << Code;
  EXPECT_THAT(region("#pragma omp atomic read acquire\n y = x;"),
              Contains(HasSubstr("atomic-read ::x")));
}

TEST(OpenMPAtomics, AllOnIntegersThenAndNoOthers) {
  const Lines L = region("#pragma omp atomic\n d += 1;\n"
                         "#pragma omp atomic\n y ^= 1;\n"
                         "#pragma omp atomic write release\n x = 1;");
  EXPECT_THAT(L, Contains("acquire ::omp atomic.__omp_lock"));
  EXPECT_THAT(L, Contains(HasSubstr("atomic-write ::y")));
  // There is no such operation of the compiler.
  EXPECT_THAT(region("#pragma omp atomic\n y *= 2;\n"
                     "#pragma omp atomic write release\n x = 1;"),
              Not(Contains(HasSubstr("atomic-write"))));
}

} // namespace
