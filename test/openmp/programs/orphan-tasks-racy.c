double a[100];
static void start(void) {
  for (int i = 0; i < 100; i++) {
#pragma omp task firstprivate(i) // unsafe: overlapping-elements
    a[i] = i;
  }
}
int main(void) {
#pragma omp parallel
  {
#pragma omp single nowait // unsafe: overlapping-elements
    start();
#pragma omp for // unsafe: overlapping-elements
    for (int i = 0; i < 100; i++) a[i] *= 2;
  }
  return (int)a[5];
}
