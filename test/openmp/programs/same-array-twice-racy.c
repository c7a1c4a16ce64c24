#include <stdlib.h>
void scale(double *a, double *b, int n) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < n; i++)
    a[i] = 2 * b[i + 1];
}
int main() {
  double *p = malloc(101 * sizeof(double));
  for (int i = 0; i <= 100; i++) p[i] = i;
  scale(p, p, 100);
  free(p);
  return 0;
}
