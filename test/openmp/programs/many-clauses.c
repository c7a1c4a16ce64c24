// Small programs of many kinds, each racy and repaired.
#include <omp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#define SZ 200
// ---- static share helper
static void share(int n, int t, int nt, int *lo, int *hi) {
  int q = n / nt, r = n % nt;
  *lo = t * q + (t < r ? t : r);
  *hi = *lo + q + (t < r);
}
void safe_helper(int *a, int n) {
#pragma omp parallel // safe (today: unknown)
  {
    int lo, hi;
    share(n, omp_get_thread_num(), omp_get_num_threads(), &lo, &hi);
    for (int i = lo; i < hi; i++) a[i]++;
  }
}
// ---- inner-loop counters declared outside
void racy_counter_outside(int m[SZ][SZ]) {
  int i, j;
#pragma omp parallel for // unsafe: captured-mutation
  for (i = 0; i < SZ; i++)
    for (j = 0; j < SZ; j++) m[i][j] = i * j;
}
void safe_counter_outside(int m[SZ][SZ]) {
  int i, j;
#pragma omp parallel for private(j) // safe
  for (i = 0; i < SZ; i++)
    for (j = 0; j < SZ; j++) m[i][j] = i * j;
}
void safe_counter_collapse(int m[SZ][SZ]) {
  int i, j;
#pragma omp parallel for collapse(2) // safe
  for (i = 0; i < SZ; i++)
    for (j = 0; j < SZ; j++) m[i][j] = i * j;
}
// ---- private not initialised but written first; lastprivate
void safe_lastpriv(const double *x, int n, double *out) {
  double last = 0;
#pragma omp parallel for lastprivate(last) // safe
  for (int i = 0; i < n; i++) last = x[i] * 2;
  *out = last;
}
void racy_lastpriv(const double *x, int n, double *out) {
  double last = 0;
#pragma omp parallel for shared(last) // unsafe: captured-mutation
  for (int i = 0; i < n; i++) last = x[i] * 2;
  *out = last;
}
// ---- reduction misuse
void racy_reduction_read(int n, int *trace) {
  int s = 0;
#pragma omp parallel
  {
#pragma omp for reduction(+ : s) nowait // unsafe: captured-mutation
    for (int i = 0; i < n; i++) s += i;
    if (s > 10) trace[omp_get_thread_num()] = s; // unsafe: captured-mutation
  }
}
void safe_reduction_read(int n, int *trace) {
  int s = 0;
#pragma omp parallel
  {
#pragma omp for reduction(+ : s) // safe
    for (int i = 0; i < n; i++) s += i;
    if (s > 10) trace[omp_get_thread_num()] = s; // safe
  }
}
void racy_manual_reduction(int n) {
  int s = 0;
#pragma omp parallel
  {
    int mine = 0;
#pragma omp for // safe
    for (int i = 0; i < n; i++) mine += i;
    s += mine; // unsafe: captured-mutation
  }
  printf("%d\n", s);
}
// ---- linear
void safe_linear(int *a, int n) {
  int j = 0;
#pragma omp parallel for linear(j : 2) // safe
  for (int i = 0; i < n; i++) {
    a[j] = i;
    j += 2;
  }
}
void racy_linear(int *a, int n) {
  int j = 0;
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < n; i++) {
    a[j] = i;
    j += 2;
  }
}
// ---- scan
void safe_scan(const int *x, int *y, int n) {
  int s = 0;
  int *z = malloc(n * sizeof *z);
#pragma omp parallel for reduction(inscan, + : s) // safe
  for (int i = 0; i < n; i++) {
    s += i;
#pragma omp scan inclusive(s)
    z[i] = s;
  }
  free(z);
}
// ---- sections with nowait
void racy_sections_nowait(int n) {
  int a = 0, b = 0;
#pragma omp parallel
  {
#pragma omp sections nowait
    {
#pragma omp section // unsafe: captured-mutation
      a = n;
#pragma omp section // unsafe: captured-mutation
      b = n;
    }
#pragma omp single // unsafe: captured-mutation
    printf("%d\n", a + b);
  }
}
void safe_sections_wait(int n) {
  int a = 0, b = 0;
#pragma omp parallel
  {
#pragma omp sections
    {
#pragma omp section // safe
      a = n;
#pragma omp section // safe
      b = n;
    }
#pragma omp single // safe
    printf("%d\n", a + b);
  }
}
// ---- nest locks, test locks
void safe_try(int n) {
  omp_lock_t l;
  int done = 0, skipped = 0;
  omp_init_lock(&l);
#pragma omp parallel for reduction(+ : skipped) // safe
  for (int i = 0; i < n; i++) {
    if (omp_test_lock(&l)) {
      done++;
      omp_unset_lock(&l);
    } else
      skipped++;
  }
  omp_destroy_lock(&l);
  printf("%d %d\n", done, skipped);
}
void racy_try(int n) {
  omp_lock_t l;
  int done = 0;
  omp_init_lock(&l);
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < n; i++) {
    int got = omp_test_lock(&l);
    done++;
    if (got) omp_unset_lock(&l);
  }
  omp_destroy_lock(&l);
  printf("%d\n", done);
}
static omp_nest_lock_t nl;
static int depth;
static void inner(void) {
  omp_set_nest_lock(&nl);
  depth++;
  omp_unset_nest_lock(&nl);
}
void safe_nestlock(int n) {
  omp_init_nest_lock(&nl);
#pragma omp parallel for // safe
  for (int i = 0; i < n; i++) {
    omp_set_nest_lock(&nl);
    inner();
    depth--;
    omp_unset_nest_lock(&nl);
  }
}
static omp_nest_lock_t nl2;
static int depth2;
void racy_nestlock(int n) {
  omp_init_nest_lock(&nl2);
#pragma omp parallel for // unsafe: global-mutation
  for (int i = 0; i < n; i++) {
    omp_set_nest_lock(&nl2);
    depth2++;
    omp_unset_nest_lock(&nl2);
    depth2--;
  }
}
// ---- goto / continue / break in rounds
void safe_continue(int *a, const int *skip, int n) {
#pragma omp parallel for // safe (today: unknown)
  for (int i = 0; i < n; i++) {
    if (skip[i]) continue;
    int k = i;
    while (1) {
      if (k++ > i + 3) break;
    }
    a[i] = k;
  }
}
// ---- device-like flattened 3D
#define AT(x, y, z) ((x) + SZ * ((y) + SZ * (z)))
void safe_3d(double *in) {
  double *out = malloc(sizeof(double) * SZ * SZ * SZ);
#pragma omp parallel for collapse(3) // safe
  for (int z = 1; z < SZ - 1; z++)
    for (int y = 1; y < SZ - 1; y++)
      for (int x = 1; x < SZ - 1; x++) out[AT(x, y, z)] = x + y + z;
  in[0] = out[0];
  free(out);
}
void racy_3d(double *u) {
#pragma omp parallel for collapse(3) // unsafe: overlapping-elements
  for (int z = 1; z < SZ - 1; z++)
    for (int y = 1; y < SZ - 1; y++)
      for (int x = 1; x < SZ - 1; x++) u[AT(x, y, z)] = u[AT(x, y, z - 1)];
}
void safe_3d_lines(double *u) {
#pragma omp parallel for collapse(2) // safe
  for (int y = 1; y < SZ - 1; y++)
    for (int x = 1; x < SZ - 1; x++)
      for (int z = 1; z < SZ - 1; z++) u[AT(x, y, z)] = u[AT(x, y, z - 1)];
}
// ---- pointer jumping, linked buckets
struct bucket { omp_lock_t lock; int count; };
void safe_buckets(struct bucket *b, int n) {
#pragma omp parallel for // safe
  for (int i = 0; i < n; i++) {
    struct bucket *x = &b[i % 16];
    omp_set_lock(&x->lock);
    x->count++;
    omp_unset_lock(&x->lock);
  }
}
void safe_buckets_next(struct bucket *b, int n) {
#pragma omp parallel for // safe
  for (int i = 0; i < n; i++) {
    struct bucket *x = &b[i % 16], *y = &b[(i + 1) % 16];
    omp_set_lock(&x->lock);
    y->count++;
    omp_unset_lock(&x->lock);
  }
}
// ---- barrier inside function
static int stage_value;
static void stage(int t) {
  if (t == 0) stage_value = 1;
#pragma omp barrier // safe (today: unknown)
  if (t == 1) stage_value++;
}
void safe_stage(void) {
#pragma omp parallel num_threads(2) // safe (today: unknown)
  stage(omp_get_thread_num());
}
static int stage2_value;
static void stage2(int t) {
  if (t == 0) stage2_value = 1;
  if (t == 1) stage2_value++;
}
void racy_stage(void) {
#pragma omp parallel num_threads(2) // unsafe: global-mutation
  stage2(omp_get_thread_num());
}
// ---- copyin'd buffers
static double buf[SZ];
#pragma omp threadprivate(buf)
void safe_tp_buffer(double *out, int n) {
#pragma omp parallel for // safe
  for (int i = 0; i < n; i++) {
    for (int k = 0; k < SZ; k++) buf[k] = i + k;
    out[i] = buf[SZ - 1];
  }
}
static double sbuf[SZ];
void racy_static_buffer(double *out, int n) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < n; i++) {
    for (int k = 0; k < SZ; k++) sbuf[k] = i + k;
    out[i] = sbuf[SZ - 1];
  }
}
// ---- tasks and firstprivate of the loop variable, shared by mistake
void racy_task_shared_i(int *a, int n) {
  int i;
#pragma omp parallel shared(i)
#pragma omp single // safe
  for (i = 0; i < n; i++) {
#pragma omp task shared(i) // unsafe: captured-mutation
    a[0] = i;
  }
}
void safe_task_fp_i(int *a, int n) {
  int i;
#pragma omp parallel
#pragma omp single // safe
  for (i = 0; i < n; i++) {
#pragma omp task firstprivate(i) // safe
    a[i] = i;
  }
}
void racy_stack_var(int *a, int n) {
#pragma omp parallel
#pragma omp single // safe
  {
    int local = 0;
    for (int i = 0; i < n; i++) {
#pragma omp task shared(local) // unsafe: captured-mutation
      local += a[i];
    }
#pragma omp taskwait
    a[0] = local;
  }
}
void safe_task_reduction(int *a, int n, int *r) {
  int s = 0;
#pragma omp parallel
#pragma omp single // safe
#pragma omp taskgroup task_reduction(+ : s)
  for (int i = 0; i < n; i++) {
#pragma omp task in_reduction(+ : s) // safe
    s += a[i];
  }
  *r = s;
}
