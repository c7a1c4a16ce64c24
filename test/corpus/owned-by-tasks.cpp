// A thread has copies of its callable and of its arguments. They end with the
// thread, which runs their destructors, and not with what they were made from.
#include "family.h"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace {

int live = 0;
std::mutex liveMutex;
std::atomic<int> atomicLive{0};

struct Counted {
  int v = 1;
  Counted() = default;
  Counted(const Counted &o) : v(o.v) {}
  ~Counted() { live--; }
};

struct Guard {
  int *n;
  ~Guard() { ++*n; }
};

/// Counts when the last of those that it was moved through ends.
struct Last {
  int *n;
  explicit Last(int *n) : n(n) {}
  Last(Last &&o) noexcept : n(std::exchange(o.n, nullptr)) {}
  ~Last() {
    if (n)
      ++*n;
  }
};

// The callable

void racy_captured_by_copy() {
  Counted c;
  std::thread t([c] { (void)c.v; }); // unsafe: global-mutation
  live = 5;
  t.join();
}

void racy_guard_in_a_capture() {
  int done = 0;
  std::thread t([g = Guard{&done}] { (void)g; }); // unsafe: captured-mutation
  done = 3;
  t.join();
}

/// Not only the thread: the closure that it was copied from ends here.
void racy_with_what_it_was_copied_from() {
  int done = 0;
  std::thread t([g = Guard{&done}] { (void)g; }); // unsafe: captured-mutation
  t.join();
}

struct Task {
  int *out;
  void operator()() const { *out = 1; }
  ~Task() { live--; }
};

void racy_callables_that_count() {
  int a = 0, b = 0;
  Task x{&a}, y{&b};
  std::thread t(x); // unsafe: global-mutation
  std::thread u(y); // unsafe: global-mutation
  t.join();
  u.join();
}

struct InBase : Counted {
  void operator()() const {}
};

void racy_base_of_a_callable() {
  InBase x;
  std::thread t(x); // unsafe: global-mutation
  live = 5;
  t.join();
}

void racy_in_rounds() {
  Counted c;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([c] { (void)c.v; }); // unsafe: global-mutation
  for (auto &t : threads)
    t.join();
}

void racy_wrapped() {
  Counted c;
  std::function<void()> f = [c] { (void)c.v; };
  std::thread t(f); // unsafe: global-mutation
  live = 3;
  t.join();
}

void racy_owned_by_the_callable() {
  std::thread t([p = std::make_unique<Counted>()] { (void)p->v; }); // unsafe: global-mutation
  live = 3;
  t.join();
}

void racy_last_share() {
  auto q = std::make_shared<Counted>();
  std::thread t([p = std::move(q)] { (void)p->v; }); // unsafe: global-mutation
  live = 3;
  t.join();
}

void repaired_joined_before() {
  int a = 0;
  Task x{&a};
  std::thread t(x); // safe
  t.join();
  live = 3;
}

void repaired_by_reference() {
  Counted c;
  std::thread t([&c] { (void)c.v; }); // safe
  live = 3;
  t.join();
}

struct Locked {
  int v = 1;
  Locked() = default;
  Locked(const Locked &o) : v(o.v) {}
  ~Locked() {
    std::lock_guard<std::mutex> lock(liveMutex);
    live--;
  }
};

void repaired_counted_under_a_lock() {
  Locked c;
  std::thread t([c] { (void)c.v; }); // safe
  std::thread u([c] { (void)c.v; }); // safe
  t.join();
  u.join();
}

struct Atomic {
  ~Atomic() { atomicLive--; }
};

void repaired_counted_atomically() {
  Atomic c;
  std::thread t([c] { (void)c; }); // safe
  std::thread u([c] { (void)c; }); // safe
  t.join();
  u.join();
}

/// Copies are made before the thread begins.
struct CountsCopies {
  int *out;
  explicit CountsCopies(int *o) : out(o) {}
  CountsCopies(const CountsCopies &o) : out(o.out) { live++; }
  void operator()() const { *out = 1; }
  ~CountsCopies() { live--; }
};

void lookalike_copied_by_the_starter() {
  int a = 0;
  CountsCopies x(&a);
  std::thread t(x); // safe
  t.join();
}

void racy_copied_beside_another() {
  int a = 0, b = 0;
  CountsCopies x(&a), y(&b);
  std::thread t(x); // unsafe: global-mutation
  std::thread u(y); // unsafe: global-mutation
  t.join();
  u.join();
}

void lookalike_other_counters() {
  int a = 0, b = 0;
  Last x(&a), y(&b);
  std::thread t([g = std::move(x)] { (void)g; }); // safe (today: unknown)
  std::thread u([g = std::move(y)] { (void)g; }); // safe (today: unknown)
  t.join();
  u.join();
}

/// Moved member by member, and the destructor looks at what is left.
struct Defaulted {
  std::unique_ptr<int> p;
  explicit Defaulted(int n) : p(std::make_unique<int>(n)) {}
  Defaulted(Defaulted &&) = default;
  ~Defaulted() {
    if (p)
      live++;
  }
};

void lookalike_moved_from_ends_nothing() {
  std::thread t([m = Defaulted(1)] { (void)m; }); // safe (today: unknown)
  t.join();
}

// Arguments

