#include <omp.h>
int main(void) {
  omp_lock_t l;
  int total = 0, skipped = 0;
  omp_init_lock(&l);
#pragma omp parallel num_threads(4) // safe
  {
    while (!omp_test_lock(&l)) {
#pragma omp atomic
      skipped++;
    }
    total++;
    omp_unset_lock(&l);
  }
  omp_destroy_lock(&l);
  return total;
}
