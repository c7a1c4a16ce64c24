int a[100], b[100];
int main(void) {
  int x = 0;
  for (int i = 0; i < 100; i++) a[i] = i;
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < 100; i++) {
    x += a[i];
    b[i] = x;
  }
  return b[99];
}
