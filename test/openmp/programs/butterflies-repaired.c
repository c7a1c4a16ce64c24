#include <complex.h>
#define N 256
double complex z[N], w[N / 2];
int main(void) {
  for (int i = 0; i < N; i++) z[i] = i % 5;
  for (int i = 0; i < N / 2; i++) w[i] = 1;
  for (int half = 1; half < N; half *= 2) {
#pragma omp parallel for // safe
    for (int block = 0; block < N; block += 2 * half)
      for (int i = block; i < block + half; i++) {
        double complex u = z[i], v = z[i + half] * w[(i - block) * (N / (2 * half))];
        z[i] = u + v;
        z[i + half] = u - v;
      }
  }
  return (int)creal(z[0]);
}
