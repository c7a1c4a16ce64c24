#include <stdio.h>
#define N 1024
int a[N];
int main(void) {
  for (int step = 1; step < N / 2; step *= 2) {
#pragma omp parallel for // unsafe: overlapping-elements
    for (int i = 0; i < N - 2 * step; i += step)
      a[i] += a[i + step];
  }
  printf("%d\n", a[0]);
}
