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

} // namespace

FAMILY({"racy_behind_a_choice", with0<racy_behind_a_choice>},
       {"lookalike_own_sums", with0<lookalike_own_sums>},
       {"racy_behind_a_loop_that_returns",
        with0<racy_behind_a_loop_that_returns>},
       {"racy_behind_shares", racy_behind_shares},
       {"lookalike_shares", lookalike_shares})
