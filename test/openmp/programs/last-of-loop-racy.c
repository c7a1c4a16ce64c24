double v[100];
int main(void) {
  double x;
  int i;
#pragma omp parallel for private(i) // unsafe: captured-mutation
  for (i = 0; i < 100; i++) {
    x = v[i] * 2;
    v[i] = x + 1;
  }
  return (int)x;
}
