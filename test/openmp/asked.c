// What clauses of combined constructs compute, and who reads it.
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#define N 1000
int a[N], b[N], c[N]; double x[N], y[N], m[N][N]; int g, count;
void clause_chunk_racy(int ch) {
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(ch) // unsafe: captured-mutation
    ch = 3;
#pragma omp parallel for schedule(dynamic, ch) // safe
    for (int i = 0; i < N; i++) a[i] = i;
  }
}
void clause_numthreads_racy(int k) {
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(k) // unsafe: captured-mutation
    k = 3;
#pragma omp parallel num_threads(k) // safe
    { int z = omp_get_thread_num(); (void)z; }
  }
}
void clause_if_racy(int k) {
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(k) // unsafe: captured-mutation
    k = 3;
#pragma omp parallel for if(k > 2) // safe
    for (int i = 0; i < N; i++) a[i] = i;
  }
}
void clause_firstprivate_racy(void) {
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task // unsafe: global-mutation
    g = 3;
#pragma omp parallel for firstprivate(g) // safe
    for (int i = 0; i < N; i++) { g += i; a[i] = g; }
  }
}
void clause_firstprivate2_racy(int h) {
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(h) // unsafe: captured-mutation
    h = 3;
#pragma omp parallel for firstprivate(h) // safe
    for (int i = 0; i < N; i++) { h += i; a[i] = h; }
  }
}
void clause_linear_racy(int h) {
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(h) // unsafe: captured-mutation
    h = 3;
#pragma omp parallel for linear(h : 1) // unsafe: captured-mutation
    for (int i = 0; i < N; i++) { a[i] = h; h++; }
  }
}
void clause_grain_racy(int h) {
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(h) // unsafe: captured-mutation
    h = 3;
#pragma omp taskloop grainsize(h) // safe
    for (int i = 0; i < N; i++) { a[i] = i; }
  }
}
void clause_dist_racy(int h) {
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(h) // unsafe: captured-mutation
    h = 3;
#pragma omp target teams distribute parallel for num_teams(h) // safe
    for (int i = 0; i < N; i++) { a[i] = i; }
  }
}
void clause_chunk_safe(int ch) {
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(ch) // safe
    ch = 3;
#pragma omp taskwait
#pragma omp parallel for schedule(dynamic, ch) num_threads(ch) if(ch > 1) // safe
    for (int i = 0; i < N; i++) a[i] = i;
  }
}
void target_crit_racy(void) {
  int s = 0;
#pragma omp target teams map(tofrom : s) num_teams(4) // unsafe: captured-mutation (today: unknown)
  {
#pragma omp parallel
    {
#pragma omp critical
      s++;
    }
  }
  g = s;
}
