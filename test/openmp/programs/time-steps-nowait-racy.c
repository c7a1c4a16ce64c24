#include <stdio.h>
#define N 64
double a[N][N], b[N][N];
int main(void) {
#pragma omp parallel
  for (int t = 0; t < 20; t++) {
#pragma omp for // unsafe: overlapping-elements
    for (int i = 1; i < N - 1; i++)
      for (int j = 1; j < N - 1; j++)
        b[i][j] = 0.25 * (a[i - 1][j] + a[i + 1][j] + a[i][j - 1] + a[i][j + 1]);
#pragma omp for nowait // unsafe: overlapping-elements
    for (int i = 1; i < N - 1; i++)
      for (int j = 1; j < N - 1; j++) a[i][j] = b[i][j];
  }
  printf("%f\n", a[3][3]);
}
