#define N 1000
int v[N];
int main(void) {
  int phase, i, t;
  for (i = 0; i < N; i++) v[i] = (i * 7919) % N;
#pragma omp parallel default(none) shared(v, t) private(phase, i)
  for (phase = 0; phase < N; phase++) {
    if (phase % 2 == 0) {
#pragma omp for // unsafe: captured-mutation
      for (i = 1; i < N; i += 2)
        if (v[i - 1] > v[i]) {
          t = v[i - 1];
          v[i - 1] = v[i];
          v[i] = t;
        }
    } else {
#pragma omp for // unsafe: captured-mutation
      for (i = 1; i < N - 1; i += 2)
        if (v[i] > v[i + 1]) {
          t = v[i + 1];
          v[i + 1] = v[i];
          v[i] = t;
        }
    }
  }
  return v[0];
}
