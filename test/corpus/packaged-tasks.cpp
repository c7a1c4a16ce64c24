// What promises and packaged tasks hand over, and to whom.
#include "family.h"

#include <functional>
#include <future>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

int repaired_moved_into_a_thread() {
  int data = 0;
  std::packaged_task<int(int)> task([&data](int x) { return data = x; });
  std::future<int> result = task.get_future();
  std::thread t(std::move(task), 21); // safe (today: unknown)
  const int seen = result.get() + data;
  t.join();
  return seen;
}

int racy_looked_at_before_it_is_there() {
  int data = 0;
  std::packaged_task<int(int)> task([&data](int x) { return data = x; });
  std::future<int> result = task.get_future();
  std::thread t(std::move(task), 21); // unsafe: captured-mutation
  const int seen = data + result.get(); // race
  t.join();
  return seen;
}

int lookalike_the_result_of_another() {
  int data = 0, other = 0;
  std::packaged_task<void()> one([&data] { data = 1; }), two([&other] { other = 1; });
  auto first = one.get_future(), second = two.get_future();
  std::thread t(std::move(one)); // unsafe: captured-mutation
  std::thread u(std::move(two)); // safe
  second.wait();
  data = 2; // race
  first.wait();
  t.join();
  u.join();
  return data + other;
}

int repaired_called_by_a_thread() {
  int data = 0;
  std::packaged_task<void()> task([&data] { data = 1; });
  auto result = task.get_future();
  std::thread t([&task] { task(); }); // safe (today: unknown)
  result.wait();
  const int seen = data;
  t.join();
  return seen;
}

int racy_goes_on_after_the_task() {
  int data = 0;
  std::packaged_task<void()> task([&data] { data = 1; });
  auto result = task.get_future();
  std::thread t([&] { // unsafe: captured-mutation
    task();
    data = 2; // race
  });
  result.wait();
  const int seen = data;
  t.join();
  return seen;
}

int repaired_owned_by_a_job() {
  int data = 0;
  auto task = std::make_shared<std::packaged_task<int(int)>>([&data](int n) { return data = n; });
  auto result = task->get_future();
  std::function<void()> job = [task] { (*task)(3); };
  std::thread t(job); // safe (today: unknown)
  const int seen = result.get() + data;
  t.join();
  return seen;
}

int repaired_several() {
  std::vector<int> in(100, 1);
  int out[4] = {};
  std::vector<std::thread> threads;
  std::vector<std::future<int>> results;
  for (int i = 0; i < 4; ++i) {
    std::packaged_task<int()> task([&in, &out, i] { return out[i] = in[i]; });
    results.push_back(task.get_future());
    threads.emplace_back(std::move(task)); // safe
  }
  int sum = 0;
  for (auto &r : results)
    sum += r.get();
  for (auto &t : threads)
    t.join();
  return sum + out[0];
}

int racy_several() {
  int sum = 0;
  std::vector<std::thread> threads;
  std::vector<std::future<int>> results;
  for (int i = 0; i < 4; ++i) {
    std::packaged_task<int()> task([&sum, i] { return sum += i; });
    results.push_back(task.get_future());
    threads.emplace_back(std::move(task)); // unsafe: captured-mutation
  }
  for (auto &r : results)
    r.get();
  for (auto &t : threads)
    t.join();
  return sum;
}

// The first task's future says nothing of the second.
int lookalike_a_new_task_under_the_old_name() {
  int data = 0, other = 0;
  std::packaged_task<void()> task([&data] { data = 1; });
  auto first = task.get_future();
  std::packaged_task<void()> kept = std::move(task);
  task = std::packaged_task<void()>([&other] { other = 1; });
  auto second = task.get_future();
  std::thread t([&kept] { kept(); }); // unsafe: captured-mutation
  std::thread u([&task] { task(); }); // safe
  second.wait();
  data = 2; // race
  first.wait();
  t.join();
  u.join();
  return data + other;
}

int repaired_pointer_of_a_promise() {
  std::promise<int *> promise;
  auto result = promise.get_future();
  int data = 0;
  std::thread t([&] { // safe
    data = 1;
    promise.set_value(&data);
  });
  int *told = result.get();
  *told = 5;
  t.join();
  return data;
}

int racy_pointer_of_a_promise() {
  std::promise<int *> promise;
  auto result = promise.get_future();
  int data = 0;
  std::thread t([&] { // unsafe: captured-mutation
    promise.set_value(&data);
    data = 1; // race
  });
  int *told = result.get();
  *told = 5;
  t.join();
  return data;
}

int lookalike_pointer_to_something_else() {
  std::promise<int *> promise;
  auto result = promise.get_future();
  int data = 0, other = 0;
  std::thread t([&] { // safe
    promise.set_value(&other);
    data = 1;
  });
  int *told = result.get();
  *told = 5;
  t.join();
  return data + other;
}

int repaired_shown_to_all() {
  std::promise<int> promise;
  std::shared_future<int> result = promise.get_future().share();
  int base = 0, out[3] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i)
    threads.emplace_back([result, &base, &out, i] { out[i] = result.get() + base; }); // safe
  base = 10;
  promise.set_value(1);
  for (auto &t : threads)
    t.join();
  return out[0];
}

int racy_changed_after_it_was_shown() {
  std::promise<int> promise;
  std::shared_future<int> result = promise.get_future().share();
  int base = 0, out[3] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i)
    threads.emplace_back([result, &base, &out, i] { out[i] = result.get() + base; }); // unsafe: captured-mutation
  promise.set_value(1);
  base = 10; // race
  for (auto &t : threads)
    t.join();
  return out[0];
}

// What the promise holds is one object for all.
int racy_shown_object() {
  std::promise<std::unique_ptr<int>> promise;
  auto result = promise.get_future().share();
  promise.set_value(std::make_unique<int>(1));
  std::thread t([result] { ++*result.get(); }); // unsafe: captured-mutation
  std::thread u([result] { ++*result.get(); }); // unsafe: captured-mutation
  t.join();
  u.join();
  return *result.get();
}

FAMILY({"repaired_moved_into_a_thread", [] { repaired_moved_into_a_thread(); }},
       {"racy_looked_at_before_it_is_there", [] { racy_looked_at_before_it_is_there(); }},
       {"lookalike_the_result_of_another", [] { lookalike_the_result_of_another(); }},
       {"repaired_called_by_a_thread", [] { repaired_called_by_a_thread(); }},
       {"racy_goes_on_after_the_task", [] { racy_goes_on_after_the_task(); }},
       {"repaired_owned_by_a_job", [] { repaired_owned_by_a_job(); }},
       {"repaired_several", [] { repaired_several(); }},
       {"racy_several", [] { racy_several(); }},
       {"lookalike_a_new_task_under_the_old_name", [] { lookalike_a_new_task_under_the_old_name(); }},
       {"repaired_pointer_of_a_promise", [] { repaired_pointer_of_a_promise(); }},
       {"racy_pointer_of_a_promise", [] { racy_pointer_of_a_promise(); }},
       {"lookalike_pointer_to_something_else", [] { lookalike_pointer_to_something_else(); }},
       {"repaired_shown_to_all", [] { repaired_shown_to_all(); }},
       {"racy_changed_after_it_was_shown", [] { racy_changed_after_it_was_shown(); }},
       {"racy_shown_object", [] { racy_shown_object(); }})
