#include <stdio.h>
int main(void) {
  int x = 1, y = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp target map(tofrom : x) nowait // safe
    x += 10;
#pragma omp taskwait
    y = x;
  }
  printf("%d\n", y);
  return 0;
}
