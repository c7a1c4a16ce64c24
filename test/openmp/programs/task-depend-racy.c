#include <stdio.h>
int main() {
  int x = 0, y = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(x) depend(out : x) // unsafe: overlapping-elements
    x = 10;
#pragma omp task shared(x, y) // unsafe: captured-mutation
    y = x + 1;
#pragma omp taskwait
    printf("%d\n", y);
  }
  return 0;
}
