#include <stdio.h>
int main(void) {
  int x = 1, y = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp target map(tofrom : x) nowait // unsafe: captured-mutation
    x += 10;
    y = x;
  }
  printf("%d\n", y);
  return 0;
}
