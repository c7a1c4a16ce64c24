int v[1000], bins[10];
int main(void) {
  for (int i = 0; i < 1000; i++) v[i] = (i * 37) % 1000;
#pragma omp parallel for // safe
  for (int i = 0; i < 1000; i++) {
#pragma omp atomic update seq_cst
    bins[v[i] % 10]++;
  }
  return bins[0];
}
