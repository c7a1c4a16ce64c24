#include <stdlib.h>
int main(int argc, char **argv) {
  int n = argc > 1 ? atoi(argv[1]) : 1000;
  long *sum = malloc(n * sizeof(long));
  long *x = malloc(n * sizeof(long));
  sum[0] = x[0];
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 1; i < n; i++)
    sum[i] = sum[i - 1] + x[i];
  return 0;
}
