int omp_get_thread_num(void); int omp_get_num_threads(void);
int main() {
  int a[1000], n = 1000, t, nt, i;
#pragma omp parallel shared(a, n) private(t, nt, i) // safe
  {
    t = omp_get_thread_num();
    nt = omp_get_num_threads();
    for (i = t; i < n; i += nt)
      a[i] = i;
  }
  return a[3];
}
