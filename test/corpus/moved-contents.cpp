// Elements keep their address when another container takes them over; what
// owners call when they end; the completion functions of barriers.
#include "family.h"

#include <atomic>
#include <barrier>
#include <cstdio>
#include <cstdlib>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

void racy_moved_into_the_task() {
  std::vector<int> v(3);
  int *first = v.data();
  std::thread t([v = std::move(v)]() mutable { v[0] = 1; }); // unsafe: overlapping-elements
  first[0] = 2;
  t.join();
}

void repaired_pointer_taken_again() {
  std::vector<int> v(3);
  int *first = v.data();
  first[0] = 2;
  std::thread t([v = std::move(v)]() mutable { v[0] = 1; }); // safe
  t.join();
}

void lookalike_copied_into_the_task() {
  std::vector<int> v(3);
  int *first = v.data();
  std::thread t([v]() mutable { v[0] = 1; }); // safe
  first[0] = 2;
  t.join();
}

void lookalike_moved_and_filled_again() {
  std::vector<int> batch(3);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([batch = std::move(batch)]() mutable { // safe
      for (int &x : batch)
        ++x;
    });
    batch = std::vector<int>(3);
    for (int &x : batch)
      x = i;
  }
  for (std::thread &t : threads)
    t.join();
}

void racy_reference_before_the_move() {
  std::vector<int> v(3);
  int &first = v[0];
  std::vector<int> w = std::move(v);
  std::thread t([&w] { w[0] = 1; }); // unsafe: overlapping-elements
  first = 2;
  t.join();
}

void repaired_reference_after_the_move() {
  std::vector<int> v(3), other(3);
  std::vector<int> w = std::move(v);
  int &first = other[0];
  std::thread t([&w] { w[0] = 1; }); // safe
  first = 2;
  t.join();
}

void racy_swapped() {
  std::vector<int> v(3), w(3);
  int *first = &v[0];
  std::swap(v, w);
  std::thread t([&w] { w[0] = 1; }); // unsafe: overlapping-elements
  *first = 2;
  t.join();
}

void lookalike_swapped_before() {
  std::vector<int> v(3), w(3);
  std::swap(v, w);
  int *first = &v[0];
  std::thread t([&w] { w[0] = 1; }); // safe
  *first = 2;
  t.join();
}

void racy_spliced() {
  std::list<int> a{1, 2}, b;
  int &first = a.front();
  b.splice(b.end(), a);
  std::thread t([&b] { b.front() = 1; }); // unsafe: overlapping-elements
  first = 2;
  t.join();
}

struct Buffers {
  std::vector<int> values;
};

void racy_moved_as_a_member() {
  Buffers a;
  a.values.resize(3);
  int *first = a.values.data();
  Buffers b = std::move(a);
  std::thread t([&b] { b.values[0] = 1; }); // unsafe: overlapping-elements
  *first = 2;
  t.join();
}

void lookalike_copied_as_a_member() {
  Buffers a;
  a.values.resize(3);
  int *first = a.values.data();
  Buffers b = a;
  std::thread t([&b] { b.values[0] = 1; }); // safe
  *first = 2;
  t.join();
}

// What ends with a task.
static int ended;

void racy_deleter_in_the_task() {
  std::unique_ptr<int, void (*)(int *)> p(new int, [](int *q) {
    ended++;
    delete q;
  });
  std::thread t([p = std::move(p)] {}); // unsafe: global-mutation
  ended = 1;
  t.join();
}

struct Counts {
  void operator()(int *q) const {
    ended++; // race
    delete q;
  }
};

void racy_deleter_by_its_type() {
  std::unique_ptr<int, Counts> p(new int);
  std::thread t([p = std::move(p)] {}); // unsafe: global-mutation
  ended = 1; // race
  t.join();
}

void repaired_deleter_after_the_join() {
  std::unique_ptr<int, Counts> p(new int);
  std::thread t([p = std::move(p)] {}); // safe (today: unknown)
  t.join();
  ended = 1;
}

struct Frees {
  void operator()(int *q) const { std::free(q); }
};

