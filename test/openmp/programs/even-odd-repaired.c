#include <stdlib.h>
int main(int argc, char *argv[]) {
  int n = 1000, i;
  if (argc > 1) n = atoi(argv[1]);
  int *a = malloc((2 * n + 2) * sizeof(int));
#pragma omp parallel for schedule(static, 4) // safe
  for (i = 0; i < n; i++)
    a[2 * i] = a[2 * i + 1];
  free(a);
  return 0;
}
