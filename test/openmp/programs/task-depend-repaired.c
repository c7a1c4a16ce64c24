#include <stdio.h>
int main() {
  int x = 0, y = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(x) depend(out : x) // safe
    x = 10;
#pragma omp task shared(x, y) depend(in : x) // safe
    y = x + 1;
#pragma omp taskwait
    printf("%d\n", y);
  }
  return 0;
}
