#define N 256
float u[N][N], w[N][N];
int main(void) {
  int i, j, it; float err;
  for (it = 0; it < 5; it++) {
    err = 0;
#pragma omp parallel for private(j) // unsafe: captured-mutation
    for (i = 1; i < N - 1; i++)
      for (j = 1; j < N - 1; j++) {
        w[i][j] = u[i][j];
        err = err + (w[i][j] - u[i][j]);
      }
  }
  return (int)err;
}
