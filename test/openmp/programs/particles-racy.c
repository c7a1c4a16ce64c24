struct particle { double x, v, f; };
void step(struct particle *p, int n, double dt) {
  int i, j;
#pragma omp parallel for private(j) // unsafe: overlapping-elements
  for (i = 0; i < n; i++)
    for (j = i + 1; j < n; j++) {
      double d = p[i].x - p[j].x;
      p[i].f += d;
      p[j].f -= d;
    }
}
struct particle all[100];
int main() { step(all, 100, 0.1); return 0; }
