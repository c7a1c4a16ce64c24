void relax(double *p, double *q, int n) {
  int i;
#pragma omp parallel
  {
#pragma omp for schedule(dynamic, 8) nowait // unsafe: overlapping-elements
    for (i = 0; i < n; i++) p[i] = i;
#pragma omp for schedule(dynamic, 8) // unsafe: overlapping-elements
    for (i = 0; i < n; i++) q[i] = p[n - 1 - i];
  }
}
double x[300], y[300];
int main() { relax(x, y, 300); return 0; }
