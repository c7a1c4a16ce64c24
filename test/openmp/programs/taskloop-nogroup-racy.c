#include <stdio.h>
double a[1000];
int main(void) {
  double sum = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp taskloop nogroup // unsafe: overlapping-elements
    for (int i = 0; i < 1000; i++) a[i] = i; // race
    for (int i = 0; i < 1000; i++) sum += a[i]; // race
  }
  printf("%f\n", sum);
  return 0;
}
