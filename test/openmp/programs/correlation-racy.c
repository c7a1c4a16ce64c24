#define M 50
double c[M][M], d[M][M];
int main(void) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < M; i++)
    for (int j = 0; j < M; j++) {
      double s = 0;
      for (int k = 0; k < M; k++) s += d[k][i] * d[k][j];
      c[i][j] = s;
      c[j][i] = s;
    }
  return (int)c[1][2];
}
