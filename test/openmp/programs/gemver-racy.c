#define N 80
double A[N][N], u[N], v[N], x[N], y[N], z[N];
int main(void) {
  int i, j;
#pragma omp parallel private(j)
  {
#pragma omp for // safe
    for (i = 0; i < N; i++)
      for (j = 0; j < N; j++) A[i][j] += u[i] * v[j];
#pragma omp for nowait // unsafe: overlapping-elements
    for (i = 0; i < N; i++)
      for (j = 0; j < N; j++) x[i] += 0.5 * A[j][i] * y[j];
#pragma omp for schedule(dynamic) // unsafe: overlapping-elements
    for (i = 0; i < N; i++) x[i] += z[i];
  }
  return (int)x[3];
}
