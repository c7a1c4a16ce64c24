#define N 200
double a[N][N], b[N][N], c[N][N];
int main() {
  int i, j, k;
#pragma omp parallel for private(k, j) // safe
  for (i = 0; i < N; i++)
    for (k = 0; k < N; k++)
      for (j = 0; j < N; j++)
        c[i][j] = c[i][j] + a[i][k] * b[k][j];
  return 0;
}
