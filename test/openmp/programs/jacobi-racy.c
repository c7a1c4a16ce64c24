#include <omp.h>
#include <stdio.h>
int main() {
  int i, j, n = 50; double u[50][50], v[50][50], diff = 0;
#pragma omp parallel for private(i, j) // unsafe: overlapping-elements
  for (i = 1; i < n - 1; i++)
    for (j = 1; j < n - 1; j++) {
      u[i][j] = 0.25 * (u[i - 1][j] + u[i + 1][j] + u[i][j - 1] + u[i][j + 1]);
    }
  printf("%f\n", u[1][1]);
  return 0;
}
