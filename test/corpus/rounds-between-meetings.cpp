// Threads that meet at a barrier in each round of a loop.
#include "family.h"
#include <barrier>
#include <thread>
#include <vector>

namespace {

constexpr int Size = 32, Threads = 4;

void lookalike_elimination() {
  static double a[Size][Size];
  std::barrier<> meet(Threads);
  std::vector<std::thread> threads;
  for (int id = 0; id < Threads; ++id)
    threads.emplace_back([&, id] { // safe
      for (int k = 0; k < Size - 1; ++k) {
        for (int i = k + 1 + id; i < Size; i += Threads)
          for (int j = k; j < Size; ++j)
            a[i][j] -= a[k][j];
        meet.arrive_and_wait();
      }
    });
  for (auto &t : threads)
    t.join();
}

void racy_elimination_without_meetings() {
  static double a[Size][Size];
  std::vector<std::thread> threads;
  for (int id = 0; id < Threads; ++id)
    threads.emplace_back([&, id] { // unsafe: overlapping-elements
      for (int k = 0; k < Size - 1; ++k)
        for (int i = k + 1 + id; i < Size; i += Threads)
          for (int j = k; j < Size; ++j)
            a[i][j] -= a[k][j];
    });
  for (auto &t : threads)
    t.join();
}

void racy_elimination_of_the_row_itself() {
  static double a[Size];
  std::barrier<> meet(Threads);
  std::vector<std::thread> threads;
  for (int id = 0; id < Threads; ++id)
    threads.emplace_back([&, id] { // unsafe: overlapping-elements
      for (int k = 0; k < Size - 1; ++k) {
        for (int i = k + id; i < Size; i += Threads)
          a[i] -= a[k];
        meet.arrive_and_wait();
      }
    });
  for (auto &t : threads)
    t.join();
}

void lookalike_two_grids() {
  static double grid[2][Size];
  std::barrier<> meet(Threads);
  std::vector<std::thread> threads;
  for (int id = 0; id < Threads; ++id)
    threads.emplace_back([&, id] { // safe
      for (int s = 0; s < 10; ++s) {
        for (int i = 1 + id; i < Size - 1; i += Threads)
          grid[(s + 1) % 2][i] = grid[s % 2][i - 1] + grid[s % 2][i + 1];
        meet.arrive_and_wait();
      }
    });
  for (auto &t : threads)
    t.join();
}

void racy_one_grid() {
  static double grid[2][Size];
  std::barrier<> meet(Threads);
  std::vector<std::thread> threads;
  for (int id = 0; id < Threads; ++id)
    threads.emplace_back([&, id] { // unsafe: overlapping-elements
      for (int s = 0; s < 10; ++s) {
        for (int i = 1 + id; i < Size - 1; i += Threads)
          grid[s % 2][i] = grid[s % 2][i - 1] + grid[s % 2][i + 1];
        meet.arrive_and_wait();
      }
    });
  for (auto &t : threads)
    t.join();
}

void racy_two_grids_met_every_other_round() {
  static double grid[2][Size];
  std::barrier<> meet(Threads);
  std::vector<std::thread> threads;
  for (int id = 0; id < Threads; ++id)
    threads.emplace_back([&, id] { // unsafe: overlapping-elements
      for (int s = 0; s < 10; ++s) {
        for (int i = 1 + id; i < Size - 1; i += Threads)
          grid[(s + 1) % 2][i] = grid[s % 2][i - 1] + grid[s % 2][i + 1];
        if (s % 2)
          meet.arrive_and_wait();
      }
    });
  for (auto &t : threads)
    t.join();
}

void lookalike_rows_of_a_table() {
  static long table[Size][Size];
  std::barrier<> meet(Threads);
  std::vector<std::thread> threads;
  for (int id = 0; id < Threads; ++id)
    threads.emplace_back([&, id] { // safe
      for (int row = 1; row < Size; ++row) {
        for (int column = 1 + id; column < Size; column += Threads)
          table[row][column] =
              table[row - 1][column] + table[row - 1][column - 1];
        meet.arrive_and_wait();
      }
    });
  for (auto &t : threads)
    t.join();
}

void racy_row_that_is_being_made() {
  static long table[Size][Size];
  std::barrier<> meet(Threads);
  std::vector<std::thread> threads;
  for (int id = 0; id < Threads; ++id)
    threads.emplace_back([&, id] { // unsafe: overlapping-elements
      for (int row = 1; row < Size; ++row) {
        for (int column = 1 + id; column < Size; column += Threads)
          table[row][column] = table[row - 1][column] + table[row][column - 1];
        meet.arrive_and_wait();
      }
    });
  for (auto &t : threads)
    t.join();
}

void lookalike_from_the_end() {
  static double a[Size], x[Size];
  std::barrier<> meet(Threads);
  std::vector<std::thread> threads;
  for (int id = 0; id < Threads; ++id)
    threads.emplace_back([&, id] { // safe
      for (int k = Size - 1; k >= 0; --k) {
        if (id == 0)
          x[k] = a[k];
        meet.arrive_and_wait();
        for (int i = id; i < k; i += Threads)
          a[i] -= x[k];
        meet.arrive_and_wait();
      }
    });
  for (auto &t : threads)
    t.join();
}

void racy_from_the_end_met_once() {
  static double a[Size], x[Size];
  std::barrier<> meet(Threads);
  std::vector<std::thread> threads;
  for (int id = 0; id < Threads; ++id)
    threads.emplace_back([&, id] { // unsafe: overlapping-elements
      for (int k = Size - 1; k >= 0; --k) {
        if (id == 0)
          x[k] = a[k];
        meet.arrive_and_wait();
        for (int i = id; i < k; i += Threads)
          a[i] -= x[k];
      }
    });
  for (auto &t : threads)
    t.join();
}

void lookalike_after_the_rounds() {
  static double a[Size], sum;
  std::barrier<> meet(Threads);
  std::vector<std::thread> threads;
  for (int id = 0; id < Threads; ++id)
    threads.emplace_back([&, id] { // safe
      for (int k = 0; k < 10; ++k) {
        a[(id + k) % Threads] += k;
        meet.arrive_and_wait();
      }
      if (id == 0)
        for (int i = 0; i < Threads; ++i)
          sum += a[i];
    });
  for (auto &t : threads)
    t.join();
}

void racy_after_some_rounds() {
  static double a[Size], sum;
  std::barrier<> meet(Threads);
  std::vector<std::thread> threads;
  for (int id = 0; id < Threads; ++id)
    threads.emplace_back([&, id] { // unsafe: overlapping-elements
      for (int k = 0; k < 10; ++k) {
        meet.arrive_and_wait();
        a[(id + k) % Threads] += k;
      }
      if (id == 0)
        for (int i = 0; i < Threads; ++i)
          sum += a[i];
    });
  for (auto &t : threads)
    t.join();
}

void lookalike_blocks_that_wander() {
  static double a[Size];
  std::barrier<> meet(Threads);
  std::vector<std::thread> threads;
  for (int id = 0; id < Threads; ++id)
    threads.emplace_back([&, id] { // safe
      for (int s = 0; s < Threads; ++s) {
        const int block = (id + s) % Threads;
        for (int i = block * 8; i < (block + 1) * 8; ++i)
          a[i] += s;
        meet.arrive_and_wait();
      }
    });
  for (auto &t : threads)
    t.join();
}

void racy_blocks_that_wander_at_will() {
  static double a[Size];
  std::vector<std::thread> threads;
  for (int id = 0; id < Threads; ++id)
    threads.emplace_back([&, id] { // unsafe: overlapping-elements
      for (int s = 0; s < Threads; ++s) {
        const int block = (id + s) % Threads;
        for (int i = block * 8; i < (block + 1) * 8; ++i)
          a[i] += s;
      }
    });
  for (auto &t : threads)
    t.join();
}

void lookalike_rounds_in_rounds() {
  static double grid[2][Size], norm[Threads];
  std::barrier<> meet(Threads);
  std::vector<std::thread> threads;
  for (int id = 0; id < Threads; ++id)
    threads.emplace_back([&, id] { // safe
      for (int outer = 0; outer < 5; ++outer) {
        for (int s = 0; s < 6; ++s) {
          for (int i = 1 + id; i < Size - 1; i += Threads)
            grid[(s + 1) % 2][i] = grid[s % 2][i - 1] + grid[s % 2][i + 1];
          meet.arrive_and_wait();
        }
        norm[id] = grid[0][id * 8];
        meet.arrive_and_wait();
      }
    });
  for (auto &t : threads)
    t.join();
}

void racy_rounds_in_rounds() {
  static double grid[2][Size], norm[Threads];
  std::barrier<> meet(Threads);
  std::vector<std::thread> threads;
  for (int id = 0; id < Threads; ++id)
    threads.emplace_back([&, id] { // unsafe: overlapping-elements
      for (int outer = 0; outer < 5; ++outer) {
        for (int s = 0; s < 7; ++s) { // ends with the other grid
          for (int i = 1 + id; i < Size - 1; i += Threads)
            grid[(s + 1) % 2][i] = grid[s % 2][i - 1] + grid[s % 2][i + 1];
          meet.arrive_and_wait();
        }
        norm[id] = grid[1][id * 8];
      }
    });
  for (auto &t : threads)
    t.join();
}

} // namespace

FAMILY({"lookalike_elimination", lookalike_elimination},
       {"racy_elimination_without_meetings", racy_elimination_without_meetings},
       {"racy_elimination_of_the_row_itself",
        racy_elimination_of_the_row_itself},
       {"lookalike_two_grids", lookalike_two_grids},
       {"racy_one_grid", racy_one_grid},
       {"racy_two_grids_met_every_other_round",
        racy_two_grids_met_every_other_round},
       {"lookalike_rows_of_a_table", lookalike_rows_of_a_table},
       {"racy_row_that_is_being_made", racy_row_that_is_being_made},
       {"lookalike_from_the_end", lookalike_from_the_end},
       {"racy_from_the_end_met_once", racy_from_the_end_met_once},
       {"lookalike_after_the_rounds", lookalike_after_the_rounds},
       {"racy_after_some_rounds", racy_after_some_rounds},
       {"lookalike_blocks_that_wander", lookalike_blocks_that_wander},
       {"racy_blocks_that_wander_at_will", racy_blocks_that_wander_at_will},
       {"lookalike_rounds_in_rounds", lookalike_rounds_in_rounds},
       {"racy_rounds_in_rounds", racy_rounds_in_rounds})
