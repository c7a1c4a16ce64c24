int a[101];
int main() {
  int i;
#pragma omp parallel for ordered(1) // safe
  for (i = 1; i < 100; i++) {
#pragma omp ordered depend(sink : i - 1)
    a[i] = a[i - 1] + 1;
#pragma omp ordered depend(source)
  }
  return a[5];
}
