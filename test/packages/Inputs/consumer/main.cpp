// Says of two calls, one of them with a race, what was decided about them. With an
// argument: waits.
#include <aether/aether.h>

#include <cstdio>
#include <vector>

#ifdef CONSUMER_WAITS
void wait_for_all();
#else
void wait_for_all() {}
#endif

int main(int argc, char **) {
  if (argc > 1)
    wait_for_all();
  std::vector<int> prices(1000, 3);
  long total = 0;
  aether::ParallelMetrics racy =
      aether::par_for_each(prices, [&](int &price) { total += price; });
  aether::ParallelMetrics clean =
      aether::par_for_each(prices, [](int &price) { price += 1; });
  auto decided = [](const aether::ParallelMetrics &metrics) {
    return metrics.veto && metrics.veto->reason ==
                               aether::VetoReason::GilUnsafePattern
               ? "GIL_UNSAFE_PATTERN"
               : "allowed";
  };
  std::printf("%s %s %ld\n", decided(racy), decided(clean), total);
}
