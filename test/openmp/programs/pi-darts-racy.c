#include <stdio.h>
#include <stdlib.h>
int main(void) {
  long hits = 0, tries = 1000000;
#pragma omp parallel for reduction(+ : hits) // unsafe: non-reentrant-call
  for (long i = 0; i < tries; i++) {
    double x = rand() / (double)RAND_MAX;
    double y = rand() / (double)RAND_MAX;
    if (x * x + y * y <= 1.0) hits++;
  }
  printf("%f\n", 4.0 * hits / tries);
  return 0;
}
