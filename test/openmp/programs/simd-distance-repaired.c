int main() {
  int a[100], b[100];
  for (int i = 0; i < 100; i++) a[i] = b[i] = i;
#pragma omp simd safelen(8) // safe
  for (int i = 8; i < 100; i++)
    a[i] = a[i - 8] + b[i];
  return a[99];
}
