// Flags that are read into variables, which are tested later.
#include "family.h"
#include <atomic>
#include <thread>

int sink;

namespace {

void lookalike_loop_until_read() {
  std::atomic<int> flag{0};
  int data = 0;
  std::thread writer([&] { // safe
    data = 42;
    flag.store(1, std::memory_order_release);
  });
  std::thread reader([&] { // safe
    int found = 0;
    while (!found)
      found = flag.load(std::memory_order_acquire);
    sink = data;
  });
  writer.join();
  reader.join();
}

void racy_loop_that_is_left_at_once() {
  std::atomic<int> flag{0};
  int data = 0;
  std::thread writer([&] { // unsafe: captured-mutation
    data = 42;
    flag.store(1, std::memory_order_release);
  });
  std::thread reader([&] { // unsafe: captured-mutation
    int found = 1;
    while (!found)
      found = flag.load(std::memory_order_acquire);
    sink = data;
  });
  writer.join();
  reader.join();
}

void lookalike_loop_by_comparison() {
  std::atomic<int> flag{0};
  int data = 0;
  std::thread writer([&] { // safe
    data = 42;
    flag.store(1, std::memory_order_release);
  });
  std::thread reader([&] { // safe
    int found;
    do {
      found = flag.load(std::memory_order_acquire);
    } while (found == 0);
    sink = data;
  });
  writer.join();
  reader.join();
}

void lookalike_one_look() {
  std::atomic<int> state{0};
  int data = 0;
  std::thread writer([&] { // safe
    data = 42;
    state.store(1, std::memory_order_release);
  });
  std::thread reader([&] { // safe
    const int now = state.load(std::memory_order_acquire);
    sink = 0;
    if (now == 1)
      sink = data;
  });
  writer.join();
  reader.join();
}

void racy_one_look_at_nothing() {
  std::atomic<int> state{0};
  int data = 0;
  std::thread writer([&] { // unsafe: captured-mutation
    data = 42;
    state.store(1, std::memory_order_release);
  });
  std::thread reader([&] { // unsafe: captured-mutation
    const int now = state.load(std::memory_order_acquire);
    sink = 0;
    if (now == 0)
      sink = data;
  });
  writer.join();
  reader.join();
}

void racy_another_value_first() {
  std::atomic<int> state{0};
  int data = 0;
  std::thread writer([&] { // unsafe: captured-mutation
    data = 42;
    state.store(1, std::memory_order_release);
  });
  std::thread reader([&](bool look) { // unsafe: captured-mutation
    int now = 1;
    if (look)
      now = state.load(std::memory_order_acquire);
    if (now == 1)
      sink = data;
  }, false);
  writer.join();
  reader.join();
}

void lookalike_two_looks() {
  std::atomic<bool> done{false};
  int data = 0;
  std::thread writer([&] { // safe
    data = 42;
    done = true;
  });
  std::thread reader([&] { // safe
    bool found = done;
    while (!found) {
      std::this_thread::yield();
      found = done;
    }
    sink = data;
  });
  writer.join();
  reader.join();
}

void racy_two_flags() {
  std::atomic<bool> done{false}, other{true};
  int data = 0;
  std::thread writer([&] { // unsafe: captured-mutation
    data = 42;
    done = true;
  });
  std::thread reader([&] { // unsafe: captured-mutation
    bool found = other;
    while (!found)
      found = done;
    sink = data;
  });
  writer.join();
  reader.join();
}

void lookalike_plain_variable() {
  int flag = 0, data = 0;
  std::thread writer([&] { // safe
    data = 42;
    __atomic_store_n(&flag, 1, __ATOMIC_RELEASE);
  });
  std::thread reader([&] { // safe
    while (!__atomic_load_n(&flag, __ATOMIC_ACQUIRE))
      ;
    sink = data;
  });
  writer.join();
  reader.join();
}

void racy_plain_variable_set_before() {
  int flag = 1, data = 0;
  std::thread writer([&] { // unsafe: captured-mutation
    data = 42;
    __atomic_store_n(&flag, 1, __ATOMIC_RELEASE);
  });
  std::thread reader([&] { // unsafe: captured-mutation
    while (!__atomic_load_n(&flag, __ATOMIC_ACQUIRE))
      ;
    sink = data;
  });
  writer.join();
  reader.join();
}

void racy_plain_variable_set_again() {
  int flag = 0, data = 0;
  flag = 1;
  std::thread writer([&] { // unsafe: captured-mutation
    data = 42;
    __atomic_store_n(&flag, 1, __ATOMIC_RELEASE);
  });
  std::thread reader([&] { // unsafe: captured-mutation
    while (!__atomic_load_n(&flag, __ATOMIC_ACQUIRE))
      ;
    sink = data;
  });
  writer.join();
  reader.join();
}

void racy_changed_by_a_reference() {
  std::atomic<int> flag{0};
  int data = 0;
  std::thread writer([&] { // unsafe: captured-mutation
    data = 42;
    flag.store(1);
  });
  std::thread reader([&] { // unsafe: captured-mutation
    int found = flag.load();
    int &same = found;
    same |= 1;
    if (found)
      sink = data;
  });
  writer.join();
  reader.join();
}

} // namespace

FAMILY({"racy_changed_by_a_reference", racy_changed_by_a_reference},
       {"lookalike_loop_until_read", lookalike_loop_until_read},
       {"racy_loop_that_is_left_at_once", racy_loop_that_is_left_at_once},
       {"lookalike_loop_by_comparison", lookalike_loop_by_comparison},
       {"racy_one_look_at_nothing", racy_one_look_at_nothing},
       {"lookalike_one_look", lookalike_one_look},
       {"racy_another_value_first", racy_another_value_first},
       {"lookalike_two_looks", lookalike_two_looks},
       {"racy_two_flags", racy_two_flags},
       {"lookalike_plain_variable", lookalike_plain_variable},
       {"racy_plain_variable_set_before", racy_plain_variable_set_before},
       {"racy_plain_variable_set_again", racy_plain_variable_set_again})
