#include <stdlib.h>
int calls, a[100], b[100];
static int compare(const void *x, const void *y) {
  calls++; // race
  return *(const int *)x - *(const int *)y;
}
void sort_beside(void) {
#pragma omp parallel // unsafe: global-mutation
  {
    if (calls < 1000) {
#pragma omp for // safe
      for (int i = 0; i < 100; i++)
        a[i] = i;
    }
#pragma omp single nowait // unsafe: global-mutation
    qsort(b, 100, sizeof b[0], compare);
  }
}
