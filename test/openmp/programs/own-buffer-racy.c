#include <omp.h>
#include <stdlib.h>
double in[1000], out[1000];
double *shared_by_all;
int main(void) {
  for (int i = 0; i < 1000; i++) in[i] = i;
#pragma omp parallel // safe
  {
    double *row = malloc(16 * sizeof *row);
#pragma omp single // safe
    shared_by_all = row;
    // Every thread the first one's.
    row = shared_by_all; // safe
#pragma omp for // unsafe: overlapping-elements
    for (int i = 0; i < 1000; i++) {
      row[i % 16] = in[i];
      out[i] = row[i % 16] * 2;
    }
  }
  free(shared_by_all);
  return (int)out[3];
}
