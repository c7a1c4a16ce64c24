// Each thread's own pointer, which leads to memory that it has allocated in an
// earlier region.
#include <stdlib.h>
#define N 64
static int *buffer;
static double *scratch;
#pragma omp threadprivate(buffer, scratch)
int main(void) {
#pragma omp parallel // safe
  buffer = malloc(N * sizeof *buffer);
#pragma omp parallel // safe (today: unknown)
  for (int i = 0; i < N; i++)
    buffer[i] = i;
#pragma omp parallel // safe (today: unknown)
  free(buffer);
  static double common[N];
#pragma omp parallel // safe
  scratch = common;
#pragma omp parallel // unsafe: overlapping-elements
  for (int i = 0; i < N; i++)
    scratch[i] += i;
}
