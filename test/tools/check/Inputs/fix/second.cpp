#include "sum.h"

#include <thread>

static long hits;

int second(std::vector<int> &items) { return sum(items); }

void hit() {
  std::thread one([] { hits = hits * 2; });
  std::thread two([] { hits = hits * 2; });
  one.join();
  two.join();
}

int evens(std::vector<int> &items) {
  int found = 0;
  aether::par_for_each(items, [&](int &item) {
    item *= 3;
    if (item % 2 == 0)
      ++found;
  });
  return found;
}
