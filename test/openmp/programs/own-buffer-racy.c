#include <omp.h>
#include <stdlib.h>
double in[1000], out[1000];
double *shared_by_all;
int main(void) {
  for (int i = 0; i < 1000; i++) in[i] = i;
#pragma omp parallel
  {
    double *row = malloc(16 * sizeof *row);
#pragma omp single
    shared_by_all = row;
    row = shared_by_all; // every thread the first one's
#pragma omp for // unknown: stored
    for (int i = 0; i < 1000; i++) {
      row[i % 16] = in[i];
      out[i] = row[i % 16] * 2;
    }
  }
  free(shared_by_all);
  return (int)out[3];
}
