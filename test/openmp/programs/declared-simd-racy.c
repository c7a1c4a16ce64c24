int calls;
#pragma omp declare simd
static double square(double x) {
  calls++;
  return x * x;
}
double a[100], b[100];
int main(void) {
#pragma omp parallel for simd // unsafe: global-mutation
  for (int i = 0; i < 100; i++)
    b[i] = square(a[i]);
  return calls;
}
