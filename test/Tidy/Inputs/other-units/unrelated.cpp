#include "counter.h"

#include <aether/aether.h>
#include <vector>

static long Sum;

void unrelated(std::vector<int> &Items) {
  aether::par_for_each(Items, [](int &X) { Sum += X; });
}

int main() {
  std::vector<int> Items{1, 2, 3};
  unrelated(Items);
}
