// What threads keep order by must be there as long as they do: a mutex, an atomic,
// a latch, a semaphore that ends meanwhile.
#include "family.h"
#include <atomic>
#include <latch>
#include <memory>
#include <mutex>
#include <pthread.h>
#include <semaphore.h>
#include <thread>

namespace {

int count;

void racy_destroyed_before_the_join() {
  pthread_mutex_t m;
  pthread_mutex_init(&m, nullptr);
  std::thread t([&] { // unsafe: captured-mutation
    pthread_mutex_lock(&m);
    ++count;
    pthread_mutex_unlock(&m);
  });
  pthread_mutex_destroy(&m);
  t.join();
}

void repaired_destroyed_after_the_join() {
  pthread_mutex_t m;
  pthread_mutex_init(&m, nullptr);
  std::thread t([&] { // safe
    pthread_mutex_lock(&m);
    ++count;
    pthread_mutex_unlock(&m);
  });
  pthread_mutex_lock(&m);
  ++count;
  pthread_mutex_unlock(&m);
  t.join();
  pthread_mutex_destroy(&m);
}

void lookalike_another_is_destroyed() {
  pthread_mutex_t m, n;
  pthread_mutex_init(&m, nullptr);
  pthread_mutex_init(&n, nullptr);
  std::thread t([&] { // safe
    pthread_mutex_lock(&m);
    ++count;
    pthread_mutex_unlock(&m);
  });
  pthread_mutex_destroy(&n);
  t.join();
  pthread_mutex_destroy(&m);
}

void racy_made_anew() {
  pthread_mutex_t m;
  pthread_mutex_init(&m, nullptr);
  std::thread t([&] { // unsafe: captured-mutation
    pthread_mutex_lock(&m);
    ++count;
    pthread_mutex_unlock(&m);
  });
  pthread_mutex_init(&m, nullptr);
  pthread_mutex_lock(&m);
  ++count;
  pthread_mutex_unlock(&m);
  t.join();
}

// Nothing but the mutex is touched in there.
struct Account {
  std::mutex m;
  int balance = 0;
};

void racy_deleted_while_locked() {
  Account *a = new Account;
  std::thread t([a] { // unsafe: captured-mutation
    std::lock_guard<std::mutex> l(a->m);
  });
  delete a;
  t.join();
}

void repaired_deleted_when_nobody_locks() {
  Account *a = new Account;
  std::thread t([a] { // safe
    std::lock_guard<std::mutex> l(a->m);
  });
  t.join();
  delete a;
}

void lookalike_each_has_its_own() {
  Account *a = new Account, *b = new Account;
  std::thread t([a] { // safe
    std::lock_guard<std::mutex> l(a->m);
  });
  delete b;
  t.join();
  delete a;
}

void racy_semaphore_destroyed() {
  sem_t s;
  sem_init(&s, 0, 0);
  std::thread t([&] { sem_post(&s); }); // unsafe: captured-mutation
  sem_destroy(&s);
  t.join();
}

void repaired_semaphore_waited_for() {
  sem_t s;
  sem_init(&s, 0, 0);
  std::thread t([&] { sem_post(&s); }); // safe
  sem_wait(&s);
  sem_destroy(&s);
  t.join();
}

[[maybe_unused]] void racy_mutex_that_ends() {
  std::mutex m;
  std::thread t([&] { // unsafe: captured-mutation
    std::lock_guard<std::mutex> l(m);
    ++count;
  });
  t.detach();
}

[[maybe_unused]] void racy_atomic_that_ends() {
  std::atomic<int> n{0};
  std::thread([&] { ++n; }).detach(); // unsafe: captured-mutation
}

void repaired_atomic_waited_for() {
  std::atomic<int> n{0};
  std::thread([&] { ++n; }).detach(); // safe
  while (n == 0) {
  }
}

[[maybe_unused]] void racy_latch_that_ends() {
  std::latch done(1);
  std::thread([&] { done.count_down(); }).detach(); // unsafe: captured-mutation
}

void repaired_latch_waited_for() {
  std::latch done(1);
  std::thread([&] { done.count_down(); }).detach(); // safe
  done.wait();
}

[[maybe_unused]] void racy_touched_after_the_latch() {
  std::atomic<int> n{0};
  std::latch done(1);
  std::thread([&] { // unsafe: captured-mutation (today: unknown)
    done.count_down();
    ++n;
  }).detach();
  done.wait();
}

} // namespace

FAMILY({"racy_destroyed_before_the_join", racy_destroyed_before_the_join},
       {"repaired_destroyed_after_the_join", repaired_destroyed_after_the_join},
       {"lookalike_another_is_destroyed", lookalike_another_is_destroyed},
       {"racy_made_anew", racy_made_anew},
       {"racy_deleted_while_locked", racy_deleted_while_locked},
       {"repaired_deleted_when_nobody_locks",
        repaired_deleted_when_nobody_locks},
       {"lookalike_each_has_its_own", lookalike_each_has_its_own},
       {"racy_semaphore_destroyed", racy_semaphore_destroyed},
       {"repaired_semaphore_waited_for", repaired_semaphore_waited_for},
       {"repaired_atomic_waited_for", repaired_atomic_waited_for},
       {"repaired_latch_waited_for", repaired_latch_waited_for})
