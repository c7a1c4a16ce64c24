int v[1000];
int main(void) {
  int most = -1;
  for (int i = 0; i < 1000; i++) v[i] = (i * 37) % 1000;
#pragma omp parallel for // safe
  for (int i = 0; i < 1000; i++) {
#pragma omp atomic compare
    if (most < v[i]) { most = v[i]; }
  }
  return most;
}
