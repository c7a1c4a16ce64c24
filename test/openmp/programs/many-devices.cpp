// Small programs of many kinds, each racy and repaired.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <omp.h>
#include <vector>
constexpr int N = 512;
// ---- target / teams / distribute / loop
void safe_saxpy(int n, float a, const float *__restrict x, float *__restrict y) {
#pragma omp target teams distribute parallel for map(to : x[:n]) map(tofrom : y[:n]) // safe (today: unknown)
  for (int i = 0; i < n; ++i) y[i] += a * x[i];
}
void racy_saxpy(int n, float a, float *y) {
#pragma omp target teams distribute parallel for map(tofrom : y[:n]) // unsafe: overlapping-elements
  for (int i = 1; i < n; ++i) y[i] += a * y[i - 1];
}
void racy_target_sum(int n, const float *x, float *r) {
  float s = 0;
#pragma omp target teams distribute parallel for map(to : x[:n]) map(tofrom : s) // unsafe: captured-mutation
  for (int i = 0; i < n; ++i) s += x[i];
  *r = s;
}
void safe_target_sum(int n, const float *x, float *r) {
  float s = 0;
#pragma omp target teams distribute parallel for map(to : x[:n]) reduction(+ : s) // safe
  for (int i = 0; i < n; ++i) s += x[i];
  *r = s;
}
void safe_teams_loop(float (*a)[N], float (*b)[N]) {
#pragma omp teams loop collapse(2) // safe
  for (int i = 0; i < N; ++i)
    for (int j = 0; j < N; ++j) a[i][j] = i + j;
}
void racy_teams_loop(float (*a)[N]) {
#pragma omp teams loop // unsafe: overlapping-elements
  for (int i = 0; i < N - 1; ++i)
    for (int j = 0; j < N; ++j) a[i][j] = a[i + 1][j];
}
void safe_distribute(int *a) {
#pragma omp target teams num_teams(4) map(tofrom : a[:N])
#pragma omp distribute // safe
  for (int b = 0; b < N / 32; ++b) {
#pragma omp parallel for // safe
    for (int k = 0; k < 32; ++k) a[b * 32 + k] = k;
  }
}
void racy_distribute(int *a) {
#pragma omp target teams num_teams(4) map(tofrom : a[:N])
#pragma omp distribute // unsafe: overlapping-elements
  for (int b = 0; b < N / 32; ++b) {
#pragma omp parallel for // safe
    for (int k = 0; k <= 32; ++k) a[b * 32 + k] = k;
  }
}
void racy_teams_counter(int n) {
  int c = 0;
#pragma omp target teams distribute map(tofrom : c) // unsafe: captured-mutation (today: unknown)
  for (int i = 0; i < n; ++i) {
#pragma omp critical
    c++;
  }
  std::printf("%d\n", c);
}
void safe_teams_counter(int n) {
  int c = 0;
#pragma omp target teams distribute map(tofrom : c) // safe
  for (int i = 0; i < n; ++i) {
#pragma omp atomic
    c++;
  }
  std::printf("%d\n", c);
}
void racy_target_nowait(int *a, int n) {
#pragma omp target map(tofrom : a[:n]) nowait // unsafe: overlapping-elements
  for (int i = 0; i < n; ++i) a[i] = i;
  a[0] = 7;
#pragma omp taskwait
}
void safe_target_nowait(int *a, int n) {
#pragma omp target map(tofrom : a[:n]) nowait // safe
  for (int i = 0; i < n; ++i) a[i] = i;
#pragma omp taskwait
  a[0] = 7;
}
// ---- simd
void safe_simd(float *a, int n) {
#pragma omp simd safelen(8) // safe
  for (int i = 8; i < n; ++i) a[i] = a[i - 8] + 1;
}
void racy_simd(float *a, int n) {
#pragma omp simd // unsafe: overlapping-elements
  for (int i = 8; i < n; ++i) a[i] = a[i - 8] + 1;
}
void safe_simd_red(const float *a, int n, float *r) {
  float s = 0;
#pragma omp parallel for simd reduction(+ : s) // safe
  for (int i = 0; i < n; ++i) s += a[i] * a[i];
  *r = s;
}
// ---- wavefront by hand
void safe_wave(int (*m)[N]) {
  for (int d = 2; d < 2 * N - 1; ++d) {
    int lo = d < N ? 1 : d - N + 1, hi = d < N ? d : N;
#pragma omp parallel for // safe (today: unknown)
    for (int i = lo; i < hi; ++i) m[i][d - i] = m[i - 1][d - i] + m[i][d - i - 1];
  }
}
void racy_wave(int (*m)[N]) {
  for (int i = 1; i < N; ++i) {
#pragma omp parallel for // unsafe: overlapping-elements
    for (int j = 1; j < N; ++j) m[i][j] = m[i - 1][j] + m[i][j - 1];
  }
}
void safe_rows(int (*m)[N]) {
  for (int i = 1; i < N; ++i) {
#pragma omp parallel for // safe
    for (int j = 1; j < N; ++j) m[i][j] = m[i - 1][j] + m[i - 1][j - 1];
  }
}
// ---- doacross
void safe_doacross(double *a, int n) {
#pragma omp parallel for ordered(1) // safe
  for (int i = 1; i < n; ++i) {
    double t = i * 0.5;
#pragma omp ordered depend(sink : i - 1)
    a[i] = a[i - 1] + t;
#pragma omp ordered depend(source)
  }
}
void racy_doacross(double *a, int n) {
#pragma omp parallel for ordered(1) // unsafe: overlapping-elements
  for (int i = 2; i < n; ++i) {
    double t = i * 0.5;
#pragma omp ordered depend(sink : i - 2)
    a[i] = a[i - 1] + t;
#pragma omp ordered depend(source)
  }
}
// ---- nested parallelism
void racy_nested(int n) {
  int s = 0;
#pragma omp parallel num_threads(2) // safe
  {
    int mine = 0;
#pragma omp parallel for num_threads(2) // unsafe: captured-mutation
    for (int i = 0; i < n; ++i) mine += i;
#pragma omp atomic
    s += mine;
  }
  std::printf("%d\n", s);
}
void safe_nested(int n) {
  int s = 0;
#pragma omp parallel num_threads(2) // safe
  {
    int mine = 0;
#pragma omp parallel for num_threads(2) reduction(+ : mine) // safe
    for (int i = 0; i < n; ++i) mine += i;
#pragma omp atomic
    s += mine;
  }
  std::printf("%d\n", s);
}
// ---- single / master / barriers
void racy_master(int n, std::vector<int> &v) {
  int len = 0;
#pragma omp parallel
  {
#pragma omp master // unsafe: captured-mutation
    len = n;
#pragma omp for // unsafe: captured-mutation
    for (int i = 0; i < n; ++i) v[i] = len;
  }
}
void safe_master(int n, std::vector<int> &v) {
  int len = 0;
#pragma omp parallel
  {
#pragma omp master // safe
    len = n;
#pragma omp barrier
#pragma omp for // safe
    for (int i = 0; i < n; ++i) v[i] = len;
  }
}
void racy_single_nowait(int n, std::vector<int> &v) {
  int len = 0;
#pragma omp parallel
  {
#pragma omp single nowait // unsafe: captured-mutation
    len = n;
#pragma omp for // unsafe: captured-mutation
    for (int i = 0; i < n; ++i) v[i] = len;
  }
}
void safe_copyprivate(int n, std::vector<int> &v) {
#pragma omp parallel
  {
    int len;
#pragma omp single copyprivate(len) // safe
    len = n / 2;
#pragma omp for // safe
    for (int i = 0; i < n; ++i) v[i] = len;
  }
}
// ---- flags, spins
void safe_flag(int *out) {
  int data = 0, flag = 0;
#pragma omp parallel sections num_threads(2)
  {
#pragma omp section // safe (today: unknown)
    {
      data = 42;
#pragma omp atomic write seq_cst
      flag = 1;
    }
#pragma omp section // safe (today: unknown)
    {
      int f = 0;
      while (!f) {
#pragma omp atomic read seq_cst
        f = flag;
      }
      *out = data;
    }
  }
}
void racy_flag(int *out) {
  int data = 0, flag = 0;
#pragma omp parallel sections num_threads(2)
  {
#pragma omp section // unsafe: captured-mutation
    {
      data = 42;
      flag = 1;
    }
#pragma omp section // unsafe: captured-mutation
    {
      while (!flag) {
#pragma omp flush
      }
      *out = data;
    }
  }
}
void racy_flag_early(int *out) {
  int data = 0, flag = 0;
#pragma omp parallel sections num_threads(2)
  {
#pragma omp section // unsafe: captured-mutation
    {
#pragma omp atomic write seq_cst
      flag = 1;
      data = 42;
    }
#pragma omp section // unsafe: captured-mutation
    {
      int f = 0;
      while (!f) {
#pragma omp atomic read seq_cst
        f = flag;
      }
      *out = data;
    }
  }
}
void safe_stdatomic(int n) {
  std::atomic<int> k{0};
#pragma omp parallel for // safe
  for (int i = 0; i < n; ++i) k.fetch_add(i, std::memory_order_relaxed);
  std::printf("%d\n", k.load());
}
void racy_stdatomic(std::vector<int> &q, int n) {
  std::atomic<int> k{0};
#pragma omp parallel for // unsafe: lost-update
  for (int i = 0; i < n; ++i) {
    if (k.load() < 10) { k.store(k.load() + 1); q[k.load()] = i; }
  }
}
void safe_tickets(std::vector<int> &q, int n) {
  std::atomic<int> k{0};
#pragma omp parallel for // safe
  for (int i = 0; i < n; ++i) {
    if (i % 2) q[k++] = i;
  }
}
// ---- tests with omp_in_parallel, num_threads shares
void safe_shares(std::vector<int> &v) {
#pragma omp parallel num_threads(4) // safe (today: unknown)
  {
    int t = omp_get_thread_num(), nt = omp_get_num_threads();
    std::size_t lo = v.size() * t / nt, hi = v.size() * (t + 1) / nt;
    for (std::size_t i = lo; i < hi; ++i) v[i]++;
  }
}
void racy_shares(std::vector<int> &v) {
#pragma omp parallel num_threads(4) // unsafe: captured-mutation (today: unknown)
  {
    int t = omp_get_thread_num(), nt = omp_get_num_threads();
    std::size_t lo = v.size() * t / nt, hi = v.size() * (t + 1) / nt;
    for (std::size_t i = lo; i <= hi && i < v.size(); ++i) v[i]++;
  }
}
void racy_by_id(int n) {
  int winner = -1;
#pragma omp parallel // unsafe: captured-mutation
  {
    if (omp_get_thread_num() % 2 == 0) winner = omp_get_thread_num();
  }
  std::printf("%d %d\n", winner, n);
}
void safe_by_id(int n) {
  int winner = -1;
#pragma omp parallel // safe
  {
    if (omp_get_thread_num() == 0) winner = omp_get_num_threads();
  }
  std::printf("%d %d\n", winner, n);
}
// ---- matrix multiply, transposes
void safe_mm(const std::vector<double> &a, const std::vector<double> &b, int n) {
  std::vector<double> c(n * n);
#pragma omp parallel for collapse(2) schedule(guided) // safe
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) {
      double s = 0;
      for (int k = 0; k < n; ++k) s += a[i * n + k] * b[k * n + j];
      c[i * n + j] = s;
    }
  std::printf("%f\n", c[0]);
}
void racy_mm(const std::vector<double> &a, const std::vector<double> &b, int n) {
  std::vector<double> c(n * n);
  double s;
#pragma omp parallel for collapse(2) // unsafe: captured-mutation
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) {
      s = 0;
      for (int k = 0; k < n; ++k) s += a[i * n + k] * b[k * n + j];
      c[i * n + j] = s;
    }
  std::printf("%f\n", c[0]);
}
void racy_mm_k(const std::vector<double> &a, const std::vector<double> &b, int n) {
  std::vector<double> c(n * n);
#pragma omp parallel for // unsafe: overlapping-elements
  for (int k = 0; k < n; ++k)
    for (int i = 0; i < n; ++i)
      for (int j = 0; j < n; ++j) c[i * n + j] += a[i * n + k] * b[k * n + j];
  std::printf("%f\n", c[0]);
}
void safe_transpose(int n) {
  std::vector<double> m(n * n);
#pragma omp parallel for // safe
  for (int i = 0; i < n; ++i)
    for (int j = i + 1; j < n; ++j) std::swap(m[i * n + j], m[j * n + i]);
}
void racy_transpose(int n) {
  std::vector<double> m(n * n);
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) std::swap(m[i * n + j], m[j * n + i]);
}
// ---- graph
struct Csr { std::vector<int> off, adj; };
void racy_bfs(const Csr &g, std::vector<int> &dist, const std::vector<int> &front, int level) {
  std::vector<int> next;
#pragma omp parallel for // unsafe: shared-container
  for (std::size_t i = 0; i < front.size(); ++i)
    for (int e = g.off[front[i]]; e < g.off[front[i] + 1]; ++e)
      if (dist[g.adj[e]] < 0) {
        dist[g.adj[e]] = level;
        next.push_back(g.adj[e]);
      }
}
void safe_degree(const Csr &g, int n) {
  std::vector<int> deg(n);
#pragma omp parallel for // safe
  for (int v = 0; v < n; ++v) deg[v] = g.off[v + 1] - g.off[v];
}
void racy_indegree(const Csr &g, int n) {
  std::vector<int> in(n);
#pragma omp parallel for // unknown: index
  for (int v = 0; v < n; ++v)
    for (int e = g.off[v]; e < g.off[v + 1]; ++e) in[g.adj[e]]++;
}
void safe_indegree(const Csr &g, int n) {
  std::vector<int> in(n);
#pragma omp parallel for // safe
  for (int v = 0; v < n; ++v)
    for (int e = g.off[v]; e < g.off[v + 1]; ++e) {
#pragma omp atomic
      in[g.adj[e]]++;
    }
}
void safe_sieve(int n) {
  std::vector<char> prime(n + 1, 1);
  for (int p = 2; p * p <= n; ++p)
    if (prime[p]) {
#pragma omp parallel for // safe
      for (int m = p * p; m <= n; m += p) prime[m] = 0;
    }
}
void racy_fill_next(std::vector<int> &v) {
#pragma omp parallel for lastprivate(v) // safe
  for (int i = 0; i < 10; ++i) v[i] = i;
  int last = 0;
#pragma omp parallel
  {
#pragma omp for nowait // unsafe: captured-mutation
    for (int i = 0; i < 10; ++i) last = i;
  }
  std::printf("%d\n", last);
}
