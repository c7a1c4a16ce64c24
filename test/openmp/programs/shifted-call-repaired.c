static void bump(double *x, const double *y, int n) {
#pragma omp parallel for // safe
  for (int i = 0; i < n; i++)
    x[i] = y[i] + 1;
}
double a[2000];
int main(void) {
  bump(a + 1000, a, 1000);
  return (int)a[1005];
}
