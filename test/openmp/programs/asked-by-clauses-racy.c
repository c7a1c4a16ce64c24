int a[100], b[100];
void tasks(int busy) {
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(busy) // unsafe: captured-mutation
    busy = 0; // race
#pragma omp task if (busy > 3) // safe
    a[1] = 1;
  }
}
void chunks(int chunk) {
#pragma omp parallel // unsafe: captured-mutation
  {
#pragma omp for schedule(dynamic, chunk) nowait // safe
    for (int i = 0; i < 100; i++)
      a[i] = i;
#pragma omp single // unsafe: captured-mutation
    chunk = 7; // race
  }
}
void firsts(int x) {
#pragma omp parallel // unsafe: captured-mutation
  {
#pragma omp for firstprivate(x) nowait // safe
    for (int i = 0; i < 100; i++)
      b[i] = x;
#pragma omp single // unsafe: captured-mutation
    x = 7; // race
  }
}
