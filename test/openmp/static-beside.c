// Static chunks of a given size beside what each thread does by its number.
#include <omp.h>
#include <stdio.h>
#define N 100
double A[N][N], B[N][N], C[N][N]; int a[N], part[64], g;
void tutorial_safe(void) {
  int tid, nthreads, i, j, k, chunk = 10;
#pragma omp parallel shared(A, B, C, nthreads, chunk) private(tid, i, j, k) // safe
  {
    tid = omp_get_thread_num();
    if (tid == 0) { nthreads = omp_get_num_threads(); printf("%d\n", nthreads); }
#pragma omp for schedule(static, chunk) // safe
    for (i = 0; i < N; i++) for (j = 0; j < N; j++) A[i][j] = i + j;
#pragma omp for schedule(static, chunk) // safe
    for (i = 0; i < N; i++) for (j = 0; j < N; j++) B[i][j] = i * j;
    printf("Thread %d starting\n", tid); // safe
#pragma omp for schedule(static, chunk) // safe
    for (i = 0; i < N; i++) {
      printf("Thread=%d did row=%d\n", tid, i);
      for (j = 0; j < N; j++) for (k = 0; k < N; k++) C[i][j] += A[i][k] * B[k][j];
    }
  }
}
void tutorial_racy(void) {
  int tid, nthreads, i, j, k, chunk = 10;
#pragma omp parallel shared(A, B, C, nthreads, chunk, tid) private(i, j, k) // unsafe: captured-mutation
  {
    tid = omp_get_thread_num();
    printf("Thread %d starting\n", tid);
#pragma omp for schedule(static, chunk) // safe
    for (i = 0; i < N; i++) for (j = 0; j < N; j++) A[i][j] = i + j;
  }
}
void tutorial2_racy(void) {
  int tid, nthreads, i, j, chunk = 10;
#pragma omp parallel shared(A, B, C, nthreads, chunk, j) private(i, tid) // safe
  {
    tid = omp_get_thread_num();
    printf("Thread %d starting\n", tid);
#pragma omp for schedule(static, chunk) // unsafe: captured-mutation
    for (i = 0; i < N; i++) for (j = 0; j < N; j++) A[i][j] = i + j;
  }
}
