int a[100], b[300];
int main(void) {
  int k = 0;
#pragma omp parallel for linear(k : 3) // safe
  for (int i = 0; i < 100; i++) {
    a[i] = b[k];
    k += 3;
  }
  return a[9];
}
