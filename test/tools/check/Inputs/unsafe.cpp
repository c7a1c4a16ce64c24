#include <aether/aether.h>
#include <vector>

int sum(std::vector<int> &Items) {
  int Total = 0;
  aether::par_for_each(Items, [&](int &X) { Total += X; });
  return Total;
}
