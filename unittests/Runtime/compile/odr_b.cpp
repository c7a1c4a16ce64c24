#include "odr_shared.h"

aether::ParallelMetrics in_b(std::vector<int> &items) {
  shared(items);
  for (int &x : items)
    --x;
#line 10 "odr_b.cpp"
  return aether::par_for_each(items, [](int &x) { ++x; }, {.max_workers = 2});
}
