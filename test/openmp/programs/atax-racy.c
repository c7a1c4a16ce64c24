#define M 80
#define N 90
double A[M][N], x[N], y[N], tmp[M];
int main(void) {
  int i, j;
#pragma omp parallel for private(j) // unsafe: overlapping-elements
  for (i = 0; i < M; i++) {
    tmp[i] = 0;
    for (j = 0; j < N; j++) tmp[i] += A[i][j] * x[j];
    for (j = 0; j < N; j++) y[j] += A[i][j] * tmp[i];
  }
  return (int)y[0];
}
