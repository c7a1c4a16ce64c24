// Which tasks nothing puts in order: the first rounds show it.
#define N 64
#define B 8
double a[N], b[N], c[N], m[N][N]; int x, y, z; double *T[N][N];
void fork_racy(void) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 1; i < N; i++) {
#pragma omp task depend(out : a[i]) // unsafe: wrong-lock
    a[i] = i;
#pragma omp task depend(in : a[i]) depend(out : b[i]) // unsafe: wrong-lock
    b[i] = a[i] + a[i - 1];
  }
}
void fork_safe(void) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 1; i < N; i++) {
#pragma omp task depend(out : a[i]) // safe
    a[i] = i;
#pragma omp task depend(in : a[i], a[i - 1]) depend(out : b[i]) // safe
    b[i] = a[i] + a[i - 1];
  }
}
void params_safe(int n, double *p) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 1; i < n; i++) {
#pragma omp task depend(in : p[i - 1]) depend(out : p[i]) // safe
    p[i] = p[i - 1] + p[i];
  }
}
void time_racy(int steps) {
#pragma omp parallel
#pragma omp single // safe
  for (int t = 0; t < steps; t++) {
    for (int i = 1; i < N - 1; i++) {
#pragma omp task depend(in : a[i - 1], a[i]) depend(out : b[i]) // unsafe: wrong-lock
      b[i] = a[i - 1] + a[i] + a[i + 1];
    }
    for (int i = 1; i < N - 1; i++) {
#pragma omp task depend(in : b[i]) depend(out : a[i]) // unsafe: wrong-lock
      a[i] = b[i];
    }
  }
}
void time_safe(int steps) {
#pragma omp parallel
#pragma omp single // safe
  for (int t = 0; t < steps; t++) {
    for (int i = 1; i < N - 1; i++) {
#pragma omp task depend(in : a[i - 1], a[i], a[i + 1]) depend(out : b[i]) // safe
      b[i] = a[i - 1] + a[i] + a[i + 1];
    }
    for (int i = 1; i < N - 1; i++) {
#pragma omp task depend(in : b[i]) depend(out : a[i]) // safe
      a[i] = b[i];
    }
  }
}
static void potrf(double *p) { for (int i = 0; i < B; i++) p[i] = p[i] / 2; }
static void trsm(const double *d, double *p) { for (int i = 0; i < B; i++) p[i] -= d[i]; }
static void syrk(const double *l, double *p) { for (int i = 0; i < B; i++) p[i] -= l[i]; }
void chol_racy(int nb) {
#pragma omp parallel
#pragma omp single // safe
  for (int k = 0; k < nb; k++) {
#pragma omp task depend(inout : m[k * B]) // unsafe: wrong-lock
    potrf(&m[k * B][0]);
    for (int i = k + 1; i < nb; i++) {
#pragma omp task depend(inout : m[i * B]) // unsafe: wrong-lock
      trsm(&m[k * B][0], &m[i * B][0]);
    }
  }
}
void chol2_racy(int nb) {
#pragma omp parallel
#pragma omp single // safe
  for (int k = 0; k < nb; k++) {
#pragma omp task depend(inout : m[k][k]) // unsafe: wrong-lock
    m[k][k] /= 3;
    for (int i = k + 1; i < nb; i++) {
#pragma omp task depend(inout : m[i][k]) // unsafe: wrong-lock
      m[i][k] /= m[k][k];
    }
    for (int i = k + 1; i < nb; i++)
      for (int j = k + 1; j <= i; j++) {
#pragma omp task depend(in : m[i][k], m[j][k]) depend(inout : m[i][j]) // unsafe: wrong-lock
        m[i][j] -= m[i][k] * m[j][k];
      }
  }
}
void nosingle_racy(void) {
#pragma omp parallel // unsafe: global-mutation
  {
#pragma omp task depend(out : x) // safe
    x = 1;
#pragma omp task depend(in : x) // safe
    y = x;
  }
}
void nosingle_loop_racy(void) {
#pragma omp parallel // unsafe: overlapping-elements
  for (int i = 1; i < N; i++) {
#pragma omp task depend(in : a[i - 1]) depend(out : a[i]) // unknown // safe (today: unknown)
    a[i] += a[i - 1];
  }
}
void own_safe(void) {
#pragma omp parallel // safe
  {
    int v = 0;
#pragma omp task depend(out : v) shared(v) // safe
    v = 1;
#pragma omp task depend(inout : v) shared(v) // safe
    v++;
#pragma omp taskwait
  }
}
void blocks_racy(double *v) {
#pragma omp parallel
#pragma omp single // safe
  for (int t = 0; t < 4; t++)
    for (int i = 0; i < N; i += B) {
#pragma omp task depend(inout : v[i]) // unsafe: wrong-lock
      for (int k = i; k < i + B; k++) v[k] += v[(k + 1) % N];
    }
}
void blocks_safe(double *v) {
#pragma omp parallel
#pragma omp single // safe
  for (int t = 0; t < 4; t++)
    for (int i = 0; i < N; i += B) {
#pragma omp task depend(inout : v[i]) // safe
      for (int k = i; k < i + B; k++) v[k] += 1;
    }
}
void mutexset_racy(void) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < N; i++) {
#pragma omp task depend(in : x) // unsafe: global-mutation
    x += i;
  }
}
void mutexset_safe(void) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < N; i++) {
#pragma omp task depend(mutexinoutset : x) // safe
    x += i;
  }
}
void pipe_racy(int n) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; i++) {
#pragma omp task depend(out : a[i % 4]) // safe
    a[i % 4] = i;
#pragma omp task depend(in : a[i % 4]) depend(out : b[i % 4]) // safe
    b[i % 4] = a[i % 4];
#pragma omp task depend(in : b[i % 4]) // unsafe: wrong-lock
    c[0] += b[i % 4];
  }
}
void pipe_safe(int n) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; i++) {
#pragma omp task depend(out : a[i % 4]) // safe
    a[i % 4] = i;
#pragma omp task depend(in : a[i % 4]) depend(out : b[i % 4]) // safe
    b[i % 4] = a[i % 4];
#pragma omp task depend(in : b[i % 4]) depend(inout : z) // safe
    c[0] += b[i % 4];
  }
}
