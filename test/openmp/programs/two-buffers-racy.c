#include <stdio.h>
#define N 1000
double a[N], b[N];
int main(void) {
  double *now = a, *next = b;
  for (int step = 0; step < 50; step++) {
#pragma omp parallel for // unsafe: overlapping-elements
    for (int i = 1; i < N - 1; i++) now[i] = (now[i - 1] + now[i + 1]) / 2;
    double *other = now;
    now = next;
    next = other;
  }
  double *p = a, *q = b;
  for (int step = 0; step < 50; step++) {
#pragma omp parallel for // unknown: one of several
    for (int i = 1; i < N - 1; i++) q[i] = p[i - 1] + p[i + 1];
    double *other = p;
    p = q;
    if (step % 2) q = other; // else both lead to one
  }
  double *r = a, *s = b;
  for (int step = 0; step < 50; step++) {
    s = b; // again, after they have changed places
#pragma omp parallel for // unknown: one of several
    for (int i = 1; i < N - 1; i++) s[i] = r[i - 1] + r[i + 1];
    double *other = r;
    r = s;
    s = other;
  }
  printf("%f\n", now[5]);
  return 0;
}
