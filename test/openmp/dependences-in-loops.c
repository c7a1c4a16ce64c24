// Tasks of loops that wait for one another, and who waits for some of them.
#include <omp.h>
#define N 64
#define B 16
int a[N], b[N], c[N], idx[N]; double m[N][N]; double big[N * B]; int g;
void tiles_safe(void) {
#pragma omp parallel
#pragma omp single // safe
  {
    for (int i = 0; i < N; i++) {
#pragma omp task depend(out : big[i * B : B]) // safe
      for (int k = 0; k < B; k++) big[i * B + k] = k;
    }
    for (int i = 1; i < N; i++) {
#pragma omp task depend(in : big[(i - 1) * B : B]) depend(inout : big[i * B : B]) // safe
      for (int k = 0; k < B; k++) big[i * B + k] += big[(i - 1) * B + k];
    }
  }
}
void tiles_racy(void) {
#pragma omp parallel
#pragma omp single // safe
  {
    for (int i = 0; i < N; i++) {
#pragma omp task depend(out : big[i * B : B]) // unsafe: overlapping-elements
      for (int k = 0; k < B; k++) big[i * B + k] = k;
    }
    for (int i = 1; i < N; i++) {
#pragma omp task // unsafe: overlapping-elements
      for (int k = 0; k < B; k++) big[i * B + k] += big[(i - 1) * B + k];
    }
  }
}
void tiles2_racy(void) {
#pragma omp parallel
#pragma omp single // safe
  {
    for (int i = 0; i < N; i++) {
#pragma omp task depend(out : big[i * B : B]) // unsafe: wrong-lock
      for (int k = 0; k <= B; k++) big[i * B + k] = k;
    }
  }
}
void parents_racy(void) {
#pragma omp parallel num_threads(4) // unsafe: global-mutation
  {
#pragma omp task depend(inout : g) // safe
    g++;
  }
}
void two_singles_racy(void) {
#pragma omp parallel
  {
#pragma omp single nowait // unsafe: overlapping-elements
    {
#pragma omp task depend(inout : a[0]) // safe
      a[0]++;
    }
#pragma omp single nowait // unsafe: overlapping-elements
    {
#pragma omp task depend(inout : a[0]) // safe
      a[0]++;
    }
  }
}
void loop_single_safe(int n) {
#pragma omp parallel
  for (int k = 0; k < n; k++) {
#pragma omp single // safe
    {
#pragma omp task depend(inout : a[0]) // safe
      a[0]++;
    }
  }
}
void loop_single_racy(int n) {
#pragma omp parallel
  for (int k = 0; k < n; k++) {
#pragma omp single nowait // unsafe: overlapping-elements (today: unknown)
    {
#pragma omp task depend(inout : a[0]) // unsafe: overlapping-elements (today: unknown)
      a[0]++;
    }
  }
}
void after_racy(void) {
#pragma omp parallel
#pragma omp single // safe
  {
    for (int i = 1; i < N; i++) {
#pragma omp task depend(in : a[i - 1]) depend(out : a[i]) // unsafe: overlapping-elements
      a[i] = a[i - 1] + 1;
    }
    g = a[N - 1];
  }
}
void after_safe(void) {
#pragma omp parallel
#pragma omp single // safe
  {
    for (int i = 1; i < N; i++) {
#pragma omp task depend(in : a[i - 1]) depend(out : a[i]) // safe
      a[i] = a[i - 1] + 1;
    }
#pragma omp taskwait
    g = a[N - 1];
  }
}
void in_in_racy(void) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 1; i < N; i++) {
#pragma omp task depend(in : a[0]) // unsafe: global-mutation
    g += a[0];
  }
}
void steps_safe(int steps) {
#pragma omp parallel
#pragma omp master // safe
  for (int t = 0; t < steps; t++)
    for (int i = 1; i < N - 1; i++) {
#pragma omp task depend(in : a[i - 1], a[i + 1]) depend(inout : a[i]) // safe
      a[i] = a[i - 1] + a[i + 1];
    }
}
void chol_safe(double *A[8][8]) {
#pragma omp parallel
#pragma omp single // safe
  for (int k = 0; k < 8; k++) {
#pragma omp task depend(inout : m[k][k]) // safe
    m[k][k] = 1 / m[k][k];
    for (int i = k + 1; i < 8; i++) {
#pragma omp task depend(in : m[k][k]) depend(inout : m[i][k]) // safe
      m[i][k] *= m[k][k];
    }
    for (int i = k + 1; i < 8; i++)
      for (int j = k + 1; j <= i; j++) {
#pragma omp task depend(in : m[i][k], m[j][k]) depend(inout : m[i][j]) // safe
        m[i][j] -= m[i][k] * m[j][k];
      }
  }
}
void if0_dep_safe(void) {
  int x = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(x) depend(out : x) // safe
    x = 1;
#pragma omp task if (0) shared(x) depend(in : x) // safe
    g = x;
    x++;
  }
}
void wd_safe(void) {
  int x = 0, y = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(x) depend(inout : x) // safe
    x++;
#pragma omp task shared(y) depend(inout : y) // safe
    y--;
#pragma omp task shared(x, y) depend(in : x) depend(inout : y) // safe
    y += x;
#pragma omp taskwait depend(in : y)
    g = x + y;
  }
}
void wd_group_safe(void) {
  int x = 0, y = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp taskgroup
    {
#pragma omp task shared(x) depend(inout : x) // safe
    x++;
#pragma omp task shared(y) depend(inout : y) // safe
    y--;
#pragma omp taskwait depend(in : x)
    x++;
    }
    g = x + y;
  }
}
void wd_racy(void) {
  int x = 0, y = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(x) depend(inout : x) // safe
    x++;
#pragma omp task shared(y) // unsafe: captured-mutation
    y--;
#pragma omp taskwait depend(in : x)
    g = x + y;
  }
}
void if0d_racy(void) {
  int x = 0, y = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(x) depend(out : x) // safe
    x++;
#pragma omp task shared(y) depend(out : y) // unsafe: captured-mutation
    y++;
#pragma omp task if (0) depend(in : x) // safe
    {}
    g = x + y;
  }
}
void wave_safe(void) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 1; i < N; i++)
    for (int j = 1; j < N; j++) {
#pragma omp task firstprivate(i, j) depend(in : m[i - 1][j], m[i][j - 1]) depend(out : m[i][j]) // safe
      m[i][j] = m[i - 1][j] + m[i][j - 1];
    }
}
void wave_racy(void) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 1; i < N; i++)
    for (int j = 1; j < N; j++) {
#pragma omp task firstprivate(i, j) depend(in : m[i][j - 1]) depend(out : m[i][j]) // unsafe: wrong-lock
      m[i][j] = m[i - 1][j] + m[i][j - 1];
    }
}
void pipe_safe(void) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < N; i++) {
#pragma omp task depend(out : a[i]) // safe
    a[i] = i;
#pragma omp task depend(in : a[i]) depend(out : b[i]) // safe
    b[i] = a[i] * 2;
#pragma omp task depend(in : b[i]) // safe
    c[i] = b[i] + 1;
  }
}
void pipe_racy(void) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < N; i++) {
#pragma omp task depend(out : a[i]) // safe
    a[i] = i;
#pragma omp task depend(in : a[i]) depend(out : b[i]) // unsafe: overlapping-elements
    b[i] = a[i] * 2;
#pragma omp task  // unsafe: overlapping-elements
    c[i] = b[i] + 1;
  }
}
void taskchain_safe(void) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 1; i < N; i++) {
#pragma omp task depend(in : a[i - 1]) depend(out : a[i]) // safe
    a[i] = a[i - 1] + 1;
  }
}
