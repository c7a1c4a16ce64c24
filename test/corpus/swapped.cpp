// Functions, futures, locks and weak pointers that change places: each has what
// the other had.
#include "family.h"

#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

void racy_function_came_in() {
  int x = 0;
  std::function<void()> f = [] {}, g = [&] { ++x; };
  f.swap(g);
  std::thread t([&] { f(); }); // unsafe: captured-mutation
  ++x;
  t.join();
}
void racy_function_went_out() {
  int x = 0;
  std::function<void()> f = [&] { ++x; }, g = [] {};
  f.swap(g);
  std::thread t([&] { g(); }); // unsafe: captured-mutation
  ++x;
  t.join();
}
void lookalike_function_is_elsewhere() {
  int x = 0;
  std::function<void()> f = [&] { ++x; }, g = [] {};
  f.swap(g);
  std::thread t([&] { f(); }); // safe
  ++x;
  t.join();
}
void racy_functions_by_std_swap() {
  int x = 0;
  std::function<void()> f = [&] { ++x; }, g = [] {};
  std::swap(f, g);
  std::thread t([&] { g(); }); // unsafe: captured-mutation
  ++x;
  t.join();
}
void repaired_functions_by_std_swap() {
  int x = 0;
  std::function<void()> f = [&] { ++x; }, g = [] {};
  std::swap(f, g);
  std::thread t([&] { g(); }); // safe (today: unknown)
  t.join();
  ++x;
}
void racy_packaged_task_went_out() {
  int x = 0;
  std::packaged_task<void()> f([&] { ++x; }), g([] {});
  f.swap(g);
  std::thread t([&] { g(); }); // unsafe: captured-mutation
  ++x;
  t.join();
}
void racy_waits_for_the_other_future() {
  int x = 0;
  auto f = std::async(std::launch::async, [] {}); // safe (today: unknown)
  auto g = std::async(std::launch::async, [&] { ++x; }); // unsafe: captured-mutation
  std::swap(f, g);
  g.wait();
  ++x;
  f.wait();
}
void repaired_waits_for_both_futures() {
  int x = 0;
  auto f = std::async(std::launch::async, [] {}); // safe (today: unknown)
  auto g = std::async(std::launch::async, [&] { ++x; }); // safe
  std::swap(f, g);
  g.wait();
  f.wait();
  ++x;
}
void racy_gives_back_the_other_lock() {
  int x = 0;
  std::mutex a, b;
  auto count = [&] {
    std::unique_lock first(a), second(b);
    std::swap(first, second);
    first.unlock();
    ++x;
  };
  std::thread t(count); // unsafe: captured-mutation
  {
    std::lock_guard guard(b);
    ++x;
  }
  t.join();
}
void racy_takes_the_other_lock() {
  int x = 0;
  std::mutex a, b;
  std::unique_lock first(a, std::defer_lock), second(b, std::defer_lock);
  first.swap(second);
  first.lock();
  std::thread t([&] { // unsafe: wrong-lock
    std::lock_guard guard(a);
    ++x;
  });
  ++x;
  first.unlock();
  t.join();
}
void racy_weak_pointer_came_in() {
  int x = 0, y = 0;
  auto of_x = std::make_shared<int *>(&x), of_y = std::make_shared<int *>(&y);
  std::weak_ptr<int *> f = of_x, g = of_y;
  f.swap(g);
  std::thread t([&] { ++**f.lock(); }); // unsafe: captured-mutation
  ++y;
  t.join();
}

FAMILY({"racy_function_came_in", racy_function_came_in},
       {"racy_function_went_out", racy_function_went_out},
       {"lookalike_function_is_elsewhere", lookalike_function_is_elsewhere},
       {"racy_functions_by_std_swap", racy_functions_by_std_swap},
       {"repaired_functions_by_std_swap", repaired_functions_by_std_swap},
       {"racy_packaged_task_went_out", racy_packaged_task_went_out},
       {"racy_waits_for_the_other_future", racy_waits_for_the_other_future},
       {"repaired_waits_for_both_futures", repaired_waits_for_both_futures},
       {"racy_gives_back_the_other_lock", racy_gives_back_the_other_lock},
       {"racy_takes_the_other_lock", racy_takes_the_other_lock},
       {"racy_weak_pointer_came_in", racy_weak_pointer_came_in})
