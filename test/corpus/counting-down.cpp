// Loops that count down by the number of threads.
#include "family.h"
#include <barrier>
#include <thread>
#include <vector>

namespace {

constexpr int Size = 100, Threads = 4;

void lookalike_each_its_own() {
  static int a[Size];
  std::vector<std::thread> threads;
  for (int id = 0; id < Threads; ++id)
    threads.emplace_back([id] { // safe
      for (int i = Size - 1 - id; i >= 0; i -= Threads)
        a[i]++;
    });
  for (auto &t : threads)
    t.join();
}

void racy_too_short_steps() {
  static int a[Size];
  std::vector<std::thread> threads;
  for (int id = 0; id < Threads; ++id)
    threads.emplace_back([id] { // unsafe: overlapping-elements
      for (int i = Size - 1 - id; i >= 0; i -= Threads - 1)
        a[i]++;
    });
  for (auto &t : threads)
    t.join();
}

void lookalike_down_to_one(int n) {
  std::vector<int> a(n);
  std::vector<std::thread> threads;
  for (int id = 0; id < Threads; ++id)
    threads.emplace_back([&a, id, n] { // safe
      for (int i = n - id; i > 0; i -= Threads)
        a[i - 1]++;
    });
  for (auto &t : threads)
    t.join();
}
void down_to_one() { lookalike_down_to_one(Size); }

void racy_one_thread_more(int n) {
  std::vector<int> a(n);
  std::vector<std::thread> threads;
  for (int id = 0; id <= Threads; ++id)
    threads.emplace_back([&a, id, n] { // unsafe: overlapping-elements
      for (int i = n - id; i > 0; i -= Threads)
        a[i - 1]++;
    });
  for (auto &t : threads)
    t.join();
}
void one_thread_more() { racy_one_thread_more(Size); }

void lookalike_one_up_one_down() {
  static int a[Size];
  std::thread up([] { // safe
    for (int i = 0; i < Size; i += 2)
      a[i]++;
  });
  std::thread down([] { // safe
    for (int i = Size - 1; i > 0; i -= 2)
      a[i]++;
  });
  up.join();
  down.join();
}

void racy_one_up_one_down() {
  static int a[Size];
  std::thread up([] { // unsafe: overlapping-elements
    for (int i = 0; i < Size; i += 2)
      a[i]++;
  });
  std::thread down([] { // unsafe: overlapping-elements
    for (int i = Size - 2; i > 0; i -= 2)
      a[i]++;
  });
  up.join();
  down.join();
}

void lookalike_meets_every_other() {
  static double grid[4][Size];
  std::barrier<> meet(Threads);
  std::vector<std::thread> threads;
  for (int id = 0; id < Threads; ++id)
    threads.emplace_back([&, id] { // safe
      for (int s = 8; s > 0; s -= 2) {
        for (int i = 1 + id; i < Size - 1; i += Threads)
          grid[s % 4][i] = grid[(s + 2) % 4][i - 1];
        meet.arrive_and_wait();
      }
    });
  for (auto &t : threads)
    t.join();
}

void racy_meets_every_other() {
  static double grid[4][Size];
  std::barrier<> meet(Threads);
  std::vector<std::thread> threads;
  for (int id = 0; id < Threads; ++id)
    threads.emplace_back([&, id] { // unsafe: overlapping-elements
      for (int s = 8; s > 0; s -= 2) {
        for (int i = 1 + id; i < Size - 1; i += Threads)
          grid[s % 2][i] = grid[(s + 2) % 2][i - 1];
        meet.arrive_and_wait();
      }
    });
  for (auto &t : threads)
    t.join();
}

} // namespace

FAMILY({"lookalike_each_its_own", lookalike_each_its_own},
       {"racy_too_short_steps", racy_too_short_steps},
       {"lookalike_down_to_one", down_to_one},
       {"racy_one_thread_more", one_thread_more},
       {"lookalike_one_up_one_down", lookalike_one_up_one_down},
       {"racy_one_up_one_down", racy_one_up_one_down},
       {"lookalike_meets_every_other", lookalike_meets_every_other},
       {"racy_meets_every_other", racy_meets_every_other})
