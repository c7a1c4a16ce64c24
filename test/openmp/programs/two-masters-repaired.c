#include <stdio.h>
int main(void) {
  int k = 0, s[100];
#pragma omp parallel
  {
#pragma omp master // safe
    k = 1;
#pragma omp master // safe
    k += 2;
#pragma omp for // safe
    for (int i = 0; i < 100; i++) s[i] = i;
  }
  printf("%d %d\n", k, s[3]);
}
