static void bump(double *x, const double *y, int n) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < n; i++)
    x[i] = y[i] + 1;
}
double a[1001];
int main(void) {
  bump(a + 1, a, 1000);
  return (int)a[5];
}
