// What runs, or which object is meant, is chosen once for all tasks.
#include "family.h"

#include <aether/aether.h>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <ranges>
#include <thread>
#include <vector>

namespace {

volatile bool loud = false;

void racy_one_of_two_functions() {
  int a = 0, b = 0;
  std::function<void(int)> count;
  if (loud)
    count = [&](int i) { a += i; };
  else
    count = [&](int i) { b += i; };                         // race
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    count(i);
  });
}

void repaired_one_of_two_functions() {
  std::atomic<int> a = 0, b = 0;
  std::function<void(int)> count;
  if (loud)
    count = [&](int i) { a += i; };
  else
    count = [&](int i) { b += i; };
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    count(i);
  });
}

// Each lock is enough for the function that takes it.
void lookalike_one_of_two_locks() {
  std::mutex m, n;
  int total = 0;
  std::function<void(int)> count;
  if (loud)
    count = [&](int i) {
      std::lock_guard lock(m);
      total += i;
    };
  else
    count = [&](int i) {
      std::lock_guard lock(n);
      total += i;
    };
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe (today: unknown)
    count(i);
  });
}

// Each of the two runs once.
void lookalike_a_function_for_each() {
  int a = 0, b = 0;
  std::vector<std::function<void()>> all{[&] { ++a; }, [&] { ++b; }};
  aether::par_for_each(all, [](auto &f) { f(); }); // safe (today: unknown)
}

// What was there before does not run.
void lookalike_replaced_before() {
  std::atomic<int> a = 0;
  int b = 0;
  std::function<void(int)> count = [&](int i) { b += i; };
  count = [&](int i) { a += i; };
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    count(i);
  });
}

void racy_one_of_two_variables() {
  int a = 0, b = 0;
  int *p = &a;
  if (loud)
    p = &b;
  std::thread t([p] { ++*p; }); // unsafe: captured-mutation
  ++*p;
  t.join();
}

void lookalike_other_of_two_variables() {
  int a = 0, b = 0;
  int *p = &a, *q = &b;
  if (loud)
    std::swap(p, q);
  std::thread t([p] { ++*p; }); // safe (today: unknown)
  ++*q;
  t.join();
}

void lookalike_changed_after() {
  int a = 0, b = 0;
  int *p = &a;
  for (int i = 0; i < 4; ++i) {
    std::thread t([p] { ++*p; }); // safe (today: unknown)
    p = p == &a ? &b : &a;
    ++*p;
    t.join();
  }
}

struct Sink {
  virtual ~Sink() = default;
  virtual void put(int x) = 0;
};
struct Last : Sink {
  int last = 0;
  void put(int x) override { last = x; } // race
};
struct Counted : Sink {
  std::atomic<int> count = 0;
  void put(int) override { ++count; }
};

void fill(Sink &sink, const char *) {
  aether::par_for_each(std::views::iota(0, 2000), // unsafe: member-mutation
                       [&](int i) { sink.put(i); });
}

void racy_given_object() {
  Last sink;
  fill(sink, "last");
}

void fill_atomically(Sink &sink) {
  aether::par_for_each(std::views::iota(0, 2000), // safe
                       [&](int i) { sink.put(i); });
}

void repaired_given_object() {
  Counted sink;
  fill_atomically(sink);
}

void racy_replaced_owner() {
  std::unique_ptr<Sink> sink = std::make_unique<Counted>();
  sink = std::make_unique<Last>();
  aether::par_for_each(std::views::iota(0, 2000), // unsafe: captured-mutation
                       [&](int i) { sink->put(i); });
}

void repaired_replaced_owner() {
  std::unique_ptr<Sink> sink = std::make_unique<Last>();
  sink = std::make_unique<Counted>();
  aether::par_for_each(std::views::iota(0, 2000), // safe
                       [&](int i) { sink->put(i); });
}

} // namespace

// What was captured stays what it was.
void lookalike_set_after_the_capture() {
  int a = 0, b = 0, c = 0;
  int *p = &a;
  if (loud)
    p = &c;
  auto add = [p] { ++*p; };
  p = p == &a ? &b : &a;
  std::thread t(add); // safe (today: unknown)
  ++*p;
  t.join();
}

void lookalike_moved_on_after_the_capture() {
  int a[4] = {};
  int *p = &a[0];
  if (loud)
    p = &a[2];
  auto add = [p] { ++*p; };
  ++p;
  std::thread t(add); // safe (today: unknown)
  ++*p;
  t.join();
}

FAMILY({"functions", racy_one_of_two_functions}, {"functions_atomic", repaired_one_of_two_functions},
       {"locks", lookalike_one_of_two_locks}, {"each", lookalike_a_function_for_each},
       {"before", lookalike_replaced_before}, {"variables", racy_one_of_two_variables},
       {"other", lookalike_other_of_two_variables}, {"after", lookalike_changed_after},
       {"given", racy_given_object}, {"given_atomic", repaired_given_object},
       {"owner", racy_replaced_owner}, {"owner_atomic", repaired_replaced_owner},
       {"lookalike_set_after_the_capture", lookalike_set_after_the_capture},
       {"lookalike_moved_on_after_the_capture", lookalike_moved_on_after_the_capture})
