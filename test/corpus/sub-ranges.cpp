// Parts of a container handed to algorithms, and what comes near it.
#include "family.h"
#include <algorithm>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

void lookalike_halves() {
  std::vector<int> v(100);
  std::jthread low([&] { std::fill(v.begin(), v.begin() + 50, 1); }); // safe
  std::fill(v.begin() + 50, v.end(), 1);
}

void racy_halves() {
  std::vector<int> v(100);
  std::jthread low([&] { // unsafe: overlapping-elements
    std::fill(v.begin(), v.begin() + 51, 1);
  });
  std::fill(v.begin() + 50, v.end(), 1); // race
}

void racy_whole() {
  std::vector<int> v(100);
  std::jthread all([&] { // unsafe: overlapping-elements
    std::fill(v.begin(), v.end(), 1);
  });
  std::fill(v.begin(), v.end(), 2); // race
}

void lookalike_array() {
  int v[100] = {};
  std::jthread low([&] { std::fill(v, v + 50, 1); }); // safe
  std::sort(v + 50, v + 100);
}

void lookalike_chunks() {
  std::vector<int> v(100);
  std::vector<std::jthread> crew;
  for (int t = 0; t < 4; ++t)
    crew.emplace_back([&, t] { // safe
      std::fill(v.begin() + t * 25, v.begin() + (t + 1) * 25, t);
    });
}

void racy_chunks() {
  std::vector<int> v(101);
  std::vector<std::jthread> crew;
  for (int t = 0; t < 4; ++t)
    crew.emplace_back([&, t] { // unsafe: overlapping-elements
      std::fill(v.begin() + t * 25, v.begin() + (t + 1) * 25 + 1, t); // race
    });
}

void lookalike_copies() {
  std::vector<int> from(50), to(100);
  std::jthread low([&] { // safe
    std::copy(from.begin(), from.begin() + 50, to.begin());
  });
  std::copy(from.begin(), from.begin() + 50, to.begin() + 50);
}

void racy_lock_of_each_round() {
  int sum = 0;
  std::vector<std::jthread> crew;
  for (int i = 0; i < 3; ++i) {
    auto m = std::make_shared<std::mutex>();
    crew.emplace_back([m, &sum] { // unsafe: wrong-lock
      std::lock_guard lock(*m);
      ++sum; // race
    });
  }
}

void lookalike_deferred() {
  int x = 0;
  auto f =
      std::async(std::launch::deferred, [&] { ++x; }); // safe (today: unknown)
  ++x;
  f.get();
}

FAMILY({"lookalike_halves", lookalike_halves}, {"racy_halves", racy_halves},
       {"racy_whole", racy_whole}, {"lookalike_array", lookalike_array},
       {"lookalike_chunks", lookalike_chunks}, {"racy_chunks", racy_chunks},
       {"lookalike_copies", lookalike_copies},
       {"racy_lock_of_each_round", racy_lock_of_each_round},
       {"lookalike_deferred", lookalike_deferred})
