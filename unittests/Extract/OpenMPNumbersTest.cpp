//===- OpenMPNumbersTest.cpp - What goes by the number of the thread -----===//
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

std::string asking(const std::string &Code) {
  return "extern \"C\" int omp_get_thread_num(); int a[100], b[100];"
         "void f(int n) {\n" +
         Code + "}";
}

TEST(OpenMPNumbers, RoundsThatAskForTheirThread) {
  const TranslationUnitSummary U =
      summarise(asking("#pragma omp parallel for\nfor (int i = 0; i < 100; ++i)"
                       "  a[omp_get_thread_num()] = i;"),
                OpenMP);
  EXPECT_THAT(events(U, "f"),
              Contains(HasSubstr("[0, 100) indices [0, value(")));
  EXPECT_THAT(events(U, "lambda in f"),
              Contains(HasSubstr("acquire (*(*this).round)[")));
  EXPECT_THAT(events(U, "lambda in f"),
              Contains(HasSubstr("acquire (*(*this).thread)[")));
}

TEST(OpenMPNumbers, ThoseThatDoNotAsk) {
  EXPECT_THAT(events(asking("#pragma omp parallel for\n"
                            "for (int i = 0; i < 100; ++i) a[i] = i;"),
                     "lambda in f", OpenMP),
              Not(Contains(HasSubstr("acquire"))));
}

TEST(OpenMPNumbers, ThoseThatStartOthers) {
  // These do not hold the locks of who starts them.
  EXPECT_THAT(events(asking("#pragma omp parallel for\n"
                            "for (int i = 0; i < 100; ++i) {"
                            "  a[omp_get_thread_num()] = i;\n"
                            "#pragma omp task\nb[i] = i; }"),
                     "lambda in f", OpenMP),
              Not(Contains(HasSubstr("acquire"))));
}

TEST(OpenMPNumbers, ANumberThatIsSetOnce) {
  auto Code = [](const char *Set) {
    return asking(std::string("int t;\n#pragma omp parallel private(t)\n{") +
                  Set +
                  "\n#pragma omp for\n"
                  "for (int i = 0; i < 100; ++i) a[t] = i; }");
  };
  EXPECT_THAT(events(Code("t = omp_get_thread_num();"), "lambda in f", OpenMP),
              Contains(HasSubstr("acquire (*(*this).thread)[")));
  for (const char *Other :
       {"if (n) t = omp_get_thread_num();",
        "t = omp_get_thread_num(); t = t / 2;",
        "for (int k = 0; k < n; ++k) t = omp_get_thread_num();"})
    EXPECT_THAT(events(Code(Other), "lambda in f", OpenMP),
                Not(Contains(HasSubstr("acquire (*(*this).round)["))));
}

} // namespace
