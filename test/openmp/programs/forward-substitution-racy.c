#define N 100
double L[N][N], x[N], b[N];
int main(void) {
  for (int i = 0; i < N; i++) L[i][i] = 1;
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < N; i++) {
    x[i] = b[i];
    for (int j = 0; j < i; j++) x[i] -= L[i][j] * x[j];
    x[i] /= L[i][i];
  }
  return (int)x[9];
}
