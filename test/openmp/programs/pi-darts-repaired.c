#define _GNU_SOURCE
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
int main(void) {
  long hits = 0, tries = 1000000;
#pragma omp parallel
  {
    unsigned seed = 17u + omp_get_thread_num();
#pragma omp for reduction(+ : hits) // safe
    for (long i = 0; i < tries; i++) {
      double x = rand_r(&seed) / (double)RAND_MAX;
      double y = rand_r(&seed) / (double)RAND_MAX;
      if (x * x + y * y <= 1.0) hits++;
    }
  }
  printf("%f\n", 4.0 * hits / tries);
  return 0;
}
