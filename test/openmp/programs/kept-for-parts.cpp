// What each thread has for itself in a region's next part: references, engines.
#include <omp.h>
#include <vector>
#include <array>
void safe_a(int n) {
  std::vector<std::vector<int>> local(omp_get_max_threads());
#pragma omp parallel // safe
  {
    auto &mine = local[omp_get_thread_num()];
#pragma omp for // safe
    for (int i = 0; i < n; ++i) mine.push_back(i);
  }
}
void racy_b(int n) {
  std::vector<std::vector<int>> local(4);
#pragma omp parallel num_threads(8) // safe
  {
    auto &mine = local[omp_get_thread_num() % 4];
#pragma omp for // unsafe: overlapping-elements
    for (int i = 0; i < n; ++i) mine.push_back(i);
  }
}
void safe_c(int n) {
  long part[64] = {};
#pragma omp parallel // safe
  {
    int id = omp_get_thread_num();
    long &mine = part[id];
#pragma omp for // safe
    for (int i = 0; i < n; ++i) mine += i;
  }
}
void racy_d(int n) {
  long part[64] = {};
#pragma omp parallel // safe
  {
    int id = omp_get_thread_num();
    long &mine = part[id / 2];
#pragma omp for // unsafe: overlapping-elements
    for (int i = 0; i < n; ++i) mine += i;
  }
}
void racy_e(int n) {
  long part[64] = {};
#pragma omp parallel // safe
  {
    long &mine = part[0];
#pragma omp for // unsafe: overlapping-elements
    for (int i = 0; i < n; ++i) mine += i;
  }
}
void racy_g(int n) {
  std::vector<std::vector<int>> local(omp_get_max_threads());
#pragma omp parallel // unsafe: captured-mutation (today: unknown)
  {
    auto &mine = local[omp_get_thread_num()];
#pragma omp for nowait
    for (int i = 0; i < n; ++i) mine.push_back(i);
#pragma omp single
    for (auto &l : local) l.push_back(1);
  }
}
void safe_h(int n) {
  std::vector<std::vector<int>> local(omp_get_max_threads());
#pragma omp parallel // safe
  {
    auto &mine = local[omp_get_thread_num()];
#pragma omp for // safe
    for (int i = 0; i < n; ++i) mine.push_back(i);
#pragma omp single // safe
    for (std::size_t i = 0; i < local.size(); ++i) local[i].push_back(1);
  }
}
struct S { int v; };
void racy_i(std::vector<S> &all, int n, int k) {
#pragma omp parallel // safe
  {
    S &one = all[k];
#pragma omp for // unsafe: overlapping-elements
    for (int i = 0; i < n; ++i) one.v += i;
  }
}
void racy_j(int *a, int n) {
  int k = 0;
#pragma omp parallel // unsafe: captured-mutation (today: unknown)
  {
    int &one = a[k];
#pragma omp single
    k = 1;
#pragma omp for
    for (int i = 0; i < n; ++i) one += i;
  }
}
#include <random>
void safe_engine_a(std::vector<double> &v) {
#pragma omp parallel // safe
  {
    std::mt19937 gen(omp_get_thread_num());
#pragma omp for // safe
    for (std::size_t i = 0; i < v.size(); ++i) v[i] = gen() * 1e-9;
  }
}
void safe_engine_b(std::vector<double> &v) {
#pragma omp parallel // safe
  {
    std::mt19937 gen(17);
    std::uniform_real_distribution<double> d;
#pragma omp for // safe
    for (std::size_t i = 0; i < v.size(); ++i) v[i] = d(gen);
  }
}
void safe_engine_c(std::vector<double> &v) {
#pragma omp parallel // safe
  {
    int id = omp_get_thread_num();
    std::mt19937 gen(17 + id);
    std::uniform_real_distribution<double> d(0, 1);
#pragma omp for // safe
    for (std::size_t i = 0; i < v.size(); ++i) v[i] = d(gen);
  }
}
struct Rng { unsigned s; explicit Rng(unsigned x) : s(x) {} unsigned next() { return s = s * 1664525u + 1013904223u; } };
void safe_engine_d(std::vector<double> &v) {
#pragma omp parallel // safe
  {
    Rng r(omp_get_thread_num() + 1);
#pragma omp for // safe
    for (std::size_t i = 0; i < v.size(); ++i) v[i] = r.next();
  }
}
struct Sum { long &to; int id; Sum(long &t, int id) : to(t), id(id) {} void add(long x) { to += x; } };
void racy_engine_e(std::vector<int> &v) {
  long total = 0;
#pragma omp parallel // unsafe: captured-mutation (today: unknown)
  {
    Sum s(total, omp_get_thread_num());
#pragma omp for
    for (std::size_t i = 0; i < v.size(); ++i) s.add(v[i]);
  }
}
struct Bank { unsigned s[4]; explicit Bank(unsigned x) { for (auto &e : s) e = x; } };
Bank shared_bank(3);
void racy_engine_f(std::vector<double> &v) {
#pragma omp parallel // safe
  {
    Bank &r = shared_bank;
#pragma omp for // unsafe: overlapping-elements
    for (std::size_t i = 0; i < v.size(); ++i) v[i] = r.s[0]++;
  }
}
