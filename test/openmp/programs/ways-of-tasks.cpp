// Dependences that lead somewhere else, or nowhere.
#include <omp.h>
#include <vector>
int table[64];
struct Slot { int at; explicit Slot(int t) : at(t / 2) {} };
void racy_slot(int n) {
#pragma omp parallel // safe
  {
    Slot s(omp_get_thread_num());
#pragma omp for // unsafe: captured-mutation (today: unknown)
    for (int i = 0; i < n; ++i) table[s.at]++;
  }
}
struct Own { int v[4]; explicit Own(int t) { v[0] = t; } };
void racy_vecref(std::vector<int> &v, int n) {
#pragma omp parallel // safe
  {
    int &x = v[omp_get_thread_num() / 2];
#pragma omp for // unsafe: overlapping-elements
    for (int i = 0; i < n; ++i) x++;
  }
}
void racy_xab(int *a, int *b) {
  int x = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task depend(inout : *a) shared(x) // unsafe: captured-mutation (today: unknown)
    x++;
#pragma omp task depend(inout : *b) shared(x) // unsafe: captured-mutation (today: unknown)
    x++;
  }
}
void racy_xab_loop(int *a, int *b, int n) {
  int x = 0;
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; ++i) {
#pragma omp task depend(inout : *a) shared(x) // unsafe: captured-mutation (today: unknown)
    x++;
#pragma omp task depend(inout : *b) shared(x) // unsafe: captured-mutation (today: unknown)
    x++;
  }
}
void racy_swap(int n) {
  int a = 0, b = 0, x = 0;
  int *p = &a, *q = &b;
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; ++i) {
#pragma omp task depend(inout : *p) shared(x) // unsafe: captured-mutation (today: unknown)
    x++;
    int *t = p; p = q; q = t;
  }
}
void safe_swap2(int n) {
  int a = 0, b = 0;
  int *p = &a, *q = &b;
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; ++i) {
#pragma omp task depend(inout : *p) firstprivate(p) // safe (today: unknown)
    (*p)++;
    int *t = p; p = q; q = t;
  }
}
void racy_inner_zero(int n, int m) {
  int a = 0, b = 0, x = 0;
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; ++i) {
#pragma omp task depend(in : a) shared(x) // unsafe: wrong-lock
    x++;
    for (int k = 0; k < m; ++k) {
#pragma omp task depend(inout : a) // safe
      b++;
    }
  }
}
void racy_do(int n) {
  int a = 0, x = 0;
#pragma omp parallel
#pragma omp single // safe
  {
    int i = 0;
    do {
#pragma omp task depend(in : a) shared(x) // unsafe: wrong-lock
      x++;
    } while (++i < n);
  }
}
void racy_idx(int *v, int k, int n) {
  int x = 0;
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; ++i) {
    k = i;
#pragma omp task depend(inout : v[k]) shared(x) // unsafe: wrong-lock
    x++;
  }
}
int gk;
void bump() { gk++; }
void racy_gidx(int *v, int n) {
  int x = 0;
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; ++i) {
    bump();
#pragma omp task depend(inout : v[gk]) shared(x) // unsafe: captured-mutation (today: unknown)
    x++;
  }
}
void racy_undeferred(int n) {
  int a = 0, x = 0;
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; ++i) {
#pragma omp task if (i % 2) shared(x) // unsafe: captured-mutation
    x++;
  }
}
struct P { int a, b; };
void racy_members(P *p, int n) {
  int x = 0;
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; ++i) {
#pragma omp task depend(inout : p->a) shared(x) // unsafe: wrong-lock
    x++;
#pragma omp task depend(inout : p->b) shared(x) // unsafe: wrong-lock
    x++;
  }
}
void safe_two_masters_chain() {
  int x = 0, y = 0;
#pragma omp parallel
  {
#pragma omp master // safe (today: unknown)
    {
#pragma omp task depend(out : x) shared(x) // safe
      x = 1;
#pragma omp task depend(in : x) depend(out : y) shared(x, y) // safe
      y = x;
    }
#pragma omp master // safe (today: unknown)
    {
#pragma omp task depend(in : y) shared(x, y) // safe
      x = y;
    }
  }
}
void racy_two_masters_chain() {
  int x = 0, y = 0;
#pragma omp parallel
  {
#pragma omp master // unsafe: wrong-lock
    {
#pragma omp task depend(out : x) shared(x) // safe
      x = 1;
#pragma omp task depend(in : x) shared(x, y) // safe
      y = x;
    }
#pragma omp master // unsafe: wrong-lock
    {
#pragma omp task depend(in : y) shared(x, y) // safe
      x = y;
    }
  }
}
void racy_master_filter() {
  int x = 0;
#pragma omp parallel // unsafe: captured-mutation (today: unknown)
  {
#pragma omp masked filter(0) // unsafe: captured-mutation (today: unknown)
    {
#pragma omp task depend(inout : x) shared(x) // safe
      x = 1;
    }
#pragma omp masked filter(1)
    {
#pragma omp task depend(inout : x) shared(x)
      x = 1;
    }
  }
}
void racy_flag_reset(int n) {
  int x = 0;
#pragma omp parallel
#pragma omp single // safe
  {
    int fresh = 1;
    for (int i = 0; i < n; ++i) {
      if (fresh) {
        fresh = 0;
#pragma omp task shared(x) // unsafe: captured-mutation
        x++;
      } else if (i % 3 == 0) {
        fresh = 1;
      }
    }
  }
}
int main() {
  int x = 0, y = 0;
#pragma omp target nowait map(tofrom : x) // safe
  x = 1;
#pragma omp taskwait
  x = 2;
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < 10; ++i) {
#pragma omp task shared(y) // safe
    y++;
  }
  return x + y;
}
