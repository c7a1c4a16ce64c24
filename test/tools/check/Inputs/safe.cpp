#include <aether/aether.h>
#include <vector>

std::vector<int> squares(const std::vector<int> &In) {
  return aether::par_map(In, [](int X) { return X * X; });
}
