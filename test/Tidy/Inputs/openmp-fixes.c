#include <stdio.h>

static int table[64][64];

int main(void) {
  int i, j, t, best = -1, count = 0, sum = 0, last = 0;
  unsigned bits = 0;
  double scale;

#pragma omp parallel for
  for (i = 0; i < 64; i++)
    for (j = 0; j < 64; j++)
      table[i][j] = (i * 7 + j * 3) % 50;

#pragma omp parallel for schedule(dynamic, 4) \
    num_threads(4)
  for (i = 0; i < 64; i++) {
    scale = i * 0.5;
    if (scale > 10) {
      t = table[i][1];
      table[i][0] = t + (int)scale;
    }
    sum += table[i][1];
    count++;
  }

#pragma omp parallel num_threads(4)
  {
#pragma omp for
    for (i = 0; i < 64; i++) {
      if (table[i][3] > best)
        best = table[i][3];
      bits |= 1u << i % 20;
    }
  }

  /* What is read behind the loop is no scratch variable. */
#pragma omp parallel for num_threads(4)
  for (i = 0; i < 64; i++) {
    last = i;
    table[i][2] = last;
  }

  printf("%d %d %d %u %d %d %d\n", best, count, sum, bits, last,
         table[63][0], table[5][2]);
  return 0;
}
