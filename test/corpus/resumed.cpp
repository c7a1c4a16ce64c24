#include "family.h"
#include <coroutine>
#include <memory_resource>
#include <string>
#include <thread>
#include <vector>

// What a coroutine does it does where it is resumed.
struct Steps {
  struct promise_type {
    Steps get_return_object() {
      return {std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    std::suspend_always initial_suspend() { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(int) { return {}; }
    void return_void() {}
    void unhandled_exception() {}
  };
  std::coroutine_handle<promise_type> handle;
};

Steps count(int &sum) {
  for (int i = 0; i < 3; ++i) {
    ++sum; // race
    co_yield i;
  }
}

void racy_two_coroutines() {
  int sum = 0;
  Steps one = count(sum), other = count(sum);
  std::thread t([&] { one.handle.resume(); }); // unsafe: captured-mutation (today: unknown)
  other.handle.resume();
  t.join();
  one.handle.destroy();
  other.handle.destroy();
}

void repaired_sums_of_their_own() {
  int left = 0, right = 0;
  Steps one = count(left), other = count(right);
  std::thread t([&] { one.handle.resume(); }); // safe (today: unknown)
  other.handle.resume();
  t.join();
  one.handle.destroy();
  other.handle.destroy();
}

// Resumed before there is a thread.
void lookalike_resumed_before() {
  int sum = 0;
  Steps one = count(sum);
  one.handle.resume();
  one.handle.destroy();
  std::thread t([&] { ++sum; }); // safe
  t.join();
}

// A resource of memory need not synchronise itself.
void racy_resource() {
  std::pmr::monotonic_buffer_resource memory;
  std::pmr::vector<int> one(&memory), other(&memory);
  std::thread t([&] { one.push_back(1); }); // unsafe: captured-mutation (today: unknown)
  other.push_back(2);
  t.join();
}

void repaired_resource() {
  std::pmr::synchronized_pool_resource memory;
  std::pmr::vector<int> one(&memory), other(&memory);
  std::thread t([&] { one.push_back(1); }); // safe (today: unknown)
  other.push_back(2);
  t.join();
}

void lookalike_elements() {
  std::pmr::monotonic_buffer_resource memory;
  std::pmr::vector<int> one(4, &memory), other(4, &memory);
  std::thread t([&] { one[0] = 1; }); // safe
  other[0] = 2;
  t.join();
}

FAMILY({"coroutines", racy_two_coroutines},
       {"own_sums", repaired_sums_of_their_own},
       {"resumed_before", lookalike_resumed_before},
       {"resource", racy_resource}, {"synchronised", repaired_resource},
       {"elements", lookalike_elements})
