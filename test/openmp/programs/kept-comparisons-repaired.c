#include <omp.h>
#include <stdbool.h>
int main(void) {
  int a = 0, b = 0;
#pragma omp parallel // safe
  {
    int first = omp_get_thread_num() == 0;
    if (first)
      a++;
    int t = omp_get_thread_num(), n = omp_get_num_threads();
    bool last = t == n - 1;
    if (last)
      b++;
  }
  return a + b - 2;
}
