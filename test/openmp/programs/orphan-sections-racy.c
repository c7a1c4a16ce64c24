double u[100];
static void fill(double *p, int n, double by) { for (int i = 0; i < n; i++) p[i] = by * i; }
static void both(void) {
#pragma omp sections
  {
#pragma omp section // unsafe: overlapping-elements
    fill(u, 60, 1);
#pragma omp section // unsafe: overlapping-elements
    fill(u + 50, 50, 2);
  }
}
int main(void) {
#pragma omp parallel
  both();
  return (int)u[3];
}
