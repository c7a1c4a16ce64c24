#define N 1000
int v[N];
int main(void) {
  for (int i = 0; i < N; i++) v[i] = (i * 7919) % N;
  for (int phase = 0; phase < N; phase++) {
#pragma omp parallel for // safe
    for (int i = phase % 2; i < N - 1; i += 2)
      if (v[i] > v[i + 1]) {
        int t = v[i];
        v[i] = v[i + 1];
        v[i + 1] = t;
      }
  }
  return v[0];
}
