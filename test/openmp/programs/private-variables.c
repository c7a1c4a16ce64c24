// What should have been private: variables, members, file-scope state, static locals.
#define _GNU_SOURCE
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <math.h>
#define N 512
int a[N], b[N]; double x[N], y[N], m[N][N]; double scratch; int tmp_global;
static int counter; 
#pragma omp threadprivate(counter)
static int plain_counter;

void temp_racy(void) {
  double t;
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < N; i++) { t = x[i] * 2; y[i] = t + 1; }
}
void temp_safe(void) {
  double t;
#pragma omp parallel for private(t) // safe
  for (int i = 0; i < N; i++) { t = x[i] * 2; y[i] = t + 1; }
}
void temp_global_racy(void) {
#pragma omp parallel for // unsafe: global-mutation
  for (int i = 0; i < N; i++) { scratch = x[i] * 2; y[i] = scratch + 1; }
}
void temp_global_safe(void) {
#pragma omp parallel for private(scratch) // safe
  for (int i = 0; i < N; i++) { scratch = x[i] * 2; y[i] = scratch + 1; }
}
static void store_scratch(int i) { scratch = x[i]; }
void global_in_function_racy(void) {
  // The private copy is not what the function writes.
#pragma omp parallel for private(scratch) // unsafe: global-mutation
  for (int i = 0; i < N; i++) { scratch = 1; store_scratch(i); y[i] = scratch; }
}
void inner_index_racy(void) {
  int j;
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < N; i++)
    for (j = 0; j < N; j++) m[i][j] = i + j;
}
void inner_index_safe(void) {
  int i, j;
#pragma omp parallel for private(j) // safe
  for (i = 0; i < N; i++)
    for (j = 0; j < N; j++) m[i][j] = i + j;
}
void inner_index_default_none_safe(void) {
  int i, j;
#pragma omp parallel for default(none) shared(m) private(i, j) // safe
  for (i = 0; i < N; i++)
    for (j = 0; j < N; j++) m[i][j] = i + j;
}
void collapsed_index_safe(void) {
  int i, j;
#pragma omp parallel for collapse(2) // safe
  for (i = 0; i < N; i++)
    for (j = 0; j < N; j++) m[i][j] = i + j;
}
void region_variable_racy(void) {
  int id;
#pragma omp parallel // unsafe: captured-mutation
  {
    id = omp_get_thread_num();
    a[id] = id;
  }
}
void region_variable_safe(void) {
  int id;
#pragma omp parallel private(id) // safe
  {
    id = omp_get_thread_num();
    a[id] = id;
  }
}
void first_racy(int start) {
  int v = start;
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < N; i++) { v = v + i; a[i] = v; }
}
void first_safe(int start) {
  int v = start;
#pragma omp parallel for firstprivate(v) // safe
  for (int i = 0; i < N; i++) { v = v + i; a[i] = v; }
}
void last_racy(int *out) {
  int v = 0;
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < N; i++) { v = i * 2; b[i] = v; }
  *out = v;
}
void last_safe(int *out) {
  int v;
#pragma omp parallel for lastprivate(v) // safe
  for (int i = 0; i < N; i++) { v = i * 2; b[i] = v; }
  *out = v;
}
void conditional_last_safe(int *out) {
  int best = -1;
#pragma omp parallel for lastprivate(conditional : best) // safe
  for (int i = 0; i < N; i++) if (a[i] > 3) best = i;
  *out = best;
}
void conditional_last_racy(int *out) {
  int best = -1;
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < N; i++) if (a[i] > 3) best = i;
  *out = best;
}
void thread_state_racy(void) {
#pragma omp parallel for // unsafe: global-mutation
  for (int i = 0; i < N; i++) { plain_counter++; a[i] = i; }
}
void thread_state_safe(void) {
#pragma omp parallel for // safe
  for (int i = 0; i < N; i++) { counter++; a[i] = i; }
}
void copyin_safe(void) {
  counter = 10;
#pragma omp parallel copyin(counter) // safe
  {
    counter++;
    a[omp_get_thread_num()] = counter;
  }
}
void copyin_then_sum_racy(void) {
  int sum = 0;
#pragma omp parallel copyin(counter) // unsafe: captured-mutation
  {
    counter++;
    sum += counter;
  }
  b[0] = sum;
}
void copyprivate_safe(void) {
#pragma omp parallel
  {
    int v;
#pragma omp single copyprivate(v) // safe
    v = a[3];
#pragma omp for // safe
    for (int i = 0; i < N; i++) b[i] = v;
  }
}
void single_shared_racy(void) {
  int v = 0;
#pragma omp parallel
  {
#pragma omp single nowait // unsafe: captured-mutation
    v = a[3];
#pragma omp for // unsafe: captured-mutation
    for (int i = 0; i < N; i++) b[i] = v;
  }
}
void single_shared_safe(void) {
  int v = 0;
#pragma omp parallel
  {
#pragma omp single // safe
    v = a[3];
#pragma omp for // safe
    for (int i = 0; i < N; i++) b[i] = v;
  }
}
static int next_id_racy(void) { static int next; return next++; }
static int next_id_safe(void) {
  static int next; int mine;
#pragma omp atomic capture
  mine = next++;
  return mine;
}
static int next_id_own(void) {
  static int next;
#pragma omp threadprivate(next)
  return next++;
}
void static_local_racy(void) {
#pragma omp parallel for // unsafe: global-mutation
  for (int i = 0; i < N; i++) a[i] = next_id_racy();
}
void static_local_safe(void) {
#pragma omp parallel for // safe
  for (int i = 0; i < N; i++) a[i] = next_id_safe();
}
void static_local_own_safe(void) {
#pragma omp parallel for // safe
  for (int i = 0; i < N; i++) a[i] = next_id_own();
}
void buffer_racy(void) {
  char buf[64];
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < N; i++) { snprintf(buf, sizeof buf, "%d", i); a[i] = buf[0]; }
}
void buffer_safe(void) {
#pragma omp parallel for // safe
  for (int i = 0; i < N; i++) { char buf[64]; snprintf(buf, sizeof buf, "%d", i); a[i] = buf[0]; }
}
void buffer_private_safe(void) {
  char buf[64];
#pragma omp parallel for private(buf) // safe
  for (int i = 0; i < N; i++) { snprintf(buf, sizeof buf, "%d", i); a[i] = buf[0]; }
}
void row_buffer_racy(void) {
  double *row = malloc(N * sizeof(double));
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < N; i++) {
    for (int j = 0; j < N; j++) row[j] = m[i][j] * 2;
    x[i] = row[i];
  }
  free(row);
}
void row_buffer_firstprivate_racy(void) {
  // A copy of the pointer for each: what it points to is still one.
  double *row = malloc(N * sizeof(double));
#pragma omp parallel for firstprivate(row) // unsafe: overlapping-elements
  for (int i = 0; i < N; i++) {
    for (int j = 0; j < N; j++) row[j] = m[i][j] * 2;
    x[i] = row[i];
  }
  free(row);
}
void row_buffer_safe(void) {
#pragma omp parallel for // safe
  for (int i = 0; i < N; i++) {
    double *row = malloc(N * sizeof(double));
    for (int j = 0; j < N; j++) row[j] = m[i][j] * 2;
    x[i] = row[i];
    free(row);
  }
}
void row_buffer_per_thread_safe(void) {
#pragma omp parallel // safe
  {
    double *row = malloc(N * sizeof(double));
#pragma omp for // safe
    for (int i = 0; i < N; i++) {
      for (int j = 0; j < N; j++) row[j] = m[i][j] * 2;
      x[i] = row[i];
    }
    free(row); // safe
  }
}
void rand_racy(void) {
#pragma omp parallel for // unsafe: non-reentrant-call
  for (int i = 0; i < N; i++) a[i] = rand();
}
void rand_safe(void) {
#pragma omp parallel for // safe
  for (int i = 0; i < N; i++) { unsigned s = i; a[i] = rand_r(&s); }
}
void rand_seed_shared_racy(void) {
  unsigned s = 1;
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < N; i++) a[i] = rand_r(&s);
}
void rand_seed_private_safe(void) {
#pragma omp parallel
  {
    unsigned s = omp_get_thread_num();
#pragma omp for // safe
    for (int i = 0; i < N; i++) a[i] = rand_r(&s);
  }
}
void strtok_racy(char lines[][80], int n) {
#pragma omp parallel for // unsafe: non-reentrant-call
  for (int i = 0; i < n; i++) { char *w = strtok(lines[i], " "); a[i] = w ? w[0] : 0; }
}
void strtok_safe(char lines[][80], int n) {
#pragma omp parallel for // unknown: may be the same object
  for (int i = 0; i < n; i++) { char *rest; char *w = strtok_r(lines[i], " ", &rest); a[i] = w ? w[0] : 0; }
}
void errno_safe(void) {
#pragma omp parallel for // safe
  for (int i = 0; i < N; i++) { errno = 0; x[i] = sqrt(y[i]); if (errno) a[i] = 1; }
}
void print_safe(void) {
#pragma omp parallel for // safe
  for (int i = 0; i < N; i++) printf("%d\n", b[i]);
}
void print_changing_racy(void) {
  int done = 0;
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < N; i++) { a[i] = i; done++; printf("%d of %d\n", done, N); }
}
struct point { double px, py; };
void struct_private_safe(void) {
  struct point p;
#pragma omp parallel for private(p) // safe
  for (int i = 0; i < N; i++) { p.px = x[i]; p.py = y[i]; x[i] = p.px + p.py; }
}
void struct_shared_racy(void) {
  struct point p;
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < N; i++) { p.px = x[i]; p.py = y[i]; x[i] = p.px + p.py; }
}
void loop_index_of_region_racy(void) {
  int i;
#pragma omp parallel // unsafe: captured-mutation
  {
    for (i = 0; i < 10; i++) a[omp_get_thread_num()] += i;
  }
}
void loop_index_of_region_safe(void) {
#pragma omp parallel // safe
  {
    for (int i = 0; i < 10; i++) a[omp_get_thread_num()] += i;
  }
}
void by_pointer_racy(void) {
  int v = 0, *p = &v;
#pragma omp parallel for firstprivate(p) // unsafe: captured-mutation
  for (int i = 0; i < N; i++) { *p = i; a[i] = *p; }
}
void by_pointer_safe(void) {
#pragma omp parallel for // safe
  for (int i = 0; i < N; i++) { int v = 0, *p = &v; *p = i; a[i] = *p; }
}
