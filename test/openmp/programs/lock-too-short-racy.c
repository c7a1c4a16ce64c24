#include <omp.h>
int data[100];
int main() {
  omp_lock_t l;
  omp_init_lock(&l);
  int i, next = 0;
#pragma omp parallel for // unsafe: captured-mutation
  for (i = 0; i < 100; i++) {
    omp_set_lock(&l);
    next++;
    omp_unset_lock(&l);
    data[next % 100] = i;
  }
  omp_destroy_lock(&l);
  return 0;
}
