double v[100], next[100];
int main(int argc, char **argv) {
  int n = 100;
#pragma omp parallel for // safe
  for (int i = 0; i < n; i++)
    next[i] = 0.5 * (v[(i + 1) % n] + v[(i + n - 1) % n]);
  return (int)next[3];
}