void lookalike_deleter_that_only_frees() {
  std::unique_ptr<int, Frees> p(static_cast<int *>(std::malloc(sizeof(int))));
  std::thread t([p = std::move(p)] { *p = 1; }); // safe
  ended = 1;
  t.join();
}

struct Base {
  virtual ~Base() = default;
};
struct Derived : Base {
  ~Derived() override { ended++; }
};

void racy_virtual_destructor_in_the_task() {
  std::unique_ptr<Base> p = std::make_unique<Derived>();
  std::thread t([p = std::move(p)] {}); // unsafe: global-mutation
  ended = 1;
  t.join();
}

// What runs when all have arrived.
void racy_completion_beside_others() {
  int value = 0;
  std::barrier sync(2, [&]() noexcept { value++; }); // race
  std::thread t([&] { sync.arrive_and_wait(); }); // unsafe: captured-mutation
  std::thread u([&] { sync.arrive_and_wait(); }); // unsafe: captured-mutation
  value = 2; // race
  t.join();
  u.join();
}

void repaired_completion_beside_others() {
  int value = 0;
  std::barrier sync(2, [&]() noexcept { value++; });
  std::thread t([&] { sync.arrive_and_wait(); }); // safe
  std::thread u([&] { sync.arrive_and_wait(); }); // safe
  t.join();
  u.join();
  value = 2;
}

void lookalike_completion_between_phases() {
  int value = 0;
  auto add = [&]() noexcept { value++; };
  std::barrier sync(2, add);
  std::thread t([&] { // safe
    value = 5;
    sync.arrive_and_wait();
    std::printf("%d", value);
    sync.arrive_and_wait();
  });
  std::thread u([&] { // safe
    sync.arrive_and_wait();
    std::printf("%d", value);
    sync.arrive_and_wait();
  });
  t.join();
  u.join();
}

struct Adds {
  void operator()() noexcept { ended++; }
};

void lookalike_completion_by_its_type() {
  std::barrier<Adds> sync(2);
  std::thread t([&] { sync.arrive_and_wait(); }); // safe
  std::thread u([&] { sync.arrive_and_wait(); }); // safe
  t.join();
  u.join();
}

// Memory that need not be new.
struct Pooled {
  int x = 0;
  static void *operator new(std::size_t) {
    static char only[64];
    return only;
  }
  static void operator delete(void *) {}
};

void racy_operator_new_of_a_class() {
  Pooled *p = new Pooled, *q = new Pooled;
  std::thread a([=] { p->x++; }); // unsafe: overlapping-elements
  q->x++; // race
  a.join();
}

FAMILY({"racy_moved_into_the_task", racy_moved_into_the_task},
       {"repaired_pointer_taken_again", repaired_pointer_taken_again},
       {"lookalike_copied_into_the_task", lookalike_copied_into_the_task},
       {"lookalike_moved_and_filled_again", lookalike_moved_and_filled_again},
       {"racy_reference_before_the_move", racy_reference_before_the_move},
       {"repaired_reference_after_the_move", repaired_reference_after_the_move},
       {"racy_swapped", racy_swapped},
       {"lookalike_swapped_before", lookalike_swapped_before},
       {"racy_spliced", racy_spliced},
       {"racy_moved_as_a_member", racy_moved_as_a_member},
       {"lookalike_copied_as_a_member", lookalike_copied_as_a_member},
       {"racy_deleter_in_the_task", racy_deleter_in_the_task},
       {"racy_deleter_by_its_type", racy_deleter_by_its_type},
       {"repaired_deleter_after_the_join", repaired_deleter_after_the_join},
       {"lookalike_deleter_that_only_frees", lookalike_deleter_that_only_frees},
       {"racy_virtual_destructor_in_the_task", racy_virtual_destructor_in_the_task},
       {"racy_completion_beside_others", racy_completion_beside_others},
       {"repaired_completion_beside_others", repaired_completion_beside_others},
       {"lookalike_completion_between_phases", lookalike_completion_between_phases},
       {"lookalike_completion_by_its_type", lookalike_completion_by_its_type},
       {"racy_operator_new_of_a_class", racy_operator_new_of_a_class})
