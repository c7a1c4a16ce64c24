#include <stdio.h>
int main(void) {
  long sum = 0;
#pragma omp parallel
#pragma omp single // safe
#pragma omp taskgroup task_reduction(+ : sum)
  {
    for (int i = 0; i < 100; i++) {
#pragma omp task in_reduction(+ : sum) firstprivate(i) // unsafe: captured-mutation
      sum += i;
#pragma omp task shared(sum) // unsafe: captured-mutation
      sum += 1;
    }
  }
  printf("%ld\n", sum);
}
