#include <string.h>
#define N 1024
int x[N], y[N];
int main(void) {
  for (int i = 0; i < N; i++) x[i] = 1;
  int *from = x, *to = y;
  for (int d = 1; d < N; d *= 2) {
#pragma omp parallel for // safe
    for (int i = 0; i < N; i++) to[i] = i < d ? from[i] : from[i] + from[i - d];
    int *t = from;
    from = to;
    to = t;
  }
  return from[N - 1];
}
