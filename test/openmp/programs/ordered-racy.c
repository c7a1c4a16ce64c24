int a[101];
int main() {
#pragma omp parallel for ordered // unsafe: overlapping-elements
  for (int i = 1; i < 100; i++) {
    a[i] = i;
#pragma omp ordered
    { a[i + 1] += a[i]; }
  }
  return a[5];
}
