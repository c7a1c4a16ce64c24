#include <complex.h>
int main(void) {
  double _Complex sum = 0;
#pragma omp parallel for reduction(+ : sum) // safe
  for (int i = 0; i < 1000; i++)
    sum += i * 1.0 + i * 0.5 * I;
  return (int)creal(sum);
}
