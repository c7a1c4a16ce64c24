#include <stdlib.h>
void scale(double *a, double *b, int n) {
#pragma omp parallel for // safe (today: unknown)
  for (int i = 0; i < n; i++)
    a[i] = 2 * b[i + 1];
}
int main() {
  double *p = malloc(101 * sizeof(double)), *q = malloc(101 * sizeof(double));
  for (int i = 0; i <= 100; i++) p[i] = i;
  scale(q, p, 100);
  free(p); free(q);
  return 0;
}
