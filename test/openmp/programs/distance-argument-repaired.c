static void chain(int *a, int n, int gap) {
#pragma omp parallel for // safe
  for (int i = gap; i < n; i++)
    a[i] += a[i - gap];
}
int a[1000];
int main(void) {
  chain(a, 1000, 500);
  return a[999];
}
