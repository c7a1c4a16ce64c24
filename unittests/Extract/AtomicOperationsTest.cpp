//===- AtomicOperationsTest.cpp - Atomics of the language -----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

using namespace aether::analysis;
using namespace aether::analysis::testing;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

namespace {

Lines body(const std::string &Code) {
  return events("_Atomic int a; int n;\nvoid f(int x) { " + Code + " }", "f");
}

TEST(AtomicOperations, OperatorsOfAtomicTypes) {
  for (const char *Code : {"a++;", "--a;", "a += x;", "a = 1;"}) {
    EXPECT_THAT(body(Code), Contains(StartsWith("atomic-write signal ::a")))
        << Code;
    EXPECT_THAT(body(Code), Not(Contains(StartsWith("write ::a")))) << Code;
  }
  EXPECT_THAT(body("a = 0;"), Contains(StartsWith("atomic-write clear ::a")));
  EXPECT_THAT(body("n = a;"), Contains(StartsWith("atomic-read ::a")));
}

TEST(AtomicOperations, FunctionsOfTheCompiler) {
  for (const char *Code :
       {"__c11_atomic_store(&a, 1, 5);", "__c11_atomic_fetch_add(&a, 1, 4);",
        "__atomic_store_n(&n, 1, 3);", "__atomic_add_fetch(&n, 1, 5);",
        "__sync_fetch_and_add(&n, 1);"})
    EXPECT_THAT(body(Code), Contains(StartsWith("atomic-write signal ::")))
        << Code;
  // Without an order, nothing is handed over.
  for (const char *Code :
       {"__c11_atomic_store(&a, 1, 0);", "__atomic_store_n(&n, 1, 0);",
        "__atomic_fetch_add(&n, 1, 0);"}) {
    EXPECT_THAT(body(Code), Contains(StartsWith("atomic-write ::"))) << Code;
    EXPECT_THAT(body(Code), Not(Contains(HasSubstr("signal")))) << Code;
  }
  EXPECT_THAT(body("n = __c11_atomic_load(&a, 5);"),
              Contains(StartsWith("atomic-read ::a")));
  // The generic form gives the value by address.
  EXPECT_THAT(body("__atomic_load(&n, &x, 5);"),
              Contains(StartsWith("write x")));
}

TEST(AtomicOperations, Locks) {
  for (const char *Code : {"while (__sync_lock_test_and_set(&n, 1)) {}",
                           "while (__c11_atomic_exchange(&a, 1, 2)) {}",
                           "while (!__sync_bool_compare_and_swap(&n, 0, 1)) {}",
                           "int e = 0;"
                           "while (!__c11_atomic_compare_exchange_strong("
                           "    &a, &e, 1, 5, 5)) e = 0;"})
    EXPECT_THAT(body(Code), Contains(HasSubstr("try-acquire"))) << Code;
  // What was found may be what is expected the next time.
  EXPECT_THAT(body("int e = 0; while (!__c11_atomic_compare_exchange_strong("
                   "    &a, &e, 1, 5, 5)) {}"),
              Not(Contains(HasSubstr("try-acquire"))));
  EXPECT_THAT(body("while (__c11_atomic_exchange(&a, 1, 0)) {}"),
              Not(Contains(HasSubstr("try-acquire"))));
  // Counting up from below zero leads to zero.
  EXPECT_THAT(body("while (__c11_atomic_exchange(&a, -1, 5)) {}"),
              Not(Contains(HasSubstr("try-acquire"))));
  for (const char *Code :
       {"__sync_lock_release(&n);", "__c11_atomic_store(&a, 0, 3);"})
    EXPECT_THAT(body(Code), Contains(StartsWith("release ::"))) << Code;
}

TEST(AtomicOperations, FlagsOfOneByte) {
  for (const std::string Type : {"bool", "char", "int"}) {
    const Lines L = events(Type + " b; void f() {"
                                  "  while (__atomic_test_and_set(&b, 2)) {}"
                                  "  __atomic_clear(&b, 3); }",
                           "f");
    EXPECT_THAT(L, Contains(StartsWith("try-acquire ::b"))) << Type;
    EXPECT_THAT(L, Contains(StartsWith("release ::b"))) << Type;
  }
}

} // namespace
