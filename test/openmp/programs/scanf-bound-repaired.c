#include <stdio.h>
#include <stdlib.h>
int main() {
  int n, i;
  if (scanf("%d", &n) != 1) return 1;
  double *a = malloc((n + 1) * sizeof(double));
#pragma omp parallel for // safe
  for (i = 0; i < n; i++)
    a[i] = a[n] + 1;
  return 0;
}
