#define N 256
double a[N];
int main(void) {
  for (int i = 0; i < N; i++) a[i] = (i * 37) % N;
  for (int k = 2; k <= N; k <<= 1)
    for (int j = k >> 1; j > 0; j >>= 1) {
#pragma omp parallel for // unsafe: overlapping-elements
      for (int i = 0; i < N; i++) {
        int l = i ^ j;
        if (a[i] > a[l]) { // race
          double t = a[i];
          a[i] = a[l];
          a[l] = t;
        }
      }
    }
  return (int)a[0];
}
