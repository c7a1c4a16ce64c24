#include "odr_shared.h"

#include <iostream>

aether::ParallelMetrics in_a(std::vector<int> &items) {
#line 10 "odr_a.cpp"
  return aether::par_for_each(items, [](int &x) { ++x; });
}

int main() {
  aether::enable_call_site_reports();
  std::vector<int> items(100);
  const auto a = in_a(items), b = in_b(items), both = shared(items);
  aether::print_call_sites(std::cout);
  return a.veto && a.veto->explanation == "of a" &&
                 a.site.verdict() == aether::Verdict::Unsafe &&
                 b.site.verdict() == aether::Verdict::Safe && !b.veto &&
                 both.site.verdict() == aether::Verdict::Unsafe &&
                 items[99] == 3
             ? 0
             : 1;
}
