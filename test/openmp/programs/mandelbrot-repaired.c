#include <stdio.h>
static int inside[64][64];
int main(void) {
  double zr, zi;
  int i, j, k;
#pragma omp parallel for private(j, k, zr, zi) schedule(dynamic) // safe
  for (i = 0; i < 64; i++)
    for (j = 0; j < 64; j++) {
      zr = zi = 0;
      for (k = 0; k < 100 && zr * zr + zi * zi < 4; k++) {
        double t = zr * zr - zi * zi + (j - 40) / 20.0;
        zi = 2 * zr * zi + (i - 32) / 20.0;
        zr = t;
      }
      inside[i][j] = k == 100;
    }
  printf("%d\n", inside[30][30]);
  return 0;
}
