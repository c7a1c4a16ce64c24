int main() {
  int a[100];
#pragma omp parallel
#pragma omp single // safe
#pragma omp taskloop // safe
  for (int i = 0; i < 100; i++)
    a[i] = i;
  return a[4];
}
