#include <stdio.h>
int main(void) {
  long sum = 0;
#pragma omp parallel
#pragma omp single // safe
#pragma omp taskgroup task_reduction(+ : sum)
  {
    for (int i = 0; i < 100; i++) {
#pragma omp task in_reduction(+ : sum) firstprivate(i) // safe
      sum += i;
    }
  }
  printf("%ld\n", sum);
}
