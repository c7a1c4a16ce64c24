// Simd lanes and devices.
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#define N 512
int a[N], b[N]; float f[N], q[N]; int g;
#pragma omp declare target
int on_device; int device_table[N];
#pragma omp end declare target

void simd_racy(void) {
#pragma omp simd // unsafe: overlapping-elements
  for (int i = 0; i < N - 1; i++) a[i + 1] = a[i] + b[i];
}
void simd_forward_safe(void) {
#pragma omp simd // safe
  for (int i = 0; i < N - 1; i++) a[i] = b[i + 1] + 1;
}
void safelen_racy(void) {
#pragma omp simd safelen(8) // unsafe: overlapping-elements
  for (int i = 0; i < N - 4; i++) a[i + 4] = a[i] + b[i];
}
void safelen_safe(void) {
#pragma omp simd safelen(4) // safe
  for (int i = 0; i < N - 4; i++) a[i + 4] = a[i] + b[i];
}
void linear_safe(void) {
  int j = 0;
#pragma omp simd linear(j : 1) // safe
  for (int i = 0; i < N; i++) { a[j] = b[i]; j++; }
}
void linear_missing_racy(void) {
  int j = 0;
#pragma omp parallel for simd // unsafe: captured-mutation
  for (int i = 0; i < N; i++) { a[j] = b[i]; j++; }
}
void aligned_safe(float *p, float *r) {
#pragma omp simd aligned(p, r : 16) // safe
  for (int i = 0; i < N; i++) p[i] *= 2;
}
void for_simd_racy(void) {
#pragma omp parallel for simd // unsafe: overlapping-elements
  for (int i = 2; i < N; i++) a[i] = a[i - 2];
}
void for_simd_safe(void) {
#pragma omp parallel for simd // safe
  for (int i = 2; i < N; i++) a[i] = b[i - 2];
}
void for_simd_safelen_racy(void) {
  // The chunks of threads know nothing of safelen.
#pragma omp parallel for simd safelen(2) // unsafe: overlapping-elements
  for (int i = 2; i < N; i++) a[i] = a[i - 2];
}
void target_racy(void) {
#pragma omp target map(tofrom : f) // safe
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < N - 1; i++) f[i] = f[i + 1];
}
void target_safe(void) {
#pragma omp target map(tofrom : f) map(to : q) // safe
#pragma omp parallel for // safe
  for (int i = 0; i < N - 1; i++) f[i] = q[i + 1];
}
void target_sum_racy(void) {
  float s = 0;
#pragma omp target teams distribute parallel for map(tofrom : s) map(to : q) // unsafe: captured-mutation
  for (int i = 0; i < N; i++) s += q[i];
  f[0] = s;
}
void target_sum_safe(void) {
  float s = 0;
#pragma omp target teams distribute parallel for map(tofrom : s) map(to : q) reduction(+ : s) // safe
  for (int i = 0; i < N; i++) s += q[i];
  f[0] = s;
}
void teams_racy(void) {
#pragma omp target teams num_teams(4) map(tofrom : g) // unsafe: global-mutation
  g++;
}
void teams_atomic_safe(void) {
#pragma omp target teams num_teams(4) map(tofrom : g) // safe
  {
#pragma omp atomic
    g++;
  }
}
void nowait_racy(void) {
#pragma omp target nowait map(tofrom : a) // unsafe: overlapping-elements
  a[3] = 1;
  a[3] = 2;
}
void nowait_safe(void) {
#pragma omp target nowait map(tofrom : a) // safe
  a[3] = 1;
#pragma omp taskwait
  a[3] = 2;
}
void target_depend_racy(void) {
  int v = 0, w = 0;
#pragma omp target nowait map(tofrom : v) depend(out : v) // unsafe: captured-mutation (today: unknown)
  v = 1;
#pragma omp target nowait map(tofrom : v) depend(out : w) // unsafe: captured-mutation (today: unknown)
  v = 2;
#pragma omp taskwait
  g = v + w;
}
void target_depend_safe(void) {
  int v = 0;
#pragma omp target nowait map(tofrom : v) depend(out : v) // safe (today: unknown)
  v = 1;
#pragma omp target nowait map(tofrom : v) depend(inout : v) // safe (today: unknown)
  v += 2;
#pragma omp taskwait
  g = v;
}
void declared_racy(void) {
#pragma omp target teams distribute parallel for // unsafe: global-mutation
  for (int i = 0; i < N; i++) on_device += i;
}
void declared_safe(void) {
#pragma omp target teams distribute parallel for // safe
  for (int i = 0; i < N; i++) device_table[i] += i;
}
void distribute_racy(void) {
#pragma omp target teams map(tofrom : a)
#pragma omp distribute // unsafe: overlapping-elements
  for (int i = 1; i < N; i++) a[i] = a[i - 1];
}
void distribute_safe(void) {
#pragma omp target teams map(tofrom : a) map(to : b)
#pragma omp distribute parallel for // safe
  for (int i = 1; i < N; i++) a[i] = b[i - 1];
}
void distribute_rows_safe(float *m, int n) {
#pragma omp target teams distribute map(tofrom : m[0 : n * n]) // safe
  for (int i = 0; i < n; i++) {
#pragma omp parallel for // safe
    for (int j = 0; j < n; j++) m[i * n + j] += 1;
  }
}
void distribute_rows_racy(float *m, int n) {
#pragma omp target teams distribute map(tofrom : m[0 : n * n]) // unsafe: overlapping-elements
  for (int i = 0; i < n; i++) {
#pragma omp parallel for // safe
    for (int j = 0; j < n; j++) m[j] += i;
  }
}
void target_data_safe(void) {
#pragma omp target data map(tofrom : a)
  {
#pragma omp target // safe
    for (int i = 0; i < N; i++) a[i] = i;
#pragma omp target // safe
    for (int i = 0; i < N; i++) a[i] += i;
  }
}
void loop_directive_racy(void) {
#pragma omp parallel
#pragma omp loop // unsafe: overlapping-elements
  for (int i = 1; i < N; i++) a[i] = a[i - 1];
}
void loop_directive_safe(void) {
#pragma omp parallel
#pragma omp loop // safe
  for (int i = 1; i < N; i++) a[i] = b[i - 1];
}
