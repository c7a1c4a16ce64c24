double u[100], v[100];
static void fill(double *p, int n, double by) { for (int i = 0; i < n; i++) p[i] = by * i; }
static void both(void) {
#pragma omp sections
  {
#pragma omp section // safe
    fill(u, 100, 1);
#pragma omp section // safe
    fill(v, 100, 2);
  }
}
int main(void) {
#pragma omp parallel
  both();
  return (int)u[3];
}
