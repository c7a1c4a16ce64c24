#define N 130
double u[N][N];
int main(void) {
  for (int i = 0; i < N; i++) u[i][0] = 1;
  for (int sweep = 0; sweep < 20; sweep++) {
#pragma omp parallel for // unsafe: overlapping-elements
    for (int i = 1; i < N - 1; i++)
      for (int j = 1; j < N - 1; j++)
        u[i][j] = 0.25 * (u[i - 1][j] + u[i + 1][j] + u[i][j - 1] + u[i][j + 1]);
  }
  return (int)u[3][3];
}
