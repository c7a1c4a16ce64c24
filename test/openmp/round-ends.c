// What one thread does at the end of a round meets the next round of others.
#define N 256
static double x[N], y[N];
void reset_racy(int steps) {
  double s = 0;
#pragma omp parallel
  for (int t = 0; t < steps; t++) {
#pragma omp for reduction(+ : s) // unsafe: captured-mutation
    for (int i = 0; i < N; i++) s += x[i];
#pragma omp master // unsafe: captured-mutation
    s = 0;
  }
}
void reset_safe(int steps) {
  double s = 0;
#pragma omp parallel
  for (int t = 0; t < steps; t++) {
#pragma omp for reduction(+ : s) // safe
    for (int i = 0; i < N; i++) s += x[i];
#pragma omp master // safe
    s = 0;
#pragma omp barrier
  }
}
void count_safe(int steps) {
  int rounds = 0;
#pragma omp parallel
  for (int t = 0; t < steps; t++) {
#pragma omp for // safe
    for (int i = 0; i < N; i++) x[i] += 1;
#pragma omp master // safe
    rounds++;
  }
}
void count_racy(int steps) {
  int rounds = 0;
#pragma omp parallel
  for (int t = 0; t < steps; t++) {
#pragma omp for // unsafe: captured-mutation
    for (int i = 0; i < N; i++) x[i] += rounds;
#pragma omp master // unsafe: captured-mutation
    rounds++;
  }
}
void edges_safe(int steps) {
#pragma omp parallel
  for (int t = 0; t < steps; t++) {
#pragma omp for // safe
    for (int i = 1; i < N - 1; i++) y[i] = x[i - 1] + x[i + 1];
#pragma omp for // safe
    for (int i = 1; i < N - 1; i++) x[i] = y[i];
#pragma omp master // safe
    { y[0] = 1; y[N - 1] = 2; }
  }
}
void edges_racy(int steps) {
#pragma omp parallel
  for (int t = 0; t < steps; t++) {
#pragma omp for // unsafe: overlapping-elements
    for (int i = 1; i < N - 1; i++) y[i] = x[i - 1] + x[i + 1];
#pragma omp for // safe
    for (int i = 1; i < N - 1; i++) x[i] = y[i];
#pragma omp master // unsafe: overlapping-elements
    { x[0] = 1; x[N - 1] = 2; }
  }
}
int w, r;
void masters_safe(void) { // one thread makes and waits
#pragma omp parallel // safe (today: unknown)
  {
#pragma omp master // safe (today: unknown)
    {
#pragma omp task // safe
      w = 1;
    }
#pragma omp master
    {
#pragma omp taskwait
      r = w;
    }
  }
}
void others_racy(void) { // another thread may wait, for nothing
#pragma omp parallel
  {
#pragma omp master // unsafe: global-mutation
    {
#pragma omp task // safe
      w = 1;
    }
#pragma omp single // unsafe: global-mutation
    {
#pragma omp taskwait
      r = w;
    }
  }
}
