#define N 200
double a[N][N], b[N][N], c[N][N];
int main() {
  int i, j, k;
#pragma omp parallel for private(i, j) // unsafe: overlapping-elements
  for (k = 0; k < N; k++)
    for (i = 0; i < N; i++)
      for (j = 0; j < N; j++)
        c[i][j] = c[i][j] + a[i][k] * b[k][j];
  return 0;
}
