//===- SynchronisationTest.cpp - Tests for Synchronisation.cpp
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

/// Two threads that run \p Task; `k` is the number of each.
class Synchronisation : public RehearsalOf {
protected:
  static std::vector<std::string> two(const std::string &Globals,
                                      const std::string &Task,
                                      const std::string &Begin = "") {
    return inC("#include <pthread.h>\n#include <semaphore.h>\n"
               "#include <threads.h>\n#include <time.h>\nstatic int x, y;\n" +
               Globals +
               "\nstatic void *task(void *p) {\nint k = *(int *)p;\n(void)k;" +
               Task + "\nreturn 0;\n}\nint main(void) {\n" + Begin +
               R"(
  pthread_t a, b;
  int first = 0, second = 1;
  pthread_create(&a, 0, task, &first);
  pthread_create(&b, 0, task, &second);
  pthread_join(a, 0);
  pthread_join(b, 0);
  return x + y;
}
)");
  }
};

TEST_F(Synchronisation, Mutexes) {
  const std::string M = "static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER,"
                        " n = PTHREAD_MUTEX_INITIALIZER;";
  EXPECT_THAT(two(M, "pthread_mutex_lock(&m); x++; pthread_mutex_unlock(&m);"),
              IsEmpty());
  EXPECT_THAT(two(M, "pthread_mutex_t *of = k ? &m : &n;"
                     "pthread_mutex_lock(of); x++; pthread_mutex_unlock(of);"),
              ElementsAre("x"));
  EXPECT_THAT(
      two(M, "pthread_mutex_lock(&m); y++; pthread_mutex_unlock(&m); x++;"),
      ElementsAre("x"));
  EXPECT_THAT(two(M, "if (pthread_mutex_trylock(&m) == 0) {"
                     " x++; pthread_mutex_unlock(&m); }"),
              IsEmpty());
  EXPECT_THAT(two(M, "int got = pthread_mutex_trylock(&m); x++;"
                     "if (got == 0) pthread_mutex_unlock(&m);"),
              ElementsAre("x"));
}

TEST_F(Synchronisation, ReadersShare) {
  const std::string L =
      "static pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;";
  EXPECT_THAT(two(L, "if (k) { pthread_rwlock_wrlock(&l); x++; }"
                     "else { pthread_rwlock_rdlock(&l); y += x; }"
                     "pthread_rwlock_unlock(&l);"),
              IsEmpty());
  EXPECT_THAT(
      two(L, "pthread_rwlock_rdlock(&l); x++; pthread_rwlock_unlock(&l);"),
      ElementsAre("x"));
}

TEST_F(Synchronisation, ConditionsTellWhatWasBefore) {
  const std::string G =
      "static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;"
      "static pthread_cond_t c = PTHREAD_COND_INITIALIZER; static int ready;";
  const std::string Wait =
      "pthread_mutex_lock(&m); while (!ready) pthread_cond_wait(&c, &m);"
      "pthread_mutex_unlock(&m); y = x;";
  const std::string Tell = "pthread_mutex_lock(&m); ready = 1;"
                           "pthread_cond_signal(&c); pthread_mutex_unlock(&m);";
  EXPECT_THAT(two(G, "if (k) { x = 1;" + Tell + "} else {" + Wait + "}"),
              IsEmpty());
  EXPECT_THAT(two(G, "if (k) {" + Tell + "x = 1; } else {" + Wait + "}"),
              ElementsAre("x"));
}

TEST_F(Synchronisation, Semaphores) {
  const std::string S = "static sem_t s;";
  EXPECT_THAT(two(S, "sem_wait(&s); x++; sem_post(&s);", "sem_init(&s, 0, 1);"),
              IsEmpty());
  EXPECT_THAT(two(S, "sem_wait(&s); x++; sem_post(&s);", "sem_init(&s, 0, 2);"),
              ElementsAre("x"));
}

