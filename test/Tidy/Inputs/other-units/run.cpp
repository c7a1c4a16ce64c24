#include "counter.h"

#include <aether/aether.h>
#include <vector>

long run(std::vector<int> &Items) {
  aether::par_for_each(Items, [](int &X) { bump(X); });
  return value();
}
