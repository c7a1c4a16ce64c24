#include <stdio.h>
#define N 200
double t[N][N];
int main(void) {
  for (int i = 0; i < N; i++) t[i][0] = t[0][i] = i;
  for (int d = 2; d < 2 * N - 1; d++) {
    int low = d - N + 1 > 1 ? d - N + 1 : 1;
    int high = d - 1 < N - 1 ? d - 1 : N - 1;
#pragma omp parallel for // safe
    for (int i = low; i <= high; i++) {
      int j = d - i;
      t[i][j] = 0.5 * (t[i - 1][j] + t[i][j - 1]);
    }
  }
  printf("%f\n", t[N - 1][N - 1]);
  return 0;
}
