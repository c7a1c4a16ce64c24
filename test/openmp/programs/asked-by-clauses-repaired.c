int a[100], b[100];
void tasks(int busy) {
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(busy) // safe
    busy = 0;
#pragma omp taskwait
#pragma omp task if (busy > 3) // safe
    a[1] = 1;
  }
}
void chunks(int chunk) {
#pragma omp parallel // safe
  {
#pragma omp for schedule(dynamic, chunk) // safe
    for (int i = 0; i < 100; i++)
      a[i] = i;
#pragma omp single // safe
    chunk = 7;
  }
}
void firsts(int x) {
#pragma omp parallel // safe
  {
#pragma omp for firstprivate(x) // safe
    for (int i = 0; i < 100; i++)
      b[i] = x;
#pragma omp single // safe
    x = 7;
  }
}
