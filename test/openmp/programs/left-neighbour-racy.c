#include <omp.h>
int a[64];
int main() {
#pragma omp parallel // unsafe: overlapping-elements
  {
    int me = omp_get_thread_num(), n = omp_get_num_threads();
    a[me] = me;
    int left = (me + 1) % n;
    a[me] += a[left];
  }
  return 0;
}
