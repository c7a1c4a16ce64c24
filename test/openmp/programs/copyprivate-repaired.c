#include <omp.h>
int main() {
  int seen[64];
#pragma omp parallel
  {
    int p;
#pragma omp single copyprivate(p) // safe
    p = 42;
    seen[omp_get_thread_num()] = p; // safe
  }
  return seen[0];
}
