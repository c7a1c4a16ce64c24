// Parts of one region that the same thread runs, one after the other.
#include <omp.h>
#include <stdio.h>
double a[100], b[100], c[100];
void same_rounds(int n) {
#pragma omp parallel
  {
#pragma omp for schedule(static) nowait // safe
    for (int i = 0; i < n; i++) a[i] = i;
#pragma omp for schedule(static) nowait // safe
    for (int i = 0; i < n; i++) b[i] = a[i] * 2;
#pragma omp for schedule(static) // safe
    for (int i = 0; i < n; i++) c[i] = a[i] * b[i];
  }
}
void other_chunks(int n) { // chunk differs
#pragma omp parallel // unknown: parts of one thread without a barrier between them that are divided by the thread
  {
#pragma omp for schedule(static, 4) nowait // unknown: parts of one thread without a barrier between them that are divided by the thread
    for (int i = 0; i < n; i++) a[i] = i;
#pragma omp for schedule(static, 8)
    for (int i = 0; i < n; i++) b[i] = a[i] * 2;
  }
}
void other_bounds(int n) { // bounds differ
#pragma omp parallel // unknown: parts of one thread without a barrier between them that are divided by the thread
  {
#pragma omp for schedule(static) nowait // unknown: parts of one thread without a barrier between them that are divided by the thread
    for (int i = 0; i < n; i++) a[i] = i;
#pragma omp for schedule(static)
    for (int i = 1; i < n; i++) b[i] = a[i] * 2;
  }
}
void other_count(int n) { // bound changes between
#pragma omp parallel // unsafe: captured-mutation
  {
#pragma omp for schedule(static) nowait // unknown: parts of one thread without a barrier between them that are divided by the thread
    for (int i = 0; i < n; i++) a[i] = i;
#pragma omp single nowait // unsafe: captured-mutation
    n = 5;
#pragma omp for schedule(static)
    for (int i = 0; i < n; i++) b[i] = a[i] * 2;
  }
}
void next_round(void) { // racy
#pragma omp parallel
  {
#pragma omp for schedule(static) nowait // unsafe: overlapping-elements
    for (int i = 0; i < 99; i++) a[i] = i;
#pragma omp for schedule(static) // unsafe: overlapping-elements
    for (int i = 0; i < 99; i++) b[i] = a[i + 1] * 2;
  }
}
void same_thread(void) { // safe: same thread
  int k = 0, z[8];
#pragma omp parallel num_threads(8) // safe
  {
    int t = omp_get_thread_num();
    z[t] = t;
#pragma omp master // safe
    k = z[0];
    z[t] += 1; // safe
    if (t == 0) k++;
  }
  printf("%d\n", k + z[1]);
}
void another_thread(void) { // racy: k
  int k = 0, z[8];
#pragma omp parallel num_threads(8) // safe
  {
    int t = omp_get_thread_num();
    z[t] = t;
#pragma omp master // unsafe: captured-mutation
    k = z[0];
    z[t] += 1; // unsafe: captured-mutation
    if (t == 1) k++;
  }
  printf("%d\n", k + z[1]);
}
void next_thread(void) { // racy: neighbours
  int z[9] = {0};
#pragma omp parallel num_threads(8) // unsafe: overlapping-elements
  {
    int t = omp_get_thread_num();
    z[t] = t;
#pragma omp master // unsafe: overlapping-elements
    z[8] = 1;
    z[t + 1] += 1; // unsafe: overlapping-elements
  }
  printf("%d\n", z[1]);
}
