#include <stdio.h>
double a[1000];
int main(void) {
  double sum = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp taskloop nogroup // safe
    for (int i = 0; i < 1000; i++) a[i] = i;
#pragma omp taskwait
    for (int i = 0; i < 1000; i++) sum += a[i];
#pragma omp taskloop nogroup // safe
    for (int i = 0; i < 1000; i++) a[i] += 1;
  }
  for (int i = 0; i < 1000; i++) sum += a[i];
  printf("%f\n", sum);
  return 0;
}
