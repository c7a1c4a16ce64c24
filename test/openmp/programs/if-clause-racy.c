int main() {
  int a[100], i;
  for (i = 0; i < 100; i++) a[i] = i;
#pragma omp parallel for if (a[0] == 0) // unsafe: overlapping-elements
  for (i = 0; i < 90; i++)
    a[i] = a[i + 10];
  return a[0];
}
