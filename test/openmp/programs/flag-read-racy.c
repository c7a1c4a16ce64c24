int main(void) {
  int found = 0, v[1000];
  for (int i = 0; i < 1000; i++) v[i] = i;
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < 1000; i++) {
    if (found) continue;
    if (v[i] == 777) {
#pragma omp atomic write
      found = 1;
    }
  }
  return found;
}
