#pragma once
#include <aether/aether.h>
#include <vector>

inline int sum(std::vector<int> &items) {
  int total = 0;
  aether::par_for_each(items, [&](int &item) {
    item += 1;
    total += item;
  });
  return total;
}
