// Threads that share out a range in turns: as many as the caller says.
#include "family.h"
#include <barrier>
#include <thread>
#include <vector>

namespace {

double a[1008];
double flat[100 * 100];

void lookalike_each_nth(int n) {
  std::vector<std::thread> threads;
  for (int id = 0; id < n; ++id)
    threads.emplace_back([&, id] { // safe
      for (int i = id; i < 1000; i += n)
        a[i] = i;
    });
  for (auto &t : threads)
    t.join();
}

void racy_each_nth_and_its_neighbour(int n) {
  std::vector<std::thread> threads;
  for (int id = 0; id < n; ++id)
    threads.emplace_back([&, id] { // unsafe: overlapping-elements
      for (int i = id; i < 1000; i += n)
        a[i] = a[i + 1];
    });
  for (auto &t : threads)
    t.join();
}

void racy_one_thread_more(int n) {
  std::vector<std::thread> threads;
  for (int id = 0; id <= n; ++id)
    threads.emplace_back([&, id] { // unsafe: overlapping-elements
      for (int i = id; i < 1000; i += n)
        a[i] = i;
    });
  for (auto &t : threads)
    t.join();
}

void lookalike_numbered_from_one(int n) {
  std::vector<std::thread> threads;
  for (int id = 1; id <= n; ++id)
    threads.emplace_back([&, id] { // safe
      for (int i = id; i < 1000; i += n)
        a[i] = i;
    });
  for (auto &t : threads)
    t.join();
}

void lookalike_each_nth_row(int n) {
  std::vector<std::thread> threads;
  for (int id = 0; id < n; ++id)
    threads.emplace_back([&, id] { // safe
      for (int i = id; i < 100; i += n)
        for (int j = 0; j < 100; ++j)
          flat[i * 100 + j] = j;
    });
  for (auto &t : threads)
    t.join();
}

void racy_rows_that_are_too_long(int n) {
  std::vector<std::thread> threads;
  for (int id = 0; id < n; ++id)
    threads.emplace_back([&, id] { // unsafe: overlapping-elements
      for (int i = id; i < 99; i += n)
        for (int j = 0; j <= 100; ++j)
          flat[i * 100 + j] = j;
    });
  for (auto &t : threads)
    t.join();
}

void lookalike_eight_at_a_time(int n) {
  std::vector<std::thread> threads;
  for (int id = 0; id < n; ++id)
    threads.emplace_back([&, id] { // safe
      for (int i = id * 8; i < 1000; i += 8 * n)
        for (int j = i; j < i + 8; ++j)
          a[j] = j;
    });
  for (auto &t : threads)
    t.join();
}

void racy_nine_at_a_time(int n) {
  std::vector<std::thread> threads;
  for (int id = 0; id < n; ++id)
    threads.emplace_back([&, id] { // unsafe: overlapping-elements
      for (int i = id * 8; i < 1000; i += 8 * n)
        for (int j = i; j <= i + 8; ++j)
          a[j] = j;
    });
  for (auto &t : threads)
    t.join();
}

void lookalike_by_the_remainder(int n) {
  std::vector<std::thread> threads;
  for (int id = 0; id < n; ++id)
    threads.emplace_back([&, id] { // safe
      for (int i = 0; i < 1000; ++i)
        if (i % n == id)
          a[i] = i;
    });
  for (auto &t : threads)
    t.join();
}

void racy_by_another_remainder(int n) {
  std::vector<std::thread> threads;
  for (int id = 0; id < n; ++id)
    threads.emplace_back([&, id] { // unsafe: overlapping-elements
      for (int i = 0; i < 1000; ++i)
        if (i % n == id)
          a[i] = a[i + 1];
    });
  for (auto &t : threads)
    t.join();
}

void lookalike_between_meetings(int n) {
  static double grid[2][1000];
  std::barrier<> meet(n);
  std::vector<std::thread> threads;
  for (int id = 0; id < n; ++id)
    threads.emplace_back([&, id] { // safe
      for (int s = 0; s < 10; ++s) {
        for (int i = 1 + id; i < 999; i += n)
          grid[(s + 1) % 2][i] = grid[s % 2][i - 1] + grid[s % 2][i + 1];
        meet.arrive_and_wait();
      }
    });
  for (auto &t : threads)
    t.join();
}

void racy_between_meetings(int n) {
  static double grid[2][1000];
  std::barrier<> meet(n);
  std::vector<std::thread> threads;
  for (int id = 0; id < n; ++id)
    threads.emplace_back([&, id] { // unsafe: overlapping-elements
      for (int s = 0; s < 10; ++s) {
        for (int i = 1 + id; i < 999; i += n)
          grid[s % 2][i] = grid[s % 2][i - 1] + grid[s % 2][i + 1];
        meet.arrive_and_wait();
      }
    });
  for (auto &t : threads)
    t.join();
}

template <void (*F)(int)> void with4() { F(4); }

} // namespace

FAMILY({"lookalike_each_nth", with4<lookalike_each_nth>},
       {"racy_each_nth_and_its_neighbour",
        with4<racy_each_nth_and_its_neighbour>},
       {"racy_one_thread_more", with4<racy_one_thread_more>},
       {"lookalike_numbered_from_one", with4<lookalike_numbered_from_one>},
       {"lookalike_each_nth_row", with4<lookalike_each_nth_row>},
       {"racy_rows_that_are_too_long", with4<racy_rows_that_are_too_long>},
       {"lookalike_eight_at_a_time", with4<lookalike_eight_at_a_time>},
       {"racy_nine_at_a_time", with4<racy_nine_at_a_time>},
       {"lookalike_by_the_remainder", with4<lookalike_by_the_remainder>},
       {"racy_by_another_remainder", with4<racy_by_another_remainder>},
       {"lookalike_between_meetings", with4<lookalike_between_meetings>},
       {"racy_between_meetings", with4<racy_between_meetings>})
