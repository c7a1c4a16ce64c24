// Forms of `depend` that are not followed: nobody knows which tasks come first.
#include <stdio.h>

static int a[8], b[8], c[8];
int all_before(void) {
  int sum = 0;
#pragma omp parallel
#pragma omp single // safe
  {
    for (int i = 0; i < 8; i++) {
#pragma omp task depend(out : a[i]) // safe (today: unknown)
      a[i] = i;
    }
#pragma omp task depend(iterator(k = 0 : 8), in : a[k]) // safe (today: unknown)
    for (int i = 0; i < 8; i++)
      sum += a[i];
  }
  return sum;
}
int all_but_one(void) {
  int sum = 0;
#pragma omp parallel
#pragma omp single // safe
  {
    for (int i = 0; i < 8; i++) {
#pragma omp task depend(out : b[i]) // unsafe: overlapping-elements
      b[i] = i;
    }
#pragma omp task depend(iterator(k = 0 : 7), in : b[k]) // unsafe: global-mutation
    for (int i = 0; i < 8; i++)
      sum += b[i];
  }
  return sum;
}
// The one that is not followed comes after the first alone.
int beside(void) {
  int sum = 0, other = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task depend(out : c[0]) // safe (today: unknown)
    c[0] = 1;
#pragma omp task shared(other) // unsafe: captured-mutation
    other = 1; // race
#pragma omp task depend(iterator(k = 0 : 1), in : c[k]) shared(other) // unsafe: captured-mutation
    sum += c[0] + other;
  }
  return sum + other;
}
