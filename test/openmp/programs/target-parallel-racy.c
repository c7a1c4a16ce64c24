int main() {
  int a[100], b[100];
  for (int i = 0; i < 100; i++) a[i] = b[i] = i;
#pragma omp target map(tofrom : a) map(to : b) // safe
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < 99; i++)
    a[i] = a[i + 1] * b[i];
  return a[9];
}
