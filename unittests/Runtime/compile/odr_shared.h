// A header's function that two TUs with different tables compile, and their own
// calls.
#include <aether/aether.h>

#include <vector>

inline aether::ParallelMetrics shared(std::vector<int> &items) {
#line 50 "odr_shared.h"
  return aether::par_for_each(items, [](int &x) { ++x; });
}
aether::ParallelMetrics in_a(std::vector<int> &items);
aether::ParallelMetrics in_b(std::vector<int> &items);
