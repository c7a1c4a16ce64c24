int a[101];
int main() {
  int i;
#pragma omp parallel for ordered // unsafe: overlapping-elements
  for (i = 1; i < 100; i++) {
    a[i] = a[i - 1] + 1;
  }
  return a[5];
}
