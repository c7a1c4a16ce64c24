#include <omp.h>
#define B 8
omp_lock_t lock[B];
int count[B], key[1000];
int main(void) {
  for (int b = 0; b < B; b++) omp_init_lock(&lock[b]);
  for (int i = 0; i < 1000; i++) key[i] = i / 3;
#pragma omp parallel for // unsafe: wrong-lock
  for (int i = 0; i < 1000; i++) {
    int b = key[i] % B;
    omp_set_lock(&lock[i % B]);
    count[b]++;
    omp_unset_lock(&lock[i % B]);
  }
  for (int b = 0; b < B; b++) omp_destroy_lock(&lock[b]);
  return count[0];
}
