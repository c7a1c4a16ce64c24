#include <omp.h>
int main() {
  int a[100];
#pragma omp parallel // safe
  {
    int n = omp_get_num_threads(), me = omp_get_thread_num();
    int from = me * 100 / n, to = (me + 1) * 100 / n;
    for (int t = from; t < to; t++)
      a[t] = t;
  }
  return a[0];
}
