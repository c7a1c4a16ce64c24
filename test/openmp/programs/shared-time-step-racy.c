#define N 100
double a[N], b[N];
int main() {
  int t;
#pragma omp parallel // unsafe: captured-mutation
  for (t = 0; t < 10; t++) {
#pragma omp for
    for (int i = 1; i < N - 1; i++)
      b[i] = (a[i - 1] + a[i + 1]) / 2;
#pragma omp for
    for (int i = 1; i < N - 1; i++)
      a[i] = b[i];
  }
  return 0;
}
