// Constructs that are met again before all is done: their turns are others then.
#include <omp.h>
int a[100], part[64], g;
int part[64];
void ord_racy(int steps) {
#pragma omp parallel
  {
    for (int k = 0; k < steps; k++) {
#pragma omp for nowait ordered // unsafe: wrong-lock
      for (int i = 0; i < 100; i++) {
#pragma omp ordered
        g += i;
      }
    }
  }
}
