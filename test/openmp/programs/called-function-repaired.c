#include <stdio.h>
double f(double x) { double tmp = x * x; return tmp + 1; }
int main() {
  double r[100];
#pragma omp parallel for // safe
  for (int i = 0; i < 100; i++)
    r[i] = f(i);
  printf("%f", r[9]);
  return 0;
}
