int a[1000], b[1000];
void fill(int n, int coarse) {
#pragma omp parallel // unsafe: overlapping-elements (today: unknown)
  {
    if (coarse) {
#pragma omp for schedule(static, 16) nowait // unsafe: overlapping-elements (today: unknown)
      for (int i = 0; i < n; i++)
        a[i] = 2 * i;
    } else {
#pragma omp for schedule(static) nowait // safe (today: unknown)
      for (int i = 0; i < n; i++)
        a[i] = i;
    }
#pragma omp for schedule(static) nowait
    for (int i = 0; i < n; i++)
      b[i] = a[i];
  }
}
