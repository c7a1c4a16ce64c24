//===- AccessesTest.cpp - Tests for lib/Rehearsal/Accesses.cpp
//--------------===//
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

/// Two threads, the one runs \p A and the other \p B.
class Accesses : public RehearsalOf {
protected:
  static std::vector<std::string>
  of(const std::string &Globals, const std::string &A, const std::string &B) {
    return inC("#include <pthread.h>\n#include <stdatomic.h>\n"
               "#include <stdlib.h>\n#include <string.h>\n" +
               Globals + "\nstatic void *one(void *p) {\n" + A +
               "\nreturn p;\n}\nstatic void *two(void *p) {\n" + B +
               R"(
return p;
}
int main(void) {
  pthread_t a, b;
  pthread_create(&a, 0, one, 0);
  pthread_create(&b, 0, two, 0);
  pthread_join(a, 0);
  pthread_join(b, 0);
}
)");
  }
};

TEST_F(Accesses, ReadsDoNotRace) {
  EXPECT_THAT(of("static int x, y, z;", "y = x;", "z = x;"), IsEmpty());
  EXPECT_THAT(of("static int x, y;", "y = x;", "x = 1;"), ElementsAre("x"));
}

TEST_F(Accesses, BytesCount) {
  const std::string Globals =
      "static union { char c[16]; long l[2]; } u;"
      "static struct { char a, b; } s; static struct { int a : 4, b : 4; } f;";
  EXPECT_THAT(of(Globals, "u.c[7] = 1;", "u.c[8] = 1;"), IsEmpty());
  EXPECT_THAT(of(Globals, "u.c[7] = 1;", "u.l[0] = 1;"), ElementsAre("u"));
  EXPECT_THAT(of(Globals, "u.c[8] = 1;", "u.l[0] = 1;"), IsEmpty());
  EXPECT_THAT(of(Globals, "s.a = 1;", "s.b = 1;"), IsEmpty());
  EXPECT_THAT(of(Globals, "f.a = 1;", "f.b = 1;"), ElementsAre("f"))
      << "bit-fields side by side are one location (C17 3.14)";
  EXPECT_THAT(of(Globals, "memset(u.c, 0, 9);", "u.c[8] = 1;"),
              ElementsAre("u"));
  EXPECT_THAT(of(Globals, "memset(u.c, 0, 8);", "u.c[8] = 1;"), IsEmpty());
}

TEST_F(Accesses, AtomicsRaceWithPlainOnesAlone) {
  const std::string Globals = "static atomic_int x; static int y;";
  EXPECT_THAT(of(Globals, "x = 1;", "x++;"), IsEmpty());
  EXPECT_THAT(of(Globals, "x = 1;", "*(int *)&x = 1;"), ElementsAre("x"));
}

TEST_F(Accesses, WhatIsReleasedAndAcquiredIsInOrder) {
  const std::string Globals = "static atomic_int f; static int x;";
  auto With = [&](const char *Store, const char *Load) {
    return of(
        Globals,
        std::string("x = 1; atomic_store_explicit(&f, 1, ") + Store + ");",
        std::string("while (!atomic_load_explicit(&f, ") + Load + ")); x = 2;");
  };
  EXPECT_THAT(With("memory_order_release", "memory_order_acquire"), IsEmpty());
  EXPECT_THAT(With("memory_order_seq_cst", "memory_order_seq_cst"), IsEmpty());
  EXPECT_THAT(With("memory_order_relaxed", "memory_order_acquire"),
              ElementsAre("x"));
  EXPECT_THAT(With("memory_order_release", "memory_order_relaxed"),
              ElementsAre("x"));
}

TEST_F(Accesses, FencesOrderWhatRelaxedOperationsTell) {
  const std::string Globals = "static atomic_int f; static int x;";
  const std::string Store =
                        "atomic_store_explicit(&f, 1, memory_order_relaxed);",
                    Load = "while (!atomic_load_explicit(&f, "
                           "memory_order_relaxed));",
                    Release = "atomic_thread_fence(memory_order_release);",
                    Acquire = "atomic_thread_fence(memory_order_acquire);";
  EXPECT_THAT(
      of(Globals, "x = 1;" + Release + Store, Load + Acquire + "x = 2;"),
      IsEmpty());
  EXPECT_THAT(
      of(Globals, "x = 1;" + Store + Release, Load + Acquire + "x = 2;"),
      ElementsAre("x"));
  EXPECT_THAT(
      of(Globals, "x = 1;" + Release + Store, Acquire + Load + "x = 2;"),
      ElementsAre("x"));
}

// C17 5.1.2.4p10: read-modify-writes carry on what a release has begun.
TEST_F(Accesses, ReleaseSequencesGoOnThroughUpdates) {
  const std::string Globals = "static atomic_int f; static int x;";
  const std::string Begin =
      "x = 1; atomic_store_explicit(&f, 1, memory_order_release);";
  const std::string Wait =
      "while (atomic_load_explicit(&f, memory_order_acquire) != 2); x = 2;";
  auto Between = [&](const char *Step) {
    return inC("#include <pthread.h>\n#include <stdatomic.h>\n" + Globals +
               "static void *one(void *p) {" + Begin +
               "return p; }\nstatic void *two(void *p) {\n"
               "while (!atomic_load_explicit(&f, memory_order_relaxed));\n" +
               Step + "return p; }\nstatic void *three(void *p) {" + Wait +
               "return p; }\nint main(void) { pthread_t a, b, c;\n"
               "pthread_create(&a, 0, one, 0); pthread_create(&b, 0, two, 0);\n"
               "pthread_create(&c, 0, three, 0); pthread_join(a, 0);\n"
               "pthread_join(b, 0); pthread_join(c, 0); }");
  };
  EXPECT_THAT(
      Between("atomic_fetch_add_explicit(&f, 1, memory_order_relaxed);"),
      IsEmpty());
  EXPECT_THAT(Between("atomic_store_explicit(&f, 2, memory_order_relaxed);"),
              ElementsAre("x"));
}

TEST_F(Accesses, EachThreadHasItsOwn) {
  EXPECT_THAT(of("static _Thread_local int x;", "x = 1;", "x = 2;"), IsEmpty());
  EXPECT_THAT(of("static _Thread_local int x; static int *_Atomic shown;",
                 "x = 1; shown = &x; while (shown); x = 3;",
                 "int *s; while (!(s = shown)); *s = 2; shown = 0; *s = 4;"),
              ElementsAre("x"));
}

TEST_F(Accesses, WhoEndsAnObjectWritesIt) {
  const std::string Globals =
      "static int *_Atomic shown; static atomic_int done;";
  EXPECT_THAT(of(Globals,
                 "int *n = malloc(sizeof *n); *n = 1; shown = n;"
                 "while (!done); free(n);",
                 "int *s; while (!(s = shown)); *s = 2; done = 1;"),
              IsEmpty());
  EXPECT_FALSE(of(Globals,
                  "int *n = malloc(sizeof *n); *n = 1; shown = n;"
                  "while (!done); free(n);",
                  "int *s; while (!(s = shown)); done = 1; *s = 2;")
                   .empty());
}

} // namespace
