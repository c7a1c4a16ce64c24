double a[1000], b[2000];
int main(void) {
  int j = 0, k = 0;
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < 1000; i++) {
    a[i] = b[j]; // race
    j += 2; // race
  }
#pragma omp parallel for linear(k : 1) // unsafe: overlapping-elements
  for (int i = 1; i < 1000; i++) {
    b[k] = b[k + 1] + 1; // race
    k++;
  }
  return (int)a[3] + j + k;
}
