double a[1000], b[2000];
int main(void) {
  int j = 0, k = 0;
#pragma omp parallel for linear(j : 2) // safe
  for (int i = 0; i < 1000; i++) {
    b[j] = a[i];
    b[j + 1] = -a[i];
    j += 2;
  }
#pragma omp simd linear(k : 1) // safe
  for (int i = 5; i < 1000; i++) {
    b[k] = b[k] + 1;
    k++;
  }
  return (int)b[3] + j + k;
}
