void alone(int *p) {
#pragma omp parallel
  {
#pragma omp for reduction(+ : p[0 : 16]) // safe
    for (int i = 0; i < 100; i++) p[i % 16] += i;
#pragma omp for // safe
    for (int i = 0; i < 16; i++) x[i] = p[i];
  }
}
