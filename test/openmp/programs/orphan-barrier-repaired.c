#include <omp.h>
int a[64], b[64];
void sync(void) {
#pragma omp barrier
}
int main(void) {
#pragma omp parallel num_threads(8) // safe
  {
    int t = omp_get_thread_num();
    a[t] = t;
    sync();
    b[t] = a[7 - t]; // safe
  }
  return b[1];
}
