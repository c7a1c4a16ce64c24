// Bounds of loops in a region that members and containers say.
#include <cstdio>
#include <vector>
using std::vector;
void collect_safe(const vector<int> &in) {
  vector<int> out;
#pragma omp parallel // safe
  {
    vector<int> mine;
#pragma omp for nowait // safe
    for (int i = 0; i < (int)in.size(); i++)
      if (in[i] % 2 == 0) mine.push_back(in[i]);
#pragma omp critical // safe
    out.insert(out.end(), mine.begin(), mine.end());
  }
}
void collect_racy(const vector<int> &in) {
  vector<int> out;
#pragma omp parallel // safe
  {
    vector<int> mine;
#pragma omp for nowait // safe
    for (int i = 0; i < (int)in.size(); i++)
      if (in[i] % 2 == 0) mine.push_back(in[i]);
    out.insert(out.end(), mine.begin(), mine.end()); // unsafe: shared-container
  }
}
struct Field {
  int n; double *d; vector<int> v;
  void scale_safe() {
#pragma omp parallel // safe
    {
#pragma omp for // safe
      for (int i = 0; i < n; i++) d[i] *= 2;
#pragma omp for // safe
      for (int i = 0; i < (int)v.size(); i++) v[i] *= 2; // safe
    }
  }
  void scale_racy() {
#pragma omp parallel // safe
    {
#pragma omp for // unsafe: overlapping-elements
      for (int i = 1; i < n; i++) d[i] *= d[i - 1];
#pragma omp for // unsafe: overlapping-elements
      for (int i = 1; i < (int)v.size(); i++) v[i] *= v[i - 1]; // safe
    }
  }
};
void pointer_safe(Field *p) {
#pragma omp parallel // safe
  {
#pragma omp for // safe
    for (int i = 1; i < p->n; i++) p->d[i] *= 2;
  }
}
void pointer_racy(Field *p) {
#pragma omp parallel // safe
  {
#pragma omp for // unsafe: overlapping-elements
    for (int i = 1; i < p->n; i++) p->d[i] *= p->d[i - 1];
  }
}
void grows_racy(vector<int> &v) { // the bound is read beside
#pragma omp parallel
  {
#pragma omp for nowait // unsafe: shared-container
    for (int i = 1; i < 10; i++) {
#pragma omp critical
      v.push_back(1);
    }
#pragma omp for // safe
    for (int i = 0; i < (int)v.size(); i++) std::putchar('x'); // unsafe: shared-container
  }
}
