// Loops around worksharing that all threads leave alike.
#include <omp.h>
#include <math.h>
#define N 1000
double x[N], y[N]; int a[N], b[N], g;
void conv_safe(void) {
  int it = 0, done = 0; double err = 0;
#pragma omp parallel
  for (;;) {
#pragma omp for reduction(+ : err) // safe
    for (int i = 1; i < N - 1; i++) { y[i] = (x[i - 1] + x[i + 1]) / 2; err += fabs(y[i] - x[i]); }
#pragma omp for // safe
    for (int i = 1; i < N - 1; i++) x[i] = y[i];
#pragma omp single // safe
    { it++; done = err < 1e-3 || it > 100; err = 0; }
    if (done) break; // safe
#pragma omp barrier
  }
}
void conv_racy(void) {
  int it = 0, done = 0; double err = 0;
#pragma omp parallel
  for (;;) {
#pragma omp for reduction(+ : err) // safe
    for (int i = 1; i < N - 1; i++) { y[i] = (x[i - 1] + x[i + 1]) / 2; err += fabs(y[i] - x[i]); }
    if (err < 1e-3) break; // unsafe: captured-mutation
#pragma omp single // unsafe: captured-mutation
    { err = 0; }
#pragma omp for // safe
    for (int i = 1; i < N - 1; i++) x[i] = y[i];
  }
}
void cont_safe(int n) {
#pragma omp parallel
  for (int k = 0; k < n; k++) {
#pragma omp for // safe
    for (int i = 0; i < N; i++) a[i] += k;
    if (k % 2) continue;
#pragma omp for // safe
    for (int i = 1; i < N; i++) b[i] = a[i - 1];
  }
}
void cont_racy(int n) {
#pragma omp parallel
  for (int k = 0; k < n; k++) {
#pragma omp for nowait // unsafe: overlapping-elements
    for (int i = 0; i < N; i++) a[i] += k;
    if (k % 2) continue;
#pragma omp for // unsafe: overlapping-elements
    for (int i = 1; i < N; i++) b[i] = a[i - 1];
  }
}
void break_racy(int n) {
#pragma omp parallel
  {
    for (int k = 0; k < n; k++) {
#pragma omp for nowait // unsafe: overlapping-elements
      for (int i = 0; i < N; i++) a[i] = k;
      if (n == 7) break;
#pragma omp barrier
    }
#pragma omp single // unsafe: overlapping-elements
    g = a[4];
  }
}
void break_safe(int n) {
#pragma omp parallel
  {
    for (int k = 0; k < n; k++) {
#pragma omp for // safe
      for (int i = 0; i < N; i++) a[i] = k;
      if (n == 7) break;
    }
#pragma omp single // safe
    g = a[4];
  }
}
void inner_break_safe(int n) {
#pragma omp parallel
  for (int k = 0; k < n; k++) {
#pragma omp for // safe
    for (int i = 0; i < N; i++) {
      for (int j = 0; j < N; j++) { if (b[j] == i) break; a[i]++; }
    }
  }
}
void master_done_safe(void) {
  int done = 0, it = 0;
#pragma omp parallel // safe
  while (!done) { // safe
#pragma omp for // safe
    for (int i = 0; i < N; i++) x[i] = y[i] + it;
#pragma omp barrier
#pragma omp master // safe
    { it++; done = it > 10; }
#pragma omp barrier
  }
}
