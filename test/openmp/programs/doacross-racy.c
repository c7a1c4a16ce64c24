int a[101], b[101];
int main() {
#pragma omp parallel for ordered(1) // unsafe: overlapping-elements
  for (int i = 1; i < 100; i++) {
#pragma omp ordered depend(sink : i - 2)
    a[i] = a[i - 1] + 1;
#pragma omp ordered depend(source)
    b[i] = a[i];
  }
  return a[5];
}
