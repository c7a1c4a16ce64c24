int rounds, a[100];
int main(void) {
  int more = 1;
#pragma omp parallel
  {
    do {
#pragma omp for // safe
      for (int i = 0; i < 100; i++)
        a[i] += i;
#pragma omp single nowait // unsafe: captured-mutation
      more = ++rounds < 10; // race
    } while (more); // unsafe: captured-mutation
  }
  return rounds;
}
