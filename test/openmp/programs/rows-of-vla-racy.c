#include <stdlib.h>
int main(int argc, char *argv[]) {
  int n = 64, m = 64;
  if (argc > 1) { n = atoi(argv[1]); m = n; }
  double b[n][m];
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 1; i < n; i++)
    for (int j = 0; j < m; j++)
      b[i][j] = b[i - 1][j];
  return 0;
}
