// Small programs of many kinds, each racy and repaired.
#include <algorithm>
#include <cstdio>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <numeric>
#include <omp.h>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>
namespace img {
struct Pixel { unsigned char r, g, b; };
class Image {
public:
  Image(int w, int h) : w_(w), h_(h), px_(static_cast<std::size_t>(w) * h) {}
  int width() const { return w_; }
  int height() const { return h_; }
  Pixel &at(int x, int y) { return px_[y * w_ + x]; }
  const Pixel &at(int x, int y) const { return px_[y * w_ + x]; }
  Pixel *row(int y) { return px_.data() + y * w_; }
private:
  int w_, h_;
  std::vector<Pixel> px_;
};
void safe_invert(Image &im) {
#pragma omp parallel for schedule(dynamic, 4) // safe
  for (int y = 0; y < im.height(); ++y)
    for (int x = 0; x < im.width(); ++x) {
      Pixel &p = im.at(x, y);
      p.r = 255 - p.r;
    }
}
void racy_smear(Image &im) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int y = 1; y < im.height(); ++y)
    for (int x = 0; x < im.width(); ++x) im.at(x, y).r = im.at(x, y - 1).r;
}
void safe_rows(Image &im) {
#pragma omp parallel for // safe
  for (int y = 0; y < im.height(); ++y) {
    Pixel *p = im.row(y);
    for (int x = 1; x < im.width(); ++x) p[x].g = p[x - 1].g;
  }
}
void racy_avg(const Image &im, double &r) {
  double sum = 0;
#pragma omp parallel for collapse(2) // unsafe: captured-mutation
  for (int y = 0; y < im.height(); ++y)
    for (int x = 0; x < im.width(); ++x) sum += im.at(x, y).r;
  r = sum;
}
} // namespace img
// ---- function objects, std::function
void safe_functor(std::vector<int> &v) {
  struct Square { int operator()(int x) const { return x * x; } } sq;
#pragma omp parallel for // safe
  for (std::size_t i = 0; i < v.size(); ++i) v[i] = sq(v[i]);
}
void racy_functor(std::vector<int> &v) {
  struct Count { int n = 0; int operator()(int x) { return x + n++; } } c;
#pragma omp parallel for // unsafe: member-mutation
  for (std::size_t i = 0; i < v.size(); ++i) v[i] = c(v[i]);
}
void safe_functor_copy(std::vector<int> &v) {
  struct Count { int n = 0; int operator()(int x) { return x + n++; } } c;
#pragma omp parallel for firstprivate(c) // safe
  for (std::size_t i = 0; i < v.size(); ++i) v[i] = c(v[i]);
}
void racy_memo(std::vector<long> &out) {
  std::unordered_map<int, long> memo;
#pragma omp parallel for // unsafe: shared-container
  for (int i = 0; i < (int)out.size(); ++i) {
    auto it = memo.find(i % 10);
    if (it == memo.end()) it = memo.emplace(i % 10, i).first;
    out[i] = it->second;
  }
}
void safe_memo(std::vector<long> &out) {
  std::unordered_map<int, long> memo;
  for (int i = 0; i < 10; ++i) memo[i] = i * i;
#pragma omp parallel for // safe
  for (int i = 0; i < (int)out.size(); ++i) out[i] = memo.at(i % 10);
}
void racy_memo_bracket(std::vector<long> &out) {
  std::unordered_map<int, long> memo;
#pragma omp parallel for // unsafe: shared-container
  for (int i = 0; i < (int)out.size(); ++i) out[i] = memo[i % 10];
}
// ---- unique_ptr, shared_ptr
struct Body { double x, v; };
void safe_owned(std::vector<std::unique_ptr<Body>> &bodies) {
#pragma omp parallel for // safe
  for (std::size_t i = 0; i < bodies.size(); ++i) bodies[i]->x += bodies[i]->v;
}
void racy_owned(std::vector<std::unique_ptr<Body>> &bodies) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (std::size_t i = 0; i < bodies.size() - 1; ++i) bodies[i]->x += bodies[i + 1]->x;
}
void safe_build(int n) {
  std::vector<std::unique_ptr<Body>> all(n);
#pragma omp parallel for // safe
  for (int i = 0; i < n; ++i) all[i] = std::make_unique<Body>();
}
void safe_shared_copy(int n) {
  auto cfg = std::make_shared<const Body>(Body{1, 2});
  std::vector<double> out(n);
#pragma omp parallel for // safe
  for (int i = 0; i < n; ++i) {
    auto mine = cfg;
    out[i] = mine->x;
  }
}
void racy_shared_reset(int n) {
  auto cur = std::make_shared<Body>();
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < n; ++i)
    if (i % 100 == 0) cur = std::make_shared<Body>();
}
// ---- lists and sets
void safe_list_tasks(std::list<std::string> &names) {
#pragma omp parallel
#pragma omp single // safe
  for (auto it = names.begin(); it != names.end(); ++it) {
#pragma omp task firstprivate(it) // safe
    it->append("!");
  }
}
void racy_set(const std::vector<int> &v) {
  std::set<int> seen;
#pragma omp parallel for // unsafe: shared-container
  for (std::size_t i = 0; i < v.size(); ++i) seen.insert(v[i]);
}
void safe_set(const std::vector<int> &v) {
  std::set<int> seen;
#pragma omp parallel // safe
  {
    std::set<int> mine;
#pragma omp for // safe
    for (std::size_t i = 0; i < v.size(); ++i) mine.insert(v[i]);
#pragma omp critical // safe
    seen.insert(mine.begin(), mine.end());
  }
}
void racy_deque(int n) {
  std::deque<int> q;
#pragma omp parallel
  {
#pragma omp for nowait // unsafe: shared-container
    for (int i = 0; i < n; ++i) {
#pragma omp critical
      q.push_back(i);
    }
    if (!q.empty()) std::printf("%d\n", q.front()); // unsafe: shared-container
  }
}
// ---- per-thread vectors
void safe_perthread(int n) {
  std::vector<std::vector<int>> local(omp_get_max_threads());
#pragma omp parallel // safe
  {
    auto &mine = local[omp_get_thread_num()];
#pragma omp for // safe
    for (int i = 0; i < n; ++i) mine.push_back(i);
  }
}
void racy_perthread(int n) {
  std::vector<std::vector<int>> local(4);
#pragma omp parallel num_threads(8) // safe
  {
    auto &mine = local[omp_get_thread_num() % 4];
#pragma omp for // unsafe: overlapping-elements
    for (int i = 0; i < n; ++i) mine.push_back(i);
  }
}
void safe_sums(const std::vector<double> &v) {
  std::vector<double> part(omp_get_max_threads(), 0.0);
#pragma omp parallel // safe
  {
    const int t = omp_get_thread_num();
    double s = 0;
#pragma omp for nowait // safe
    for (std::size_t i = 0; i < v.size(); ++i) s += v[i];
    part[t] = s; // safe
  }
  std::printf("%f\n", std::accumulate(part.begin(), part.end(), 0.0));
}
void racy_sums_early(const std::vector<double> &v) {
  std::vector<double> part(omp_get_max_threads(), 0.0);
  double total = 0;
#pragma omp parallel // safe
  {
    const int t = omp_get_thread_num();
#pragma omp for nowait // unsafe: overlapping-elements
    for (std::size_t i = 0; i < v.size(); ++i) part[t] += v[i];
#pragma omp single // unsafe: overlapping-elements
    total = std::accumulate(part.begin(), part.end(), 0.0);
  }
  std::printf("%f\n", total);
}
// ---- recursive tasks in classes
struct Tree {
  int v = 1;
  std::unique_ptr<Tree> l, r;
  long safe_sum() const {
    long a = 0, b = 0;
    if (l) {
#pragma omp task shared(a) // safe (today: unknown)
      a = l->safe_sum();
    }
    if (r) {
#pragma omp task shared(b) // safe (today: unknown)
      b = r->safe_sum();
    }
#pragma omp taskwait
    return v + a + b;
  }
};
template <class It> void qsort_tasks(It b, It e) {
  if (e - b < 2) return;
  auto p = *(b + (e - b) / 2);
  It m1 = std::partition(b, e, [p](const auto &x) { return x < p; });
  It m2 = std::partition(m1, e, [p](const auto &x) { return !(p < x); });
#pragma omp task // safe (today: unknown)
  qsort_tasks(b, m1);
#pragma omp task // safe (today: unknown)
  qsort_tasks(m2, e);
}
void safe_qsort(std::vector<int> &v) {
#pragma omp parallel
#pragma omp single // safe
  qsort_tasks(v.begin(), v.end());
}
// ---- optional, flags
void racy_optional(const std::vector<int> &v) {
  std::optional<int> found;
#pragma omp parallel for // unsafe: captured-mutation
  for (std::size_t i = 0; i < v.size(); ++i)
    if (v[i] == 7) found = (int)i;
  std::printf("%d\n", found.value_or(-1));
}
void safe_optional(const std::vector<int> &v) {
  std::optional<int> found;
#pragma omp parallel for // safe
  for (std::size_t i = 0; i < v.size(); ++i)
    if (v[i] == 7) {
#pragma omp critical(found)
      if (!found || (int)i < *found) found = (int)i;
    }
  std::printf("%d\n", found.value_or(-1));
}
// ---- operators in place
struct Matrix {
  int n;
  std::vector<double> d;
  explicit Matrix(int n) : n(n), d(n * n) {}
  double *operator[](int i) { return &d[i * n]; }
  const double *operator[](int i) const { return &d[i * n]; }
  Matrix &operator+=(const Matrix &o) {
#pragma omp parallel for // safe (today: unknown)
    for (int i = 0; i < n * n; ++i) d[i] += o.d[i];
    return *this;
  }
};
Matrix safe_mul(const Matrix &a, const Matrix &b) {
  Matrix c(a.n);
#pragma omp parallel for // safe (today: unknown)
  for (int i = 0; i < a.n; ++i)
    for (int j = 0; j < a.n; ++j)
      for (int k = 0; k < a.n; ++k) c[i][j] += a[i][k] * b[k][j];
  return c;
}
Matrix racy_mul(const Matrix &a, const Matrix &b) {
  Matrix c(a.n);
#pragma omp parallel for // unsafe: captured-mutation (today: unknown)
  for (int k = 0; k < a.n; ++k)
    for (int i = 0; i < a.n; ++i)
      for (int j = 0; j < a.n; ++j) c[i][j] += a[i][k] * b[k][j];
  return c;
}
void racy_lu(Matrix &a) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int k = 0; k < a.n; ++k)
    for (int i = k + 1; i < a.n; ++i)
      for (int j = k + 1; j < a.n; ++j) a[i][j] -= a[i][k] * a[k][j];
}
void safe_lu(int n) {
  Matrix a(n);
  for (int k = 0; k < n; ++k) {
#pragma omp parallel for // safe
    for (int i = k + 1; i < n; ++i) {
      a[i][k] /= a[k][k];
      for (int j = k + 1; j < n; ++j) a[i][j] -= a[i][k] * a[k][j];
    }
  }
}
void safe_text(const std::string &s) {
  int count[26] = {};
#pragma omp parallel for reduction(+ : count) // safe
  for (std::size_t i = 0; i < s.size(); ++i)
    if (s[i] >= 'a' && s[i] <= 'z') ++count[s[i] - 'a'];
  std::printf("%d\n", count[0]);
}
void racy_text(const std::string &s) {
  int count[26] = {};
#pragma omp parallel for // unknown: index
  for (std::size_t i = 0; i < s.size(); ++i)
    if (s[i] >= 'a' && s[i] <= 'z') ++count[s[i] - 'a'];
  std::printf("%d\n", count[0]);
}
