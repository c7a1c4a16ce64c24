#include <omp.h>
#include <stdlib.h>
#include <string.h>
double in[1000], out[1000];
int main(void) {
  for (int i = 0; i < 1000; i++) in[i] = i;
#pragma omp parallel // safe
  {
    double *row = calloc(16, sizeof *row);
    if (row == NULL) exit(1);
    memset(row, 0, 16 * sizeof *row);
#pragma omp for schedule(dynamic) // safe
    for (int i = 0; i < 1000; i++) {
      row[i % 16] += in[i];
      out[i] = row[i % 16] * 2;
    }
    free(row); // safe
  }
  double *later;
#pragma omp parallel private(later) // safe
  {
    later = malloc(16 * sizeof *later);
#pragma omp for // safe
    for (int i = 0; i < 1000; i++) {
      later[i % 16] = out[i];
      in[i] = later[i % 16];
    }
    free(later); // safe
  }
  return (int)in[3];
}
