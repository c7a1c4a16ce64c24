int main() {
  int i, k = 10, a[100];
#pragma omp parallel for firstprivate(k) // safe
  for (i = 0; i < 100; i++) {
    a[i] = k;
    k = k + 1;
  }
  return a[3];
}
