int v[1000];
int main(void) {
  int most = -1;
  for (int i = 0; i < 1000; i++) v[i] = (i * 37) % 1000;
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < 1000; i++)
    if (v[i] > most) most = v[i];
  return most;
}
