#define N 50
double g[N][N];
int main(void) {
#pragma omp parallel for ordered(2) // safe
  for (int i = 1; i < N; i++)
    for (int j = 1; j < N; j++) {
#pragma omp ordered depend(sink : i - 1, j) depend(sink : i, j - 1)
      g[i][j] = g[i - 1][j] + g[i][j - 1];
#pragma omp ordered depend(source)
    }
  return (int)g[3][3];
}
