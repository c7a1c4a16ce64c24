// Small programs of many kinds, each racy and repaired.
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#define N 256
#define B 16
#define PRAGMA(x) _Pragma(#x)
#define PARFOR PRAGMA(omp parallel for)
// ---- macros
void racy_macro(int *a, int n) {
  int t;
  PARFOR // unsafe: captured-mutation
  for (int i = 0; i < n; i++) { t = a[i]; a[i] = t * 2; }
}
void safe_macro(int *a, int n) {
  PARFOR // safe
  for (int i = 0; i < n; i++) { int t = a[i]; a[i] = t * 2; }
}
// ---- recursion with tasks
static long fib(int n) {
  if (n < 2) return n;
  long x, y;
#pragma omp task shared(x) // safe
  x = fib(n - 1);
#pragma omp task shared(y) // safe
  y = fib(n - 2);
#pragma omp taskwait
  return x + y;
}
void safe_fib(int n) {
  long r;
#pragma omp parallel
#pragma omp single // safe
  r = fib(n);
  printf("%ld\n", r);
}
static long fibr(int n) {
  if (n < 2) return n;
  long x, y;
#pragma omp task shared(x) // safe (today: unknown)
  x = fibr(n - 1);
  y = fibr(n - 2);
  return x + y;
}
void racy_fib(int n) {
  long r;
#pragma omp parallel
#pragma omp single // safe
  r = fibr(n);
  printf("%ld\n", r);
}
static int solutions;
static int ok(const int *q, int r, int c) {
  for (int i = 0; i < r; i++)
    if (q[i] == c || q[i] - c == r - i || c - q[i] == r - i) return 0;
  return 1;
}
static void queens(int n, int r, int *q) {
  if (r == n) {
#pragma omp atomic
    solutions++;
    return;
  }
  for (int c = 0; c < n; c++)
    if (ok(q, r, c)) {
      int *mine = malloc(n * sizeof *mine);
      for (int i = 0; i < r; i++) mine[i] = q[i];
      mine[r] = c;
#pragma omp task firstprivate(mine) // safe (today: unknown)
      { queens(n, r + 1, mine); free(mine); }
    }
#pragma omp taskwait
}
void safe_queens(int n) {
  int q[32];
#pragma omp parallel
#pragma omp single // safe
  queens(n, 0, q);
}
static int solutions2;
static void queens2(int n, int r, int *q) {
  if (r == n) {
    solutions2++;
    return;
  }
  for (int c = 0; c < n; c++)
    if (ok(q, r, c)) {
      int *mine = malloc(n * sizeof *mine);
      for (int i = 0; i < r; i++) mine[i] = q[i];
      mine[r] = c;
#pragma omp task firstprivate(mine) // safe (today: unknown)
      { queens2(n, r + 1, mine); free(mine); }
    }
#pragma omp taskwait
}
void racy_queens(int n) {
  int q[32];
#pragma omp parallel
#pragma omp single // safe
  queens2(n, 0, q);
}
static void msort(int *a, int *t, int n) {
  if (n < 2) return;
  int h = n / 2;
#pragma omp task // safe (today: unknown)
  msort(a, t, h);
#pragma omp task // safe (today: unknown)
  msort(a + h, t + h, n - h);
#pragma omp taskwait
  int i = 0, j = h, k = 0;
  while (i < h && j < n) t[k++] = a[i] < a[j] ? a[i++] : a[j++];
  while (i < h) t[k++] = a[i++];
  while (j < n) t[k++] = a[j++];
  for (i = 0; i < n; i++) a[i] = t[i];
}
void safe_msort(int *a, int n) {
  int *t = malloc(n * sizeof *t);
#pragma omp parallel
#pragma omp single // safe
  msort(a, t, n);
  free(t);
}
static void msort2(int *a, int *t, int n) {
  if (n < 2) return;
  int h = n / 2;
#pragma omp task // safe (today: unknown)
  msort2(a, t, h);
#pragma omp task // safe (today: unknown)
  msort2(a + h, t, n - h);
#pragma omp taskwait
  int i = 0, j = h, k = 0;
  while (i < h && j < n) t[k++] = a[i] < a[j] ? a[i++] : a[j++];
  while (i < h) t[k++] = a[i++];
  while (j < n) t[k++] = a[j++];
  for (i = 0; i < n; i++) a[i] = t[i];
}
void racy_msort(int *a, int n) {
  int *t = malloc(n * sizeof *t);
#pragma omp parallel
#pragma omp single // safe
  msort2(a, t, n);
  free(t);
}
// ---- taskloop
void safe_taskloop(double *a, int n) {
#pragma omp parallel
#pragma omp single // safe
#pragma omp taskloop grainsize(64) // safe
  for (int i = 0; i < n; i++) a[i] *= 2;
}
void racy_taskloop(double *a, int n) {
#pragma omp parallel
#pragma omp single // safe
#pragma omp taskloop num_tasks(8) // unsafe: overlapping-elements
  for (int i = 0; i < n - 1; i++) a[i] = a[i + 1];
}
void racy_taskloop_all(int n) {
  int s = 0;
#pragma omp parallel // unsafe: captured-mutation
#pragma omp taskloop shared(s) // unsafe: captured-mutation
  for (int i = 0; i < n; i++) s++;
}
void safe_taskloop_red(const double *a, int n, double *r) {
  double s = 0;
#pragma omp parallel
#pragma omp single // safe
#pragma omp taskloop reduction(+ : s) // safe
  for (int i = 0; i < n; i++) s += a[i];
  *r = s;
}
// ---- sections
void racy_sections(int *a, int n) {
  int i;
#pragma omp parallel sections
  {
#pragma omp section // unsafe: captured-mutation
    for (i = 0; i < n; i++) a[i] = i;
#pragma omp section // unsafe: captured-mutation
    for (i = 0; i < n; i++) a[n + i] = i;
  }
}
void safe_sections(int *a, int n) {
  int i;
#pragma omp parallel sections private(i)
  {
#pragma omp section // safe
    for (i = 0; i < n; i++) a[i] = i;
#pragma omp section // safe
    for (i = 0; i < n; i++) a[n + i] = i;
  }
}
void racy_sec_sum(const int *a, int n, int *r) {
  int sum = 0, max = 0;
#pragma omp parallel sections
  {
#pragma omp section // unsafe: captured-mutation
    for (int i = 0; i < n; i++) sum += a[i];
#pragma omp section // unsafe: captured-mutation
    for (int i = 0; i < n; i++)
      if (a[i] > max) { max = a[i]; sum = sum; }
  }
  *r = sum + max;
}
void safe_sec_sum(const int *a, int n, int *r) {
  int sum = 0, max = 0;
#pragma omp parallel sections
  {
#pragma omp section // safe
    for (int i = 0; i < n; i++) sum += a[i];
#pragma omp section // safe
    for (int i = 0; i < n; i++)
      if (a[i] > max) max = a[i];
  }
  *r = sum + max;
}
// ---- threadprivate, copyin
static int state;
#pragma omp threadprivate(state)
static int shared_state;
void safe_tp(int *out, int n) {
  state = 7;
#pragma omp parallel copyin(state)
  {
#pragma omp for // safe
    for (int i = 0; i < n; i++) { state = state * 31 + i; out[i] = state; }
  }
}
void racy_tp(int *out, int n) {
  shared_state = 7;
#pragma omp parallel
  {
#pragma omp for // unsafe: global-mutation
    for (int i = 0; i < n; i++) { shared_state = shared_state * 31 + i; out[i] = shared_state; }
  }
}
// ---- lastprivate conditional
void safe_last(const int *a, int n, int *r) {
  int at = -1;
#pragma omp parallel for lastprivate(conditional : at) // safe
  for (int i = 0; i < n; i++)
    if (a[i] < 0) at = i;
  *r = at;
}
void racy_last(const int *a, int n, int *r) {
  int at = -1;
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < n; i++)
    if (a[i] < 0) at = i;
  *r = at;
}
// ---- declare reduction
typedef struct { double v; int at; } best_t;
#pragma omp declare reduction(best : best_t : omp_out = omp_in.v > omp_out.v ? omp_in : omp_out) initializer(omp_priv = {-1e300, -1})
void safe_best(const double *a, int n, best_t *r) {
  best_t b = {-1e300, -1};
#pragma omp parallel for reduction(best : b) // safe
  for (int i = 0; i < n; i++)
    if (a[i] > b.v) { b.v = a[i]; b.at = i; }
  *r = b;
}
void racy_best(const double *a, int n, best_t *r) {
  best_t b = {-1e300, -1};
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < n; i++)
    if (a[i] > b.v) {
#pragma omp critical
      { b.v = a[i]; b.at = i; }
    }
  *r = b;
}
void safe_best_crit(const double *a, int n, best_t *r) {
  best_t b = {-1e300, -1};
#pragma omp parallel // safe
  {
    best_t m = {-1e300, -1};
#pragma omp for nowait // safe
    for (int i = 0; i < n; i++)
      if (a[i] > m.v) { m.v = a[i]; m.at = i; }
#pragma omp critical(merge) // safe
    if (m.v > b.v) b = m;
  }
  *r = b;
}
// ---- ordered
void safe_ordered(int *a, int n) {
  int k = 0;
#pragma omp parallel for ordered schedule(dynamic) // safe
  for (int i = 0; i < n; i++) {
    int v = i * i;
#pragma omp ordered
    a[k++] = v;
  }
}
void racy_ordered(int *a, int n) {
  int k = 0;
#pragma omp parallel for ordered schedule(dynamic) // unsafe: captured-mutation
  for (int i = 0; i < n; i++) {
    int v = k * i;
#pragma omp ordered
    a[k++] = v;
  }
}
// ---- atomic capture
void safe_capture(int *out, const int *in, int n) {
  int k = 0;
#pragma omp parallel for // safe (today: unknown)
  for (int i = 0; i < n; i++)
    if (in[i] > 0) {
      int at;
#pragma omp atomic capture
      at = k++;
      out[at] = in[i];
    }
}
void racy_capture(int *out, const int *in, int n) {
  int k = 0;
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < n; i++)
    if (in[i] > 0) {
#pragma omp atomic
      k++;
      out[k - 1] = in[i];
    }
}
// ---- locks
void safe_locks(int *acc, const int *key, int n) {
  omp_lock_t l[B];
  for (int i = 0; i < B; i++) omp_init_lock(&l[i]);
#pragma omp parallel for // safe (today: unknown)
  for (int i = 0; i < n; i++) {
    int b = key[i] % B;
    omp_set_lock(&l[b]);
    acc[b]++;
    omp_unset_lock(&l[b]);
  }
  for (int i = 0; i < B; i++) omp_destroy_lock(&l[i]);
}
void racy_locks(int *acc, const int *key, int n) {
  omp_lock_t l[B];
  for (int i = 0; i < B; i++) omp_init_lock(&l[i]);
#pragma omp parallel for // unknown: index
  for (int i = 0; i < n; i++) {
    int b = key[i] % B;
    omp_set_lock(&l[i % B]);
    acc[b]++;
    omp_unset_lock(&l[i % B]);
  }
  for (int i = 0; i < B; i++) omp_destroy_lock(&l[i]);
}
void safe_hint(int n, int *r) {
  omp_lock_t l;
  int s = 0;
  omp_init_lock_with_hint(&l, omp_sync_hint_contended);
#pragma omp parallel for // safe
  for (int i = 0; i < n; i++) {
    omp_set_lock(&l);
    s += i;
    omp_unset_lock(&l);
  }
  omp_destroy_lock(&l);
  *r = s;
}
void racy_two_locks(int n, int *r) {
  omp_lock_t a, b;
  int s = 0;
  omp_init_lock(&a); omp_init_lock(&b);
#pragma omp parallel sections
  {
#pragma omp section // unsafe: wrong-lock
    { omp_set_lock(&a); s++; omp_unset_lock(&a); }
#pragma omp section // unsafe: wrong-lock
    { omp_set_lock(&b); s++; omp_unset_lock(&b); }
  }
  *r = s;
}
// ---- orphaned
static void fill(double *a, int n) {
#pragma omp for // safe
  for (int i = 0; i < n; i++) a[i] = i;
}
static void smooth(double *d, const double *s, int n) {
#pragma omp for nowait // unsafe: overlapping-elements
  for (int i = 1; i < n - 1; i++) d[i] = (s[i - 1] + s[i + 1]) / 2;
}
static void smooth_wait(double *d, const double *s, int n) {
#pragma omp for // safe
  for (int i = 1; i < n - 1; i++) d[i] = (s[i - 1] + s[i + 1]) / 2;
}
static double ua[N], ub[N], va[N], vb[N];
void racy_orphan(void) {
#pragma omp parallel
  {
    fill(ua, N);
    smooth(ub, ua, N);
    smooth(ua, ub, N);
  }
}
void safe_orphan(void) {
#pragma omp parallel
  {
    fill(va, N);
    smooth_wait(vb, va, N);
    smooth_wait(va, vb, N);
  }
}
// ---- detach / cancel / depend pipelines
void safe_cancel(const int *a, int n, int *found) {
  *found = -1;
#pragma omp parallel for // safe (today: unknown)
  for (int i = 0; i < n; i++) {
    if (a[i] == 42) {
#pragma omp atomic write
      *found = i;
#pragma omp cancel for
    }
  }
}
void racy_cancel(const int *a, int n, int *found) {
  *found = -1;
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < n; i++) {
    if (a[i] == 42) {
      *found = i;
#pragma omp cancel for
    }
  }
}
void safe_pipe(int n) {
  int a = 0, b = 0, c = 0;
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; i++) {
#pragma omp task depend(out : a) // safe
    a = i;
#pragma omp task depend(in : a) depend(out : b) // safe
    b = a * 2;
#pragma omp task depend(in : b) depend(inout : c) // safe
    c += b;
  }
  printf("%d\n", c);
}
void safe_pipe2(int n) {
  int a = 0, b = 0, c = 0;
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; i++) {
#pragma omp task depend(out : a) // safe
    a = i;
#pragma omp task depend(in : a) depend(out : b) // safe
    b = a * 2;
#pragma omp task depend(in : b) // safe
    c += b;
  }
  printf("%d\n", c);
}
// ---- blocked matrix with depends
void safe_blocks(double a[N][N]) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 1; i < N / B; i++)
    for (int j = 1; j < N / B; j++) {
#pragma omp task depend(in : a[(i - 1) * B][j * B], a[i * B][(j - 1) * B]) depend(inout : a[i * B][j * B]) // safe
      for (int ii = i * B; ii < (i + 1) * B; ii++)
        for (int jj = j * B; jj < (j + 1) * B; jj++)
          a[ii][jj] += a[ii - 1][jj] + a[ii][jj - 1];
    }
}
void racy_blocks(double a[N][N]) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 1; i < N / B; i++)
    for (int j = 1; j < N / B; j++) {
#pragma omp task depend(in : a[(i - 1) * B][j * B]) depend(inout : a[i * B][j * B]) // unsafe: captured-mutation (today: unknown)
      for (int ii = i * B; ii < (i + 1) * B; ii++)
        for (int jj = j * B; jj < (j + 1) * B; jj++)
          a[ii][jj] += a[ii - 1][jj] + a[ii][jj - 1];
    }
}
// ---- struct depends
struct stage { int in, out; };
void safe_stages(struct stage *s, int n) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 1; i < n; i++) {
#pragma omp task depend(in : s[i - 1].out) depend(out : s[i].out) // safe
    s[i].out = s[i - 1].out + 1;
  }
}
void racy_stages(struct stage *s, int n) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 1; i < n; i++) {
#pragma omp task depend(in : s[i].in) depend(out : s[i].out) // unsafe: wrong-lock
    s[i].out = s[i - 1].out + 1;
  }
}
