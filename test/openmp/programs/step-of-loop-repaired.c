#include <stdio.h>
#define N 1024
int a[N];
int main(void) {
  for (int step = 1; step < N; step *= 2) {
#pragma omp parallel for // safe
    for (int i = 0; i < N; i += 2 * step)
      a[i] += a[i + step];
  }
  printf("%d\n", a[0]);
}
