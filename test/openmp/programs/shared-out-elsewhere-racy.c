double a[100], total;
static void scale(double by) {
#pragma omp for // unsafe: global-mutation
  for (int i = 0; i < 100; i++) {
    a[i] *= by;
    total += a[i];
  }
}
int main(void) {
#pragma omp parallel
  scale(2.0);
  return (int)total;
}
