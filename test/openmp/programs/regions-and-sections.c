// Regions: nowait, sections, single, master, masked, nested teams, cancel, ordered, orphans.
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#define N 512
int a[N], b[N], c[N], g, h, error; double x[N], y[N]; int flags[64];

void nowait_racy(int factor) {
#pragma omp parallel
  {
#pragma omp for nowait // unsafe: overlapping-elements
    for (int i = 0; i < N; i++) a[i] = b[i] + factor;
#pragma omp single // unsafe: overlapping-elements
    error = a[9] + 1;
  }
}
void nowait_safe(int factor) {
#pragma omp parallel
  {
#pragma omp for // safe
    for (int i = 0; i < N; i++) a[i] = b[i] + factor;
#pragma omp single // safe
    error = a[9] + 1;
  }
}
void nowait_beside_safe(int factor) {
#pragma omp parallel
  {
#pragma omp for nowait // safe
    for (int i = 0; i < N; i++) a[i] = b[i] + factor;
#pragma omp for // safe
    for (int i = 0; i < N; i++) c[i] = b[i] - factor;
  }
}
void reversed_racy(void) {
#pragma omp parallel
  {
#pragma omp for schedule(static) nowait // unsafe: overlapping-elements
    for (int i = 0; i < N; i++) a[i] = i;
#pragma omp for schedule(static) // unsafe: overlapping-elements
    for (int i = 0; i < N; i++) b[i] = a[N - 1 - i];
  }
}
void same_static_safe(void) {
#pragma omp parallel
  {
#pragma omp for schedule(static) nowait // safe
    for (int i = 0; i < N; i++) a[i] = i;
#pragma omp for schedule(static) // safe
    for (int i = 0; i < N; i++) b[i] = a[i];
  }
}
void dynamic_after_static_racy(void) {
#pragma omp parallel
  {
#pragma omp for schedule(static) nowait // unsafe: overlapping-elements
    for (int i = 0; i < N; i++) a[i] = i;
#pragma omp for schedule(dynamic) // unsafe: overlapping-elements
    for (int i = 0; i < N; i++) b[i] = a[i];
  }
}
void sections_racy(void) {
  int i = 0;
#pragma omp parallel sections
  {
#pragma omp section // unsafe: captured-mutation
    i = 1;
#pragma omp section // unsafe: captured-mutation
    i = 2;
  }
  g = i;
}
void sections_safe(void) {
  int i = 0, j = 0;
#pragma omp parallel sections
  {
#pragma omp section // safe
    i = 1;
#pragma omp section // safe
    j = 2;
  }
  g = i + j;
}
void sections_halves_racy(void) {
#pragma omp parallel sections
  {
#pragma omp section // unsafe: overlapping-elements
    for (int i = 0; i <= N / 2; i++) a[i] = 1;
#pragma omp section // unsafe: overlapping-elements
    for (int i = N / 2; i < N; i++) a[i] = 2;
  }
}
void sections_halves_safe(void) {
#pragma omp parallel sections
  {
#pragma omp section // safe
    for (int i = 0; i < N / 2; i++) a[i] = 1;
#pragma omp section // safe
    for (int i = N / 2; i < N; i++) a[i] = 2;
  }
}
void sections_nowait_racy(void) {
#pragma omp parallel
  {
#pragma omp sections nowait
    {
#pragma omp section // unsafe: global-mutation
      g = 1;
#pragma omp section // unsafe: global-mutation
      h = 2;
    }
#pragma omp master // unsafe: global-mutation
    printf("%d\n", g + h);
  }
}
void sections_wait_safe(void) {
#pragma omp parallel
  {
#pragma omp sections
    {
#pragma omp section // safe
      g = 1;
#pragma omp section // safe
      h = 2;
    }
#pragma omp master // safe
    printf("%d\n", g + h);
  }
}
static void first_part(void) { g = 1; }
static void second_part(void) { h = g + 1; }
void sections_calls_racy(void) {
#pragma omp parallel sections
  {
#pragma omp section // unsafe: global-mutation
    first_part();
#pragma omp section // unsafe: global-mutation
    second_part();
  }
}
void single_nowait_racy(void) {
  int k = 0;
#pragma omp parallel
  {
#pragma omp single nowait // unsafe: captured-mutation
    k = 5;
#pragma omp for // unsafe: captured-mutation
    for (int i = 0; i < N; i++) a[i] = k;
  }
}
void missing_single_racy(void) {
  int k = 0;
#pragma omp parallel // unsafe: captured-mutation
  {
    k = 5;
#pragma omp for // unsafe: captured-mutation
    for (int i = 0; i < N; i++) a[i] = k;
  }
}
void master_racy(void) {
  int k;
#pragma omp parallel
  {
#pragma omp master // unsafe: captured-mutation
    k = 7;
    printf("%d\n", k); // unsafe: captured-mutation
  }
}
void master_safe(void) {
  int k;
#pragma omp parallel
  {
#pragma omp master // safe
    k = 7;
#pragma omp barrier
    printf("%d\n", k); // safe
  }
}
void masked_racy(void) {
  int k = 0;
#pragma omp parallel
  {
#pragma omp masked filter(1) // unsafe: captured-mutation
    k = 7;
#pragma omp single // unsafe: captured-mutation
    g = k;
  }
}
void masked_safe(void) {
  int k = 0;
#pragma omp parallel
  {
#pragma omp masked filter(1) // safe
    k = 7;
#pragma omp barrier
#pragma omp single // safe
    g = k;
  }
}
void by_number_racy(void) {
#pragma omp parallel // unsafe: global-mutation
  {
    if (omp_get_thread_num() == 0) g = 1;
    if (omp_get_thread_num() == 1) h = g;
  }
}
void by_number_safe(void) {
#pragma omp parallel // safe
  {
    if (omp_get_thread_num() == 0) g = 1;
    if (omp_get_thread_num() == 0) h = g;
  }
}
void by_number_barrier_safe(void) {
#pragma omp parallel // safe
  {
    if (omp_get_thread_num() == 0) g = 1;
#pragma omp barrier
    if (omp_get_thread_num() == 1) h = g; // safe
  }
}
void neighbour_racy(int n) {
#pragma omp parallel num_threads(8) // unsafe: overlapping-elements
  {
    int id = omp_get_thread_num();
    flags[id] = n;
    b[id] = flags[id + 1];
  }
}
void neighbour_safe(int n) {
#pragma omp parallel num_threads(8) // safe
  {
    int id = omp_get_thread_num();
    flags[id] = n;
#pragma omp barrier
    b[id] = flags[id + 1]; // safe
  }
}
void region_no_worksharing_racy(void) {
#pragma omp parallel // unsafe: overlapping-elements
  {
    for (int i = 0; i < N; i++) a[i] = a[i] + 1;
  }
}
void region_worksharing_safe(void) {
#pragma omp parallel
  {
#pragma omp for // safe
    for (int i = 0; i < N; i++) a[i] = a[i] + 1;
  }
}
void nested_racy(void) {
#pragma omp parallel num_threads(2) // unsafe: overlapping-elements
  {
#pragma omp parallel for // safe
    for (int i = 0; i < N; i++) a[i] += i;
  }
}
void nested_safe(void) {
#pragma omp parallel for num_threads(2) // safe
  for (int r = 0; r < 16; r++) {
#pragma omp parallel for num_threads(2) // safe
    for (int i = 0; i < 32; i++) a[r * 32 + i] += i;
  }
}
void cancel_racy(int needle) {
  int where = -1;
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < N; i++) {
    if (a[i] == needle) {
      where = i;
#pragma omp cancel for
    }
  }
  g = where;
}
void cancel_safe(int needle) {
  int where = -1;
#pragma omp parallel for // safe
  for (int i = 0; i < N; i++) {
    if (a[i] == needle) {
#pragma omp atomic write
      where = i;
#pragma omp cancel for
    }
#pragma omp cancellation point for
  }
  g = where;
}
void ordered_racy(void) {
  int s = 0;
#pragma omp parallel for ordered // unsafe: captured-mutation
  for (int i = 0; i < N; i++) {
    s += i;
#pragma omp ordered
    printf("%d\n", i);
  }
}
void ordered_safe(void) {
  int s = 0;
#pragma omp parallel for ordered schedule(static, 1) // safe
  for (int i = 0; i < N; i++) {
    b[i] = a[i] * 2;
#pragma omp ordered
    { s += b[i]; printf("%d\n", s); }
  }
}
void doacross_racy(void) {
#pragma omp parallel for ordered(1) // unsafe: overlapping-elements
  for (int i = 2; i < N; i++) {
#pragma omp ordered depend(sink : i - 2)
    a[i] = a[i - 1] + b[i];
#pragma omp ordered depend(source)
  }
}
void doacross_safe(void) {
#pragma omp parallel for ordered(1) // safe
  for (int i = 2; i < N; i++) {
#pragma omp ordered depend(sink : i - 1)
    a[i] = a[i - 1] + b[i];
#pragma omp ordered depend(source)
  }
}
void doacross_late_source_racy(void) {
  // What follows the source is not waited for.
#pragma omp parallel for ordered(1) // unsafe: overlapping-elements
  for (int i = 2; i < N; i++) {
#pragma omp ordered depend(sink : i - 1)
    c[i] = a[i - 1];
#pragma omp ordered depend(source)
    a[i] = b[i];
  }
}
static void fill(void) {
#pragma omp for // safe
  for (int i = 0; i < N; i++) a[i] = i;
}
static void count(int *n) {
#pragma omp for // unsafe: captured-mutation
  for (int i = 0; i < N; i++) if (b[i]) (*n)++;
}
static void count_well(int *n) {
  int mine = 0;
#pragma omp for nowait // safe
  for (int i = 0; i < N; i++) if (b[i]) mine++;
#pragma omp atomic // safe
  *n += mine;
}
void orphan_safe(void) {
#pragma omp parallel
  fill();
}
void orphan_racy(void) {
  int n = 0;
#pragma omp parallel
  count(&n);
  g = n;
}
void orphan_count_safe(void) {
  int n = 0;
#pragma omp parallel
  count_well(&n);
  g = n;
}
typedef void (*update)(int);
static void up_own(int i) { a[i]++; }
static void up_all(int i) { (void)i; g++; }
static const update updates[2] = {up_own, up_all};
void pointer_racy(void) {
  update f = up_all;
#pragma omp parallel for // unsafe: global-mutation
  for (int i = 0; i < N; i++) f(i);
}
void pointer_safe(void) {
  update f = up_own;
#pragma omp parallel for // safe
  for (int i = 0; i < N; i++) f(i);
}
void pointer_table_racy(void) {
#pragma omp parallel for // unsafe: global-mutation
  for (int i = 0; i < N; i++) updates[1](i);
}
void pointer_table_safe(void) {
#pragma omp parallel for // safe
  for (int i = 0; i < N; i++) updates[0](i);
}
void flush_racy(void) {
  // A flush orders what one thread does; it makes no one wait.
#pragma omp parallel // unsafe: global-mutation
  {
#pragma omp flush
    g = g + 1;
#pragma omp flush
  }
}
void if_clause_safe(void) {
  int s = 0;
#pragma omp parallel for if (0) // safe
  for (int i = 0; i < N; i++) s += i;
  g = s;
}
void one_thread_safe(void) {
  int s = 0;
#pragma omp parallel for num_threads(1) // safe
  for (int i = 0; i < N; i++) s += i;
  g = s;
}
void steps_racy(int steps) {
#pragma omp parallel
  for (int t = 0; t < steps; t++) {
#pragma omp for nowait // unsafe: overlapping-elements
    for (int i = 1; i < N - 1; i++) y[i] = x[i - 1] + x[i + 1];
#pragma omp for // unsafe: overlapping-elements
    for (int i = 1; i < N - 1; i++) x[i] = y[i];
  }
}
void steps_safe(int steps) {
#pragma omp parallel
  for (int t = 0; t < steps; t++) {
#pragma omp for // safe
    for (int i = 1; i < N - 1; i++) y[i] = x[i - 1] + x[i + 1];
#pragma omp for // safe
    for (int i = 1; i < N - 1; i++) x[i] = y[i];
  }
}
void steps_counter_racy(int steps) {
  int t;
#pragma omp parallel // unsafe: captured-mutation
  for (t = 0; t < steps; t++) {
    flags[omp_get_thread_num()] += t;
  }
}
void converge_racy(void) {
  double err = 1;
#pragma omp parallel // unsafe: captured-mutation
  while (err > 0.1) { // safe
#pragma omp single // unsafe: captured-mutation
    err = err / 2;
  }
}
void converge_safe(void) {
  double err = 1;
#pragma omp parallel // safe
  while (err > 0.1) { // safe
#pragma omp barrier
#pragma omp single // safe
    err = err / 2;
  }
}
