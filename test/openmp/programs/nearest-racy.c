#include <float.h>
#include <stdio.h>
double px[500], py[500];
int main(void) {
  double best = DBL_MAX;
  int where = -1;
  for (int i = 0; i < 500; i++) { px[i] = i % 13; py[i] = i % 17; }
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < 500; i++) {
    double d = (px[i] - 3) * (px[i] - 3) + (py[i] - 4) * (py[i] - 4);
    if (d < best) {
#pragma omp critical
      {
        best = d;
        where = i;
      }
    }
  }
  printf("%d %f\n", where, best);
  return 0;
}
