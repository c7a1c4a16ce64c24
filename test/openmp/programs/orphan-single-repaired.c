int ready, seen[64];
#include <omp.h>
void prepare(void) {
#pragma omp single // safe
  ready = 42;
}
int main(void) {
#pragma omp parallel num_threads(4) // safe
  {
    prepare();
    seen[omp_get_thread_num()] = ready;
  }
  return seen[0];
}
