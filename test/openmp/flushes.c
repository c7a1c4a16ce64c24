// A flush orders what others see by an atomic, and nothing else.
#include <stdio.h>
int a[100], flag, data;
void flag_racy(void) {
  int done = 0, x = 0;
#pragma omp parallel sections
  {
#pragma omp section // unsafe: captured-mutation
    {
      x = 42;
#pragma omp flush
      done = 1;
#pragma omp flush
    }
#pragma omp section // unsafe: captured-mutation
    {
      while (!done) {
#pragma omp flush
      }
      printf("%d", x);
    }
  }
}
void flag_atomic_safe(void) {
#pragma omp parallel sections // unknown // safe (today: unknown)
  {
#pragma omp section
    {
      data = 42;
#pragma omp flush
#pragma omp atomic write
      flag = 1;
    }
#pragma omp section
    {
      int seen = 0;
      while (!seen) {
#pragma omp atomic read
        seen = flag;
      }
#pragma omp flush
      printf("%d", data);
    }
  }
}
void loop_safe(void) {
#pragma omp parallel for // safe
  for (int i = 0; i < 100; i++) {
    a[i] = i;
#pragma omp flush
  }
}
void loop_racy(void) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 1; i < 100; i++) {
    a[i] = a[i - 1];
#pragma omp flush
  }
}
