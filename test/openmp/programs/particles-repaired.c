struct particle { double x, v, f; };
void step(struct particle *p, int n, double dt) {
  int i, j;
#pragma omp parallel for private(j) // safe
  for (i = 0; i < n; i++)
    for (j = 0; j < n; j++) {
      double d = p[i].x - p[j].x;
      p[i].f += d;
    }
#pragma omp parallel for // safe
  for (i = 0; i < n; i++) {
    p[i].v += p[i].f * dt;
    p[i].x += p[i].v * dt;
  }
}
struct particle all[100];
int main() { step(all, 100, 0.1); return 0; }
