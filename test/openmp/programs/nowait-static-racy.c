int main(void) {
  double a[100], b[100];
#pragma omp parallel
  {
#pragma omp for schedule(static) nowait // unsafe: overlapping-elements
    for (int i = 0; i < 99; i++) a[i] = i;
#pragma omp for schedule(static) // unsafe: overlapping-elements
    for (int i = 0; i < 99; i++) b[i] = a[i + 1] * 2;
  }
  return (int)b[5];
}
