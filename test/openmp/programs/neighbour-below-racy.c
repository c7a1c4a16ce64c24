#include <stdlib.h>
int main(int argc, char **argv) {
  int n = 100;
  if (argc > 1) n = atoi(argv[1]);
  double a[n][n];
  int i, j;
#pragma omp parallel for private(j) // unsafe: overlapping-elements
  for (i = 0; i < n - 1; i++)
    for (j = 0; j < n - 1; j++)
      a[i][j] = a[i][j] + a[i][j + 1] + a[i + 1][j];
  return 0;
}
