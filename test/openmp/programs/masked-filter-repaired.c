#include <stdio.h>
int main(void) {
  int first = 0, last = 0;
#pragma omp parallel num_threads(4)
  {
#pragma omp masked filter(1) // safe
    first = 1;
#pragma omp masked filter(1) // safe
    first += 2;
#pragma omp masked filter(2) // safe
    last = 2;
#pragma omp barrier
#pragma omp masked filter(2) // safe
    first += last;
  }
  printf("%d\n", first);
  return 0;
}
