// Loops whose test chooses how far they go, and what comes behind them.
#include "family.h"
#include <thread>
#include <vector>

namespace {

void racy_behind_a_choice(int n) {
  int total = 0;
  std::vector<std::thread> threads;
  for (int id = 0; id < 4; ++id)
    threads.emplace_back([&] { // unsafe: captured-mutation
      int sum = 0;
      for (int i = 0; i < (n < 100 ? n : 100); ++i)
        sum += i;
      total += sum;
    });
  for (auto &t : threads)
    t.join();
}

void lookalike_own_sums(int n) {
  int total[4] = {};
  std::vector<std::thread> threads;
  for (int id = 0; id < 4; ++id)
    threads.emplace_back([&, id] { // safe
      int sum = 0;
      for (int i = 0; i < (n < 100 ? n : 100); ++i)
        sum += i;
      total[id] += sum;
    });
  for (auto &t : threads)
    t.join();
}

void racy_behind_a_loop_that_returns(int n) {
  int total = 0;
  std::vector<std::thread> threads;
  for (int id = 0; id < 4; ++id)
    threads.emplace_back([&] { // unsafe: captured-mutation
      for (int i = 0; i < n; ++i)
        return;
      ++total;
    });
  for (auto &t : threads)
    t.join();
}

void racy_behind_shares() {
  static int a[100];
  std::vector<std::thread> threads;
  for (int id = 0; id < 4; ++id)
    threads.emplace_back([id] { // unsafe: overlapping-elements
      for (int i = id * 25; i < (id == 3 ? 100 : (id + 1) * 25); ++i)
        a[i] = i;
      a[id] = 2;
    });
  for (auto &t : threads)
    t.join();
}

void lookalike_shares() {
  static int a[100];
  std::vector<std::thread> threads;
  for (int id = 0; id < 4; ++id)
    threads.emplace_back([id] { // safe
      for (int i = id * 25; i < (id == 3 ? 100 : (id + 1) * 25); ++i)
        a[i] = i;
    });
  for (auto &t : threads)
    t.join();
}

template <void (*F)(int)> void with0() { F(0); }

void racy_one_or_three() {
  int x = 0;
  std::vector<std::thread> threads;
  for (int k = 0; k < 4; ++k)
    threads.emplace_back([&x, k] { // unsafe: captured-mutation
      if (k == 1 || k == 3)
        x = 1;
    });
  for (auto &t : threads)
    t.join();
}

void repaired_one_or_three_each_its_own() {
  int x[2] = {};
  std::vector<std::thread> threads;
  for (int k = 0; k < 4; ++k)
    threads.emplace_back([&x, k] { // safe
      if (k == 1 || k == 3)
        x[k / 2] = 1;
    });
  for (auto &t : threads)
    t.join();
}

void lookalike_two_is_left() {
  int x[4] = {};
  std::vector<std::thread> threads;
  for (int k = 0; k < 4; ++k)
    threads.emplace_back([&x, k] { // safe
      if (k == 1 || k == 3)
        x[k] = 1;
    });
  x[0] = x[2] = 2;
  for (auto &t : threads)
    t.join();
}

void racy_three_of_them() {
  int x[8] = {};
  std::vector<std::thread> threads;
  for (int k = 0; k < 8; ++k)
    threads.emplace_back([&x, k] { // unsafe: overlapping-elements
      if (k == 1 || k == 3 || k == 5)
        x[k] = 1;
    });
  x[3] = 2;
  for (auto &t : threads)
    t.join();
}

void racy_two_or_three() {
  int x = 0;
  for (int k = 0; k < 8; ++k) {
    std::thread t([&x, k] { // unsafe: captured-mutation
      if (k == 3)
        x = 1;
    });
    if (k == 2 || k == 3)
      x = 2;
    t.join();
  }
}

void lookalike_two_or_four() {
  int x = 0;
  for (int k = 0; k < 8; ++k) {
    std::thread t([&x, k] { // safe (today: unknown)
      if (k == 3)
        x = 1;
    });
    if (k == 2 || k == 4)
      x = 2;
    t.join();
  }
}

} // namespace

FAMILY({"racy_one_or_three", racy_one_or_three},
       {"repaired_one_or_three_each_its_own", repaired_one_or_three_each_its_own},
       {"lookalike_two_is_left", lookalike_two_is_left},
       {"racy_three_of_them", racy_three_of_them},
       {"racy_two_or_three", racy_two_or_three},
       {"lookalike_two_or_four", lookalike_two_or_four},
       {"racy_behind_a_choice", with0<racy_behind_a_choice>},
       {"lookalike_own_sums", with0<lookalike_own_sums>},
       {"racy_behind_a_loop_that_returns",
        with0<racy_behind_a_loop_that_returns>},
       {"racy_behind_shares", racy_behind_shares},
       {"lookalike_shares", lookalike_shares})
