// The same in C.
#include <stdlib.h>

int grid[64][64];

void rows(void) {
  int i, j;
#pragma omp parallel for private(j) // safe
  for (i = 0; i < 64; i++)
    for (j = 0; j < 64; j++)
      grid[i][j] = i * j;
#pragma omp parallel for // unsafe: captured-mutation
  for (i = 0; i < 64; i++)
    for (j = 0; j < 64; j++)
      grid[i][j] = i * j;
}

double mean(int n) {
  double *v = malloc(n * sizeof(double)), sum = 0;
  int i;
#pragma omp parallel for // safe
  for (i = 0; i < n; i++)
    v[i] = i;
#pragma omp parallel for reduction(+ : sum) // safe
  for (i = 0; i < n; i++)
    sum += v[i];
#pragma omp parallel for // unsafe: captured-mutation
  for (i = 0; i < n; i++)
    sum += v[i];
  free(v);
  return sum / n;
}
