#define N 1024
int x[N];
int main(void) {
  for (int i = 0; i < N; i++) x[i] = 1;
  for (int d = 1; d < N; d *= 2) {
#pragma omp parallel for // unsafe: overlapping-elements
    for (int i = d; i < N; i++) x[i] += x[i - d];
  }
  return x[N - 1];
}
