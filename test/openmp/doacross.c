// Rounds that wait for others at some distance before them.
#define N 1000
double m[1000][1000], x[1000], y[1000]; int g;
int a[1000], b[1000], c[1000];
void one_safe(void) {
#pragma omp parallel for ordered(2) // safe
  for (int i = 1; i < 100; i++)
    for (int j = 1; j < 100; j++) {
#pragma omp ordered depend(sink : i - 1, j)
      m[i][j] = m[i - 1][j] ;
#pragma omp ordered depend(source)
    }
}
void two_safe(void) {
#pragma omp parallel for collapse(2) ordered(2) // safe
  for (int i = 1; i < 100; i++)
    for (int j = 1; j < 100; j++) {
#pragma omp ordered depend(sink : i - 1, j)
      m[i][j] = m[i - 1][j] ;
#pragma omp ordered depend(source)
    }
}
void three_racy(void) {
#pragma omp parallel for collapse(2) ordered(2) // unsafe: overlapping-elements
  for (int i = 1; i < 100; i++)
    for (int j = 1; j < 100; j++) {
#pragma omp ordered depend(sink : i - 1, j)
      m[i][j] = m[i][j - 1];
#pragma omp ordered depend(source)
    }
}
void diag_safe(void) {
#pragma omp parallel for ordered(2) // safe
  for (int i = 1; i < 100; i++)
    for (int j = 1; j < 99; j++) {
#pragma omp ordered depend(sink : i - 1, j + 1)
      m[i][j] = m[i - 1][j + 1];
#pragma omp ordered depend(source)
    }
}
void seidel_safe(int n) {
#pragma omp parallel for ordered(2) schedule(dynamic) // safe
  for (int i = 1; i < n - 1; i++)
    for (int j = 1; j < n - 1; j++) {
#pragma omp ordered depend(sink : i - 1, j) depend(sink : i, j - 1)
      m[i][j] = (m[i - 1][j] + m[i + 1][j] + m[i][j - 1] + m[i][j + 1]) / 4;
#pragma omp ordered depend(source)
    }
}
void two_sinks_safe(void) {
#pragma omp parallel for ordered(1) // safe
  for (int i = 2; i < 100; i++) {
#pragma omp ordered depend(sink : i - 1) depend(sink : i - 2)
    a[i] = a[i - 1] + a[i - 2];
#pragma omp ordered depend(source)
  }
}
void step_safe(void) {
#pragma omp parallel for ordered(1) // safe
  for (int i = 2; i < 100; i += 2) {
#pragma omp ordered depend(sink : i - 2)
    a[i] = a[i - 2] + a[i + 1];
#pragma omp ordered depend(source)
  }
}
void step_racy(void) {
#pragma omp parallel for ordered(1) // unsafe: overlapping-elements
  for (int i = 2; i < 100; i += 2) {
#pragma omp ordered depend(sink : i - 1)
    a[i] = a[i - 2] + 1;
#pragma omp ordered depend(source)
  }
}
void down_safe(void) {
#pragma omp parallel for ordered(1) // safe
  for (int i = 98; i >= 0; i--) {
#pragma omp ordered depend(sink : i + 1)
    a[i] += a[i + 1];
#pragma omp ordered depend(source)
  }
}
void pre_read_racy(void) {
#pragma omp parallel for ordered(1) // unsafe: overlapping-elements
  for (int i = 1; i < 100; i++) {
    int old = a[i - 1];
#pragma omp ordered depend(sink : i - 1)
    a[i] = a[i - 1] + old;
#pragma omp ordered depend(source)
  }
}
void early_source_racy(void) {
#pragma omp parallel for ordered(1) // unsafe: overlapping-elements
  for (int i = 1; i < 100; i++) {
#pragma omp ordered depend(sink : i - 1)
    int t = a[i - 1];
#pragma omp ordered depend(source)
    a[i] = t + 1;
  }
}
void pre_read_safe(void) {
#pragma omp parallel for ordered(1) // safe (today: unknown)
  for (int i = 1; i < 100; i++) {
    int old = a[i + 1];
#pragma omp ordered depend(sink : i - 1)
    a[i] = a[i - 1] + old;
#pragma omp ordered depend(source)
  }
}
void two_sinks_racy(void) {
#pragma omp parallel for ordered(1) // unsafe: overlapping-elements
  for (int i = 3; i < 100; i++) {
#pragma omp ordered depend(sink : i - 3) depend(sink : i - 2)
    a[i] = a[i - 1] + a[i - 2];
#pragma omp ordered depend(source)
  }
}
void four_racy(void) {
#pragma omp parallel for ordered(2) // unsafe: overlapping-elements
  for (int i = 1; i < 100; i++)
    for (int j = 1; j < 99; j++) {
#pragma omp ordered depend(sink : i - 1, j)
      m[i][j] = m[i - 1][j + 1];
#pragma omp ordered depend(source)
    }
}
void doacross1_safe(void) {
#pragma omp parallel for ordered(1) // safe
  for (int i = 1; i < N; i++) {
    double t = x[i] * 2;
#pragma omp ordered depend(sink : i - 1)
    y[i] = y[i - 1] + t;
#pragma omp ordered depend(source)
    a[i] = (int)y[i];
  }
}
void doacross2_safe(void) {
#pragma omp parallel for ordered(1) // safe
  for (int i = 2; i < N; i++) {
#pragma omp ordered depend(sink : i - 2)
    y[i] = y[i - 2] + 1;
#pragma omp ordered depend(source)
  }
}
void doacross3_racy(void) {
#pragma omp parallel for ordered(1) // unsafe: overlapping-elements
  for (int i = 1; i < N; i++) {
#pragma omp ordered depend(sink : i - 1)
    a[i] = 1;
#pragma omp ordered depend(source)
    y[i] = y[i - 1] + 1;
  }
}
void doacross4_safe(void) {
#pragma omp parallel
#pragma omp for ordered(2) // safe
  for (int i = 1; i < N; i++)
    for (int j = 1; j < N; j++) {
#pragma omp ordered depend(sink : i - 1, j) depend(sink : i, j - 1)
      m[i][j] = (m[i - 1][j] + m[i][j - 1] + m[i - 1][j - 1]) / 3;
#pragma omp ordered depend(source)
    }
}
void late_racy(void) {
#pragma omp parallel for ordered(1) // unsafe: overlapping-elements
  for (int i = 1; i < N; i++) {
#pragma omp ordered depend(sink : i - 1)
    b[i] = b[i - 1] + 1;
#pragma omp ordered depend(source)
    a[i] = a[i - 1] + b[i];
  }
}
void late_safe(void) {
#pragma omp parallel for ordered(1) // safe
  for (int i = 1; i < N; i++) {
#pragma omp ordered depend(sink : i - 1)
    b[i] = b[i - 1] + 1;
#pragma omp ordered depend(source)
    a[i] = a[i] + b[i];
  }
}
void row_safe(int n) { // the rounds of the inner loop are one thread's
#pragma omp parallel for ordered(2) // safe
  for (int i = 1; i < n - 1; i++)
    for (int j = 1; j < n - 1; j++) {
#pragma omp ordered depend(sink : i - 1, j)
      m[i][j] = (m[i - 1][j] + m[i + 1][j] + m[i][j - 1] + m[i][j + 1]) / 4;
#pragma omp ordered depend(source)
    }
}
void row_racy(int n) {
#pragma omp parallel for collapse(2) ordered(2) // unsafe: overlapping-elements
  for (int i = 1; i < n - 1; i++)
    for (int j = 1; j < n - 1; j++) {
#pragma omp ordered depend(sink : i - 1, j)
      m[i][j] = (m[i - 1][j] + m[i][j - 1]) / 4;
#pragma omp ordered depend(source)
    }
}
