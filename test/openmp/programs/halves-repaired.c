static void fill(int *a, int lo, int hi) {
  if (hi - lo < 100) {
    for (int i = lo; i < hi; i++) a[i] = i;
    return;
  }
  int mid = (lo + hi) / 2;
#pragma omp task // safe
  fill(a, lo, mid);
#pragma omp task // safe
  fill(a, mid, hi);
#pragma omp taskwait
  for (int i = lo; i < hi; i++) a[i]++;
}
static long sum(const int *a, int n) {
  if (n < 100) {
    long s = 0;
    for (int i = 0; i < n; i++) s += a[i];
    return s;
  }
  long x, y;
#pragma omp task shared(x) // safe
  x = sum(a, n / 2);
  y = sum(a + n / 2, n - n / 2);
#pragma omp taskwait
  return x + y;
}
int v[1000];
int main(void) {
  long s = 0;
#pragma omp parallel
#pragma omp single // safe
  {
    fill(v, 0, 1000);
    s = sum(v, 1000);
  }
  return (int)s;
}
