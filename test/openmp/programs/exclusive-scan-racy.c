#include <stdio.h>
int a[100], b[101];
int main(void) {
  int x = 0;
#pragma omp parallel for reduction(inscan, + : x) // unsafe: overlapping-elements
  for (int i = 0; i < 100; i++) {
    b[i + 1] = x;
    b[i] += 1;
#pragma omp scan exclusive(x)
    x += a[i];
  }
  printf("%d\n", b[5]);
}
