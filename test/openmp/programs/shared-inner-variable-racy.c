#include <stdio.h>
int main() {
  int n = 50, i, j, m[50][50];
#pragma omp parallel for // unsafe: captured-mutation
  for (i = 0; i < n; i++)
    for (j = 0; j < n; j++)
      m[i][j] = i + j;
  printf("%d", m[1][2]);
  return 0;
}
