void relax(double *p, double *q, int n) {
  int i;
#pragma omp parallel
  {
#pragma omp for schedule(dynamic, 8) nowait // safe (today: unknown)
    for (i = 0; i < n; i++) p[i] = i;
#pragma omp for schedule(dynamic, 8) // safe (today: unknown)
    for (i = 0; i < n; i++) q[i] = 2 * i;
  }
}
double x[300], y[300];
int main() { relax(x, y, 300); return 0; }
