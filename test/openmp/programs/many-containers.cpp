// Small programs of many kinds, each racy and repaired.
#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstdio>
#include <map>
#include <numeric>
#include <omp.h>
#include <random>
#include <string>
#include <vector>
// ---- vectors
void racy_shift(std::vector<double> &v) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (std::size_t i = 0; i < v.size() - 1; ++i) v[i] = v[i + 1];
}
void safe_scale(std::vector<double> &v, double f) {
#pragma omp parallel for // safe
  for (std::size_t i = 0; i < v.size(); ++i) v[i] *= f;
}
void racy_push(int n) {
  std::vector<int> out;
#pragma omp parallel for // unsafe: shared-container
  for (int i = 0; i < n; ++i)
    if (i % 3 == 0) out.push_back(i);
  std::printf("%zu\n", out.size());
}
void safe_push(int n) {
  std::vector<int> out;
#pragma omp parallel for // safe
  for (int i = 0; i < n; ++i)
    if (i % 3 == 0) {
#pragma omp critical
      out.push_back(i);
    }
  std::printf("%zu\n", out.size());
}
void safe_push_merge(int n) {
  std::vector<int> out;
#pragma omp parallel // safe
  {
    std::vector<int> mine;
#pragma omp for nowait // safe
    for (int i = 0; i < n; ++i)
      if (i % 3 == 0) mine.push_back(i);
#pragma omp critical // safe
    out.insert(out.end(), mine.begin(), mine.end());
  }
}
#pragma omp declare reduction(cat : std::vector<int> : omp_out.insert(omp_out.end(), omp_in.begin(), omp_in.end()))
void safe_push_red(int n) {
  std::vector<int> out;
#pragma omp parallel for reduction(cat : out) // safe
  for (int i = 0; i < n; ++i)
    if (i % 3 == 0) out.push_back(i);
}
// ---- bool vectors
void racy_bits(std::vector<bool> &b, int n) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < n; ++i) b[i] = i % 2;
}
void safe_bytes(std::vector<char> &b, int n) {
#pragma omp parallel for // safe
  for (int i = 0; i < n; ++i) b[i] = i % 2;
}
// ---- range loops and iterators
void safe_each(std::vector<double> &v) {
#pragma omp parallel for // safe
  for (auto &x : v) x = std::sqrt(x);
}
void racy_each(const std::vector<double> &v, double &r) {
  double best = 0;
#pragma omp parallel for // unsafe: captured-mutation
  for (const auto &x : v) best = std::max(best, x);
  r = best;
}
void safe_each_max(const std::vector<double> &v, double &r) {
  double best = 0;
#pragma omp parallel for reduction(max : best) // safe
  for (const auto &x : v) best = std::max(best, x);
  r = best;
}
void safe_iter(std::vector<int> &v) {
#pragma omp parallel for // safe
  for (auto it = v.begin(); it != v.end(); ++it) *it += 1;
}
void racy_iter(std::vector<int> &v) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (auto it = v.begin(); it < v.end() - 1; ++it) *it += *(it + 1);
}
// ---- map
void racy_map(const std::vector<std::string> &words) {
  std::map<std::string, int> count;
#pragma omp parallel for // unsafe: shared-container
  for (std::size_t i = 0; i < words.size(); ++i) ++count[words[i]];
}
void safe_map(const std::vector<std::string> &words) {
  std::map<std::string, int> count;
#pragma omp parallel for // safe
  for (std::size_t i = 0; i < words.size(); ++i) {
#pragma omp critical(words)
    ++count[words[i]];
  }
}
// ---- random engines
void racy_engine(std::vector<double> &v) {
  std::mt19937 gen(1);
  std::uniform_real_distribution<double> d;
#pragma omp parallel for // unsafe: captured-mutation
  for (std::size_t i = 0; i < v.size(); ++i) v[i] = d(gen);
}
void safe_engine(std::vector<double> &v) {
#pragma omp parallel // safe
  {
    std::mt19937 gen(omp_get_thread_num());
    std::uniform_real_distribution<double> d;
#pragma omp for // safe
    for (std::size_t i = 0; i < v.size(); ++i) v[i] = d(gen);
  }
}
void racy_engine_fp(std::vector<double> &v) {
  static std::mt19937 gen(1);
#pragma omp parallel for // unsafe: global-mutation
  for (std::size_t i = 0; i < v.size(); ++i) v[i] = gen() * 1e-9;
}
// ---- classes with operators
struct Vec {
  double x = 0, y = 0;
  Vec &operator+=(const Vec &o) { x += o.x; y += o.y; return *this; }
  Vec operator*(double f) const { return {x * f, y * f}; }
};
#pragma omp declare reduction(+ : Vec : omp_out += omp_in)
void safe_vec(const std::vector<Vec> &p, Vec &r) {
  Vec c;
#pragma omp parallel for reduction(+ : c) // safe
  for (std::size_t i = 0; i < p.size(); ++i) c += p[i];
  r = c;
}
void racy_vec(const std::vector<Vec> &p, Vec &r) {
  Vec c;
#pragma omp parallel for // unsafe: member-mutation
  for (std::size_t i = 0; i < p.size(); ++i) c += p[i];
  r = c;
}
class Grid {
  int w, h;
  std::vector<double> d;
public:
  Grid(int w, int h) : w(w), h(h), d(w * h) {}
  double &operator()(int i, int j) { return d[i * w + j]; }
  double operator()(int i, int j) const { return d[i * w + j]; }
  int rows() const { return h; }
  int cols() const { return w; }
};
void safe_grid(Grid &b) {
  Grid a(64, 64), c(64, 64);
#pragma omp parallel for // safe
  for (int i = 1; i < 63; ++i)
    for (int j = 1; j < 63; ++j) c(i, j) = (a(i - 1, j) + a(i + 1, j)) / 2;
  b = c;
}
void racy_grid(Grid &b) {
  Grid a(64, 64);
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 1; i < 63; ++i)
    for (int j = 1; j < 63; ++j) a(i, j) = (a(i - 1, j) + a(i + 1, j)) / 2;
  b = a;
}
class Counter {
  long n = 0;
  omp_lock_t l;
public:
  Counter() { omp_init_lock(&l); }
  ~Counter() { omp_destroy_lock(&l); }
  void hit() { omp_set_lock(&l); ++n; omp_unset_lock(&l); }
  void raw() { ++n; }
  long get() const { return n; }
};
void safe_counter(int n) {
  Counter c;
#pragma omp parallel for // safe
  for (int i = 0; i < n; ++i) c.hit();
  std::printf("%ld\n", c.get());
}
void racy_counter(int n) {
  Counter c;
#pragma omp parallel for // unsafe: member-mutation
  for (int i = 0; i < n; ++i) c.raw();
  std::printf("%ld\n", c.get());
}
struct Guard {
  omp_lock_t *l;
  explicit Guard(omp_lock_t &x) : l(&x) { omp_set_lock(l); }
  ~Guard() { omp_unset_lock(l); }
};
void safe_guard(int n) {
  omp_lock_t l;
  omp_init_lock(&l);
  int s = 0;
#pragma omp parallel for // safe
  for (int i = 0; i < n; ++i) {
    Guard g(l);
    s += i;
  }
  omp_destroy_lock(&l);
  std::printf("%d\n", s);
}
void racy_guard(int n) {
  omp_lock_t l;
  omp_init_lock(&l);
  int s = 0;
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < n; ++i) {
    { Guard g(l); }
    s += i;
  }
  omp_destroy_lock(&l);
  std::printf("%d\n", s);
}
// ---- templates
template <class T> T dot(const std::vector<T> &a, const std::vector<T> &b) {
  T s = 0;
#pragma omp parallel for reduction(+ : s) // safe
  for (std::size_t i = 0; i < a.size(); ++i) s += a[i] * b[i];
  return s;
}
template <class T> T dotr(const std::vector<T> &a, const std::vector<T> &b) {
  T s = 0;
#pragma omp parallel for // unsafe: captured-mutation
  for (std::size_t i = 0; i < a.size(); ++i) s += a[i] * b[i];
  return s;
}
void safe_dot(std::vector<float> &a, std::vector<double> &b) {
  std::printf("%f %f\n", dot(a, a), dot(b, b));
}
void racy_dot(std::vector<float> &a, std::vector<double> &b) {
  std::printf("%f %f\n", dotr(a, a), dotr(b, b));
}
template <class F> void apply(int n, F f) {
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < n; ++i) f(i);
}
void safe_apply(std::vector<int> &v) {
  apply((int)v.size(), [&](int i) { v[i] = i * i; });
}
void racy_apply(std::vector<int> &v) {
  int sum = 0;
  apply((int)v.size(), [&](int i) { sum += v[i]; });
  std::printf("%d\n", sum);
}
template <int N> struct Block {
  std::array<double, N> d{};
  void add(const Block &o) {
#pragma omp simd // safe (today: unknown)
    for (int i = 0; i < N; ++i) d[i] += o.d[i];
  }
};
void safe_block(std::vector<Block<8>> &v, const Block<8> b) {
#pragma omp parallel for // safe (today: unknown)
  for (int i = 0; i < (int)v.size(); ++i) v[i].add(b);
}
void racy_block(const std::vector<Block<8>> &v) {
  Block<8> sum;
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < (int)v.size(); ++i) sum.add(v[i]);
  std::printf("%f\n", sum.d[0]);
}
// ---- arrays
void safe_array(int n) {
  std::array<long, 16> bins{};
#pragma omp parallel for // safe
  for (int i = 0; i < n; ++i) {
#pragma omp atomic
    bins[i % 16]++;
  }
  std::printf("%ld\n", bins[0]);
}
void racy_array(int n) {
  std::array<long, 16> bins{};
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < n; ++i) bins[i % 16]++;
  std::printf("%ld\n", bins[0]);
}
// ---- lambdas in regions
void racy_lambda(int n) {
  int hits = 0;
  auto hit = [&hits] { ++hits; };
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < n; ++i)
    if (i % 7 == 0) hit();
  std::printf("%d\n", hits);
}
void safe_lambda(int n) {
  int hits = 0;
  auto is = [](int i) { return i % 7 == 0; };
#pragma omp parallel for reduction(+ : hits) // safe
  for (int i = 0; i < n; ++i)
    if (is(i)) ++hits;
  std::printf("%d\n", hits);
}
// ---- members in methods
struct Sim {
  std::vector<double> pos, vel, force;
  double energy = 0;
  void safe_step(double dt) {
#pragma omp parallel for // safe
    for (int i = 0; i < (int)pos.size(); ++i) { vel[i] += force[i] * dt; pos[i] += vel[i] * dt; }
  }
  void racy_step(double dt) {
#pragma omp parallel for // unsafe: member-mutation
    for (int i = 0; i < (int)pos.size(); ++i) { pos[i] += vel[i] * dt; energy += vel[i] * vel[i]; }
  }
  void safe_energy() {
    double e = 0;
#pragma omp parallel for reduction(+ : e) // safe
    for (int i = 0; i < (int)pos.size(); ++i) e += vel[i] * vel[i];
    energy = e;
  }
  void racy_forces() {
#pragma omp parallel for // unsafe: overlapping-elements
    for (int i = 0; i < (int)pos.size(); ++i)
      for (int j = i + 1; j < (int)pos.size(); ++j) {
        double f = pos[i] - pos[j];
        force[i] += f;
        force[j] -= f;
      }
  }
  void safe_forces() {
#pragma omp parallel for // safe
    for (int i = 0; i < (int)pos.size(); ++i) {
      double sum = 0;
      for (int j = 0; j < (int)pos.size(); ++j) sum += pos[i] - pos[j];
      force[i] = sum;
    }
  }
};
// ---- exceptions, single copyprivate, strings
void safe_strings(std::vector<std::string> &v) {
#pragma omp parallel for // safe
  for (int i = 0; i < (int)v.size(); ++i) v[i] = "item " + std::to_string(i);
}
void racy_strings(const std::vector<int> &v) {
  std::string all;
#pragma omp parallel for ordered // unsafe: shared-container
  for (int i = 0; i < (int)v.size(); ++i) all += std::to_string(v[i]);
}
void safe_strings_ordered(const std::vector<int> &v) {
  std::string all;
#pragma omp parallel for ordered // safe
  for (int i = 0; i < (int)v.size(); ++i) {
    auto s = std::to_string(v[i]);
#pragma omp ordered
    all += s;
  }
}
void safe_complex(std::vector<std::complex<double>> &z) {
#pragma omp parallel for schedule(static) // safe
  for (int i = 0; i < (int)z.size(); ++i) z[i] = z[i] * z[i] + 1.0;
}
// ---- tasks over containers
void safe_tasks(std::vector<std::vector<int>> &rows) {
#pragma omp parallel
#pragma omp single // safe
  for (auto &row : rows) {
#pragma omp task firstprivate(row) // safe
    std::sort(row.begin(), row.end());
  }
}
void safe_tasks_ptr(std::vector<std::vector<int>> &rows) {
#pragma omp parallel
#pragma omp single // safe
  for (std::size_t i = 0; i < rows.size(); ++i) {
#pragma omp task shared(rows) // safe
    std::sort(rows[i].begin(), rows[i].end());
  }
}
void racy_tasks(std::vector<std::vector<int>> &rows) {
  std::size_t longest = 0;
#pragma omp parallel
#pragma omp single // safe
  for (std::size_t i = 0; i < rows.size(); ++i) {
#pragma omp task shared(longest) // unsafe: captured-mutation
    longest = std::max(longest, rows[i].size());
  }
}
