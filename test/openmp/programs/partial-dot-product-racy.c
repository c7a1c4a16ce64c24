#include <omp.h>
#define N 1000
int main() {
  static double x[N], y[N]; double s = 0;
#pragma omp parallel
  {
    double mine = 0;
#pragma omp for // safe
    for (int i = 0; i < N; i++)
      mine += x[i] * y[i];
    s += mine; // unsafe: captured-mutation
  }
  return (int)s;
}
