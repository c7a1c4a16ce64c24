#include <stdlib.h>
int main(int argc, char *argv[]) {
  int n = 1000, i, inc = 1;
  if (argc > 1) n = atoi(argv[1]);
  int *a = malloc((n + 1) * sizeof(int));
  for (i = 0; i <= n; i += inc) a[i] = i;
#pragma omp parallel for schedule(static, 4) // unsafe: overlapping-elements
  for (i = 0; i < n; i++) {
    if (i % 2 == 0)
      a[i] = a[i + 1];
    else
      a[i] = 0;
  }
  free(a);
  return 0;
}
