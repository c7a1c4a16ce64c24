// Loops around worksharing whose counter each thread has for itself.
#define N 1000
int a[N], b[N], g; double m[N][N];
void chunk_end_safe(int n) {
#pragma omp parallel
  {
    int s = 0;
    for (int k = 0; k < n; k++) {
#pragma omp for // safe
      for (int i = 0; i < N; i++) a[i] += k;
      s += k; // safe
    }
#pragma omp critical // safe
    g += s;
  }
}
void nowait_safe(int n) {
#pragma omp parallel
  for (int k = 0; k < N; k++) {
#pragma omp for nowait // safe
    for (int i = 0; i < N; i++) m[k][i] = k;
  }
}
void nowait_single_safe(int n) {
#pragma omp parallel
  for (int k = 0; k < N; k++) {
#pragma omp single nowait // safe
    a[k] = k;
  }
}
void private_k_safe(int n) {
  int k, i, j;
#pragma omp parallel private(i, j, k)
  for (k = 0; k < N - 1; k++) {
#pragma omp for nowait // safe
    for (i = 0; i < N; i++) m[k][i] = k;
  }
}
void private_k_racy(int n) {
  int k, i, j;
#pragma omp parallel private(i, j, k)
  for (k = 0; k < N - 1; k++) {
#pragma omp for nowait // unsafe: overlapping-elements
    for (i = 0; i < N; i++) m[k + 1][i] = m[k][i];
  }
}
void gauss_safe(int n) {
#pragma omp parallel // safe
  for (int k = 0; k < N - 1; k++) {
#pragma omp for schedule(dynamic) // safe
    for (int i = k + 1; i < N; i++) {
      double f = m[i][k] / m[k][k];
      for (int j = k; j < N; j++) m[i][j] -= f * m[k][j];
    }
  }
}
void gauss_racy(int n) {
#pragma omp parallel // safe
  for (int k = 0; k < N - 1; k++) {
#pragma omp for schedule(dynamic) nowait // unsafe: overlapping-elements
    for (int i = k + 1; i < N; i++) {
      double f = m[i][k] / m[k][k];
      for (int j = k; j < N; j++) m[i][j] -= f * m[k][j];
    }
  }
}
void tasks_k_safe(int n) {
#pragma omp parallel
  for (int k = 0; k < N; k++) {
#pragma omp single nowait // safe (today: unknown)
    {
#pragma omp task firstprivate(k) // safe
      a[k] = k;
    }
  }
}
void tasks_k2_racy(int n) {
#pragma omp parallel
  for (int k = 0; k < N; k++) {
#pragma omp single nowait // unsafe: global-mutation
    {
#pragma omp task // safe
      g = k;
    }
  }
}
void own_steps_safe(int n) {
#pragma omp parallel // safe (today: unknown)
  for (int k = 0; k < n;) {
#pragma omp for
    for (int i = 0; i < N; i++) a[i] += k;
    k += 2;
  }
}
