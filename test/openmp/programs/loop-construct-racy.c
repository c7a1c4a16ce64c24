int main(void) {
  int a[100] = {0};
#pragma omp parallel
  {
#pragma omp loop // unsafe: overlapping-elements
    for (int i = 0; i < 99; i++) a[i] = a[i + 1];
  }
  return a[0];
}
