#include <omp.h>
#include <stdio.h>
int main() {
  int i, j, k, n = 50; double u[50][50], v[50][50], diff = 0;
  for (k = 0; k < 100; k++) {
#pragma omp parallel for private(i, j) // safe
  for (i = 1; i < n - 1; i++)
    for (j = 1; j < n - 1; j++)
      v[i][j] = 0.25 * (u[i - 1][j] + u[i + 1][j] + u[i][j - 1] + u[i][j + 1]);
#pragma omp parallel for private(i, j) reduction(+:diff) // safe
  for (i = 1; i < n - 1; i++)
    for (j = 1; j < n - 1; j++) {
      diff += v[i][j] - u[i][j];
      u[i][j] = v[i][j];
    }
  }
  printf("%f\n", u[1][1]);
  return 0;
}
