#define N 100
double L[N][N], x[N], b[N];
int main(void) {
  for (int i = 0; i < N; i++) L[i][i] = 1;
  for (int i = 0; i < N; i++) {
    double sum = b[i];
#pragma omp parallel for reduction(- : sum) // safe
    for (int j = 0; j < i; j++) sum -= L[i][j] * x[j];
    x[i] = sum / L[i][i];
  }
  return (int)x[9];
}
