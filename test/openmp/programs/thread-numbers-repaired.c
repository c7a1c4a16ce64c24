#include <omp.h>
#include <stdio.h>
int main() {
  int x = 1;
#pragma omp parallel num_threads(2) // safe
  {
    if (omp_get_thread_num() == 0)
      x = 5;
#pragma omp barrier
    if (omp_get_thread_num() == 1) // safe
      printf("%d\n", x);
  }
  return 0;
}
