// Small programs of many kinds, each racy and repaired.
#include <errno.h>
#include <math.h>
#include <omp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#define N 1000
#define IDX(i, j, n) ((i) * (n) + (j))
typedef struct { double x, y, z; } vec3;
typedef struct { int count; double sum; vec3 pos[64]; } cell_t;
// ---- vector add with argv-sized arrays
void racy_prefix_vla(int n) {
  double a[n];
  for (int i = 0; i < n; i++) a[i] = i;
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 1; i < n; i++) a[i] += a[i - 1];
  printf("%f\n", a[n - 1]);
}
void safe_add_vla(int n) {
  double a[n], b[n];
  for (int i = 0; i < n; i++) b[i] = i;
#pragma omp parallel for // safe
  for (int i = 1; i < n; i++) a[i] = b[i] + b[i - 1];
  printf("%f\n", a[n - 1]);
}
// ---- trapezoid
static double f(double x) { return 4.0 / (1.0 + x * x); }
void racy_trap(int n, double *out) {
  double h = 1.0 / n, sum = 0, x;
#pragma omp parallel for reduction(+ : sum) shared(x) // unsafe: captured-mutation
  for (int i = 0; i < n; i++) {
    x = (i + 0.5) * h;
    sum += f(x);
  }
  *out = sum * h;
}
void safe_trap(int n, double *out) {
  double h = 1.0 / n, sum = 0, x;
#pragma omp parallel for reduction(+ : sum) private(x) // safe
  for (int i = 0; i < n; i++) {
    x = (i + 0.5) * h;
    sum += f(x);
  }
  *out = sum * h;
}
// ---- manual chunks with remainder
void racy_chunks(int *a, int n) {
#pragma omp parallel // unsafe: overlapping-elements
  {
    int id = omp_get_thread_num(), nt = omp_get_num_threads();
    int chunk = n / nt;
    int lo = id * chunk, hi = id == nt - 1 ? n : lo + chunk + 1;
    for (int i = lo; i < hi; i++) a[i]++;
  }
}
void safe_chunks(int *a, int n) {
#pragma omp parallel // safe
  {
    int id = omp_get_thread_num(), nt = omp_get_num_threads();
    int chunk = n / nt;
    int lo = id * chunk, hi = id == nt - 1 ? n : lo + chunk;
    for (int i = lo; i < hi; i++) a[i]++;
  }
}
void safe_chunks_rem(int *a, int n) {
#pragma omp parallel // safe
  {
    int id = omp_get_thread_num(), nt = omp_get_num_threads();
    int q = n / nt, r = n % nt;
    int lo, hi;
    if (id < r) { lo = id * (q + 1); hi = lo + q + 1; }
    else { lo = id * q + r; hi = lo + q; }
    for (int i = lo; i < hi; i++) a[i]++;
  }
}
void racy_chunks_rem(int *a, int n) {
#pragma omp parallel // unsafe: captured-mutation (today: unknown)
  {
    int id = omp_get_thread_num(), nt = omp_get_num_threads();
    int q = n / nt, r = n % nt;
    int lo, hi;
    if (id < r) { lo = id * (q + 1); hi = lo + q + 1; }
    else { lo = id * q; hi = lo + q; }
    for (int i = lo; i < hi; i++) a[i]++;
  }
}
void safe_cyclic(int *a, int n) {
#pragma omp parallel // safe
  {
    int id = omp_get_thread_num(), nt = omp_get_num_threads();
    for (int i = id; i < n; i += nt) a[i]++;
  }
}
void racy_cyclic(int *a, int n) {
#pragma omp parallel // unsafe: captured-mutation (today: unknown)
  {
    int id = omp_get_thread_num(), nt = omp_get_num_threads();
    for (int i = id; i < n - 1; i += nt) a[i + 1] = a[i];
  }
}
// ---- partial sums padded
void racy_partial(const double *a, int n, double *res) {
  double part[64] = {0};
  int nt = 0;
#pragma omp parallel num_threads(8) // unsafe: captured-mutation
  {
    int id = omp_get_thread_num();
    nt = omp_get_num_threads();
#pragma omp for // safe
    for (int i = 0; i < n; i++) part[id] += a[i];
  }
  for (int i = 0; i < nt; i++) *res += part[i];
}
void safe_partial(const double *a, int n, double *res) {
  double part[64] = {0};
  int nt = 0;
#pragma omp parallel num_threads(8)
  {
    int id = omp_get_thread_num();
#pragma omp single // safe
    nt = omp_get_num_threads();
#pragma omp for // safe
    for (int i = 0; i < n; i++) part[id] += a[i];
  }
  for (int i = 0; i < nt; i++) *res += part[i];
}
// ---- library calls
void racy_rand(int *a, int n) {
#pragma omp parallel for // unsafe: non-reentrant-call
  for (int i = 0; i < n; i++) a[i] = rand() % 100;
}
void safe_rand(int *a, int n) {
#pragma omp parallel
  {
    unsigned seed = 17u + omp_get_thread_num();
#pragma omp for // safe
    for (int i = 0; i < n; i++) a[i] = rand_r(&seed) % 100;
  }
}
void racy_time(time_t *t, int *hours, int n) {
#pragma omp parallel for // unsafe: non-reentrant-call
  for (int i = 0; i < n; i++) {
    struct tm *x = localtime(&t[i]);
    hours[i] = x->tm_hour;
  }
}
void safe_time(time_t *t, int *hours, int n) {
#pragma omp parallel for // safe
  for (int i = 0; i < n; i++) {
    struct tm x;
    localtime_r(&t[i], &x);
    hours[i] = x.tm_hour;
  }
}
void racy_tok(char **lines, int *words, int n) {
#pragma omp parallel for // unsafe: non-reentrant-call
  for (int i = 0; i < n; i++) {
    int c = 0;
    for (char *w = strtok(lines[i], " "); w; w = strtok(NULL, " ")) c++;
    words[i] = c;
  }
}
void safe_print(int n) {
#pragma omp parallel for // safe
  for (int i = 0; i < n; i++) printf("%d %d\n", omp_get_thread_num(), i);
}
void safe_errno(double *a, int n) {
#pragma omp parallel for // safe
  for (int i = 0; i < n; i++) {
    errno = 0;
    a[i] = sqrt(a[i]);
    if (errno) a[i] = 0;
  }
}
// ---- static local in a callee
static int next_id(void) { static int id; return ++id; }
static int id_of(int base) { int id = base; return ++id; }
void racy_static(int *ids, int n) {
#pragma omp parallel for // unsafe: global-mutation
  for (int i = 0; i < n; i++) ids[i] = next_id();
}
void safe_static(int *ids, int n) {
#pragma omp parallel for // safe
  for (int i = 0; i < n; i++) ids[i] = id_of(i);
}
// ---- indirect
void racy_scatter(double *out, const int *idx, const double *in, int n) {
#pragma omp parallel for // unknown: index
  for (int i = 0; i < n; i++) out[idx[i]] += in[i];
}
void safe_scatter(double *out, const int *idx, const double *in, int n) {
#pragma omp parallel for // safe (today: unknown)
  for (int i = 0; i < n; i++)
#pragma omp atomic
    out[idx[i]] += in[i];
}
void safe_identity(double *out, int n) {
  int *idx = malloc(n * sizeof *idx);
  for (int i = 0; i < n; i++) idx[i] = i;
#pragma omp parallel for // safe (today: unknown)
  for (int i = 0; i < n; i++) out[idx[i]] += 1;
  free(idx);
}
void racy_halves(double *out, int n) {
  int *idx = malloc(n * sizeof *idx);
  for (int i = 0; i < n; i++) idx[i] = i / 2;
#pragma omp parallel for // unsafe: captured-mutation (today: unknown)
  for (int i = 0; i < n; i++) out[idx[i]] += 1;
  free(idx);
}
void safe_reverse_idx(double *out, int n) {
  int *idx = malloc(n * sizeof *idx);
  for (int i = 0; i < n; i++) idx[i] = n - 1 - i;
#pragma omp parallel for // safe (today: unknown)
  for (int i = 0; i < n; i++) out[idx[i]] += 1;
  free(idx);
}
// ---- triangles
void safe_tri(double m[N][N]) {
#pragma omp parallel for schedule(dynamic) // safe
  for (int i = 0; i < N; i++)
    for (int j = 0; j < i; j++) m[i][j] = m[j][i];
}
void racy_tri(double m[N][N]) {
#pragma omp parallel for schedule(dynamic) // unsafe: captured-mutation (today: unknown)
  for (int i = 0; i < N; i++)
    for (int j = 0; j <= i + 1 && j < N; j++) m[i][j] = m[j][i] + 1;
}
void safe_tri_flat(double *m, int n) {
#pragma omp parallel for schedule(dynamic) // safe
  for (int i = 0; i < n; i++)
    for (int j = i; j < n; j++) m[IDX(i, j, n)] = i + j;
}
void racy_sym_flat(double *m, int n) {
#pragma omp parallel for schedule(dynamic) // unsafe: overlapping-elements
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) m[IDX(i, j, n)] = m[IDX(j, i, n)] = i + j;
}
// ---- stencils
void racy_gs(double g[N][N]) {
#pragma omp parallel for collapse(2) // unsafe: overlapping-elements
  for (int i = 1; i < N - 1; i++)
    for (int j = 1; j < N - 1; j++)
      g[i][j] = 0.25 * (g[i - 1][j] + g[i + 1][j] + g[i][j - 1] + g[i][j + 1]);
}
void safe_jac(double g[N][N], double h[N][N], int steps) {
  for (int t = 0; t < steps; t++) {
#pragma omp parallel for collapse(2) // safe (today: unknown)
    for (int i = 1; i < N - 1; i++)
      for (int j = 1; j < N - 1; j++)
        h[i][j] = 0.25 * (g[i - 1][j] + g[i + 1][j] + g[i][j - 1] + g[i][j + 1]);
#pragma omp parallel for // safe (today: unknown)
    for (int i = 1; i < N - 1; i++)
      memcpy(&g[i][1], &h[i][1], (N - 2) * sizeof(double));
  }
}
static double grid[2][N][N];
void safe_flip(int steps) {
  for (int t = 0; t < steps; t++) {
    int cur = t % 2, nxt = 1 - cur;
#pragma omp parallel for // safe
    for (int i = 1; i < N - 1; i++)
      for (int j = 1; j < N - 1; j++)
        grid[nxt][i][j] = grid[cur][i - 1][j] + grid[cur][i + 1][j];
  }
}
void racy_flip(int steps) {
  for (int t = 0; t < steps; t++) {
    int cur = t % 2, nxt = (cur + 2) % 2;
#pragma omp parallel for // unsafe: overlapping-elements
    for (int i = 1; i < N - 1; i++)
      for (int j = 1; j < N - 1; j++)
        grid[nxt][i][j] = grid[cur][i - 1][j] + grid[cur][i + 1][j];
  }
}
void safe_swap(double *restrict a, double *restrict b, int n, int steps) {
  double *src = a, *dst = b;
  for (int t = 0; t < steps; t++) {
#pragma omp parallel for // safe (today: unknown)
    for (int i = 1; i < n - 1; i++) dst[i] = (src[i - 1] + src[i + 1]) / 2;
    double *tmp = src;
    src = dst;
    dst = tmp;
  }
}
// ---- reduction into an array
void racy_hist(const unsigned char *p, long n, int *hist) {
#pragma omp parallel for // unsafe: captured-mutation (today: unknown)
  for (long i = 0; i < n; i++) hist[p[i]]++;
}
void safe_hist(const unsigned char *p, long n, int *hist) {
#pragma omp parallel for reduction(+ : hist[:256]) // safe (today: unknown)
  for (long i = 0; i < n; i++) hist[p[i]]++;
}
void safe_hist_local(const unsigned char *p, long n, int *hist) {
#pragma omp parallel // safe
  {
    int mine[256] = {0};
#pragma omp for nowait // safe (today: unknown)
    for (long i = 0; i < n; i++) mine[p[i]]++;
#pragma omp critical // safe (today: unknown)
    for (int k = 0; k < 256; k++) hist[k] += mine[k];
  }
}
void racy_hist_local(const unsigned char *p, long n, int *hist) {
#pragma omp parallel // safe
  {
    int mine[256] = {0};
#pragma omp for nowait // safe (today: unknown)
    for (long i = 0; i < n; i++) mine[p[i]]++;
    for (int k = 0; k < 256; k++) hist[k] += mine[k]; // unsafe: overlapping-elements
  }
}
void safe_hist_merge(const unsigned char *p, long n, int *hist) {
  int nt = omp_get_max_threads();
  int *all = calloc((size_t)nt * 256, sizeof *all);
#pragma omp parallel num_threads(nt)
  {
    int *mine = all + omp_get_thread_num() * 256;
#pragma omp for // safe (today: unknown)
    for (long i = 0; i < n; i++) mine[p[i]]++;
#pragma omp for // safe
    for (int k = 0; k < 256; k++)
      for (int t = 0; t < nt; t++) hist[k] += all[t * 256 + k];
  }
  free(all);
}
void racy_hist_merge(const unsigned char *p, long n, int *hist) {
  int nt = omp_get_max_threads();
  int *all = calloc((size_t)nt * 256, sizeof *all);
#pragma omp parallel num_threads(nt)
  {
    int *mine = all + omp_get_thread_num() * 256;
#pragma omp for nowait // unsafe: captured-mutation (today: unknown)
    for (long i = 0; i < n; i++) mine[p[i]]++;
#pragma omp for // unsafe: captured-mutation (today: unknown)
    for (int k = 0; k < 256; k++)
      for (int t = 0; t < nt; t++) hist[k] += all[t * 256 + k];
  }
  free(all);
}
// ---- firstprivate pointer: the same object
void racy_fp_pointer(int n) {
  int total = 0, *p = &total;
#pragma omp parallel for firstprivate(p) // unsafe: captured-mutation
  for (int i = 0; i < n; i++) *p += i;
}
void safe_fp_array(int n, int *out) {
  int tmp[4] = {0};
#pragma omp parallel for firstprivate(tmp) // safe
  for (int i = 0; i < n; i++) {
    tmp[i % 4] = i;
    out[i] = tmp[i % 4];
  }
}
// ---- default(none)
void racy_none(const double *a, int n, double *r) {
  double s = 0;
#pragma omp parallel for default(none) shared(a, n, s) // unsafe: captured-mutation
  for (int i = 0; i < n; i++) s += a[i];
  *r = s;
}
void safe_none(const double *a, int n, double *r) {
  double s = 0;
#pragma omp parallel for default(none) shared(a, n) reduction(+ : s) // safe
  for (int i = 0; i < n; i++) s += a[i];
  *r = s;
}
// ---- malloc per thread
void safe_scratch(double *out, int n, int m) {
#pragma omp parallel // safe
  {
    double *w = malloc(m * sizeof *w);
#pragma omp for // safe
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < m; k++) w[k] = i * k;
      out[i] = w[m - 1];
    }
    free(w); // safe
  }
}
void racy_scratch(double *out, int n, int m) {
  double *w = malloc(m * sizeof *w);
#pragma omp parallel
  {
#pragma omp for // unsafe: overlapping-elements
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < m; k++) w[k] = i * k;
      out[i] = w[m - 1];
    }
  }
  free(w);
}
// ---- structures
void safe_cells(cell_t *c, int n) {
#pragma omp parallel for // safe
  for (int i = 0; i < n; i++) {
    c[i].sum = 0;
    for (int k = 0; k < c[i].count; k++) c[i].sum += c[i].pos[k].x;
  }
}
void racy_cells(cell_t *c, int n) {
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < n; i++) c[0].count++;
}
