// What goes by the number of the thread, in loops that are shared out and beside them.
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#define N 1000
int a[N], b[N], c[N]; double x[N], y[N], m[N][N]; int g, count; int part[64];
void rounds_racy(int steps) {
#pragma omp parallel num_threads(64)
  {
    int t = omp_get_thread_num();
    for (int k = 0; k < steps; k++) {
#pragma omp for nowait schedule(dynamic) // unsafe: overlapping-elements
      for (int i = 0; i < N; i++) a[i] += part[t];
    }
  }
}
void rounds_safe(int steps) {
#pragma omp parallel num_threads(64)
  {
    int t = omp_get_thread_num();
    for (int k = 0; k < steps; k++) {
#pragma omp for nowait schedule(dynamic) // safe
      for (int i = 0; i < N; i++) part[t] += b[i];
    }
  }
}
void collapse_safe(void) {
#pragma omp parallel for collapse(2) num_threads(64) // safe
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) { m[i][j] = i; part[omp_get_thread_num()]++; }
}
void collapse_racy(void) {
#pragma omp parallel for collapse(2) num_threads(64) // unsafe: overlapping-elements
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) { m[i][0] += i; part[omp_get_thread_num()]++; }
}
void branch2_racy(int w) {
#pragma omp parallel num_threads(64) // safe
  {
    int t = 0;
    if (w) t = omp_get_thread_num();
#pragma omp for // unsafe: overlapping-elements (today: unknown)
    for (int i = 0; i < N; i++) part[t] += b[i];
  }
}
void two_loops_safe(void) {
#pragma omp parallel num_threads(64)
  {
    int t = omp_get_thread_num();
#pragma omp for nowait // safe
    for (int i = 0; i < N; i++) part[t] += b[i];
#pragma omp for nowait // safe
    for (int i = 0; i < N; i++) part[t] += c[i];
    part[t] *= 2; // safe
  }
}
void two_loops_racy(void) {
#pragma omp parallel num_threads(64)
  {
    int t = omp_get_thread_num();
#pragma omp for nowait // unsafe: overlapping-elements
    for (int i = 0; i < N; i++) a[i] = t;
#pragma omp for nowait // unsafe: overlapping-elements
    for (int i = 0; i < N; i++) b[i] = a[i] + t;
  }
}
void two_static_safe(void) {
#pragma omp parallel num_threads(64)
  {
    int t = omp_get_thread_num();
#pragma omp for nowait schedule(static) // safe
    for (int i = 0; i < N; i++) a[i] = t;
#pragma omp for nowait schedule(static) // safe
    for (int i = 0; i < N; i++) b[i] = a[i] + t;
    part[t]++; // safe
  }
}
void two_static_mixed_safe(void) {
#pragma omp parallel num_threads(64)
  {
    int t = omp_get_thread_num();
#pragma omp for nowait schedule(static) // safe
    for (int i = 0; i < N; i++) a[i] = i;
#pragma omp for nowait schedule(static) // safe
    for (int i = 0; i < N; i++) b[i] = a[i] + t;
  }
}
void two_static_racy(void) {
#pragma omp parallel num_threads(64)
  {
    int t = omp_get_thread_num();
#pragma omp for nowait schedule(static) // unsafe: overlapping-elements
    for (int i = 0; i < N - 1; i++) a[i] = t;
#pragma omp for nowait schedule(static) // unsafe: overlapping-elements
    for (int i = 0; i < N - 1; i++) b[i] = a[i + 1] + t;
  }
}
void print_safe(void) {
#pragma omp parallel for // safe
  for (int i = 0; i < N; i++) { a[i] = i; printf("%d by %d\n", i, omp_get_thread_num()); }
}
void if_zero_safe(void) {
#pragma omp parallel for // safe
  for (int i = 0; i < N; i++) { if (omp_get_thread_num() == 0) count++; }
}
void if_not_zero_racy(void) {
#pragma omp parallel for num_threads(4) // unsafe: global-mutation
  for (int i = 0; i < N; i++) { if (omp_get_thread_num() != 0) count++; }
}
void continue_safe(void) {
#pragma omp parallel for num_threads(64) // safe
  for (int i = 0; i < N; i++) {
    int t = omp_get_thread_num();
    if (b[i] < 0) continue;
    part[t] += b[i];
  }
}
void continue_racy(void) {
#pragma omp parallel for num_threads(64) // unsafe: global-mutation
  for (int i = 0; i < N; i++) {
    int t = omp_get_thread_num();
    if (b[i] < 0) continue;
    part[t] += b[i]; count++;
  }
}
void crit_safe(void) {
#pragma omp parallel for num_threads(64) // safe
  for (int i = 0; i < N; i++) {
    int t = omp_get_thread_num();
#pragma omp critical
    { count += t; }
  }
}
void last_safe(void) {
  int l;
#pragma omp parallel for num_threads(64) lastprivate(l) reduction(+ : count) // safe
  for (int i = 0; i < N; i++) {
    l = omp_get_thread_num();
    count += l;
    part[l]++;
  }
  g = l;
}
void neighbours_racy(void) {
#pragma omp parallel num_threads(8) // safe
  {
    int t = omp_get_thread_num();
    part[t] = t;
#pragma omp barrier
    part[t] = part[(t + 1) % 8]; // unsafe: overlapping-elements
  }
}
void two_buffers_safe(void) {
  static int old[64], new_[64];
#pragma omp parallel num_threads(8) // safe
  {
    int t = omp_get_thread_num();
    old[t] = t;
#pragma omp barrier
    new_[t] = old[(t + 1) % 8]; // safe
  }
}
void byhand_safe(int n) {
#pragma omp parallel // safe
  {
    int t = omp_get_thread_num(), nt = omp_get_num_threads();
    int lo = (long)n * t / nt, hi = (long)n * (t + 1) / nt;
    for (int i = lo; i < hi; i++) x[i] = i;
  }
}
void byhand2_racy(int n) {
#pragma omp parallel // unsafe: overlapping-elements
  {
    int t = omp_get_thread_num(), nt = omp_get_num_threads();
    int size = n / nt, lo = t * size, hi = lo + size + 1;
    for (int i = lo; i < hi; i++) x[i] = i;
  }
}
void private_byhand_safe(int n) {
  int t, nt, lo, hi, i;
#pragma omp parallel private(t, nt, lo, hi, i) // safe
  {
    t = omp_get_thread_num(); nt = omp_get_num_threads();
    lo = t * (n / nt); hi = lo + n / nt;
    for (i = lo; i < hi; i++) x[i] = i;
#pragma omp barrier
    for (i = lo; i < hi; i++) y[i] = x[i]; // safe
  }
}
void private_byhand_racy(int n) {
  int t, nt, lo, hi, i;
#pragma omp parallel private(t, nt, lo, hi, i) // unsafe: overlapping-elements
  {
    t = omp_get_thread_num(); nt = omp_get_num_threads();
    lo = t * (n / nt); hi = lo + n / nt;
    for (i = lo; i < hi; i++) x[i] = i;
    for (i = lo; i < hi; i++) y[i] = x[i + 1];
  }
}
void own_set_in_loop_racy(int n) {
  int t;
#pragma omp parallel private(t) // safe
  {
    for (int k = 0; k < n; k++) {
      t = k;
#pragma omp for nowait // unsafe: overlapping-elements (today: unknown)
      for (int i = 0; i < N; i++) part[t]++;
    }
  }
}
void chunk_then_static_racy(void) {
#pragma omp parallel num_threads(64) // unsafe: overlapping-elements
  {
    int t = omp_get_thread_num();
    a[t] = 1;
#pragma omp for schedule(static) // unsafe: overlapping-elements
    for (int i = 0; i < N; i++) a[i] += part[t];
  }
}
void firstp_safe(void) {
  int off = 3;
#pragma omp parallel firstprivate(off) num_threads(8) // safe
  {
    int t = omp_get_thread_num();
    off += t;
    part[t] = off;
#pragma omp for // safe
    for (int i = 0; i < N; i++) part[t] += i;
  }
}
void other_team_racy(void) {
#pragma omp parallel num_threads(2) // safe
  {
    int t = omp_get_thread_num();
#pragma omp parallel for num_threads(2) // unsafe: overlapping-elements
    for (int i = 0; i < N; i++) part[t] += i;
  }
}
void other_team2_racy(void) {
#pragma omp parallel num_threads(2) // unsafe: overlapping-elements
  {
#pragma omp parallel for num_threads(2) // safe
    for (int i = 0; i < N; i++) part[omp_get_thread_num()] += i;
  }
}
void other_team_safe(void) {
  static int q[4][4];
#pragma omp parallel num_threads(2) // safe
  {
    int t = omp_get_thread_num();
#pragma omp parallel for num_threads(2) // safe
    for (int i = 0; i < N; i++) q[t][omp_get_thread_num()] += i;
  }
}
int main_part_safe(void) {
  int part[64], sum = 0;
#pragma omp parallel num_threads(64) // safe
  {
    int t = omp_get_thread_num();
    part[t] = 0;
#pragma omp for // safe
    for (int i = 0; i < N; i++) part[t] += a[i];
  }
  for (int k = 0; k < 64; k++) sum += part[k];
  return sum;
}
int part_private_safe(void) {
  int tid, i, nt = 1; double *part = calloc(omp_get_max_threads() * 8, sizeof(double)), sum = 0;
#pragma omp parallel private(tid, i) shared(part)
  {
    tid = omp_get_thread_num();
#pragma omp single // safe
    nt = omp_get_num_threads();
#pragma omp for schedule(static) // safe
    for (i = 0; i < N; i++) part[tid * 8] += x[i];
  }
  for (i = 0; i < nt; i++) sum += part[i * 8];
  free(part);
  return sum;
}
int part_shared_racy(void) {
  int tid; double *part = calloc(64, sizeof(double));
#pragma omp parallel // unsafe: captured-mutation
  {
    tid = omp_get_thread_num();
    part[tid] = 1;
  }
  return part[0];
}
int part_next_racy(void) {
  int part[65] = {0};
#pragma omp parallel num_threads(64)
  {
    int t = omp_get_thread_num();
#pragma omp for nowait // unsafe: overlapping-elements
    for (int i = 0; i < N; i++) part[t] += a[i];
    part[t + 1] = 0; // unsafe: overlapping-elements
  }
  return part[2];
}
int part_mod_racy(void) {
  int part[65] = {0};
#pragma omp parallel num_threads(64)
  {
    int t = omp_get_thread_num();
#pragma omp for // unsafe: overlapping-elements
    for (int i = 0; i < N; i++) part[t % 2] += a[i];
  }
  return part[2];
}
int part_half_racy(void) {
  int part[65] = {0};
#pragma omp parallel num_threads(64)
  {
    int t = omp_get_thread_num();
#pragma omp for // unsafe: overlapping-elements
    for (int i = 0; i < N; i++) part[t / 2] += a[i];
  }
  return part[2];
}
int part_outside_racy(void) {
  int part[65] = {0};
  int t = omp_get_thread_num();
#pragma omp parallel num_threads(64)
  {
#pragma omp for // unsafe: overlapping-elements
    for (int i = 0; i < N; i++) part[t] += a[i];
  }
  return part[2];
}
int part_read_racy(void) {
  int part[64] = {0}, sum = 0;
#pragma omp parallel num_threads(64)
  {
    int t = omp_get_thread_num();
#pragma omp for nowait // unsafe: overlapping-elements
    for (int i = 0; i < N; i++) part[t] += a[i];
#pragma omp master // unsafe: overlapping-elements
    for (int k = 0; k < 64; k++) sum += part[k];
  }
  return sum;
}
int part_in_loop_direct_safe(void) {
  int *part = calloc(omp_get_max_threads(), sizeof(int));
#pragma omp parallel for schedule(dynamic) // safe
  for (int i = 0; i < N; i++)
    part[omp_get_thread_num()] += a[i];
  return part[0];
}
void round_robin(void) { // safe: thread t has rounds t, t + 8 ...
#pragma omp parallel num_threads(8) // safe (today: unknown)
  {
    int t = omp_get_thread_num();
    a[t] = part[t];
#pragma omp for schedule(static, 1) // safe (today: unknown)
    for (int i = 0; i < 8; i++) a[i] += part[t];
  }
}
static int kept;
void kept_not(void) { // safe: the first thread only
#pragma omp parallel // safe
  {
    int lead = !omp_get_thread_num();
    if (lead) kept++;
  }
}
void kept_not_of_a_number(void) {
#pragma omp parallel // safe
  {
    int t = omp_get_thread_num();
    int lead = !t;
    if (lead) kept++;
  }
}
void kept_not_not_racy(void) {
#pragma omp parallel // unsafe: global-mutation
  {
    int t = omp_get_thread_num();
    int others = !!t;
    if (others) kept++; // race
  }
}
void kept_not_of_what_changes_racy(void) {
#pragma omp parallel // unsafe: global-mutation
  {
    int t = omp_get_thread_num();
    t = t / 4;
    int first = !t;
    if (first) kept++; // race
  }
}
