// Functions that share out the work of a region, and what decides in regions.
#include <omp.h>
double a[100], b[100]; int total, k2, z[64];
void share(double *p, int n) {
#pragma omp for // unknown: worksharing or a barrier whose parallel region is not known
  for (int i = 0; i < n; i++) p[i] += 1;
}
void other_arguments(void) {
#pragma omp parallel // unknown: worksharing or a barrier in a function that is called
  { int me = omp_get_thread_num(); share(a + me, 50); }
}
void share2(double *p, int n) {
#pragma omp for // unknown: worksharing or a barrier whose parallel region is not known
  for (int i = 0; i < n; i++) p[i] += 1;
}
void also_alone(void) { share2(a, 10);
#pragma omp parallel // unknown: worksharing or a barrier in a function that is called
  share2(a, 50);
}
void early(double *p, int n) {
  if (n < 3) return;
#pragma omp for // unknown: worksharing or a barrier whose parallel region is not known
  for (int i = 0; i < n; i++) p[i] += 1;
}
void leaves(void) {
#pragma omp parallel // unknown: worksharing or a barrier in a function that is called
  early(a, 50);
}
void outer_nowait(double *p, int n) {
#pragma omp for nowait // unsafe: overlapping-elements
  for (int i = 0; i < n; i++) p[i] += 1;
}
void two_calls(void) {
#pragma omp parallel
  { outer_nowait(a, 50); outer_nowait(a + 1, 50); }
}
void chain2(double *p) {
#pragma omp single // safe
  p[0] = 1;
}
void chain1(double *p) { chain2(p); total++; } // unsafe: global-mutation
void chain(void) {
#pragma omp parallel
  chain1(b);
}
void m1(void) {
#pragma omp master // unknown: worksharing or a barrier whose parallel region is not known
  k2 = 1;
}
void masters(void) {
#pragma omp parallel // unknown: worksharing or a barrier in a function that is called
  { m1(); m1(); }
}
void inloop(double *p, int n) {
#pragma omp for // unknown: worksharing or a barrier whose parallel region is not known
  for (int i = 0; i < n; i++) p[i] += 1;
}
void some_threads(void) {
#pragma omp parallel // unknown: worksharing or a barrier in a function that is called
  { if (omp_get_thread_num() >= 0) inloop(a, 30); }
}
void part(double *p, int n) {
#pragma omp for // unknown: worksharing or a barrier whose parallel region is not known
  for (int i = 0; i < n; i++) p[i] += 1;
}
void rest_unknown(int *flags) {
#pragma omp parallel // unknown: worksharing or a barrier in a function that is called
  {
#pragma omp for schedule(static) nowait
    for (int i = 0; i < 100; i++) a[i] = 1;
#pragma omp for schedule(static, 2) nowait
    for (int i = 0; i < 100; i++) a[99 - i] = 2;
    part(b, 40);
    part(a, 40);
  }
}
void swap_args(double *x, double *y) {
#pragma omp for nowait // unsafe: overlapping-elements
  for (int i = 0; i < 100; i++) y[i] = x[i];
}
void there_and_back(void) {
#pragma omp parallel
  { swap_args(a, b); swap_args(b, a); }
}
void own_counter(int k) {
#pragma omp parallel firstprivate(k) // unknown: that each thread takes by itself
  while (k-- > 0) {
#pragma omp for
    for (int i = 0; i < 100; i++) a[i] += 1;
  }
}
void once(void) {
  int go = 1;
#pragma omp parallel // safe
  while (go) { // safe
#pragma omp for // safe
    for (int i = 0; i < 100; i++) a[i] += 1;
#pragma omp single // safe
    go = 0;
  }
}
void once_nowait(void) {
  int go = 1;
#pragma omp parallel // unsafe: captured-mutation
  while (go) { // unsafe: captured-mutation
#pragma omp for // safe
    for (int i = 0; i < 100; i++) a[i] += 1;
#pragma omp single nowait // unsafe: captured-mutation
    go = 0;
  }
}
void number_of_round(void) {
  int n = 0;
#pragma omp parallel
  for (int t = 0; t < 5; t++) {
#pragma omp single // unsafe: captured-mutation
    n = t;
    if (n == 3) { // unsafe: captured-mutation
#pragma omp for // safe
      for (int i = 0; i < 100; i++) a[i] += n;
    }
  }
}
