int a[1000], b[1000];
void fill(int n, int coarse) {
#pragma omp parallel
  {
    if (coarse) {
#pragma omp for schedule(static, 16) // safe
      for (int i = 0; i < n; i++)
        a[i] = 2 * i;
    } else {
#pragma omp for schedule(static) // safe
      for (int i = 0; i < n; i++)
        a[i] = i;
    }
#pragma omp for schedule(static) nowait // safe
    for (int i = 0; i < n; i++)
      b[i] = a[i];
  }
}
