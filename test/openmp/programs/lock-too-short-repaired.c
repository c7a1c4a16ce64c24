#include <omp.h>
int data[200];
int main() {
  omp_lock_t l;
  omp_init_lock(&l);
  int i, next = 0;
#pragma omp parallel for // safe
  for (i = 0; i < 100; i++) {
    omp_set_lock(&l);
    data[next] = i;
    next++;
    omp_unset_lock(&l);
  }
  omp_destroy_lock(&l);
  return 0;
}
