#include <stdio.h>
#include <stdlib.h>
int main(int argc, char *argv[]) {
  int len = 1000;
  if (argc > 1) len = atoi(argv[1]);
  int i;
  int a[len], b[len];
  for (i = 0; i < len; i++) a[i] = i;
#pragma omp parallel for // safe
  for (i = 0; i < len - 1; i++)
    b[i] = a[i + 1] + 1;
  printf("%d\n", b[0]);
  return 0;
}
