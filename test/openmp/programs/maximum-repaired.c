int main() {
  int i, best = -1, a[100];
  for (i = 0; i < 100; i++) a[i] = i * 7 % 31;
#pragma omp parallel for // safe
  for (i = 0; i < 100; i++) {
#pragma omp critical
    {
      if (a[i] > best)
        best = a[i];
    }
  }
  return best;
}
