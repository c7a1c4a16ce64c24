#include <stdio.h>
#include <stdlib.h>
int main(void) {
  int n = 1000, kept = 0;
  int *in = malloc(n * sizeof(int)), *out = malloc(n * sizeof(int));
  for (int i = 0; i < n; i++) in[i] = i;
#pragma omp parallel for // safe
  for (int i = 0; i < n; i++)
    if (in[i] % 3 == 0) {
      int at;
#pragma omp atomic capture
      at = kept++;
      out[at] = in[i];
    }
  printf("%d\n", kept);
  return 0;
}
