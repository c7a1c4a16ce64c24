#include <stdio.h>
#include <stdlib.h>
#define N 1000
double a[N], b[N];
int main(void) {
  double *now = a, *next = b;
  for (int step = 0; step < 50; step++) {
#pragma omp parallel for // safe
    for (int i = 1; i < N - 1; i++) next[i] = (now[i - 1] + now[i + 1]) / 2;
    double *other = now;
    now = next;
    next = other;
  }
  double *from = malloc(N * sizeof *from), *to = malloc(N * sizeof *to);
  for (int i = 0; i < N; i++) from[i] = to[i] = i;
  for (int step = 0; step < 50; step++) {
#pragma omp parallel for // safe
    for (int i = 1; i < N - 1; i++) to[i] = from[i - 1] + from[i + 1];
    if (step % 5) {
      double *other = to;
      to = from;
      from = other;
    }
  }
  printf("%f %f\n", now[5], from[5]);
  free(from);
  free(to);
  return 0;
}
