#include <stdio.h>
#include <omp.h>
static void add(const double *x, double *y, int n) {
#pragma omp for // safe
  for (int i = 0; i < n; i++) y[i] += x[i];
}
int main(void) {
  double x[500], y[500], s = 0;
  for (int i = 0; i < 500; i++) x[i] = y[i] = i;
#pragma omp parallel
  {
    add(x, y, 500);
#pragma omp single // safe
    for (int i = 0; i < 500; i++) s += y[i];
  }
  printf("%f\n", s);
}
