int v[1000], bins[10], last;
int main(void) {
  for (int i = 0; i < 1000; i++) v[i] = (i * 37) % 1000;
#pragma omp parallel for // unsafe: global-mutation
  for (int i = 0; i < 1000; i++) {
#pragma omp atomic update seq_cst
    bins[v[i] % 10]++;
    int seen;
#pragma omp atomic read
    seen = bins[v[i] % 10];
    last = seen;
  }
  return last;
}
