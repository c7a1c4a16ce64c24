#include <stdlib.h>
int main(void) {
  double out[100];
#pragma omp parallel // safe
  {
    double *work = malloc(10 * sizeof *work);
#pragma omp for // safe
    for (int i = 0; i < 100; i++) {
      for (int k = 0; k < 10; k++) work[k] = i + k;
      out[i] = work[0] + work[9];
    }
    free(work); // safe
  }
  return (int)out[3];
}
