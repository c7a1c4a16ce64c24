int a[1000];
int fill(int n) {
#pragma omp parallel // safe
  {
#pragma omp for // safe
    for (int i = 0; i < n; i++)
      a[i] = i;
#pragma omp single // safe
    n = 5;
  }
  return n;
}
