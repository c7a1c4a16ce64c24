#include <stdio.h>
#include <stdlib.h>
int main(int argc, char *argv[]) {
  int i, n = 100;
  double sum = 0.0, *v;
  if (argc > 1) n = atoi(argv[1]);
  v = (double *)malloc(n * sizeof(double));
  for (i = 0; i < n; i++) v[i] = 0.5 * i;
#pragma omp parallel for private(i) reduction(+:sum) // safe
  for (i = 0; i < n; i++)
    sum = sum + v[i] * v[i];
  printf("%f\n", sum);
  return 0;
}
