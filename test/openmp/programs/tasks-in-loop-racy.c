#include <omp.h>
int main() {
  int i, k, m[20];
  for (i = 0; i < 20; i++) m[i] = i;
#pragma omp parallel
  {
#pragma omp single // safe
    {
      for (k = 0; k < 20; k++)
#pragma omp task // unsafe: captured-mutation
        m[k % 10] += k;
    }
  }
  return m[0];
}
