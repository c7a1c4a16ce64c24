#include <stdlib.h>
static void sweep(double *u, int n) {
  int i, j;
#pragma omp parallel private(i, j)
  {
#pragma omp for // safe
    for (i = 0; i < n; i++)
      for (j = 1; j < n; j++)
        u[i * n + j] -= 0.3 * u[i * n + j - 1];
#pragma omp for // unsafe: overlapping-elements
    for (i = 1; i < n; i++)
      for (j = 0; j < n; j++)
        u[i * n + j] -= 0.3 * u[(i - 1) * n + j];
  }
}
int main(void) {
  double *u = calloc(100 * 100, sizeof(double));
  sweep(u, 100);
  free(u);
  return 0;
}
