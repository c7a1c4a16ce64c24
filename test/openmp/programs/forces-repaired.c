#include <stdlib.h>
struct bodies { int n; double *x, *v, *f; };
static void forces(struct bodies *b) {
#pragma omp parallel for schedule(guided) // safe
  for (int i = 0; i < b->n; i++) {
    double sum = 0;
    for (int j = 0; j < b->n; j++)
      if (j != i) sum += b->x[j] - b->x[i];
    b->f[i] = sum;
  }
#pragma omp parallel for // safe
  for (int i = 0; i < b->n; i++) {
    b->v[i] += 0.01 * b->f[i];
    b->x[i] += 0.01 * b->v[i];
  }
}
int main(void) {
  struct bodies b;
  b.n = 100;
  b.x = malloc(b.n * sizeof(double));
  b.v = calloc(b.n, sizeof(double));
  b.f = calloc(b.n, sizeof(double));
  for (int i = 0; i < b.n; i++) b.x[i] = i;
  forces(&b);
  return 0;
}
