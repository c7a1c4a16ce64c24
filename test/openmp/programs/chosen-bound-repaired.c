#include <stdlib.h>
int main(int argc, char **argv) {
  int half = 50;
  if (argc > 1) half = atoi(argv[1]);
  double *a = malloc(2 * half * sizeof(double));
#pragma omp parallel for // safe
  for (int i = 0; i < half; i++)
    a[i] = a[i + half];
  return 0;
}
