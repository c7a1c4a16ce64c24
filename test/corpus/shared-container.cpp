#include "family.h"
#include <aether/aether.h>
#include <map>
#include <mutex>
#include <ranges>
#include <string>
#include <unordered_map>
#include <vector>

void racy() {
  std::vector<int> out;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: shared-container
    out.push_back(i);                                          // race
  });
}

void repaired() {
  std::vector<int> out;
  std::mutex m;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    std::lock_guard lock(m);
    out.push_back(i);
  });
}

void repaired_map() {
  std::vector<int> items(2000, 1);
  std::vector<int> out = aether::par_map(items, [](const int &i) { // safe
    return i * i;
  });
}

void lookalike_own() {
  std::vector<int> sizes(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    std::vector<int> own;
    for (int k = 0; k < i % 10; ++k)
      own.push_back(k);
    sizes[i] = static_cast<int>(own.size());
  });
}

void racy_map() {
  std::map<int, int> counts;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: shared-container
    counts[i % 10]++;                                          // race
  });
}

void lookalike_lookup() {
  std::unordered_map<int, int> squares;
  for (int i = 0; i < 10; ++i)
    squares[i] = i * i;
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    auto it = squares.find(i % 10);
    out[i] = it == squares.end() ? 0 : it->second;
  });
}

void racy_string() {
  std::string log;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: shared-container
    log += std::to_string(i);                                  // race
  });
}

void lookalike_elements() {
  std::vector<std::string> log(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    log[i] += std::to_string(i);
  });
}

FAMILY({"racy", racy}, {"repaired", repaired}, {"repaired_map", repaired_map},
       {"lookalike_own", lookalike_own}, {"racy_map", racy_map},
       {"lookalike_lookup", lookalike_lookup}, {"racy_string", racy_string},
       {"lookalike_elements", lookalike_elements})
