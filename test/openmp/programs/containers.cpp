// OpenMP in C++: containers, members, references, lambdas, templates, iterators.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <memory>
#include <numeric>
#include <string>
#include <vector>
extern "C" int omp_get_thread_num(void);
extern "C" int omp_get_max_threads(void);

void push_racy(std::vector<int> &out, int n) {
#pragma omp parallel for // unsafe: shared-container
  for (int i = 0; i < n; ++i) out.push_back(i);
}
void push_critical_safe(std::vector<int> &out, int n) {
#pragma omp parallel for // safe
  for (int i = 0; i < n; ++i) {
#pragma omp critical
    out.push_back(i);
  }
}
void fill_safe(int n) {
  std::vector<int> out(n);
#pragma omp parallel for // safe
  for (int i = 0; i < n; ++i) out[i] = i;
}
void shift_racy(int n) {
  std::vector<int> v(n);
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 1; i < n; ++i) v[i] = v[i - 1];
}
void two_vectors_safe(int n) {
  std::vector<int> v(n), w(n);
#pragma omp parallel for // safe
  for (int i = 1; i < n; ++i) v[i] = w[i - 1];
}
void bits_racy(int n) {
  std::vector<bool> v(n);
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < n; ++i) v[i] = i % 3 == 0;
}
void count_map_racy(const std::vector<std::string> &words, std::map<std::string, int> &counts) {
#pragma omp parallel for // unsafe: shared-container
  for (std::size_t i = 0; i < words.size(); ++i) counts[words[i]]++;
}
struct Counter {
  int hits = 0;
  std::vector<double> data;
  void sum_racy() {
#pragma omp parallel for // unsafe: member-mutation
    for (std::size_t i = 0; i < data.size(); ++i)
      if (data[i] > 0) hits++;
  }
  void sum_safe() {
    int h = 0;
#pragma omp parallel for reduction(+ : h) // safe
    for (std::size_t i = 0; i < data.size(); ++i)
      if (data[i] > 0) h++;
    hits = h;
  }
  void scale_safe(double by) {
#pragma omp parallel for // safe
    for (std::size_t i = 0; i < data.size(); ++i) data[i] *= by;
  }
  void smooth_racy() {
#pragma omp parallel for // unsafe: overlapping-elements
    for (std::size_t i = 1; i < data.size(); ++i) data[i] = (data[i] + data[i - 1]) / 2;
  }
};
void lambda_racy(int n) {
  int total = 0;
  auto add = [&](int k) { total += k; };
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < n; ++i) add(i);
}
void lambda_safe(int n) {
  std::vector<int> out(n);
  auto put = [&](int k) { out[k] = k; };
#pragma omp parallel for // safe
  for (int i = 0; i < n; ++i) put(i);
}
template <typename T> T sum_racy(const T *v, int n) {
  T s = T();
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < n; ++i) s += v[i];
  return s;
}
template <typename T> T sum_safe(const T *v, int n) {
  T s = T();
#pragma omp parallel for reduction(+ : s) // safe
  for (int i = 0; i < n; ++i) s += v[i];
  return s;
}
double sums(const double *v, int n) { return sum_racy(v, n) + sum_safe(v, n); }
void iterators_safe() {
  std::vector<int> v(100);
#pragma omp parallel for // safe
  for (auto it = v.begin(); it < v.end(); ++it) *it += 1;
}
void range_safe() {
  std::vector<int> v(100);
#pragma omp parallel for // safe
  for (int &x : v) x += 1;
}
void range_racy() {
  std::vector<int> v(100);
  int last = 0;
#pragma omp parallel for // unsafe: captured-mutation
  for (int &x : v) last = x;
  v[0] = last;
}
void per_thread_safe(int n) {
  std::vector<long> part(omp_get_max_threads());
#pragma omp parallel for // safe
  for (int i = 0; i < n; ++i) part[omp_get_thread_num()] += i;
}
void own_vector_safe(int n) {
  std::vector<int> all;
#pragma omp parallel // safe
  {
    std::vector<int> mine;
#pragma omp for nowait // safe
    for (int i = 0; i < n; ++i) mine.push_back(i);
#pragma omp critical // safe
    all.insert(all.end(), mine.begin(), mine.end());
  }
}
void own_vector_racy(int n) {
  std::vector<int> all;
#pragma omp parallel // safe
  {
    std::vector<int> mine;
#pragma omp for nowait // safe
    for (int i = 0; i < n; ++i) mine.push_back(i);
    all.insert(all.end(), mine.begin(), mine.end()); // unsafe: shared-container
  }
}
void reference_racy(int n) {
  int x = 0;
  int &alias = x;
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < n; ++i) alias += i;
}
void reference_private_safe(int n) {
  std::vector<int> out(n);
#pragma omp parallel for // safe
  for (int i = 0; i < n; ++i) {
    int &slot = out[i];
    slot = i;
  }
}
void static_member_racy(int n) {
  struct Ids {
    static int next() {
      static int id = 0;
      return ++id;
    }
  };
  std::vector<int> out(n);
#pragma omp parallel for // unsafe: global-mutation
  for (int i = 0; i < n; ++i) out[i] = Ids::next();
}
void string_racy(int n) {
  std::string s;
#pragma omp parallel for // unsafe: shared-container
  for (int i = 0; i < n; ++i) s += 'x';
}
void strings_safe(int n) {
  std::vector<std::string> v(n);
#pragma omp parallel for // safe
  for (int i = 0; i < n; ++i) v[i] += 'x';
}
void array_racy() {
  std::array<int, 64> a{};
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < 63; ++i) a[i] = a[i + 1];
}
void array_safe() {
  std::array<int, 64> a{}, b{};
#pragma omp parallel for // safe
  for (int i = 0; i < 63; ++i) a[i] = b[i + 1];
}
void unique_safe(int n) {
  std::unique_ptr<int[]> p(new int[n]);
#pragma omp parallel for // safe
  for (int i = 0; i < n; ++i) p[i] = i;
}
void unique_racy(int n) {
  std::unique_ptr<int[]> p(new int[n]);
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 1; i < n; ++i) p[i] = p[i - 1];
}
void rows_safe(int n) {
  std::vector<std::vector<double>> m(n, std::vector<double>(n));
#pragma omp parallel for // safe
  for (int i = 0; i < n; ++i)
    for (int j = 1; j < n; ++j) m[i][j] = m[i][j - 1];
}
void rows_racy(int n) {
  std::vector<std::vector<double>> m(n, std::vector<double>(n));
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 1; i < n; ++i)
    for (int j = 0; j < n; ++j) m[i][j] = m[i - 1][j];
}
void task_racy() {
  int x = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(x) // unsafe: captured-mutation
    x++;
#pragma omp task shared(x) // unsafe: captured-mutation
    x++;
  }
}
void exceptions_safe(int n) {
  std::vector<double> v(n);
#pragma omp parallel for // safe
  for (int i = 0; i < n; ++i) {
    try {
      v[i] = std::sqrt(v[i]);
    } catch (...) {
      v[i] = 0;
    }
  }
}
void sort_rows_safe(int n) {
  std::vector<std::vector<int>> rows(n);
#pragma omp parallel for // safe
  for (int i = 0; i < n; ++i) std::sort(rows[i].begin(), rows[i].end());
}
