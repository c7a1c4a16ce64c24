static void chain(int *a, int n, int gap) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = gap; i < n; i++)
    a[i] += a[i - gap];
}
int a[1000];
int main(void) {
  chain(a, 1000, 16);
  return a[999];
}
