#include <algorithm>
#include <vector>
int main() {
  std::vector<int> v(1000, 3);
  int largest = 0;
#pragma omp parallel for // unsafe: captured-mutation
  for (auto it = v.begin(); it < v.end(); ++it) {
    *it += 1;
    largest = std::max(largest, *it);
  }
  return largest;
}
