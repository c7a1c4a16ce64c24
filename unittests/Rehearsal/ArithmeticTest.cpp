//===- ArithmeticTest.cpp - Tests for lib/Rehearsal/Arithmetic.cpp
//----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RehearsalOf.h"

#include "gmock/gmock.h"

using namespace aether::analysis;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

/// Threads that race for `right` where a condition holds, otherwise for
/// `wrong`. What the condition asks is not known to the compiler.
class Arithmetic : public RehearsalOf {
protected:
  static std::vector<std::string> of(const std::string &Condition) {
    return inC(R"(
#include <math.h>
#include <pthread.h>
#include <stdint.h>
static volatile int one = 1, minus = -1;
static volatile unsigned big = 4000000000u;
static volatile long wide = 0x123456789abcdef;
static volatile unsigned char byte = 200;
static volatile short small = -300;
static volatile double half = 0.5;
static volatile float third = 1.0f / 3;
static volatile int table[5] = {5, 3, 1, 4, 2};
static struct pair { int a; double b; } twins[2] = {{1, 2.5}, {3, 4.5}};
static int right, wrong;
static struct pair swapped(struct pair p) {
  return (struct pair){(int)p.b, p.a};
}
static int chosen(int n) {
  switch (n) {
  case -1: return 7;
  case 3: return 8;
  default: return 9;
  }
}
static int holds(void) { return )" +
               Condition + R"(; }
static void *task(void *p) {
  if (*(int *)p)
    right++;
  else
    wrong++;
  return 0;
}
int main(void) {
  pthread_t a, b;
  int says = holds();
  pthread_create(&a, 0, task, &says);
  pthread_create(&b, 0, task, &says);
  pthread_join(a, 0);
  pthread_join(b, 0);
  (void)swapped, (void)chosen;
}
)");
  }
};

TEST_F(Arithmetic, IsThatOfTheMachine) {
  for (const char *Condition : {
           "one + minus == 0",
           "minus / 2 == 0 && (minus >> 1) == -1 && minus % 2 == -1",
           "big / 3 == 1333333333u && (big >> 31) == 1 && (int)big < 0",
           "big + big == 3705032704u && (unsigned long)big + big == 8000000000",
           "byte + byte == 400 && (unsigned char)(byte + byte) == 144",
           "(signed char)byte == -56 && (unsigned short)small == 65236",
           "wide * 3 == 0x369d0369d0369cd && (int)wide == (int)0x89abcdef",
           "(wide ^ minus) == ~wide && (wide & 0xff) == 0xef",
           "(one << 31) < 0 && one << 4 == 16",
           "half + third > 0.83 && half * third < 0.17 && -half == -0.5",
           "(int)(half * 7) == 3 && (int)-2.9 == -2 && (unsigned)2.9 == 2",
           "(float)big == 4e9f && (double)minus == -1",
           "!(half / 0.0 < 1e300) && 0.0 / 0.0 != 0.0 / 0.0",
           "__builtin_popcount(big) == __builtin_popcountl(4000000000)",
           "__builtin_ctz(one << 5) == 5 && __builtin_clz(one) == 31",
           "table[table[4]] == 1 && *(table + one) == 3",
           "&table[3] - &table[one] == 2 && &table[1] < &table[2]",
           "swapped(twins[one]).a == 4 && swapped(twins[0]).b == 1",
           "chosen(minus) == 7 && chosen(one + 2) == 8 && chosen(byte) == 9",
           "(minus ? one : 5) == 1 && (unsigned)minus > big",
       })
    EXPECT_THAT(of(Condition), ElementsAre("right")) << Condition;
}

TEST_F(Arithmetic, WhatDoesNotHoldIsNotTaken) {
  EXPECT_THAT(of("one + minus == 1"), ElementsAre("wrong"));
}

} // namespace
