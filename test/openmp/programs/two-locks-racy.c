typedef struct omp_lock { void *p; } omp_lock_t;
void omp_init_lock(omp_lock_t *); void omp_set_lock(omp_lock_t *); void omp_unset_lock(omp_lock_t *);
int main() {
  omp_lock_t l, k; int x = 0;
  omp_init_lock(&l); omp_init_lock(&k);
#pragma omp parallel sections
  {
#pragma omp section // unsafe: overlapping-elements
    { omp_set_lock(&l); x += 1; omp_unset_lock(&l); }
#pragma omp section // unsafe: wrong-lock
    { omp_set_lock(&k); x += 2; omp_unset_lock(&k); }
  }
  return x;
}
