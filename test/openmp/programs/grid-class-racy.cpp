#include <vector>
#include <cmath>
struct Field { int w, h; std::vector<double> v; double &at(int x, int y) { return v[y * w + x]; } };
int main() {
  Field f{100, 100, std::vector<double>(10000)};
#pragma omp parallel for // unsafe: overlapping-elements
  for (int y = 1; y < 99; ++y)
    for (int x = 1; x < 99; ++x)
      f.at(x, y) = (f.at(x, y - 1) + f.at(x, y + 1)) / 2;
  return 0;
}
