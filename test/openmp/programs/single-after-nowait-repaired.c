#include <stdlib.h>
int main(int argc, char *argv[]) {
  int n = 1000;
  if (argc > 1) n = atoi(argv[1]);
  int a[n], b = 5, err = 0;
  for (int i = 0; i < n; i++) a[i] = i;
#pragma omp parallel shared(b, err)
  {
#pragma omp for // safe
    for (int i = 0; i < n; i++)
      a[i] = b + a[i] * 5;
#pragma omp single // safe
    err = a[n - 1] + 1;
  }
  return err;
}
