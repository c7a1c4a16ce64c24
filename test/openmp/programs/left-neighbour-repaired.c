#include <omp.h>
int a[64], b[64];
int main() {
#pragma omp parallel // safe
  {
    int me = omp_get_thread_num(), n = omp_get_num_threads();
    a[me] = me;
#pragma omp barrier
    int left = (me + 1) % n; // safe
    b[me] = a[left];
  }
  return 0;
}
