#include <stdio.h>
int main() {
  int i, x = 0, n = 100;
  int a[100];
#pragma omp parallel for // unsafe: captured-mutation
  for (i = 0; i < n; i++) {
    x = i * 2;
    a[i] = x;
  }
  printf("%d %d\n", a[3], x);
  return 0;
}
