static void transpose(int n, double a[n][n]) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double t = a[i][j];
      a[i][j] = a[j][i];
      a[j][i] = t;
    }
}
double m[64][64];
int main(void) {
  transpose(64, m);
  return (int)m[1][2];
}
