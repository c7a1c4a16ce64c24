#include <omp.h>
int main() {
  int m[20];
  for (int i = 0; i < 20; i++) m[i] = i;
#pragma omp parallel
  {
#pragma omp single // safe
    {
      for (int k = 0; k < 20; k++)
#pragma omp task firstprivate(k) // safe
        m[k] += k;
    }
  }
  return m[0];
}
