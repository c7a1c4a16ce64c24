#include <omp.h>
#include <stdio.h>
int main() {
  int x = 1;
#pragma omp parallel num_threads(2) // unsafe: captured-mutation
  {
    if (omp_get_thread_num() == 0)
      x = 5;
    else
      printf("%d\n", x);
  }
  return 0;
}
