#include "family.h"
#include <aether/aether.h>
#include <chrono>
#include <functional>
#include <future>
#include <list>
#include <optional>
#include <ranges>
#include <thread>
#include <utility>
#include <vector>

void lookalike_parent_around() {
  std::vector<int> v(2000);
  int sum = 1;
  aether::par_for_each(v, [&](int &x) { x = sum; }); // safe
  sum = 5;
  aether::par_for_each(v, [&](int &x) { x += sum; }); // safe
}

void lookalike_before_start() {
  int x = 0;
  x = 1;
  std::thread t([&] { x = 2; }); // safe
  t.join();
}

void lookalike_join_each_turn() {
  int x = 0;
  for (int i = 0; i < 4; ++i) {
    std::thread t([&] { ++x; }); // safe
    t.join();
  }
}

void racy_join_last_turn_only() {
  int x = 0;
  std::thread last;
  for (int i = 0; i < 4; ++i) {
    std::thread t([&] { ++x; }); // unsafe: captured-mutation
    if (last.joinable())
      last.join();
    last = std::move(t);
  }
  last.join();
}

void lookalike_phases() {
  std::vector<int> v(8);
  for (int phase = 0; phase < 3; ++phase) {
    std::vector<std::jthread> crew;
    for (int i = 0; i < 4; ++i)
      crew.emplace_back( // safe
          [&v, phase, i] { v[2 * i] = v[2 * i + 1] + phase; });
  }
}

void lookalike_cleared() {
  int x = 0;
  std::vector<std::jthread> crew;
  crew.emplace_back([&] { ++x; }); // safe
  crew.clear();
  ++x;
}

void racy_before_clear() {
  int x = 0;
  std::vector<std::jthread> crew;
  crew.emplace_back([&] { ++x; }); // unsafe: captured-mutation
  ++x;
  crew.clear();
}

void racy_moved_not_joined() {
  int x = 0;
  std::thread keep;
  {
    std::thread t([&] { ++x; }); // unsafe: captured-mutation
    keep = std::move(t);
  }
  ++x;
  keep.join();
}

void lookalike_joined_under_other_name() {
  int x = 0;
  std::thread t([&] { ++x; }); // safe
  std::thread same = std::move(t);
  same.join();
  ++x;
}

void racy_joined_on_one_path() {
  int x = 0;
  std::thread t([&] { x = 1; }); // unsafe: captured-mutation
  static volatile bool early = false;
  if (early)
    t.join();
  x = 2;
  if (t.joinable())
    t.join();
}

class Worker {
public:
  Worker() : t([this] { work(); }) {} // safe
  ~Worker() { t.join(); }

private:
  void work() { ++n; }
  int n = 0;
  std::thread t;
};

void lookalike_member_thread() { Worker w; }

class Polled {
public:
  Polled() : t([this] { ++n; }) {} // unsafe: member-mutation
  ~Polled() { t.join(); }
  int peek() const { return n; } // race

private:
  int n = 0;
  std::thread t;
};

void racy_member_thread_polled() {
  Polled p;
  if (p.peek() > 5)
    std::abort();
}

void lookalike_discarded_future() {
  int x = 0;
  (void)std::async(std::launch::async, [&] { ++x; }); // safe
  ++x;
}

void racy_future_kept_in_vector() {
  int x = 0;
  std::vector<std::future<void>> all;
  for (int i = 0; i < 3; ++i)
    all.push_back(std::async(std::launch::async, [&] { ++x; })); // unsafe: captured-mutation
}

void lookalike_deferred() {
  int x = 0;
  auto f = std::async(std::launch::deferred, [&] { ++x; }); // safe (today: unknown)
  ++x;
  f.get();
}

void repaired_future_value() {
  auto f = std::async(std::launch::async, [] { return 8; }); // safe
  int x = f.get();
  ++x;
}

void racy_wait_for_is_no_wait() {
  int x = 0;
  auto f = std::async(std::launch::async, [&] { ++x; }); // unsafe: captured-mutation
  f.wait_for(std::chrono::nanoseconds(0));
  ++x;
}

void racy_other_future_waited() {
  int x = 0, y = 0;
  auto f = std::async(std::launch::async, [&] { ++x; }); // unsafe: captured-mutation
  auto g = std::async(std::launch::async, [&] { ++y; }); // safe
  g.get();
  ++x;
  f.get();
}

