#include <stdio.h>
double tmp;
double f(double x) { tmp = x * x; return tmp + 1; }
int main() {
  double r[100];
#pragma omp parallel for // unsafe: global-mutation
  for (int i = 0; i < 100; i++)
    r[i] = f(i);
  printf("%f", r[9]);
  return 0;
}
