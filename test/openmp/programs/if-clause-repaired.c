int main() {
  int a[200], i;
  for (i = 0; i < 200; i++) a[i] = i;
#pragma omp parallel for // safe
  for (i = 0; i < 100; i++)
    a[i] = a[i + 100];
  return a[0];
}
