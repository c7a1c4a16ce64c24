typedef struct omp_lock { void *p; } omp_lock_t;
void omp_init_lock(omp_lock_t *); void omp_set_lock(omp_lock_t *); void omp_unset_lock(omp_lock_t *);
int main() {
  omp_lock_t l; int x = 0;
  omp_init_lock(&l);
#pragma omp parallel sections
  {
#pragma omp section // safe
    { omp_set_lock(&l); x += 1; omp_unset_lock(&l); }
#pragma omp section // safe
    { omp_set_lock(&l); x += 2; omp_unset_lock(&l); }
  }
  return x;
}
