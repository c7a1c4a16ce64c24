// Reductions: missing, on the wrong thing, read too early; atomics and locks that do or don't.
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#define N 512
int a[N], b[N], hist[16]; double x[N], total, grid[N][N]; omp_lock_t lk, lk2, locks[16]; int g;
struct stats { double mean; int n; } st;

double sum_racy(void) {
  double s = 0;
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < N; i++) s = s + x[i];
  return s;
}
double sum_safe(void) {
  double s = 0;
#pragma omp parallel for reduction(+ : s) // safe
  for (int i = 0; i < N; i++) s = s + x[i];
  return s;
}
double norm_racy(void) {
  double s = 0, biggest = 0;
#pragma omp parallel for reduction(+ : s) // unsafe: captured-mutation
  for (int i = 0; i < N; i++) { s += x[i] * x[i]; if (x[i] > biggest) biggest = x[i]; }
  return s + biggest;
}
double norm_safe(void) {
  double s = 0, biggest = 0;
#pragma omp parallel for reduction(+ : s) reduction(max : biggest) // safe
  for (int i = 0; i < N; i++) { s += x[i] * x[i]; if (x[i] > biggest) biggest = x[i]; }
  return s + biggest;
}
int region_sum_safe(void) {
  int s = 0; // safe
#pragma omp parallel reduction(+ : s)
  {
#pragma omp for nowait // safe
    for (int i = 0; i < N; i++) s += a[i];
  }
  return s;
}
int loop_sum_read_early_racy(void) {
  int s = 0, early = 0;
#pragma omp parallel
  {
#pragma omp for reduction(+ : s) nowait // unsafe: captured-mutation
    for (int i = 0; i < N; i++) s += a[i];
#pragma omp single // unsafe: captured-mutation
    early = s;
  }
  return early;
}
int loop_sum_read_late_safe(void) {
  int s = 0, late = 0;
#pragma omp parallel
  {
#pragma omp for reduction(+ : s) // safe
    for (int i = 0; i < N; i++) s += a[i];
#pragma omp single // safe
    late = s;
  }
  return late;
}
void partial_racy(void) {
  int s = 0;
#pragma omp parallel
  {
    int mine = 0;
#pragma omp for // safe
    for (int i = 0; i < N; i++) mine += a[i];
    s += mine; // unsafe: captured-mutation
  }
  g = s;
}
void partial_safe(void) {
  int s = 0;
#pragma omp parallel
  {
    int mine = 0;
#pragma omp for // safe
    for (int i = 0; i < N; i++) mine += a[i];
#pragma omp critical // safe
    s += mine;
  }
  g = s;
}
void partial_atomic_safe(void) {
  int s = 0;
#pragma omp parallel
  {
    int mine = 0;
#pragma omp for nowait // safe
    for (int i = 0; i < N; i++) mine += a[i];
#pragma omp atomic // safe
    s += mine;
  }
  g = s;
}
void names_racy(void) {
#pragma omp parallel sections
  {
#pragma omp section // unsafe: wrong-lock
    {
#pragma omp critical(one)
      g++;
    }
#pragma omp section // unsafe: wrong-lock
    {
#pragma omp critical(two)
      g++;
    }
  }
}
void names_safe(void) {
#pragma omp parallel sections
  {
#pragma omp section // safe
    {
#pragma omp critical(one)
      g++;
    }
#pragma omp section // safe
    {
#pragma omp critical(one)
      g++;
    }
  }
}
void atomic_plain_read_racy(void) {
#pragma omp parallel for // unsafe: global-mutation
  for (int i = 0; i < N; i++) {
#pragma omp atomic
    g += a[i];
    if (g > 100) b[i] = 1;
  }
}
void atomic_read_safe(void) {
#pragma omp parallel for // safe
  for (int i = 0; i < N; i++) {
    int now;
#pragma omp atomic
    g += a[i];
#pragma omp atomic read
    now = g;
    if (now > 100) b[i] = 1;
  }
}
void atomic_capture_safe(void) {
#pragma omp parallel for // safe
  for (int i = 0; i < N; i++) {
    int now;
#pragma omp atomic capture
    { g += a[i]; now = g; }
    if (now > 100) b[i] = 1;
  }
}
void atomic_and_critical_racy(void) {
#pragma omp parallel for // unsafe: wrong-lock
  for (int i = 0; i < N; i++) {
    if (i % 2) {
#pragma omp atomic
      g++;
    } else {
#pragma omp critical
      g++;
    }
  }
}
void atomic_rhs_racy(void) {
  // Atomic is the update of the one cell, not what is read on the right.
#pragma omp parallel for // unsafe: global-mutation
  for (int i = 0; i < N; i++) {
#pragma omp atomic
    hist[i % 16] += g;
    g = i;
  }
}
void lock_racy(void) {
  omp_init_lock(&lk); omp_init_lock(&lk2);
#pragma omp parallel for // unsafe: wrong-lock
  for (int i = 0; i < N; i++) {
    if (i % 2) { omp_set_lock(&lk); g++; omp_unset_lock(&lk); }
    else { omp_set_lock(&lk2); g++; omp_unset_lock(&lk2); }
  }
}
void lock_safe(void) {
  omp_init_lock(&lk);
#pragma omp parallel for // safe
  for (int i = 0; i < N; i++) {
    if (i % 2) { omp_set_lock(&lk); g++; omp_unset_lock(&lk); }
    else { omp_set_lock(&lk); g--; omp_unset_lock(&lk); }
  }
  omp_destroy_lock(&lk);
}
void lock_in_region_racy(void) {
  // Each thread's lock is its own: it keeps nobody out.
#pragma omp parallel // unsafe: wrong-lock
  {
    omp_lock_t mine;
    omp_init_lock(&mine);
    omp_set_lock(&mine);
    g++;
    omp_unset_lock(&mine);
    omp_destroy_lock(&mine);
  }
}
void test_lock_safe(void) {
#pragma omp parallel // safe
  {
    while (!omp_test_lock(&lk)) {}
    g++;
    omp_unset_lock(&lk);
  }
}
void test_lock_racy(void) {
#pragma omp parallel // unsafe: global-mutation
  {
    int got = omp_test_lock(&lk);
    g++;
    if (got) omp_unset_lock(&lk);
  }
}
void lock_per_bucket_safe(void) {
#pragma omp parallel for // safe
  for (int i = 0; i < N; i++) {
    int k = a[i] & 15;
    omp_set_lock(&locks[k]);
    hist[k]++;
    omp_unset_lock(&locks[k]);
  }
}
void lock_per_bucket_racy(void) {
#pragma omp parallel for // unknown: index `k`
  for (int i = 0; i < N; i++) {
    int k = a[i] & 15;
    omp_set_lock(&locks[i & 15]);
    hist[k]++;
    omp_unset_lock(&locks[i & 15]);
  }
}
void early_unlock_racy(void) {
#pragma omp parallel for // unsafe: global-mutation
  for (int i = 0; i < N; i++) {
    omp_set_lock(&lk);
    int v = g;
    omp_unset_lock(&lk);
    g = v + 1;
  }
}
void hist_racy(void) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < N; i++) hist[a[i] % 16]++;
}
void hist_safe(void) {
#pragma omp parallel for reduction(+ : hist) // safe
  for (int i = 0; i < N; i++) hist[a[i] % 16]++;
}
void hist_part_safe(int *h, int n) {
#pragma omp parallel for reduction(+ : h[0 : n]) // unknown: may be the same object
  for (int i = 0; i < N; i++) h[a[i] % n]++;
}
void member_racy(void) {
#pragma omp parallel for // unsafe: global-mutation
  for (int i = 0; i < N; i++) { st.mean += x[i]; st.n++; }
}
void member_safe(void) {
  double mean = 0; int n = 0;
#pragma omp parallel for reduction(+ : mean, n) // safe
  for (int i = 0; i < N; i++) { mean += x[i]; n++; }
  st.mean = mean; st.n = n;
}
static void add_to(double *t, double v) { *t += v; }
void by_pointer_racy(void) {
#pragma omp parallel for // unsafe: global-mutation
  for (int i = 0; i < N; i++) add_to(&total, x[i]);
}
void by_pointer_safe(void) {
#pragma omp parallel for reduction(+ : total) // safe
  for (int i = 0; i < N; i++) add_to(&total, x[i]);
}
static void add_global(double v) { total += v; }
void not_the_copy_racy(void) {
#pragma omp parallel for reduction(+ : total) // unsafe: global-mutation
  for (int i = 0; i < N; i++) add_global(x[i]);
}
void column_sums_racy(double *col) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) col[j] += grid[i][j];
}
void column_sums_safe(double *col) {
#pragma omp parallel for // unknown: may be the same object
  for (int j = 0; j < N; j++)
    for (int i = 0; i < N; i++) col[j] += grid[i][j];
}
void two_level_safe(double *row) {
#pragma omp parallel for // unknown: may be the same object
  for (int i = 0; i < N; i++) {
    double s = 0;
#pragma omp simd reduction(+ : s) // safe
    for (int j = 0; j < N; j++) s += grid[i][j];
    row[i] = s;
  }
}
void two_level_racy(double *row) {
#pragma omp parallel for // unknown: may be the same object
  for (int i = 0; i < N; i++) {
    double s = 0;
#pragma omp simd // unsafe: captured-mutation
    for (int j = 0; j < N; j++) s += grid[i][j];
    row[i] = s;
  }
}
void logical_racy(void) {
  int found = 0;
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < N; i++) if (a[i] == 42) found = 1;
  g = found;
}
void logical_safe(void) {
  int found = 0;
#pragma omp parallel for reduction(|| : found) // safe
  for (int i = 0; i < N; i++) found = found || a[i] == 42;
  g = found;
}
void atomic_write_safe(void) {
  int found = 0;
#pragma omp parallel for // safe
  for (int i = 0; i < N; i++) if (a[i] == 42) {
#pragma omp atomic write
    found = 1;
  }
  g = found;
}
void double_checked_racy(void) {
  int best = a[0];
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < N; i++)
    if (a[i] > best) {
#pragma omp critical
      if (a[i] > best) best = a[i];
    }
  g = best;
}
void checked_inside_safe(void) {
  int best = a[0];
#pragma omp parallel for // safe
  for (int i = 0; i < N; i++) {
#pragma omp critical
    if (a[i] > best) best = a[i];
  }
  g = best;
}
void scan_safe(void) {
  int s = 0;
#pragma omp parallel for reduction(inscan, + : s) // safe
  for (int i = 0; i < N; i++) {
    s += a[i];
#pragma omp scan inclusive(s)
    b[i] = s;
  }
}
void scan_racy(void) {
  int s = 0;
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < N; i++) {
    s += a[i];
    b[i] = s;
  }
}
