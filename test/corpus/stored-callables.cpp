// Callables that are kept somewhere and run later.
#include "family.h"
#include <aether/aether.h>
#include <functional>
#include <future>
#include <map>
#include <ranges>
#include <string>
#include <thread>
#include <vector>

void racy_job_list() {
  int done = 0;
  std::vector<std::function<void()>> jobs;
  jobs.push_back([&done] { ++done; }); // race
  jobs.push_back([&done] { done += 2; });
  std::vector<std::thread> threads;
  for (auto &job : jobs)
    threads.emplace_back(job); // unsafe: captured-mutation
  for (auto &t : threads)
    t.join();
}

void repaired_job_list() {
  int left = 0, right = 0;
  std::vector<std::function<void()>> jobs;
  jobs.push_back([&left] { ++left; });
  jobs.push_back([&right] { ++right; });
  std::vector<std::thread> threads;
  for (auto &job : jobs)
    threads.emplace_back(job); // safe (today: unknown)
  for (auto &t : threads)
    t.join();
}

// Every job has its own variable, but every job is started twice.
void racy_job_list_twice() {
  int left = 0, right = 0;
  std::vector<std::function<void()>> jobs{[&] { ++left; }, // race
                                                  [&] { ++right; }};
  std::vector<std::thread> threads;
  for (int round = 0; round < 2; ++round)
    for (auto &job : jobs)
      threads.emplace_back(job); // unsafe: captured-mutation
  for (auto &t : threads)
    t.join();
}

void racy_pair_of_jobs() {
  long sum = 0;
  std::vector<std::function<void()>> jobs;
  jobs.emplace_back([&] {
    for (int i = 0; i < 20000; ++i)
      sum += i; // race
  });
  jobs.emplace_back([&] {
    for (int i = 0; i < 20000; ++i)
      sum -= i;
  });
  aether::par_invoke(jobs[0], jobs[1]); // unsafe: captured-mutation
}

class Timer {
public:
  void on_tick(std::function<void(int)> f) { tick = std::move(f); }
  void fire(int n) {
    aether::par_for_each(std::views::iota(0, n), // unsafe: captured-mutation
                                 [this](int i) { tick(i); });
  }

private:
  std::function<void(int)> tick;
};

void racy_member_callback() {
  int last = 0;
  Timer timer;
  timer.on_tick([&](int i) { last = i; }); // race
  timer.fire(2000);
}

struct Stage {
  std::function<int(int)> step = [](int x) { return x + 1; };
};

void lookalike_default_step() {
  Stage stage;
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), // safe
                               [&](int i) { out[i] = stage.step(i); });
}

void racy_replaced_step() {
  int seen = 0;
  Stage stage;
  stage.step = [&seen](int x) { return x + seen++; }; // race
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), // unsafe: captured-mutation
                               [&](int i) { out[i] = stage.step(i); });
}

// The racy step is gone before the tasks start.
void lookalike_step_put_back() {
  int seen = 0;
  std::function<int(int)> step = [&seen](int x) { return x + seen++; };
  int first = step(0);
  step = [first](int x) { return x + first; };
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), // safe
                               [&](int i) { out[i] = step(i); });
}

auto adder(long &total) {
  return [&total](int x) { total += x; }; // race
}

void racy_returned() {
  long total = 0;
  aether::par_for_each(std::views::iota(0, 2000), adder(total)); // unsafe: captured-mutation
}

auto offset(int by) {
  return [by](int &x) { x += by; };
}

void lookalike_returned() {
  std::vector<int> items(2000, 1);
  auto shift = offset(3);
  aether::par_for_each(items, shift); // safe
}

std::function<void()> counter(bool loud, int &heard, int &silent) {
  if (loud)
    return [&heard] { ++heard; };
  return [&silent] { ++silent; };
}

void lookalike_two_counters() {
  int heard = 0, silent = 0;
  std::thread a(counter(true, heard, silent)); // safe (today: unknown)
  std::thread b(counter(false, heard, silent)); // safe (today: unknown)
  a.join();
  b.join();
}

void racy_same_counter() {
  int n = 0;
  std::thread a(counter(true, n, n)); // unsafe: captured-mutation
  std::thread b(counter(false, n, n)); // unsafe: captured-mutation
  a.join();
  b.join();
}

void racy_command_table() {
  int opened = 0;
  std::map<std::string, std::function<void()>> commands;
  commands["open"] = [&] { ++opened; }; // race
  commands["close"] = [&] { --opened; };
  auto a = std::async(std::launch::async, commands.at("open")); // unsafe: captured-mutation
  auto b = std::async(std::launch::async, commands.at("close")); // unsafe: captured-mutation
  a.get();
  b.get();
}

// Callbacks in the options run as part of the call.
void racy_progress() {
  std::size_t done = 0;
  std::vector<std::size_t> out(2000);
  aether::ParOptions options{
      .grain = 1, .progress = [&](std::size_t d, std::size_t) { done = d; }}; // race
  aether::par_for_each(std::views::iota(0, 2000), // unsafe: captured-mutation
                       [&](int i) { out[i] = done; }, options);
}

void lookalike_progress() {
  std::size_t done = 0;
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), // safe
                       [&](int i) { out[i] = i; },
                       {.progress = [&](std::size_t d, std::size_t) { done = d; }});
}

void lookalike_custom_veto() {
  std::size_t count = 0;
  std::vector<std::size_t> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), // safe
                       [&](int i) { out[i] = count; },
                       {.custom_veto = [&](std::size_t n) {
                         count = n;
                         return false;
                       }});
}

static void by_even(int &n) { n += 2; }
static void by_odd(int &n) { n += 1; }
static constexpr void (*by_rest[])(int &) = {by_even, by_odd};

void racy_table_of_functions() {
  int n = 0;
  aether::par_for_each(std::views::iota(0, 2000), // unsafe: captured-mutation
                       [&](int i) { by_rest[i % 2](n); });
}

void lookalike_table_of_functions() {
  int a = 0, b = 0;
  aether::par_invoke([&] { by_rest[0](a); }, [&] { by_rest[1](b); }); // safe
}

FAMILY({"racy_job_list", racy_job_list},
       {"repaired_job_list", repaired_job_list},
       {"racy_job_list_twice", racy_job_list_twice},
       {"racy_pair_of_jobs", racy_pair_of_jobs},
       {"racy_member_callback", racy_member_callback},
       {"lookalike_default_step", lookalike_default_step},
       {"racy_replaced_step", racy_replaced_step},
       {"lookalike_step_put_back", lookalike_step_put_back},
       {"racy_returned", racy_returned},
       {"lookalike_returned", lookalike_returned},
       {"lookalike_two_counters", lookalike_two_counters},
       {"racy_same_counter", racy_same_counter},
       {"racy_command_table", racy_command_table},
       {"racy_progress", racy_progress},
       {"lookalike_progress", lookalike_progress},
       {"lookalike_custom_veto", lookalike_custom_veto},
       {"racy_table_of_functions", racy_table_of_functions},
       {"lookalike_table_of_functions", lookalike_table_of_functions})
