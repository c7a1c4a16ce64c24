#pragma omp declare simd
static double square(double x) { return x * x; }
double a[100], b[100];
int main(void) {
#pragma omp parallel for simd aligned(a, b : 8) // safe
  for (int i = 0; i < 100; i++)
    b[i] = square(a[i]);
  return (int)b[3];
}
