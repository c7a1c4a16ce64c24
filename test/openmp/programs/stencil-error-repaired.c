#define N 256
float u[N][N], w[N][N];
int main(void) {
  int i, j, it; float err;
  for (it = 0; it < 5; it++) {
    err = 0;
#pragma omp parallel
    {
#pragma omp for private(j) // safe
    for (i = 0; i < N; i++)
      for (j = 0; j < N; j++)
        w[i][j] = u[i][j];
#pragma omp for private(j) reduction(+ : err) // safe
    for (i = 1; i < N - 1; i++)
      for (j = 1; j < N - 1; j++) {
        u[i][j] = (w[i - 1][j] + w[i + 1][j]) / 2;
        err = err + u[i][j];
      }
    }
  }
  return (int)err;
}
