#include <stdlib.h>
int main(int argc, char **argv) {
  int n = 100;
  if (argc > 1) n = atoi(argv[1]);
  double a[n][n];
  int i, j;
#pragma omp parallel for private(j) // safe
  for (i = 0; i < n; i++)
    for (j = 0; j < n - 1; j++)
      a[i][j] = a[i][j] + a[i][j + 1];
  return 0;
}
