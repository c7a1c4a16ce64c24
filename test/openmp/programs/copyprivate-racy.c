#include <omp.h>
int main() {
  int p = 0;
  int seen[64];
#pragma omp parallel
  {
#pragma omp single nowait // unsafe: overlapping-elements
    p = 42;
    seen[omp_get_thread_num()] = p; // unsafe: captured-mutation
  }
  return seen[0];
}
