double v[100], next[100];
int main(int argc, char **argv) {
  int n = 100;
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < n; i++)
    v[i] = 0.5 * (v[(i + 1) % n] + v[(i + n - 1) % n]);
  return (int)v[3];
}
