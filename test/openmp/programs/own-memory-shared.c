// Memory that a thread allocates for itself, and that others use after all.
#include <stdlib.h>

double in[1000], out[1000];
void rounds_that_run_at_once(void) {
#pragma omp parallel // safe
  {
    double *row = malloc(16 * sizeof *row);
#pragma omp for order(concurrent) // unsafe: overlapping-elements (today: unknown)
    for (int i = 0; i < 1000; i++) {
      row[i % 16] = in[i];
      out[i] = row[i % 16];
    }
    free(row); // safe (today: unknown)
  }
}