TEST_F(Synchronisation, Barriers) {
  const std::string B = "static pthread_barrier_t b; static int part[2];";
  const std::string Begin = "pthread_barrier_init(&b, 0, 2);";
  EXPECT_THAT(two(B,
                  "part[k] = 1; pthread_barrier_wait(&b);"
                  "if (k) x = part[0]; else y = part[1];",
                  Begin),
              IsEmpty());
  EXPECT_THAT(two(B,
                  "part[k] = 1; if (k) x = part[0]; else y = part[1];"
                  "pthread_barrier_wait(&b);",
                  Begin),
              ElementsAre("part"));
}

TEST_F(Synchronisation, OnceAndKeys) {
  EXPECT_THAT(two("static pthread_once_t o = PTHREAD_ONCE_INIT;"
                  "static void make(void) { x = 1; }",
                  "pthread_once(&o, make); if (x != 1) y++;"),
              IsEmpty());
  EXPECT_THAT(two("static pthread_key_t key;",
                  "int mine = 0; pthread_setspecific(key, &mine);"
                  "++*(int *)pthread_getspecific(key);",
                  "pthread_key_create(&key, 0);"),
              IsEmpty());
}

TEST_F(Synchronisation, TheThreadsOfC) {
  const std::string M = "static mtx_t m;";
  EXPECT_THAT(
      two(M, "mtx_lock(&m); x++; mtx_unlock(&m);", "mtx_init(&m, mtx_plain);"),
      IsEmpty());
}

TEST_F(Synchronisation, AJoinEndsAThreadAndADetachDoesNot) {
  auto Ended = [](const char *How) {
    return inC(std::string("#include <pthread.h>\n#include <unistd.h>\n"
                           "static int x;\nstatic void *task(void *p) {"
                           " x = 1; return p; }\nint main(void) {\n"
                           "pthread_t a;\npthread_create(&a, 0, task, 0);\n") +
               How + "\nx = 2;\n}");
  };
  EXPECT_THAT(Ended("pthread_join(a, 0);"), IsEmpty());
  EXPECT_THAT(Ended("pthread_detach(a);"), ElementsAre("x"));
}

// libstdc++'s and what stands behind it.
TEST_F(Synchronisation, TheThreadsOfCxx) {
  auto Racing = [](const std::string &A, const std::string &B) {
    return inCxx("#include <atomic>\n#include <barrier>\n"
                 "#include <condition_variable>\n#include <future>\n"
                 "#include <latch>\n#include <mutex>\n#include <semaphore>\n"
                 "#include <shared_mutex>\n#include <thread>\n"
                 "std::mutex m; std::shared_mutex s; std::latch done(1);\n"
                 "std::promise<int> p; std::binary_semaphore sem(0);\n"
                 "std::atomic<int> flag; std::once_flag once;\nint x, y;\n"
                 "int main() { std::future<int> f = p.get_future();\n"
                 "std::thread a([&] {" +
                 A + "}); {" + B + "}\na.join(); (void)f; }");
  };
  EXPECT_THAT(
      Racing("std::scoped_lock l(m); x++;", "std::unique_lock l(m); x++;"),
      IsEmpty());
  EXPECT_THAT(
      Racing("std::shared_lock l(s); x++;", "std::shared_lock l(s); x++;"),
      ElementsAre("x"));
  EXPECT_THAT(Racing("x = 1; done.count_down();", "done.wait(); x = 2;"),
              IsEmpty());
  EXPECT_THAT(Racing("x = 1; p.set_value(3);", "x = f.get();"), IsEmpty());
  EXPECT_THAT(Racing("p.set_value(3); x = 1;", "x = f.get();"),
              ElementsAre("x"));
  EXPECT_THAT(Racing("x = 1; sem.release();", "sem.acquire(); x = 2;"),
              IsEmpty());
  EXPECT_THAT(
      Racing("x = 1; flag = 1; flag.notify_one();", "flag.wait(0); x = 2;"),
      IsEmpty());
  EXPECT_THAT(Racing("std::call_once(once, [] { x = 1; }); y = x;",
                     "std::call_once(once, [] { x = 1; }); (void)x;"),
              IsEmpty());
}

} // namespace
