#include <stdio.h>
#define N 100
int start[N + 1], column[3 * N];
double value[3 * N], x[N], y[N];
int main(void) {
  for (int i = 0; i < N; i++) {
    start[i] = 3 * i;
    for (int k = 0; k < 3; k++) {
      column[3 * i + k] = (i + k) % N;
      value[3 * i + k] = 1.0;
    }
    x[i] = i;
  }
  start[N] = 3 * N;
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < N; i++)
    for (int k = start[i]; k < start[i + 1]; k++)
      y[column[k]] += value[k] * x[i];
  printf("%f\n", y[5]);
  return 0;
}
