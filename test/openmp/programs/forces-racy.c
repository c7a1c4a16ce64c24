#include <stdlib.h>
struct bodies { int n; double *x, *v, *f; };
static void forces(struct bodies *b) {
#pragma omp parallel for schedule(guided) // unsafe: overlapping-elements
  for (int i = 0; i < b->n; i++)
    for (int j = i + 1; j < b->n; j++) {
      double d = b->x[j] - b->x[i];
      b->f[i] += d;
      b->f[j] -= d;
    }
}
int main(void) {
  struct bodies b;
  b.n = 100;
  b.x = malloc(b.n * sizeof(double));
  b.v = malloc(b.n * sizeof(double));
  b.f = calloc(b.n, sizeof(double));
  for (int i = 0; i < b.n; i++) b.x[i] = i;
  forces(&b);
  return 0;
}
