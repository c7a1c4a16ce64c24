int a[1000];
int fill(int n) {
#pragma omp parallel // unsafe: captured-mutation
  {
#pragma omp for nowait // safe
    for (int i = 0; i < n; i++)
      a[i] = i;
#pragma omp single // unsafe: captured-mutation
    n = 5; // race
  }
  return n;
}
