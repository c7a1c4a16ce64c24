#include <stdlib.h>
static void doitgen(int nr, int nq, int np, double *A, double *C4) {
#pragma omp parallel for collapse(2) // safe
  for (int r = 0; r < nr; r++)
    for (int q = 0; q < nq; q++) {
      double sum[np];
      for (int p = 0; p < np; p++) {
        sum[p] = 0;
        for (int s = 0; s < np; s++)
          sum[p] += A[(r * nq + q) * np + s] * C4[s * np + p];
      }
      for (int p = 0; p < np; p++)
        A[(r * nq + q) * np + p] = sum[p];
    }
}
int main(void) {
  double *A = calloc(10 * 12 * 14, 8), *C = calloc(14 * 14, 8);
  doitgen(10, 12, 14, A, C);
  return 0;
}
