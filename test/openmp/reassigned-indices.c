// What tasks depend on, or lock, is an element whose number changes between
// the rounds that make the tasks.
#include <omp.h>

void racy_dependence(int *a) {
  int s = 0;
#pragma omp parallel
#pragma omp single // safe
  {
    int k = 0;
    for (int i = 0; i < 2; i++) {
#pragma omp task depend(inout : a[k]) shared(s) // unsafe: wrong-lock
      s++;
      k = 1;
    }
  }
}

void repaired_dependence(int *a) {
  int s = 0;
#pragma omp parallel
#pragma omp single // safe
  {
    int k = 0;
    for (int i = 0; i < 2; i++) {
#pragma omp task depend(inout : a[k]) shared(s) // safe
      s++;
    }
  }
}

void racy_lock(int n) {
  int s = 0, cur = 0;
  omp_lock_t l[2];
  omp_init_lock(&l[0]);
  omp_init_lock(&l[1]);
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; i++) {
#pragma omp task shared(s, l) firstprivate(cur) // unsafe: wrong-lock
    {
      omp_set_lock(&l[cur]);
      s++;
      omp_unset_lock(&l[cur]);
    }
    cur = 1 - cur;
  }
}

// The number is that of what is written, too.
void repaired_lock(int n) {
  int s[2] = {0, 0}, cur = 0;
  omp_lock_t l[2];
  omp_init_lock(&l[0]);
  omp_init_lock(&l[1]);
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; i++) {
#pragma omp task shared(s, l) firstprivate(cur) // safe
    {
      omp_set_lock(&l[cur]);
      s[cur]++;
      omp_unset_lock(&l[cur]);
    }
    cur = 1 - cur;
  }
}