void racy_argument_by_copy() {
  Counted c;
  std::thread t([](const Counted &d) { (void)d.v; }, c); // unsafe: global-mutation
  live = 5;
  t.join();
}

void racy_argument_by_rvalue() {
  int done = 0;
  std::thread t([](Guard &&g) { (void)g; }, Guard{&done}); // unsafe: captured-mutation
  done = 3;
  t.join();
}

struct Runner {
  Guard g;
  void run() {}
};

void racy_object_of_a_member_function() {
  int done = 0;
  std::thread t(&Runner::run, Runner{{&done}}); // unsafe: captured-mutation
  done = 3;
  t.join();
}

void lookalike_object_of_the_starter() {
  int done = 0;
  Runner r{{&done}};
  std::thread t(&Runner::run, &r); // safe
  done = 3;
  t.join();
}

void lookalike_argument_by_reference() {
  Counted c;
  std::thread t([](const Counted &d) { (void)d.v; }, std::ref(c)); // safe
  live = 5;
  t.join();
}

// What a copy operation gives the copy is the copy's

struct Buffer {
  int *p = new int(0);
  Buffer() = default;
  Buffer(const Buffer &o) : p(new int(*o.p)) {}
  ~Buffer() { delete p; }
};

struct Alias {
  int *p;
  explicit Alias(int *q) : p(q) {}
  Alias(const Alias &o) : p(o.p) {}
};

void lookalike_buffers_of_their_own() {
  Buffer b;
  std::thread t([b] { *b.p = 1; }); // safe
  std::thread u([b] { *b.p = 2; }); // safe
  *b.p = 3;
  t.join();
  u.join();
}

void racy_copies_that_share() {
  int n = 0;
  Alias a(&n);
  std::thread t([a] { *a.p = 1; }); // unsafe: captured-mutation
  *a.p = 3;
  t.join();
}

struct Owned {
  int *p = new int(0);
  Owned() = default;
  Owned(Owned &&o) noexcept : p(std::exchange(o.p, nullptr)) {}
  ~Owned() { delete p; }
};

void lookalike_moved_through_a_temporary() {
  Owned b;
  std::thread t([b = std::move(b)] { *b.p = 1; }); // safe (today: unknown)
  t.join();
}

} // namespace

// An owner that has nothing ends nothing.
void lookalike_owns_nothing() {
  std::unique_ptr<Counted> q;
  std::thread t([p = std::move(q)] { (void)p; }); // safe (today: unknown)
  live = 3;
  t.join();
}

void lookalike_moved_on_before() {
  auto q = std::make_unique<Counted>();
  auto mine = std::move(q);
  std::thread t([p = std::move(q)] { (void)p; }); // safe (today: unknown)
  live = 3;
  t.join();
}

void lookalike_not_the_last_share() {
  auto q = std::make_shared<Counted>();
  auto mine = q;
  std::thread t([p = std::move(q)] { (void)p->v; }); // safe (today: unknown)
  live = 3;
  t.join();
}

void lookalike_given_up_by_the_task() {
  std::unique_ptr<Counted> mine;
  std::thread t([&mine, p = std::make_unique<Counted>()]() mutable { mine = std::move(p); }); // safe (today: unknown)
  live = 3;
  t.join();
}

void lookalike_owned_by_the_first_of_them() {
  auto q = std::make_unique<Counted>();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([p = std::move(q)] { (void)p; }); // safe (today: unknown)
  for (auto &t : threads)
    t.join();
}

void racy_each_owns_one() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    auto q = std::make_unique<Counted>();
    threads.emplace_back([p = std::move(q)] { (void)p; }); // unsafe: global-mutation
  }
  for (auto &t : threads)
    t.join();
}

FAMILY({"captured", racy_captured_by_copy}, {"guard", racy_guard_in_a_capture},
       {"copied_from", racy_with_what_it_was_copied_from}, {"callables", racy_callables_that_count},
       {"base", racy_base_of_a_callable}, {"rounds", racy_in_rounds}, {"wrapped", racy_wrapped},
       {"owned", racy_owned_by_the_callable}, {"last", racy_last_share}, {"joined", repaired_joined_before},
       {"reference", repaired_by_reference}, {"locked", repaired_counted_under_a_lock},
       {"atomic", repaired_counted_atomically}, {"starter", lookalike_copied_by_the_starter},
       {"beside", racy_copied_beside_another}, {"other", lookalike_other_counters}, {"moved_from", lookalike_moved_from_ends_nothing}, {"argument", racy_argument_by_copy},
       {"rvalue", racy_argument_by_rvalue}, {"member", racy_object_of_a_member_function},
       {"starters", lookalike_object_of_the_starter}, {"ref", lookalike_argument_by_reference},
       {"buffers", lookalike_buffers_of_their_own}, {"share", racy_copies_that_share},
       {"moved", lookalike_moved_through_a_temporary},
       {"lookalike_owns_nothing", lookalike_owns_nothing},
       {"lookalike_moved_on_before", lookalike_moved_on_before},
       {"lookalike_not_the_last_share", lookalike_not_the_last_share},
       {"lookalike_given_up_by_the_task", lookalike_given_up_by_the_task},
       {"lookalike_owned_by_the_first_of_them", lookalike_owned_by_the_first_of_them},
       {"racy_each_owns_one", racy_each_owns_one})
