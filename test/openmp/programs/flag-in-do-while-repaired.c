int rounds, a[100];
int main(void) {
  int more = 1;
#pragma omp parallel
  {
    do {
#pragma omp for // safe
      for (int i = 0; i < 100; i++)
        a[i] += i;
#pragma omp single // safe
      more = ++rounds < 10;
    } while (more); // safe
  }
  return rounds;
}
