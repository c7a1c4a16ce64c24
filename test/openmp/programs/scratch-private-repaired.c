static void smooth(double *v, int rows, int n) {
  double tmp[n];
#pragma omp parallel for private(tmp) // safe
  for (int r = 0; r < rows; r++) {
    for (int j = 1; j < n - 1; j++)
      tmp[j] = (v[r * n + j - 1] + v[r * n + j + 1]) / 2;
    for (int j = 1; j < n - 1; j++)
      v[r * n + j] = tmp[j];
  }
}
double v[50 * 60];
int main(void) {
  smooth(v, 50, 60);
  return 0;
}
