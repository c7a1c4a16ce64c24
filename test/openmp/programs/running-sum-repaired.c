#include <stdlib.h>
int main(int argc, char **argv) {
  int n = argc > 1 ? atoi(argv[1]) : 1000;
  long *sum = malloc(n * sizeof(long));
  long *x = malloc(n * sizeof(long));
#pragma omp parallel for // safe
  for (int i = 1; i < n; i++)
    sum[i] = x[i - 1] + x[i];
  return 0;
}
