// AETHER_ASSUME_SAFE stands before statements and declarations, without a warning.
// clang-format off
// COMPILE: -pedantic
// COMPILE: -pedantic -O2 -DAETHER_ANALYSIS
// clang-format on
#include <aether/aether.h>

#include <vector>

int use(std::vector<int> &items) {
  AETHER_ASSUME_SAFE("each has its own")
  aether::par_for_each(items, [](int &x) { ++x; });
  AETHER_ASSUME_SAFE("each has its own")
  auto doubled = aether::par_map(items, [](int x) { return 2 * x; });
  AETHER_ASSUME_SAFE("each has its own")
  const std::vector<int> odd =
      aether::par_filter(doubled, [](int x) { return x % 2; });
  if (!odd.empty())
    AETHER_ASSUME_SAFE("each has its own")
  aether::par_for_each(items, [](int &x) { ++x; });
  AETHER_ASSUME_SAFE("each has its own")
  return aether::par_reduce(odd, 0, [](int a, int b) { return a + b; });
}
