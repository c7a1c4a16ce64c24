#define N 100
double L[N][N], x[N], b[N];
int main(void) {
  for (int i = 0; i < N; i++) L[i][i] = 1;
  for (int j = 0; j < N; j++) {
    x[j] = b[j] / L[j][j];
#pragma omp parallel for // safe
    for (int i = j + 1; i < N; i++) b[i] -= L[i][j] * x[j];
  }
  return (int)x[9];
}
