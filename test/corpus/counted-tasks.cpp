// How many tasks there are, and how many rounds a loop makes: as many as callers
// like, as many as the function sees to, as many as take place before it is left.
#include "family.h"

#include <aether/aether.h>
#include <array>
#include <ranges>
#include <thread>
#include <vector>

static int asked() { return 4; }
static int limit = 4;

void as_many_as_given(int n) {
  std::array<int, 4> count{};
  aether::par_for_each(std::views::iota(0, n), [&](int i) { count[i % 4]++; }); // unsafe: overlapping-elements
}
void racy_as_many_as_given() { as_many_as_given(2000); }

void four_at_most(int n) {
  if (n > 4)
    n = 4;
  std::array<int, 4> count{};
  aether::par_for_each(std::views::iota(0, n), [&](int i) { count[i % 4]++; }); // safe (today: unknown)
}
void lookalike_four_at_most() { four_at_most(2000); }

void lookalike_halved_to_four() {
  int n = asked();
  while (n > 4)
    n /= 2;
  std::array<int, 4> count{};
  aether::par_for_each(std::views::iota(0, n), [&](int i) { count[i % 4]++; }); // safe (today: unknown)
}

void lookalike_as_the_global_says() {
  std::array<int, 4> count{};
  aether::par_for_each(std::views::iota(0, limit), [&](int i) { count[i % 4]++; }); // safe (today: unknown)
}

void lookalike_as_many_as_pushed() {
  std::vector<int> data;
  for (int i = 0; i < 4; ++i)
    data.push_back(i);
  std::array<int, 4> count{};
  aether::par_for_each(std::views::iota(0, static_cast<int>(data.size())), [&](int i) { count[i % 4]++; }); // safe (today: unknown)
}

void racy_as_many_as_there_are() {
  std::vector<int> data(2000);
  std::array<int, 4> count{};
  aether::par_for_each(std::views::iota(0, static_cast<int>(data.size())), [&](int i) { count[i % 4]++; }); // unsafe: overlapping-elements
}

void racy_all_rounds() {
  std::vector<int> data(8000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: overlapping-elements
    for (int j = 0; j < 4; ++j)
      data[i * 4 + j * 2]++;
  });
}

void lookalike_left_after_two_rounds() {
  std::vector<int> data(8000);
  aether::par_for_each(std::views::iota(0, 1998), [&](int i) { // safe (today: unknown)
    for (int j = 0; j < 4; ++j) {
      data[i * 4 + j * 2]++;
      if (j == 1)
        break;
    }
  });
}

void lookalike_left_before_the_third() {
  std::vector<int> data(8016);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe (today: unknown)
    for (int j = 0; j < 4; ++j) {
      if (j == 2)
        return;
      data[i * 4 + j * j]++;
    }
  });
}

void lookalike_downwards_and_left() {
  std::vector<int> data(8016);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe (today: unknown)
    for (int j = 3; j >= 0; --j) {
      data[i * 2 + 6 - j * 2]++;
      if (j == 3)
        break;
    }
  });
}

void racy_left_but_always_there() {
  std::vector<int> data(10);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: overlapping-elements
    for (int j = 0; j < 4; ++j) {
      data[i % 10]++;
      if (j == 1)
        break;
    }
  });
}

void racy_eight_on_four() {
  std::array<int, 4> count{};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&count, t] { // unsafe: overlapping-elements
      for (int i = 0; i < 2000; ++i)
        count[t % 4]++;
    });
  for (auto &t : threads)
    t.join();
}

void lookalike_left_at_four() {
  std::array<int, 4> count{};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    if (t == 4)
      break;
    threads.emplace_back([&count, t] { count[t & 3]++; }); // safe (today: unknown)
  }
  for (auto &t : threads)
    t.join();
}

void lookalike_left_when_four_run() {
  std::array<int, 4> count{};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    if (threads.size() == 4)
      break;
    threads.emplace_back([&count, t] { count[t % 4]++; }); // safe (today: unknown)
  }
  for (auto &t : threads)
    t.join();
}

FAMILY({"racy_as_many_as_given", racy_as_many_as_given}, {"lookalike_four_at_most", lookalike_four_at_most},
       {"lookalike_halved_to_four", lookalike_halved_to_four},
       {"lookalike_as_the_global_says", lookalike_as_the_global_says},
       {"lookalike_as_many_as_pushed", lookalike_as_many_as_pushed},
       {"racy_as_many_as_there_are", racy_as_many_as_there_are}, {"racy_all_rounds", racy_all_rounds},
       {"lookalike_left_after_two_rounds", lookalike_left_after_two_rounds},
       {"lookalike_left_before_the_third", lookalike_left_before_the_third},
       {"lookalike_downwards_and_left", lookalike_downwards_and_left},
       {"racy_left_but_always_there", racy_left_but_always_there}, {"racy_eight_on_four", racy_eight_on_four},
       {"lookalike_left_at_four", lookalike_left_at_four},
       {"lookalike_left_when_four_run", lookalike_left_when_four_run})
