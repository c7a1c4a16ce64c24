int main(void) {
  double a[100], b[100];
#pragma omp parallel
  {
#pragma omp for schedule(static) nowait // safe
    for (int i = 0; i < 100; i++) a[i] = i;
#pragma omp for schedule(static) // safe
    for (int i = 0; i < 100; i++) b[i] = a[i] * 2;
  }
  return (int)b[5];
}
