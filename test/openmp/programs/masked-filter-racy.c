#include <stdio.h>
int main(void) {
  int first = 0;
#pragma omp parallel num_threads(4)
  {
#pragma omp masked filter(1) // unsafe: captured-mutation
    first = 1; // race
#pragma omp masked filter(2) // unsafe: captured-mutation
    first = 2; // race
  }
  printf("%d\n", first);
  return 0;
}
