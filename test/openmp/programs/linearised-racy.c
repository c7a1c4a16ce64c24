#include <stdlib.h>
void sweep(double *grid, int rows, int cols) {
  int r, c;
#pragma omp parallel for collapse(2) // unsafe: overlapping-elements
  for (r = 1; r < rows; r++)
    for (c = 0; c < cols; c++)
      grid[r * cols + c] += grid[(r - 1) * cols + c];
}
int main(int argc, char **argv) {
  int rows = 100, cols = 80;
  if (argc > 2) { rows = atoi(argv[1]); cols = atoi(argv[2]); }
  double *g = calloc(rows * cols, sizeof(double));
  sweep(g, rows, cols);
  free(g);
  return 0;
}
