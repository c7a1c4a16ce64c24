int a[100], b[100];
int main(void) {
  int x = 0;
  for (int i = 0; i < 100; i++) a[i] = i;
#pragma omp parallel for reduction(inscan, + : x) // safe
  for (int i = 0; i < 100; i++) {
    x += a[i];
#pragma omp scan inclusive(x)
    b[i] = x;
  }
  return b[99];
}
