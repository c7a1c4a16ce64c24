//===- RehearsalTest.cpp - Tests for lib/Rehearsal/Rehearsal.cpp
//------------===//
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

using Rehearsal = RehearsalOf;

constexpr const char *Racy = R"(
#include <pthread.h>
static int x;
static void *task(void *p) { x++; return p; }
int main(void) {
  pthread_t a, b;
  pthread_create(&a, 0, task, 0);
  pthread_create(&b, 0, task, 0);
  pthread_join(a, 0);
  pthread_join(b, 0);
  return x;
}
)";

TEST_F(Rehearsal, TellsBothAccessesAndWhereTheThreadsBegan) {
  const auto Races = racesOf("a.c", Racy, {"-std=c17"});
  ASSERT_FALSE(Races.empty());
  const RehearsedRace &R = Races.front();
  EXPECT_EQ(R.Name, "x");
  EXPECT_EQ(R.Kind, RehearsedRace::Memory::Global);
  EXPECT_TRUE(R.First.Write || R.Second.Write);
  for (const RehearsedAccess *A : {&R.First, &R.Second}) {
    ASSERT_FALSE(A->Stack.empty());
    EXPECT_EQ(A->Stack.front().Function, "task");
    EXPECT_EQ(A->Stack.front().Line, 4u);
    ASSERT_FALSE(A->Start.empty());
    EXPECT_EQ(A->Start.front().Function, "main");
    EXPECT_FALSE(A->StartsInRegion);
  }
  EXPECT_NE(R.First.Start.front().Line, R.Second.Start.front().Line);
}

TEST_F(Rehearsal, IsTheSameEachTime) {
  auto Lines = [] {
    std::vector<unsigned> Out;
    for (const RehearsedRace &R : racesOf("a.c", Racy, {"-std=c17"}))
      Out.insert(Out.end(),
                 {R.First.Stack.front().Column, R.First.Start.front().Line,
                  R.Second.Stack.front().Column, R.Second.Start.front().Line});
    return Out;
  };
  EXPECT_EQ(Lines(), Lines());
}

TEST_F(Rehearsal, EndsAtItsLimits) {
  RehearsalLimits None;
  None.Steps = 0;
  EXPECT_THAT(racesOf("a.c", Racy, {"-std=c17"}, None), IsEmpty());
  // An end is found for what has none.
  EXPECT_THAT(inC("int main(void) { for (volatile int i = 0;; i++); }"),
              IsEmpty());
}

TEST_F(Rehearsal, WithoutMainRunsWhatOthersMayCall) {
  constexpr const char *Text = R"(
#include <pthread.h>
static int x, y, z;
static void *of_x(void *p) { x++; return p; }
static void *of_y(void *p) { y++; return p; }
static void *of_z(void *p) { z++; return p; }
static void twice(void *(*f)(void *)) {
  pthread_t a, b;
  pthread_create(&a, 0, f, 0);
  pthread_create(&b, 0, f, 0);
  pthread_join(a, 0);
  pthread_join(b, 0);
}
void callable(void) { twice(of_x); }
void told(int n) { twice(of_y); }
__attribute__((unused)) static void hidden(void) { twice(of_z); }
)";
  EXPECT_THAT(inC(Text), ElementsAre("x"));
}

// Each shows only if one thread is held up between two meetings with others.
TEST_F(Rehearsal, HoldsThreadsUpBehindTheirMeetings) {
  constexpr const char *Text = R"(
#include <pthread.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static int taken, result;
static void *task(void *p) {
  pthread_mutex_lock(&m);
  int was = taken;
  pthread_mutex_unlock(&m);
  if (!was) {
    result++;
    pthread_mutex_lock(&m);
    taken = 1;
    pthread_mutex_unlock(&m);
  }
  return p;
}
int main(void) {
  pthread_t a, b;
  pthread_create(&a, 0, task, 0);
  pthread_create(&b, 0, task, 0);
  pthread_join(a, 0);
  pthread_join(b, 0);
  return result;
}
)";
  EXPECT_THAT(inC(Text), ElementsAre("result"));
  std::string Repaired = Text;
  Repaired.replace(Repaired.find("int was = taken;"), 16,
                   "int was = taken; taken = 1;");
  EXPECT_THAT(inC(Repaired), IsEmpty());
}

TEST_F(Rehearsal, OnePairOfPlacesIsToldForEachPairOfStarts) {
  constexpr const char *Text = R"(
#include <pthread.h>
static int x;
static void *task(void *p) { x = 1; return p; }
static void pair(void) {
  pthread_t a, b;
  pthread_create(&a, 0, task, 0);
  pthread_create(&b, 0, task, 0);
  pthread_join(a, 0);
  pthread_join(b, 0);
}
int main(void) {
  pair();
  pthread_t c, d;
  pthread_create(&c, 0, task, 0);
  pthread_create(&d, 0, task, 0);
  pthread_join(c, 0);
  pthread_join(d, 0);
  return x;
}
)";
  std::set<unsigned> Starts;
  for (const RehearsedRace &R : racesOf("a.c", Text, {"-std=c17"}))
    Starts.insert({R.First.Start.front().Line, R.Second.Start.front().Line});
  EXPECT_THAT(Starts, ElementsAre(7u, 8u, 15u, 16u));
}

TEST_F(Rehearsal, EndsAtWhatItDoesNotKnow) {
  constexpr const char *Text = R"(
#include <pthread.h>
int unseen(void);
static int x, y;
static void *task(void *p) { x++; if (unseen()) y++; return p; }
int main(void) {
  pthread_t a, b;
  pthread_create(&a, 0, task, 0);
  pthread_create(&b, 0, task, 0);
  pthread_join(a, 0);
  pthread_join(b, 0);
  return x + y;
}
)";
  for (const std::string &Name : inC(Text))
    EXPECT_EQ(Name, "x") << "what lies behind a call that is not seen";
}

} // namespace
