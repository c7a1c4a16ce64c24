#include <omp.h>
#include <stdlib.h>
int main() {
  int n = 64, i, j, k;
  double **A = malloc(n * sizeof(double *));
  for (i = 0; i < n; i++) A[i] = malloc(n * sizeof(double));
#pragma omp parallel for private(i, j) // unsafe: overlapping-elements
  for (k = 0; k < n; k++)
    for (i = k + 1; i < n; i++)
      for (j = k + 1; j < n; j++)
        A[i][j] = A[i][j] - A[i][k] * A[k][j];
  return 0;
}
