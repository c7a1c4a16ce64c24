int main() {
  int a[100], b[100];
  for (int i = 0; i < 100; i++) a[i] = b[i] = i;
#pragma omp target map(tofrom : a) map(to : b) // safe
#pragma omp parallel for // safe
  for (int i = 0; i < 99; i++)
    a[i] = a[i] * b[i + 1];
  return a[9];
}
