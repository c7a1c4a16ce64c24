#include <stdio.h>
#define N 200
double t[N][N];
int main(void) {
  for (int i = 0; i < N; i++) t[i][0] = t[0][i] = i;
  for (int i = 1; i < N; i++) {
#pragma omp parallel for // unsafe: overlapping-elements
    for (int j = 1; j < N; j++)
      t[i][j] = 0.5 * (t[i - 1][j] + t[i][j - 1]);
  }
  printf("%f\n", t[N - 1][N - 1]);
  return 0;
}
