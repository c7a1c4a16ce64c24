int a[101];
int main() {
#pragma omp parallel for ordered // safe
  for (int i = 1; i < 100; i++) {
#pragma omp ordered
    { a[i] = a[i - 1] + 1; }
  }
  return a[5];
}