void lookalike_nested() {
  std::vector<std::vector<int>> rows(40, std::vector<int>(40));
  aether::par_for_each(rows, [](std::vector<int> &row) { // safe
    aether::par_for_each(row, [](int &x) { ++x; }); // safe
  });
}

void racy_nested() {
  std::vector<int> column(40);
  aether::par_for_each(std::views::iota(0, 400), [&](int) { // unsafe: overlapping-elements
    aether::par_for_each(column, [](int &x) { ++x; }); // safe
  });
}

void racy_invoke() {
  std::vector<int> left(50), right(50);
  auto fill = [](std::vector<int> &v) { v.push_back(1); };
  aether::par_invoke([&] { fill(left); }, [&] { fill(left); }); // unsafe: shared-container
}

void lookalike_invoke() {
  std::vector<int> left(50), right(50);
  auto fill = [](std::vector<int> &v) { v.push_back(1); };
  aether::par_invoke([&] { fill(left); }, [&] { fill(right); }); // safe
}

// Waits that do not name the task they are for.
void lookalike_task_waited_for_by_its_future() {
  int x = 0;
  std::packaged_task<void()> task([&] { ++x; });
  auto done = task.get_future();
  std::thread t(std::move(task)); // safe (today: unknown)
  done.get();
  ++x;
  t.join();
}

void racy_before_its_future() {
  int x = 0;
  std::packaged_task<void()> task([&] { ++x; });
  auto done = task.get_future();
  std::thread t(std::move(task)); // unsafe: captured-mutation
  ++x;                            // race
  done.get();
  t.join();
}

void lookalike_joined_until_none_is_left() {
  std::list<std::thread> threads;
  int x[4] = {};
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&, i] { ++x[i]; }); // safe (today: unknown)
  while (!threads.empty()) {
    threads.front().join();
    threads.pop_front();
  }
  x[3] = 1;
}

void lookalike_joined_by_another() {
  int x = 0;
  std::thread a([&] { x = 1; }); // safe
  std::thread b([&] { // safe
    a.join();
    x = 2;
  });
  b.join();
}

void racy_beside_the_one_that_joins() {
  int x = 0;
  std::thread a([&] { x = 1; }); // unsafe: captured-mutation
  std::thread b([&] { // unsafe: captured-mutation
    x = 2;            // race
    a.join();
  });
  b.join();
}

void lookalike_joined_after_a_swap() {
  int x = 0;
  std::thread a([&] { x = 1; }), b; // safe (today: unknown)
  b.swap(a);
  b.join();
  x = 2;
}

FAMILY({"lookalike_task_waited_for_by_its_future",
        lookalike_task_waited_for_by_its_future},
       {"racy_before_its_future", racy_before_its_future},
       {"lookalike_joined_until_none_is_left",
        lookalike_joined_until_none_is_left},
       {"lookalike_joined_by_another", lookalike_joined_by_another},
       {"racy_beside_the_one_that_joins", racy_beside_the_one_that_joins},
       {"lookalike_joined_after_a_swap", lookalike_joined_after_a_swap},
       {"lookalike_parent_around", lookalike_parent_around},
       {"lookalike_before_start", lookalike_before_start},
       {"lookalike_join_each_turn", lookalike_join_each_turn},
       {"racy_join_last_turn_only", racy_join_last_turn_only},
       {"lookalike_phases", lookalike_phases},
       {"lookalike_cleared", lookalike_cleared},
       {"racy_before_clear", racy_before_clear},
       {"racy_moved_not_joined", racy_moved_not_joined},
       {"lookalike_joined_under_other_name", lookalike_joined_under_other_name},
       {"racy_joined_on_one_path", racy_joined_on_one_path},
       {"lookalike_member_thread", lookalike_member_thread},
       {"racy_member_thread_polled", racy_member_thread_polled},
       {"lookalike_discarded_future", lookalike_discarded_future},
       {"racy_future_kept_in_vector", racy_future_kept_in_vector},
       {"lookalike_deferred", lookalike_deferred},
       {"repaired_future_value", repaired_future_value},
       {"racy_wait_for_is_no_wait", racy_wait_for_is_no_wait},
       {"racy_other_future_waited", racy_other_future_waited},
       {"lookalike_nested", lookalike_nested}, {"racy_nested", racy_nested},
       {"racy_invoke", racy_invoke}, {"lookalike_invoke", lookalike_invoke})
