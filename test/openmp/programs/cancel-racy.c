int v[1000], where = -1;
int main(void) {
  for (int i = 0; i < 1000; i++) v[i] = i * i % 501;
#pragma omp parallel
  {
#pragma omp for // unsafe: global-mutation
    for (int i = 0; i < 1000; i++) {
      if (v[i] == 49) {
        where = i;
#pragma omp cancel for
      }
#pragma omp cancellation point for
    }
  }
  return where;
}
