#include <vector>
int main() {
  std::vector<int> out;
#pragma omp parallel for // unsafe: shared-container
  for (int i = 0; i < 1000; ++i)
    if (i % 3 == 0)
      out.push_back(i);
  return out.size();
}
