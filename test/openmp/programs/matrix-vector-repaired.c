#include <stdlib.h>
int main(int argc, char *argv[]) {
  int n = 100, i, j;
  if (argc > 1) n = atoi(argv[1]);
  double *m = malloc(n * n * sizeof(double)), *v = malloc(n * sizeof(double)), *r = malloc(n * sizeof(double));
#pragma omp parallel for private(j) // safe
  for (i = 0; i < n; i++) {
    r[i] = 0;
    for (j = 0; j < n; j++)
      r[i] += m[i * n + j] * v[j];
  }
  free(m); free(v); free(r);
  return 0;
}
