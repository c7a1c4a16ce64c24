// Tasks of loops over a range, which depend on what the range gives.
#include <vector>
int total;
void ranges_racy(int *v, const std::vector<int> &which) {
#pragma omp parallel
#pragma omp single // safe
  for (int k : which) {
#pragma omp task depend(inout : v[k]) // unsafe: wrong-lock
    total++;
  }
}
int ranges_safe(const std::vector<int> &which) {
  int sum = 0;
#pragma omp parallel
#pragma omp single // safe
  for (int k : which) {
#pragma omp task depend(inout : sum) // safe
    sum += k;
  }
  return sum;
}
