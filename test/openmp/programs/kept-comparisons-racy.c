#include <omp.h>
#include <stdbool.h>
int main(void) {
  int a = 0;
#pragma omp parallel num_threads(4) // unsafe: captured-mutation
  {
    bool other = omp_get_thread_num() != 0;
    if (other)
      a++; // race
  }
  return a == 0;
}
