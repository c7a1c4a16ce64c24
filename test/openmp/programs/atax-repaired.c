#define M 80
#define N 90
double A[M][N], x[N], y[N], tmp[M];
int main(void) {
  int i, j;
#pragma omp parallel private(i, j)
  {
#pragma omp for // safe
    for (i = 0; i < M; i++) {
      tmp[i] = 0;
      for (j = 0; j < N; j++) tmp[i] += A[i][j] * x[j];
    }
#pragma omp for // safe
    for (j = 0; j < N; j++)
      for (i = 0; i < M; i++) y[j] += A[i][j] * tmp[i];
  }
  return (int)y[0];
}
