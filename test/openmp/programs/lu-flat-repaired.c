#include <stdlib.h>
static void factor(double *a, int n) {
  int i, j, k;
  for (k = 0; k < n; k++) {
#pragma omp parallel for private(j) // safe
    for (i = k + 1; i < n; i++) {
      a[i * n + k] /= a[k * n + k];
      for (j = k + 1; j < n; j++)
        a[i * n + j] -= a[i * n + k] * a[k * n + j];
    }
  }
}
int main(void) {
  int n = 64;
  double *a = malloc(n * n * sizeof *a);
  for (int i = 0; i < n * n; i++) a[i] = 1.0 + i % 7;
  factor(a, n);
  free(a);
  return 0;
}
