int main() {
  int i, best = -1, a[100];
  for (i = 0; i < 100; i++) a[i] = i * 7 % 31;
#pragma omp parallel for // unsafe: captured-mutation
  for (i = 0; i < 100; i++) {
    if (a[i] > best) {
#pragma omp critical
      best = a[i];
    }
  }
  return best;
}
